// What Resync knows and learns: sources and their passages, the graph, incidents and how they ended, questions and what people
// thought of the answers, what was drawn from them, and what waits for a person's judgement.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...search, ...sources, ...graph, ...experience, ...learning, ...models])
    await sql.raw(statement).execute(db);
}

const search = [
  // Both are trusted: the owner of the database may create them.
  "create extension if not exists unaccent",
  "create extension if not exists pg_trgm",
  // One configuration a language, and one for names that no language stems. Accents never hinder.
  "create text search configuration knowledge_en (copy = english)",
  `alter text search configuration knowledge_en
    alter mapping for hword, hword_part, word with unaccent, english_stem`,
  "create text search configuration knowledge_pt (copy = portuguese)",
  `alter text search configuration knowledge_pt
    alter mapping for hword, hword_part, word with unaccent, portuguese_stem`,
];

const sources = [
  `create table knowledge_source (
    id text primary key,
    kind text not null,
    origin text not null check (origin in ('folder', 'upload', 'hwa', 'learned')),
    name text not null,
    title text not null,
    standing text not null check (standing in ('approved', 'pending', 'rejected', 'withdrawn')),
    digest text,
    problem text,
    missing boolean not null default false,
    added_by text,
    added_at timestamptz not null default now(),
    changed_at timestamptz not null default now()
  )`,
  "create index knowledge_source_by_origin on knowledge_source (origin, name)",
  // `job` and `code` are folded for exact lookups; `words` holds both languages' stems; `length` counts them, for ranking.
  `create table knowledge_passage (
    id text primary key,
    source_id text not null references knowledge_source (id) on delete cascade,
    number integer not null,
    place text not null,
    cite text not null,
    heading text,
    body text not null,
    fix jsonb,
    dated timestamptz,
    digest text not null,
    job text collate "C",
    code text collate "C",
    names text[] not null default '{}',
    words tsvector not null,
    length integer not null,
    quotable boolean not null default false,
    unique (source_id, place)
  )`,
  "create index knowledge_passage_by_job on knowledge_passage (job) where quotable and job is not null",
  "create index knowledge_passage_by_code on knowledge_passage (code) where quotable and code is not null",
  "create index knowledge_passage_words on knowledge_passage using gin (words) with (fastupdate = off)",
  "create index knowledge_passage_names on knowledge_passage using gin (names) with (fastupdate = off)",
  // Every name and code that passages hold, once, so that one spelled nearly right is found without looking at passages.
  `create table knowledge_name (
    name text collate "C" primary key,
    passages integer not null
  )`,
  "create index knowledge_name_nearly on knowledge_name using gin (name gin_trgm_ops)",
  // In how many quotable passages a stem occurs: what makes a rare word count more than a common one.
  `create table knowledge_word (
    word text collate "C" primary key,
    passages integer not null
  )`,
  "create table knowledge_size (single boolean primary key default true check (single), passages bigint not null, words bigint not null)",
  "insert into knowledge_size values (true, 0, 0)",
  `create table passage_vector (
    passage_id text not null references knowledge_passage (id) on delete cascade,
    model text not null,
    dimensions integer not null,
    vector bytea not null,
    made_at timestamptz not null default now(),
    primary key (passage_id, model)
  )`,
];

const graph = [
  `create table graph_edge (
    source text not null,
    from_kind text not null,
    from_name text collate "C" not null,
    kind text not null,
    to_kind text not null,
    to_name text collate "C" not null,
    count integer not null default 1,
    first_seen timestamptz not null,
    last_seen timestamptz not null,
    primary key (from_kind, from_name, kind, to_kind, to_name, source)
  )`,
  "create index graph_edge_back on graph_edge (to_kind, to_name, kind)",
  "create index graph_edge_by_source on graph_edge (source)",
];

const experience = [
  `create table incident (
    id text primary key,
    job text not null,
    stream text not null,
    workstation text not null,
    job_id text not null,
    run_id text,
    broke_at timestamptz not null,
    return_code integer,
    error_code text,
    cause text,
    signature text,
    how text,
    well_at timestamptz,
    by_people text[] not null default '{}',
    runbook text,
    task_id text,
    real_cause text,
    cause_by text,
    cause_at timestamptz
  )`,
  "create unique index incident_open on incident (job_id) where well_at is null",
  "create index incident_by_job on incident (job, broke_at desc)",
  "create index incident_by_code on incident (error_code, broke_at desc) where error_code is not null",
  "create index incident_well on incident (well_at) where well_at is not null",
  `create table incident_act (
    incident_id text not null references incident (id) on delete cascade,
    at timestamptz not null,
    text text not null,
    seen boolean not null,
    person_id text,
    unique nulls not distinct (incident_id, at, text, person_id)
  )`,
  `create table interaction (
    id text primary key,
    number bigint generated always as identity,
    at timestamptz not null default now(),
    conversation_id text not null,
    platform text not null,
    thread text not null,
    person_id text,
    locale text not null,
    question text not null,
    answer text not null,
    intent text not null,
    confidence real not null,
    slots jsonb not null default '{}',
    agent text not null,
    tools jsonb not null default '[]',
    sources jsonb not null default '[]',
    passages text[] not null default '{}',
    incident_id text,
    mood text not null,
    elapsed_ms real not null,
    model jsonb,
    doubt real,
    doubt_reasons text[],
    judged_by text,
    judged_at timestamptz
  )`,
  "create unique index interaction_by_number on interaction (number desc)",
  "create index interaction_by_conversation on interaction (conversation_id, number desc)",
  "create index interaction_by_person on interaction (person_id, number desc) where person_id is not null",
  "create index interaction_unjudged on interaction (number) where judged_at is null",
  `create index interaction_words on interaction
    using gin (to_tsvector('simple', left(question, 2000) || ' ' || left(answer, 4000)))`,
  `create table feedback (
    interaction_id text not null references interaction (id) on delete cascade,
    person_id text not null,
    at timestamptz not null default now(),
    rating smallint check (rating between 1 and 5),
    comment text,
    primary key (interaction_id, person_id)
  )`,
];

const learning = [
  // One row a pattern: what failures had in common that people resolved in the same way.
  `create table learned_entry (
    id text primary key,
    pattern_key text collate "C" not null unique,
    pattern jsonb not null,
    state text not null check (state in ('draft', 'approved', 'rejected', 'withdrawn')),
    fix jsonb not null,
    evidence jsonb not null,
    runbook text,
    created timestamptz not null default now(),
    decided_by text,
    decided_at timestamptz,
    reason text,
    edited boolean not null default false
  )`,
  "create index learned_entry_by_state on learned_entry (state, created desc)",
  `create table review (
    id text primary key,
    kind text not null check (kind in ('answer', 'entry', 'source')),
    subject text not null,
    title text not null,
    reasons text[] not null,
    weight real not null,
    opened_at timestamptz not null default now(),
    verdict text check (verdict in ('approved', 'rejected')),
    decided_by text,
    decided_at timestamptz,
    reason text,
    unique (kind, subject)
  )`,
  "create index review_open on review (weight desc, opened_at) where verdict is null",
  // How far the mining has read, so that it goes on where it stopped.
  "create table mining_head (single boolean primary key default true check (single), read_until timestamptz)",
  "insert into mining_head values (true, null)",
];

const models = [
  `create table model_use (
    day date not null,
    person_id text not null,
    tokens bigint not null default 0,
    primary key (day, person_id)
  )`,
];
