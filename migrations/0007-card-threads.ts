// What is said in a thread that one of our cards began is meant of that card, so the card is found by the message it is,
// and it is known what it showed. And how many link codes an account was shown of late.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // `stands`: the data of the content that the platform took last. `replaced_at`: since when, where other data stood there
  // before; null: nothing else ever did.
  "alter table notice add column stands jsonb, add column replaced_at timestamptz",
  "create index notice_by_ref on notice (ref, thread) where ref is not null",
  "create index job_link_by_ref on job_link (card_ref, thread) where card_ref is not null",
  // A code that a newer one of its account replaced opens nothing; it is kept for a while to be counted.
  "alter table link_code add column replaced_at timestamptz",
];
