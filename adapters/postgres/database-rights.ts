// What our role may do here, asked of Postgres's own catalogue.

import { sql } from "kysely";
import type { DatabaseRights } from "#ports/database-rights.ts";
import type { Database } from "./open-database.ts";

/** One query, nothing changed. Throws a Fault when the database does not answer. */
export async function databaseRights(db: Database): Promise<DatabaseRights> {
  const { rows } = await sql<DatabaseRights>`
    select role.rolname as "role",
      role.rolsuper as "superuser",
      role.rolcreatedb as "createsDatabases",
      role.rolcreaterole as "createsRoles",
      role.rolreplication as "replicates",
      role.rolbypassrls as "bypassesRowSecurity",
      has_database_privilege('public', current_database(), 'CONNECT') as "publicConnects",
      coalesce(has_schema_privilege('public', to_regnamespace('public')::oid, 'CREATE'), false) as "publicCreates",
      coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as "encrypted",
      coalesce((select pg_has_role(current_user, relowner, 'MEMBER') from pg_class
        where oid = to_regclass('audit.entry')), false) as "ownsAudit"
    from pg_roles role
    where role.rolname = current_user`.execute(db.kysely);
  const [rights] = rows;
  if (!rights) throw new Error("Postgres does not list the role we are connected as.");
  return rights;
}
