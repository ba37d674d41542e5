// Where the like of an incident is found: what its log said, and its cause.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "create index incident_by_signature on incident (signature, broke_at desc) where signature is not null",
  "create index incident_by_cause on incident (cause, broke_at desc) where cause is not null",
];
