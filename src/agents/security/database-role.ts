// The role in the database should own its tables and nothing more.
// The embedded Postgres exists for Resync alone and listens on this machine only, so what its role may do there weighs little.

import type { DatabaseRights } from "#ports/database-rights.ts";
import type { Check, Finding } from "./finding.ts";

export const databaseRole: Check = {
  name: "database rights",
  area: "permissions",
  async run({ databaseRights, config }) {
    const rights = await databaseRights();
    return config.databaseUrl === null
      ? embedded(rights)
      : [...powers(rights), ...everybody(rights), ...audit(rights)];
  },
};

function embedded(rights: DatabaseRights): readonly Finding[] {
  const held = powersOf(rights);
  if (held.length === 0) return [];
  return [
    {
      id: "embedded-database-role",
      severity: "info",
      title: {
        en: "The role of the embedded Postgres may do more than own its tables",
        pt: "O papel do Postgres embutido pode mais do que possuir suas tabelas",
      },
      evidence: `role ${rights.role}: ${held.join(", ")}; the server serves only Resync and listens on this machine`,
      advice: {
        en: "For production give DATABASE_URL with a role that has no special rights.",
        pt: "Em produção, informe DATABASE_URL com um papel sem direitos especiais.",
      },
    },
  ];
}

function powersOf(rights: DatabaseRights): readonly string[] {
  return [
    rights.superuser && "SUPERUSER",
    rights.createsRoles && "CREATEROLE",
    rights.createsDatabases && "CREATEDB",
    rights.replicates && "REPLICATION",
    rights.bypassesRowSecurity && "BYPASSRLS",
  ].filter((power) => power !== false);
}

function powers(rights: DatabaseRights): readonly Finding[] {
  const held = powersOf(rights);
  if (held.length === 0) return [];
  return [
    {
      id: "database-role-too-powerful",
      severity: rights.superuser || rights.createsRoles ? "high" : "medium",
      title: {
        en: "The database role may do more than Resync needs",
        pt: "O papel do banco de dados pode mais do que o Resync precisa",
      },
      evidence: `role ${rights.role}: ${held.join(", ")}`,
      advice: {
        en: `Run ALTER ROLE ${rights.role} ${held.map((power) => `NO${power}`).join(" ")}, or use another role.`,
        pt: `Execute ALTER ROLE ${rights.role} ${held.map((power) => `NO${power}`).join(" ")}, ou use outro papel.`,
      },
    },
  ];
}

function everybody(rights: DatabaseRights): readonly Finding[] {
  const open: Finding[] = [];
  if (rights.publicCreates)
    open.push({
      id: "database-public-creates",
      severity: "medium",
      title: {
        en: "Every role may create objects in the schema public",
        pt: "Qualquer papel pode criar objetos no schema public",
      },
      evidence: "PUBLIC has CREATE on schema public",
      advice: {
        en: "Run REVOKE CREATE ON SCHEMA public FROM PUBLIC.",
        pt: "Execute REVOKE CREATE ON SCHEMA public FROM PUBLIC.",
      },
    });
  if (rights.publicConnects)
    open.push({
      id: "database-public-connects",
      severity: "low",
      title: {
        en: "Every role of the server may connect to Resync's database",
        pt: "Qualquer papel do servidor pode se conectar ao banco do Resync",
      },
      evidence: "PUBLIC has CONNECT on the database",
      advice: {
        en: `Run REVOKE CONNECT ON DATABASE … FROM PUBLIC, then GRANT CONNECT to ${rights.role}.`,
        pt: `Execute REVOKE CONNECT ON DATABASE … FROM PUBLIC e depois GRANT CONNECT a ${rights.role}.`,
      },
    });
  return open;
}

/** What moves it, for somebody who may: ownership first, then what the program needs and no more. */
function givenAway(role: string): string {
  return [
    "CREATE ROLE resync_audit NOLOGIN",
    "ALTER SCHEMA audit OWNER TO resync_audit",
    "ALTER TABLE audit.entry OWNER TO resync_audit",
    "ALTER TABLE audit.head OWNER TO resync_audit",
    "ALTER FUNCTION audit.append(jsonb) OWNER TO resync_audit",
    "ALTER FUNCTION audit.refuse() OWNER TO resync_audit",
    "ALTER FUNCTION audit.refuse_backwards() OWNER TO resync_audit",
    `GRANT USAGE ON SCHEMA audit TO ${role}`,
    `GRANT SELECT ON audit.entry, audit.head TO ${role}`,
    `GRANT EXECUTE ON FUNCTION audit.append(jsonb) TO ${role}`,
  ].join("; ");
}

function audit(rights: DatabaseRights): readonly Finding[] {
  if (!rights.ownsAudit) return [];
  return [
    {
      id: "database-owns-audit",
      severity: "medium",
      title: {
        en: "The role that writes the audit also owns it",
        pt: "O papel que grava a auditoria também é dono dela",
      },
      evidence: `role ${rights.role} owns audit.entry: only triggers, which it could drop, keep entries from being changed; the chain of hashes would show a change`,
      advice: {
        en: `Run as an administrator of the database: ${givenAway(rights.role)}.`,
        pt: `Execute como administrador do banco: ${givenAway(rights.role)}.`,
      },
    },
  ];
}
