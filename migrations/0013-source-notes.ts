// What was left out of a source when it was read, and why, so that whoever wrote it can mend it.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table knowledge_source add column notes text[] not null default '{}'`.execute(db);
}
