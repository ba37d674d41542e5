// The first tables: who may come in, what was said, what is on its way, and the plan as the monitor last saw it.
// Text of people and of HWA is stored as text and jsonb; times are timestamptz and set by the database's clock.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...access, ...conversations, ...plan]) await sql.raw(statement).execute(db);
}

const access = [
  `create table person (
    id text primary key,
    name text not null unique,
    created_at timestamptz not null default now()
  )`,
  // The SHA-256 of a token, never the token. Roles belong to the token: a narrower token does not narrow its person.
  `create table access_token (
    id text primary key,
    hash bytea not null unique,
    label text not null,
    person_id text not null references person (id),
    roles text[] not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
  )`,
];

const conversations = [
  `create table conversation (
    id text primary key,
    platform text not null,
    thread text not null,
    owner_id text not null,
    started_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    bound_agent text,
    last_intent text,
    last_slots jsonb not null default '{}',
    locale text
  )`,
  "create index conversation_by_owner on conversation (owner_id, updated_at desc)",
  // One exchange is two rows with the same event: what a person asked and what Resync answered.
  `create table message (
    number bigint generated always as identity primary key,
    id text not null,
    conversation_id text not null references conversation (id) on delete cascade,
    platform text not null,
    event_id text not null,
    role text not null check (role in ('person', 'resync')),
    person_id text,
    text text not null,
    answer jsonb,
    at timestamptz not null default now(),
    unique (platform, event_id, role)
  )`,
  "create index message_by_conversation on message (conversation_id, number)",
  `create table inbox (
    platform text not null,
    id text not null,
    thread text not null,
    conversation_id text not null,
    person jsonb not null,
    text text not null,
    locale text,
    at timestamptz not null,
    received_at timestamptz not null default now(),
    taken_at timestamptz not null default now(),
    tries integer not null default 1,
    answered_at timestamptz,
    abandoned_at timestamptz,
    reason text,
    primary key (platform, id)
  )`,
  "create index inbox_waiting on inbox (received_at) where answered_at is null and abandoned_at is null",
  `create table outbox (
    number bigint generated always as identity primary key,
    id text not null unique,
    platform text not null,
    thread text not null,
    payload jsonb not null,
    tries integer not null default 0,
    created_at timestamptz not null default now(),
    due_at timestamptz not null default now(),
    sent_at timestamptz,
    undeliverable_at timestamptz,
    reason text
  )`,
  `create index outbox_waiting on outbox (platform, thread, number)
    where sent_at is null and undeliverable_at is null`,
];

const plan = [
  // One row: the last successful poll, and the number of the last event. Its lock is what keeps numbers without gap.
  `create table plan_head (
    single boolean primary key default true check (single),
    read_at timestamptz,
    engine text,
    total_jobs integer,
    counts_by_status jsonb,
    seq bigint not null default 0
  )`,
  "insert into plan_head default values",
  `create table plan_job (
    id text primary key,
    name text not null,
    stream text not null,
    workstation text not null,
    internal text not null,
    common text not null,
    substatus text,
    canceled boolean not null,
    run_id text,
    return_code integer,
    started_at timestamptz,
    ended_at timestamptz,
    estimated_ms bigint,
    late boolean not null,
    critical boolean not null,
    scheduled_at timestamptz
  )`,
  `create table plan_workstation (
    name text primary key,
    linked boolean not null,
    agent_up boolean not null
  )`,
  `create table plan_event (
    seq bigint primary key,
    at timestamptz not null,
    kind text not null check (kind in ('job', 'workstation')),
    name text not null,
    before jsonb,
    after jsonb
  )`,
  "create index plan_event_by_job on plan_event (name, seq desc) where kind = 'job'",
  "create index plan_event_by_time on plan_event using brin (at)",
];
