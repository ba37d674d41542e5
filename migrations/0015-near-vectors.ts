// Vectors as pgvector holds them, beside their bytes, where the database has that extension and lets us use it. Where it has not,
// nothing changes: nearness is computed exactly.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`do $$ begin
    create extension if not exists vector;
    alter table passage_vector add column near vector;
  exception when others then
    raise notice 'pgvector cannot be used here (%): nearness in meaning is computed exactly.', sqlerrm;
  end $$`.execute(db);
}
