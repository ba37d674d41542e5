// Where jobs are shown, and what a conversation was asked back.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // One row for each thread a job is shown in. It goes with its job, by retention.
  `create table job_link (
    job_id text collate "C" not null,
    platform text not null,
    thread text not null,
    locale text not null,
    card_ref text,
    shown integer not null default 0,
    done boolean not null default false,
    created_at timestamptz not null default now(),
    primary key (job_id, platform, thread)
  )`,
  "create index job_link_open on job_link (platform) where not done",
  // The one thing a question lacked and was asked back for; the next message may be just that.
  "alter table conversation add column awaiting jsonb",
];
