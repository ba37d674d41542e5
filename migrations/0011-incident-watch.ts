// How far incidents have heard the plan, which run of each failed last and which was diagnosed, and what was asked about how
// they ended.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // The number of the plan's last event that was heard; null: none yet.
  "create table incident_head (single boolean primary key default true check (single), heard bigint)",
  "insert into incident_head values (true, null)",
  // `failed_run`: the run that failed last, as `run` or, where HWA names none, by its number. `looked_run`: the one that was
  // diagnosed last. `look_at`: not before then, since a look did not come to its end.
  `alter table incident
    add column failed_run text not null default '',
    add column looked_run text,
    add column look_at timestamptz`,
  // What was there before this was kept is not diagnosed again.
  "update incident set failed_run = coalesce(run_id, ''), looked_run = coalesce(run_id, '')",
  `create index incident_unlooked on incident (broke_at desc) where looked_run is distinct from failed_run`,
  "create index incident_by_time on incident (broke_at desc, id)",
  'create index incident_by_id on incident (id collate "C")',
  // One row an alert: what fixed it was asked. `digest`: it was asked together with others, in this message. `answer`: what was
  // told, by whom.
  `create table incident_question (
    alert_id text primary key,
    incidents text[] not null,
    asked_at timestamptz not null default now(),
    digest text,
    answer jsonb,
    changed_at timestamptz not null default now()
  )`,
  "create index incident_question_by_time on incident_question (asked_at)",
  "create index incident_question_by_change on incident_question (changed_at)",
  "create index incident_question_of on incident_question using gin (incidents)",
];
