// A link code is looked at before it is used, by the same person: what it would do is shown first.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Who was shown last whose account it would make theirs, and the message that asked for it.
  "alter table link_code add column shown_to text, add column shown_for text",
];
