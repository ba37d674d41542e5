// One-time links into the web pages.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // The SHA-256 of what the link carries, never that itself. `roles` and `surface` are as they were where it was asked for.
  `create table sign_in_link (
    hash bytea primary key,
    person_id text not null references person (id) on delete cascade,
    roles text[] not null,
    surface text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz
  )`,
  "create index sign_in_link_by_person on sign_in_link (person_id)",
];
