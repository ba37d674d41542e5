// Jobs, as the engine keeps them, and the two functions it keeps and reads them with.
//
// A job's row is its lock: whoever changes a job locks its row in ai_jobs first, and only commit_jobs writes the tables
// below it. That is why an event's number has no gap, and why those tables have no foreign keys: nobody else writes them,
// and checking would take 30 % more of Postgres's time for each transition (measured). Ids are compared byte by byte
// (collate "C"), so that a prefix is a range of an index.
// JSON is kept as `json`, not `jsonb`: what people approve is shown to them in the order in which it was written, and
// nothing searches inside it.

import { type Kysely, sql } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...jobs, ...checkpoints, ...around, commitJobs, loadJobs])
    await sql.raw(statement).execute(db);
}

const jobs = [
  // Room on each page lets an update stay there, without a new entry in any index: it costs a quarter as much.
  // `running`: a step is RUNNING. It lets the sweeper find lost steps without reading ten thousand waiting jobs.
  `create table ai_jobs (
    id text collate "C" primary key,
    workflow_id text not null,
    workflow_digest text not null,
    task text not null,
    status text not null,
    revision integer not null,
    seq integer not null,
    priority smallint not null,
    requester_id text not null,
    requester_name text not null,
    surface text not null,
    thread text,
    conversation_id text,
    ticket_id text,
    inputs json not null,
    outputs json,
    failure json,
    paused boolean not null,
    cancelling json,
    rolling_back boolean not null,
    running boolean not null,
    parent_job_id text collate "C",
    parent_step text,
    created_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz,
    look_at timestamptz
  ) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05)`,
  "create index ai_jobs_due on ai_jobs (look_at) where look_at is not null",
  "create index ai_jobs_newest on ai_jobs (created_at desc)",
  "create index ai_jobs_by_status on ai_jobs (status, created_at desc)",
  "create index ai_jobs_by_workflow on ai_jobs (workflow_id, created_at desc)",
  "create index ai_jobs_live on ai_jobs (requester_id) where ended_at is null",
  "create index ai_jobs_running on ai_jobs (id) where running and ended_at is null",
  // For retention, and for the histogram of durations, which reads nothing but this index.
  `create index ai_jobs_ended on ai_jobs (ended_at) include (status, created_at, started_at)
    where ended_at is not null`,
  // A row for each step to which something has happened.
  `create table job_step (
    job_id text collate "C" not null,
    step text collate "C" not null,
    state text not null,
    phase text,
    attempt integer not null,
    fence integer not null,
    lost integer not null,
    forgiven integer not null,
    owner text,
    plan json,
    plan_digest text,
    waiting_for json,
    due_at timestamptz,
    memory json,
    output json,
    failure json,
    ready_at timestamptz,
    claimed_at timestamptz,
    armed_at timestamptz,
    ended_at timestamptz,
    primary key (job_id, step)
  ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05)`,
  // Only ever added to. One fence may have several rows: lost, then what a person said of it, then late evidence.
  `create table step_attempt (
    job_id text collate "C" not null,
    number bigint generated always as identity,
    step text not null,
    attempt integer not null,
    fence integer not null,
    owner text not null,
    claimed_at timestamptz not null,
    armed_at timestamptz,
    ended_at timestamptz not null,
    outcome text not null,
    evidence json,
    primary key (job_id, number)
  )`,
  `create table job_event (
    job_id text collate "C" not null,
    seq integer not null,
    kind text not null,
    step text,
    data json not null,
    at timestamptz not null,
    primary key (job_id, seq)
  )`,
];

const checkpoints = [
  // `current`: the job's own state still holds it. The others are history.
  `create table agent_checkpoints (
    id text collate "C" primary key,
    job_id text collate "C" not null,
    step text not null,
    type text not null,
    purpose text not null,
    status text not null,
    title text not null,
    plan json,
    plan_digest text,
    preview json,
    data json,
    policy json not null,
    requester_id text not null,
    requester_name text not null,
    round integer not null,
    delegates json not null,
    escalated_at timestamptz,
    reminded_at timestamptz,
    created_at timestamptz not null,
    expires_at timestamptz,
    decided_at timestamptz,
    decided_by json,
    reason text,
    sole_decider boolean not null,
    broken_glass boolean not null,
    current boolean not null default true
  )`,
  "create index agent_checkpoints_by_job on agent_checkpoints (job_id, created_at)",
  "create index agent_checkpoints_by_status on agent_checkpoints (status, created_at)",
  // Only ever added to.
  `create table checkpoint_vote (
    checkpoint_id text collate "C" not null,
    number integer not null,
    round integer not null,
    by_id text not null,
    by_name text not null,
    verdict text not null,
    reason text,
    surface text not null,
    on_behalf_of json,
    at timestamptz not null,
    primary key (checkpoint_id, number)
  )`,
];

const around = [
  `create table workflow_version (
    digest text primary key,
    id text not null,
    version integer not null,
    source text not null,
    definition json not null,
    kept_at timestamptz not null default clock_timestamp()
  )`,
  "create index workflow_version_by_id on workflow_version (id, kept_at desc)",
  // Updated every few seconds by each process; a lease that has passed is ended once and never comes back.
  `create table worker (
    id text primary key,
    host text not null,
    pid integer not null,
    slots integer not null,
    busy integer not null default 0,
    enrolled_at timestamptz not null default clock_timestamp(),
    beat_at timestamptz not null default clock_timestamp(),
    lease_until timestamptz not null,
    ended_at timestamptz
  ) with (fillfactor = 50)`,
  // What was asked under a caller's key; good for a day, then the key may be used anew.
  `create table job_request_key (
    person_id text not null,
    key text not null,
    body_digest text not null,
    job_id text not null,
    used_at timestamptz not null default clock_timestamp(),
    primary key (person_id, key)
  )`,
  "create index job_request_key_by_age on job_request_key (used_at)",
];

// A statement inside a function is planned once per connection, perhaps when its tables were still empty. So the plan
// that is right for full tables is the only one it may choose: look each row up by its key.
const planned = `set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
  set enable_hashjoin = off set enable_mergejoin = off`;

/**
 * Keeps many transitions in one transaction. Each wins or loses on its own and a loser leaves nothing behind.
 *
 * Transitions are numbered from 1 by their place in `p_ids`; the other arguments name them by that number (`o`) and are
 * null when there is nothing of their kind. `lost` holds why each one lost, null for a winner, and is null itself when
 * all won. Locks are taken in one order by everybody, so that nobody waits in a circle: the rights, the jobs by id, the
 * callers' keys in their order, new jobs by id, and the audit's head at the very end.
 *
 * Rows come as JSON: arrays for each column spare Postgres a fifth of the time and cost Node as much more.
 */
const commitJobs = `
create function commit_jobs(
  p_ids text[], p_expected integer[], p_workers text[], p_before timestamptz[], p_epochs bigint[],
  p_keys json, p_new json, p_changed json, p_new_steps json, p_steps json, p_dropped json,
  p_attempts json, p_events json, p_checkpoints json, p_votes json, p_audit json,
  out lost text[], out at timestamptz, out known json
) language plpgsql ${planned} as $$
#variable_conflict use_column
declare
  v_epoch bigint;
  v_lost text[];
  v_ids text[];
begin
  if p_epochs is not null then
    select epoch into v_epoch from rights_epoch for share;
  end if;

  with called as materialized (
    select * from unnest(p_ids, p_expected, p_workers, p_before, p_epochs)
      with ordinality as called (id, expected, worker, before, epoch, o)
    order by id collate "C"
  )
  select array_agg(case
    when called.expected is distinct from locked.revision and called.expected is not null then 'conflict'
    when called.before <= clock_timestamp() then 'too_late'
    when called.epoch is distinct from v_epoch and called.epoch is not null then 'rights_changed'
    when called.worker is not null and not exists (
      select from worker
      where worker.id = called.worker and worker.ended_at is null and worker.lease_until > clock_timestamp()
    ) then 'lease_lost'
  end order by called.o) into v_lost
  from called left join lateral (
    select revision from ai_jobs where ai_jobs.id = called.id for no key update
  ) locked on true;

  if p_keys is not null then
    with asked as (
      select distinct on (person_id, key) *
      from json_to_recordset(p_keys) as asked (o integer, person_id text, key text, body_digest text)
      where v_lost[o] is null
      order by person_id, key, o
    ), used as (
      insert into job_request_key as kept (person_id, key, body_digest, job_id)
      select person_id, key, body_digest, p_ids[o] from asked order by person_id, key
      on conflict (person_id, key) do update
        set body_digest = excluded.body_digest, job_id = excluded.job_id, used_at = clock_timestamp()
        where kept.used_at <= clock_timestamp() - interval '24 hours'
      returning job_id
    )
    select array_agg(case when v_lost[o] is not null then v_lost[o]
      when key.o is not null and not exists (select from used where used.job_id = p_ids[called.o]) then 'known'
    end order by called.o) into v_lost
    from generate_subscripts(p_ids, 1) as called (o)
      left join json_to_recordset(p_keys) as key (o integer) using (o);
    select json_agg(json_build_object('o', asked.o, 'jobId', kept.job_id,
        'sameBody', kept.body_digest = asked.body_digest)) into known
    from json_to_recordset(p_keys) as asked (o integer, person_id text, key text, body_digest text)
      join job_request_key kept on kept.person_id = asked.person_id and kept.key = asked.key
    where v_lost[asked.o] = 'known';
  end if;

  if p_new is not null then
    with made as (
      insert into ai_jobs
      select p_ids[o], workflow_id, workflow_digest, task, status, revision + 1, seq, priority, requester_id,
        requester_name, surface, thread, conversation_id, ticket_id, inputs, outputs, failure, paused, cancelling,
        rolling_back, running, parent_job_id, parent_step, created_at, started_at, ended_at, look_at
      from json_to_recordset(p_new) as new (o integer, workflow_id text, workflow_digest text, task text,
        status text, revision integer, seq integer, priority smallint, requester_id text, requester_name text,
        surface text, thread text, conversation_id text, ticket_id text, inputs json, outputs json, failure json,
        paused boolean, cancelling json, rolling_back boolean, running boolean, parent_job_id text,
        parent_step text, created_at timestamptz, started_at timestamptz, ended_at timestamptz,
        look_at timestamptz)
      where v_lost[o] is null
      order by p_ids[o] collate "C"
      on conflict (id) do nothing
      returning id
    )
    select array_agg(id) into v_ids from made;
    if exists (
      select from json_to_recordset(p_new) as new (o integer)
      where v_lost[o] is null and p_ids[o] <> all (coalesce(v_ids, '{}'))
    ) then
      select array_agg(case when v_lost[o] is null and p_expected[o] is null
        and p_ids[o] <> all (coalesce(v_ids, '{}')) then 'conflict' else v_lost[o] end order by o) into v_lost
      from generate_subscripts(p_ids, 1) as o;
      delete from job_request_key kept
      using json_to_recordset(p_keys) as asked (o integer, person_id text, key text)
      where kept.person_id = asked.person_id and kept.key = asked.key
        and v_lost[asked.o] = 'conflict' and kept.job_id = p_ids[asked.o];
    end if;
  end if;

  if p_changed is not null then
    update ai_jobs set revision = ai_jobs.revision + 1, status = changed.status, seq = changed.seq,
      outputs = changed.outputs, failure = changed.failure, paused = changed.paused,
      cancelling = changed.cancelling, rolling_back = changed.rolling_back, running = changed.running,
      started_at = changed.started_at, ended_at = changed.ended_at, look_at = changed.look_at
    from json_to_recordset(p_changed) as changed (o integer, status text, seq integer, outputs json, failure json,
      paused boolean, cancelling json, rolling_back boolean, running boolean, started_at timestamptz,
      ended_at timestamptz, look_at timestamptz)
    where ai_jobs.id = p_ids[changed.o] and v_lost[changed.o] is null;
  end if;

  if p_dropped is not null then
    delete from job_step using json_to_recordset(p_dropped) as dropped (o integer, step text, checkpoint text)
    where job_id = p_ids[dropped.o] and job_step.step = dropped.step and v_lost[dropped.o] is null;
    update agent_checkpoints set current = false
    from json_to_recordset(p_dropped) as dropped (o integer, checkpoint text)
    where id = dropped.checkpoint and job_id = p_ids[dropped.o] and v_lost[dropped.o] is null;
  end if;

  if p_new_steps is not null then
    insert into job_step
    select p_ids[o], step, state, phase, attempt, fence, lost, forgiven, owner, plan, plan_digest, waiting_for,
      due_at, memory, output, failure, ready_at, claimed_at, armed_at, ended_at
    from json_to_recordset(p_new_steps) as new (o integer, step text, state text, phase text, attempt integer,
      fence integer, lost integer, forgiven integer, owner text, plan json, plan_digest text,
      waiting_for json, due_at timestamptz, memory json, output json, failure json, ready_at timestamptz,
      claimed_at timestamptz, armed_at timestamptz, ended_at timestamptz)
    where v_lost[o] is null;
  end if;

  if p_steps is not null then
    update job_step set state = now.state, phase = now.phase, attempt = now.attempt, fence = now.fence,
      lost = now.lost, forgiven = now.forgiven, owner = now.owner,
      plan = case when now.keeps_plan then job_step.plan else now.plan end,
      plan_digest = now.plan_digest, waiting_for = now.waiting_for, due_at = now.due_at, memory = now.memory,
      output = now.output, failure = now.failure, ready_at = now.ready_at, claimed_at = now.claimed_at,
      armed_at = now.armed_at, ended_at = now.ended_at
    from json_to_recordset(p_steps) as now (o integer, step text, state text, phase text, attempt integer,
      fence integer, lost integer, forgiven integer, owner text, keeps_plan boolean, plan json,
      plan_digest text, waiting_for json, due_at timestamptz, memory json, output json, failure json,
      ready_at timestamptz, claimed_at timestamptz, armed_at timestamptz, ended_at timestamptz)
    where job_step.job_id = p_ids[now.o] and job_step.step = now.step and v_lost[now.o] is null;
  end if;

  if p_attempts is not null then
    insert into step_attempt (job_id, step, attempt, fence, owner, claimed_at, armed_at, ended_at, outcome, evidence)
    select p_ids[o], step, attempt, fence, owner, claimed_at, armed_at, ended_at, outcome, evidence
    from json_to_recordset(p_attempts) as ended (o integer, step text, attempt integer, fence integer, owner text,
      claimed_at timestamptz, armed_at timestamptz, ended_at timestamptz, outcome text, evidence json)
    where v_lost[o] is null;
  end if;

  if p_events is not null then
    insert into job_event (job_id, seq, kind, step, data, at)
    select p_ids[o], seq, kind, step, data, at
    from json_to_recordset(p_events) as told (o integer, seq integer, kind text, step text, data json, at timestamptz)
    where v_lost[o] is null;
  end if;

  if p_checkpoints is not null then
    insert into agent_checkpoints
    select id, p_ids[o], step, type, purpose, status, title, plan, plan_digest, preview, data, policy, requester_id,
      requester_name, round, delegates, escalated_at, reminded_at, created_at, expires_at, decided_at, decided_by,
      reason, sole_decider, broken_glass, true
    from json_to_recordset(p_checkpoints) as now (o integer, id text, step text, type text, purpose text,
      status text, title text, plan json, plan_digest text, preview json, data json, policy json,
      requester_id text, requester_name text, round integer, delegates json, escalated_at timestamptz,
      reminded_at timestamptz, created_at timestamptz, expires_at timestamptz, decided_at timestamptz,
      decided_by json, reason text, sole_decider boolean, broken_glass boolean)
    where v_lost[o] is null
    on conflict (id) do update set step = excluded.step, type = excluded.type, purpose = excluded.purpose,
      status = excluded.status, title = excluded.title, plan = excluded.plan, plan_digest = excluded.plan_digest,
      preview = excluded.preview, data = excluded.data, policy = excluded.policy,
      requester_id = excluded.requester_id, requester_name = excluded.requester_name, round = excluded.round,
      delegates = excluded.delegates, escalated_at = excluded.escalated_at, reminded_at = excluded.reminded_at,
      created_at = excluded.created_at, expires_at = excluded.expires_at, decided_at = excluded.decided_at,
      decided_by = excluded.decided_by, reason = excluded.reason, sole_decider = excluded.sole_decider,
      broken_glass = excluded.broken_glass, current = true;
  end if;

  if p_votes is not null then
    insert into checkpoint_vote
    select checkpoint_id, number, round, by_id, by_name, verdict, reason, surface, on_behalf_of, at
    from json_to_recordset(p_votes) as cast_ (o integer, checkpoint_id text, number integer, round integer,
      by_id text, by_name text, verdict text, reason text, surface text, on_behalf_of json, at timestamptz)
    where v_lost[o] is null
    on conflict (checkpoint_id, number) do nothing;
  end if;

  if p_audit is not null then
    perform audit_append(entries) from (
      select jsonb_agg(entry order by place) as entries
      from rows from (json_to_recordset(p_audit) as (o integer, entry jsonb)) with ordinality as told (o, entry, place)
      where v_lost[o] is null
    ) won where entries is not null;
  end if;

  at := clock_timestamp();
  if array_remove(v_lost, null) <> '{}' then
    lost := v_lost;
  end if;
end $$`;

/** Whole jobs in the order asked; nulls for an id nobody knows. One statement, so one moment. */
const loadJobs = `
create function load_jobs(p_ids text[]) returns table (job json, steps json, checkpoints json)
language plpgsql stable ${planned} as $$
begin
  return query
  select (select row_to_json(kept) from ai_jobs kept where kept.id = wanted.id),
    (select json_agg(held) from job_step held where held.job_id = wanted.id),
    (select json_agg(json_build_object('row', opened, 'votes', (
        select json_agg(vote order by vote.number) from checkpoint_vote vote where vote.checkpoint_id = opened.id
      ))) from agent_checkpoints opened where opened.job_id = wanted.id and opened.current)
  from unnest(p_ids) with ordinality as wanted (id, place) order by wanted.place;
end $$`;
