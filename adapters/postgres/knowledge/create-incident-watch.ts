// How incidents follow the plan, in Postgres. The one row of incident_head is locked first by every commit, so that events are
// heard once whoever hears them: a commit either moves the number and makes all of its changes, or does neither.

import { type Kysely, sql } from "kysely";
import type { IncidentChange, IncidentWatch, OpenIncident, ResyncChange } from "#ports/incident-watch.ts";
import type { Database } from "../open-database.ts";
import type { Schema } from "../schema.ts";
import { storable } from "../storable.ts";

interface OpenRow {
  id: string;
  job: string;
  job_id: string;
  broke_at: Date;
  failed_run: string;
}

interface ChangeRow {
  target: string;
  action: string;
  at: Date;
  run_id: string | null;
  task: string;
  workflow: string;
  requester: string;
  approvers: string[];
  did_more: boolean;
}

const batch = 500;
/** A run that ended so long ago that its log may be gone is not looked into any more. */
const worthALook = "1 hour";
/** What has stood failed for longer was there before anybody could have asked. */
const longestOpen = "2 days";
/** How a run is called that HWA gives no name. */
const nameless = /^#/;

export function createIncidentWatch({ kysely }: Pick<Database, "kysely">): IncidentWatch {
  return {
    async heard(first) {
      const { rows } = await sql<{ seq: number }>`
        update incident_head set heard = ${first} where heard is null returning heard::float8 as seq
      `.execute(kysely);
      if (rows[0]) return { seq: rows[0].seq, isNew: true };
      const kept = await sql<{
        seq: number;
      }>`select heard::float8 as seq from incident_head`.execute(kysely);
      return { seq: kept.rows[0]?.seq ?? first, isNew: false };
    },

    async commit(changes, { from, to }) {
      return kysely
        .transaction()
        .execute(async (transaction) => {
          const { rows } = await sql`
            update incident_head set heard = ${to} where heard = ${from} returning 1
          `.execute(transaction);
          if (rows.length === 0) throw new Stale();
          for (const change of changes) await make(transaction, change, to);
          return "done" as const;
        })
        .catch((error: unknown) => {
          if (error instanceof Stale) return "stale" as const;
          throw error;
        });
    },

    async openOf(jobIds) {
      if (jobIds.length === 0) return [];
      const { rows } = await sql<OpenRow>`
        select id, job, job_id, broke_at, failed_run from incident
        where well_at is null and job_id = any(${jobIds.map(storable)}::text[])
      `.execute(kysely);
      return rows.map(openOf);
    },

    async *eachOpen() {
      for (let after = ""; ; ) {
        const { rows } = await sql<OpenRow>`
          select id, job, job_id, broke_at, failed_run from incident
          where well_at is null and job_id > ${after} order by job_id limit ${batch}
        `.execute(kysely);
        const last = rows.at(-1);
        if (!last) return;
        yield rows.map(openOf);
        after = last.job_id;
      }
    },

    async changesOf(jobs, since) {
      if (jobs.length === 0) return [];
      const ids = jobs.map(({ jobId }) => storable(jobId));
      const names = jobs.map(({ job }) => storable(job).toUpperCase());
      // A step under way is known by what it was told to change: HWA may show the change before the step ends.
      const { rows } = await sql<ChangeRow>`
        with candidate as materialized (
          select step.*, task.workflow_id, task.requester_id from ai_jobs task join job_step step on step.job_id = task.id
          where (task.ended_at is null or task.ended_at >= ${since}) and step.armed_at >= ${since}
        ), made as (
          select candidate.*, output->>'target_id' as target from candidate
          where state = 'SUCCEEDED' and plan->>'uses' like 'hwa.%' and output->>'changed' = 'true'
            and output->>'target_id' = any(${ids}::text[])
          union all
          select candidate.*, meant.id from candidate join unnest(${ids}::text[], ${names}::text[]) as meant (id, name)
            on plan->'args'->>'job_id' = meant.id
              or upper(regexp_replace(plan->'args'->>'job', '^.*[./#]', '')) = meant.name
          where state = 'RUNNING' and phase = 'armed' and plan->>'uses' like 'hwa.%'
            and plan->>'uses' in ('hwa.rerun', 'hwa.confirm', 'hwa.cancel', 'hwa.kill', 'hwa.release', 'hwa.priority')
        )
        select target, plan->>'uses' as action, armed_at as at, output->'after'->>'run_id' as run_id, job_id as task,
          workflow_id as workflow, requester_id as requester,
          array(select vote.by_id from agent_checkpoints asked join checkpoint_vote vote on vote.checkpoint_id = asked.id
            where asked.job_id = made.job_id and asked.step = made.step and vote.round = asked.round
              and vote.verdict in ('approve', 'break_glass') order by vote.at) as approvers,
          exists(select from job_step other where other.job_id = made.job_id and other.step <> made.step
            and other.state = 'SUCCEEDED' and (
              (other.plan->>'uses' like 'hwa.%' and other.output->>'changed' = 'true'
                and other.output->>'target_id' is distinct from made.target)
              or other.plan->>'uses' ~ '^(local|http|files)\\.')) as did_more
        from made order by armed_at, step
      `.execute(kysely);
      return rows.map(changeOf);
    },

    async unlooked(limit) {
      const { rows } = await sql<{ id: string; job: string; job_id: string; failed_run: string }>`
        select id, job, job_id, failed_run from incident
        where looked_run is distinct from failed_run and (look_at is null or look_at <= now())
          and (well_at is null or well_at > now() - ${worthALook}::interval)
          and (looked_run is not null or broke_at > now() - ${longestOpen}::interval)
        order by broke_at desc limit ${limit}
      `.execute(kysely);
      return rows.map(({ id, job, job_id, failed_run }) => ({
        id,
        job,
        jobId: job_id,
        run: failed_run,
        runId: runOf(failed_run),
      }));
    },

    async looked(id, run, again) {
      await sql`
        update incident set look_at = ${again ?? null},
          looked_run = case when ${again === undefined} then ${storable(run)} else looked_run end
        where id = ${storable(id)}
      `.execute(kysely);
    },
  };
}

/** Somebody else was faster, or an incident is no more what it was; the transaction is rolled back. */
class Stale extends Error {}

async function make(db: Kysely<Schema>, change: IncidentChange, seq: number): Promise<void> {
  const id = storable(change.id);
  const run = (runId: string | null) => (runId === null ? `#${seq}` : storable(runId));
  if (change.kind === "open") {
    const { job, stream, workstation, jobId, runId, brokeAt, returnCode } = change.incident;
    const { rows } = await sql`
      insert into incident (id, job, stream, workstation, job_id, run_id, broke_at, return_code, failed_run)
      values (${id}, ${storable(job)}, ${storable(stream)}, ${storable(workstation)}, ${storable(jobId)},
        ${runId === null ? null : storable(runId)}, ${brokeAt}, ${returnCode}, ${run(runId)})
      on conflict do nothing returning 1`.execute(db);
    if (rows.length === 0) throw new Stale();
  } else if (change.kind === "again") {
    const { rows } = await sql`
      update incident set failed_run = ${run(change.runId)}, return_code = ${change.returnCode}, look_at = null
      where id = ${id} and well_at is null returning 1`.execute(db);
    if (rows.length === 0) throw new Stale();
  } else if (change.kind === "act") {
    const { text, from, by, at } = change.act;
    await sql`
      insert into incident_act (incident_id, at, text, seen, person_id)
      select id, ${at}, ${storable(text)}, ${from === "seen"}, ${by === null ? null : storable(by)}
      from incident where id = ${id}
      on conflict do nothing`.execute(db);
  } else {
    const { how, at, by, runbook, taskId } = change.recovery;
    const { rows } = await sql`
      update incident set how = ${how}, well_at = ${at}, by_people = ${by.map(storable)}::text[],
        runbook = ${runbook}, task_id = ${taskId}
      where id = ${id} and well_at is null returning 1`.execute(db);
    if (rows.length === 0) throw new Stale();
  }
}

function runOf(failedRun: string): string | null {
  return failedRun === "" || nameless.test(failedRun) ? null : failedRun;
}

function openOf(row: OpenRow): OpenIncident {
  return {
    id: row.id,
    job: row.job,
    jobId: row.job_id,
    brokeAt: row.broke_at,
    failedRun: runOf(row.failed_run),
  };
}

function changeOf(row: ChangeRow): ResyncChange {
  return {
    jobId: row.target,
    action: row.action,
    at: row.at,
    runId: row.run_id,
    taskId: row.task,
    workflow: row.workflow,
    requester: row.requester,
    approvers: row.approvers,
    didMore: row.did_more,
  };
}
