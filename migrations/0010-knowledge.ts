// What Resync knows and learns: sources and their passages, the graph, incidents and how they ended, questions and what people
// thought of the answers, what was drawn from them, and what waits for a person's judgement.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...search, ...sources, ...graph, ...experience, ...learning, ...models])
    await sql.raw(statement).execute(db);
}

const search = [
  // Trusted: the owner of the database may create it.
  "create extension if not exists pg_trgm",
];

const sources = [
  // `reading`: by which rules its words were made; another number than the program's makes it be read again.
  `create table knowledge_source (
    id text primary key,
    kind text not null,
    origin text not null check (origin in ('folder', 'upload', 'hwa', 'learned')),
    name text not null,
    title text not null,
    standing text not null check (standing in ('approved', 'pending', 'rejected', 'withdrawn')),
    digest text,
    reading integer not null default 0,
    problem text,
    missing boolean not null default false,
    added_by text,
    added_at timestamptz not null default now(),
    changed_at timestamptz not null default now()
  )`,
  "create index knowledge_source_by_origin on knowledge_source (origin, name)",
  // `job` and `code` are keys for exact lookups. `words` holds stems of both languages, headings with weight A, and names and
  // codes as `=key`: all made by the program, so that questions and passages are always read alike. `length` counts its words.
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
    words tsvector not null,
    length integer not null,
    quotable boolean not null default false,
    unique (source_id, place) deferrable initially immediate
  )`,
  "create index knowledge_passage_by_job on knowledge_passage (job) where job is not null",
  "create index knowledge_passage_by_code on knowledge_passage (code) where code is not null",
  "create index knowledge_passage_words on knowledge_passage using gin (words) with (fastupdate = off)",
  // In how many quotable passages a stem, a name or a code occurs: what makes a rare word count more than a common one, and
  // where one spelled nearly right is found without looking at passages.
  `create table knowledge_word (
    word text collate "C" primary key,
    passages integer not null
  ) with (fillfactor = 70)`,
  "create index knowledge_word_nearly on knowledge_word using gin (word gin_trgm_ops)",
  "create table knowledge_size (single boolean primary key default true check (single), passages bigint not null, words bigint not null)",
  "insert into knowledge_size values (true, 0, 0)",
  // Whatever adds, changes, flips or removes passages, by whichever way, keeps the counts in the same transaction. The one row of
  // knowledge_size is taken first, so that two who change words wait for each other instead of blocking each other.
  `create function knowledge_count(gone tsvector[], came tsvector[], passages bigint, length bigint) returns void
  language plpgsql as $$
  begin
    update knowledge_size set passages = knowledge_size.passages + $3, words = knowledge_size.words + $4;
    insert into knowledge_word as known (word, passages)
      select word, sum(n)::int from (
        select unnest(tsvector_to_array(each)) as word, 1 as n from unnest(came) as each
        union all
        select unnest(tsvector_to_array(each)), -1 from unnest(gone) as each
      ) as change group by word having sum(n) <> 0 order by word
      on conflict (word) do update set passages = known.passages + excluded.passages;
    if cardinality(gone) > 0 then
      delete from knowledge_word where knowledge_word.passages <= 0;
    end if;
  end $$`,
  `create function knowledge_passages_came() returns trigger language plpgsql as $$
  begin
    perform knowledge_count('{}', array_agg(words), count(*), sum(length)) from came where quotable having count(*) > 0;
    return null;
  end $$`,
  `create function knowledge_passages_went() returns trigger language plpgsql as $$
  begin
    perform knowledge_count(array_agg(words), '{}', -count(*), -sum(length)) from gone where quotable having count(*) > 0;
    return null;
  end $$`,
  `create function knowledge_passages_changed() returns trigger language plpgsql as $$
  begin
    perform knowledge_count(
      coalesce(array_agg(gone.words) filter (where gone.quotable), '{}'),
      coalesce(array_agg(came.words) filter (where came.quotable), '{}'),
      sum(came.quotable::int - gone.quotable::int),
      sum(case when came.quotable then came.length else 0 end - case when gone.quotable then gone.length else 0 end))
    from gone join came using (id)
    where (gone.quotable or came.quotable) and (gone.quotable, gone.digest, gone.words) is distinct from (came.quotable, came.digest, came.words)
    having count(*) > 0;
    return null;
  end $$`,
  `create trigger knowledge_passages_came after insert on knowledge_passage
    referencing new table as came for each statement execute function knowledge_passages_came()`,
  `create trigger knowledge_passages_went after delete on knowledge_passage
    referencing old table as gone for each statement execute function knowledge_passages_went()`,
  `create trigger knowledge_passages_changed after update on knowledge_passage
    referencing old table as gone new table as came for each statement execute function knowledge_passages_changed()`,
  // The passages worth a closer look, with the sum of what their words weigh. It may not walk the table whatever the planner
  // expects, and takes a bounded number of passages however common the words are: rare words first, then pairs of common ones.
  `create function knowledge_candidates(
    rare tsquery, common tsquery, terms tsquery[], weights real[], most integer, best integer
  ) returns table (id text, score real)
  language sql stable set enable_seqscan = off set jit = off as $$
    with found as materialized (
      (select p.id, p.words || '' as words from knowledge_passage p where p.quotable and p.words @@ rare limit most)
      union all
      (select p.id, p.words || '' from knowledge_passage p where p.quotable and p.words @@ common limit most)
    )
    select found.id, sum(weight)::real / (count(*) / count(distinct term)) from found, unnest(terms, weights) as t (term, weight)
    where found.words @@ term group by found.id order by 2 desc, 1 limit best
  $$`,
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
    source text collate "C" not null,
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
  // What a walk takes of each thing is what was seen last, however much there is.
  "create index graph_edge_out on graph_edge (from_kind, from_name, kind, last_seen desc)",
  "create index graph_edge_back on graph_edge (to_kind, to_name, kind, last_seen desc)",
  "create index graph_edge_by_source on graph_edge (source, last_seen desc)",
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
  "create index interaction_by_intent on interaction (intent, number desc)",
  "create index interaction_by_time on interaction (at)",
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
  "create index feedback_by_person on feedback (person_id)",
];

const learning = [
  // One row a pattern: what failures had in common that people resolved in the same way. `drafted`: what Resync had written where
  // a person wanted it otherwise; `fix` is what they made of it.
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
    drafted jsonb
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
