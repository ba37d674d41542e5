// What Slack and Teams need: messages that are edited in place wherever they stand, alerts, one-time codes that link an
// account to a person, and where the platforms let themselves be reached.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Who spoke as the platform calls them, whether a button was pressed and what its dialog was filled with.
  "alter table inbox add column details jsonb not null default '{}'",
  // One row a message that is edited in place: what it shall show, and what of it stands there. Version counts up with
  // every change of the content; `shown` is the last version the platform took.
  `create table notice (
    platform text not null,
    thread text not null,
    key text collate "C" not null,
    payload jsonb not null,
    important boolean not null default false,
    version integer not null default 1,
    shown integer not null default 0,
    ref text,
    tries integer not null default 0,
    due_at timestamptz not null default now(),
    undeliverable_at timestamptz,
    reason text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (platform, thread, key)
  )`,
  "create index notice_due on notice (platform, due_at) where shown < version and undeliverable_at is null",
  "create index notice_by_key on notice (key)",
  // What is wrong in the plan now, or was. Many symptoms of one cause are members of one alert.
  `create table alert (
    id text primary key,
    key text collate "C" not null,
    kind text not null,
    state jsonb not null,
    opened_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    resolved_at timestamptz
  )`,
  "create unique index alert_open on alert (key) where resolved_at is null",
  "create index alert_by_time on alert (opened_at desc)",
  // The SHA-256 of a code, never the code: shown to an account nobody knows, said by the person where they are known.
  // `asked` is where it was shown, so that this side hears of it too; `used_for` is the message that used it.
  `create table link_code (
    hash bytea primary key,
    identity text not null,
    name text not null,
    asked jsonb not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    used_for text
  )`,
  "create index link_code_by_identity on link_code (identity)",
  // Codes that nobody was given, so that nobody finds one by trying.
  `create table link_try (
    person_id text not null,
    message text not null,
    at timestamptz not null default now(),
    primary key (person_id, message)
  )`,
  // Accounts that somebody unlinked by hand: a verified address alone does not link them again.
  `create table unlinked_identity (
    identity text primary key,
    at timestamptz not null default now()
  )`,
  // Slack workspaces that installed the app; the tokens are sealed with a key that is not in the database.
  `create table slack_installation (
    key text primary key,
    team_id text,
    enterprise_id text,
    sealed bytea not null,
    installed_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  // How a Teams conversation is written to without being asked; its service URL may change with every message.
  `create table teams_conversation (
    id text primary key,
    reference jsonb not null,
    seen_at timestamptz not null default now()
  )`,
];
