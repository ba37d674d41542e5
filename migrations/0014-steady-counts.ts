// The counts of words compare what passages were with what they became. The plan for that is made when nothing has changed yet and
// kept for good, and would go through all of the one for each of the other: with a source of 20,000 passages, for hours.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter function knowledge_passages_changed() set enable_nestloop = off`.execute(db);
}
