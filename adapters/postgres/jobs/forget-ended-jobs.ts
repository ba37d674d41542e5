// Retention: ended jobs go with everything that was kept of them, a few at a time, so that no statement is long and no
// lock is held for long. The audit stays. A child stays as long as the job that started it lives.

import { sql } from "kysely";
import type { Database } from "../open-database.ts";

/** How many were forgotten; fewer than `limit`: there are no more, for now. */
export async function forgetEndedJobs(
  { kysely }: Pick<Database, "kysely">,
  olderThan: Date,
  limit: number,
): Promise<number> {
  const { rows } = await sql<{ forgotten: number }>`
    with old as (
      select id from ai_jobs child
      where ended_at < ${olderThan} and not exists (
        select from ai_jobs parent where parent.id = child.parent_job_id and parent.ended_at is null
      )
      order by ended_at limit ${limit}
      for update skip locked
    ), steps as (
      delete from job_step using old where job_id = old.id
    ), attempts as (
      delete from step_attempt using old where job_id = old.id
    ), links as (
      delete from job_link using old where job_id = old.id
    ), events as (
      delete from job_event using old where job_id = old.id
    ), checkpoints as (
      delete from agent_checkpoints using old where job_id = old.id returning agent_checkpoints.id
    ), votes as (
      delete from checkpoint_vote using checkpoints where checkpoint_id = checkpoints.id
    ), jobs as (
      delete from ai_jobs using old where ai_jobs.id = old.id returning 1
    )
    select count(*) as forgotten from jobs
  `.execute(kysely);
  return rows[0]?.forgotten ?? 0;
}

/** Callers' keys that are older than a day, and workers that ended long ago: nothing asks for them any more. */
export async function forgetStaleEntries({ kysely }: Pick<Database, "kysely">): Promise<void> {
  await sql`
    delete from job_request_key where (person_id, key) in (
      select person_id, key from job_request_key where used_at < now() - interval '24 hours'
      order by used_at limit 5000 for update skip locked
    )
  `.execute(kysely);
  await sql`
    delete from worker where ended_at < now() - interval '1 day'
      and not exists (
        select from ai_jobs join job_step on job_id = id
        where running and ai_jobs.ended_at is null and owner = worker.id and state = 'RUNNING'
      )
  `.execute(kysely);
}
