// The rules about flow: nothing is stuck, nothing is untold or told twice, nothing is answered twice or never sent.

import { sql } from "kysely";
import { begunAnew, type Rule } from "./rule.ts";

/**
 * A job goes on by a running worker, a moment at which somebody looks at it, a step that became READY just now, or
 * people: an open or expired checkpoint, or a pause. A minute is what the sweepers are given for anything.
 */
export const stuckJobs: Rule = {
  id: "I3",
  title: "No job is stuck: each live one has a worker, a time, or people it waits for",
  cure: "See that a worker runs (`npm run worker:start`) and that its log has no errors about the sweep. A job that stays here although one runs can be cancelled and started anew; report it.",
  findings: sql`
    select case
      when look_at is not null
        then format('Job %s was due at %s and nobody looked at it.', id,
          to_char(look_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"'))
      else format('Job %s (%s) has no running worker, no time at which somebody looks at it, and no open checkpoint.',
        id, status)
      end
    from ai_jobs
    where ended_at is null
      and greatest(created_at, started_at) < now() - interval '60 seconds'
      and (look_at is null or look_at < now() - interval '60 seconds')
      and not (paused and not running)
      and not exists (
        select from job_step where job_id = ai_jobs.id and state = 'RUNNING' and (
          claimed_at > now() - interval '60 seconds' or exists (
            select from worker where worker.id = owner and lease_until > now() - interval '60 seconds'
              and (ended_at is null or ended_at > now() - interval '60 seconds')
          )
        )
      )
      and not exists (
        select from job_step
        where job_id = ai_jobs.id and state = 'READY' and ready_at > now() - interval '60 seconds'
      )
      and not exists (
        select from agent_checkpoints
        where job_id = ai_jobs.id and status in ('PENDING', 'EXPIRED') and purpose in ('approval', 'outcome')
      )
    union all
    select format('Job %s is not marked as running although its step "%s" is, so a lost worker would not be noticed.',
      job_id, step)
    from ai_jobs join job_step on job_id = id
    where ai_jobs.ended_at is null and state = 'RUNNING' and not running`,
};

export const events: Rule = {
  id: "I4",
  title: "Each job's events are numbered without a gap, and each of its changes is told once",
  cure: "Somebody wrote to the tables by hand, or a restore mixed two states. What readers were told of these jobs is not what happened; take the job's own row and steps for true, and report it.",
  findings: sql`
    with told as (
      select job_id, count(*) as count, min(seq) as first, max(seq) as last,
        count(*) filter (where kind = 'job.created') as created,
        count(*) filter (where kind = 'job.completed') as completed,
        count(*) filter (where kind = 'job.failed') as failed,
        count(*) filter (where kind = 'job.cancelled') as cancelled,
        count(*) filter (where kind = 'job.retried') as retried
      from job_event group by job_id
    ), joined as (
      select coalesce(id, job_id) as job, ai_jobs.*, told.*, coalesce(count, 0) as events
      from ai_jobs full join told on job_id = id
    )
    select format('Job %s stands at event %s and has %s events, numbered %s to %s.', job, coalesce(seq, 0), events,
      coalesce(first, 0), coalesce(last, 0))
    from joined where events <> coalesce(seq, 0) or first <> 1 or last <> events
    union all
    select format('Job %s has %s events that say it was created.', job, created) from joined where created <> 1
    union all
    select format('Job %s is %s, and its events tell %s completed, %s failed, %s cancelled, %s retried.', job, status,
      completed, failed, cancelled, retried)
    from joined
    where (status = 'COMPLETED' and completed <> 1) or (status <> 'COMPLETED' and completed > 0)
      or (status = 'FAILED' and failed = 0) or (status = 'CANCELLED' and cancelled = 0)
      or failed + cancelled > retried + 1
    union all
    select format('Step "%s" of job %s succeeded, and %s events say so.', job_step.step, job_step.job_id,
      count(job_event.seq))
    from job_step left join job_event on job_event.job_id = job_step.job_id and job_event.step = job_step.step
      and job_event.kind in ('step.succeeded', 'step.resolved')
    where job_step.state = 'SUCCEEDED'
    group by job_step.job_id, job_step.step
    having count(job_event.seq) = 0 or count(*) filter (where kind = 'step.succeeded')
      > 1 + ${begunAnew(sql`job_step.job_id`, sql`job_step.step`)}`,
};

export const approvedOnce: Rule = {
  id: "I5",
  title: "Each approved checkpoint continued its job exactly once",
  cure: "A step that still waits although it was approved goes on when its job is looked at: see that a worker runs. An approval that counted twice is a defect: check the step's target for a second effect, and report it.",
  findings: sql`
    select format('Checkpoint %s of job %s is approved, and step "%s" still waits for it.', id,
      agent_checkpoints.job_id, job_step.step)
    from agent_checkpoints join job_step on job_step.job_id = agent_checkpoints.job_id
      and job_step.step = agent_checkpoints.step
    where status = 'APPROVED' and purpose = 'approval' and state = 'WAITING'
      and waiting_for->>'checkpointId' = id
    union all
    select format('Checkpoint %s of job %s was approved %s times.', data->>'checkpointId', job_id, count(*))
    from job_event where kind in ('checkpoint.approved', 'checkpoint.broke_glass')
      and data->>'checkpointId' is not null
    group by job_id, data->>'checkpointId' having count(*) > 1`,
};

/** The keys of both tables forbid it; a table restored without its keys would not. */
export const inbox: Rule = {
  id: "I8",
  title: "Each message from outside was received once and answered at most once",
  cure: "The tables inbox or message lost their unique keys. Delete the later of the rows named here, restore the keys (migrations/0001-foundations.ts says which), and look for what removed them.",
  findings: sql`
    select format('Message "%s" of %s is in the inbox %s times.', id, platform, count(*))
    from inbox group by platform, id having count(*) > 1
    union all
    select format('Message "%s" of %s has %s answers.', event_id, platform, count(*))
    from message where role = 'resync' group by platform, event_id having count(*) > 1`,
};

/** Only the oldest waiting reply of a thread is ever due; those behind it wait for it rightly. */
export const outbox: Rule = {
  id: "I9",
  title: "No reply waits to be sent for five minutes without a next try",
  cure: "See that a process with the `api` role runs and that its log says nothing of the platform named here; replies go out by themselves as soon as it does.",
  findings: sql`
    select format('Reply %s to %s, thread "%s", was due at %s and nobody tried.', id, platform, thread,
      to_char(due_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"'))
    from outbox waiting
    where sent_at is null and undeliverable_at is null and due_at < now() - interval '5 minutes'
      and not exists (
        select from outbox older
        where older.platform = waiting.platform and older.thread = waiting.thread and older.number < waiting.number
          and older.sent_at is null and older.undeliverable_at is null
      )`,
};
