// Jobs and checkpoints in Postgres, as people look at them: a page with its exact total in one statement.

import { type RawBuilder, sql } from "kysely";
import type { JobEvent } from "#core/job/event.ts";
import type { JobLine, JobReader } from "#ports/job-reader.ts";
import { databaseFault } from "../database-fault.ts";
import type { Database } from "../open-database.ts";
import { storable } from "../storable.ts";
import { checkpointOfRow, type VotedRow, votedRow } from "./checkpoint-rows.ts";
import { countJobs } from "./count-jobs.ts";
import { type AttemptRow, attemptOfRow, dateOf, type JobRow, jobOfRow } from "./job-rows.ts";

interface LineRow {
  readonly job: JobRow;
  readonly current: readonly { step: string; state: string; since: string | null }[] | null;
}

/** A checkpoint with what its job is about. */
interface ShownRow {
  readonly voted: VotedRow;
  readonly task: string;
  readonly workflow_id: string;
}

/** People type the beginning of an id; fewer characters than this fit too many. */
const shortestPrefix = 8;

/** Asked by each follower, so named: each connection plans it once. */
const eventsAfter = {
  name: "events_after",
  text: `select job_id as "jobId", seq, kind, step, data, at from job_event
    where job_id = $1 and seq > $2 order by seq limit $3`,
};

export function createJobReader({ kysely, pool, url }: Pick<Database, "kysely" | "pool" | "url">): JobReader {
  /** The one id of a table that begins so. */
  async function find(table: "ai_jobs" | "agent_checkpoints", prefix: string): Promise<string | null> {
    const begin = storable(prefix).trim().toLowerCase();
    if (begin.length < shortestPrefix) return null;
    // The range is what the index understands; "~" comes after every character of an id.
    const { rows } = await sql<{ id: string }>`
      select id from ${sql.table(table)}
      where id >= ${begin} and id <= ${begin} || '~' and starts_with(id, ${begin}) limit 2
    `.execute(kysely);
    return rows.length === 1 ? (rows[0]?.id ?? null) : null;
  }

  return {
    async list(filter) {
      const conditions: RawBuilder<unknown>[] = [];
      if (filter.status !== undefined) conditions.push(sql`status = ${filter.status}`);
      if (filter.workflowId !== undefined) conditions.push(sql`workflow_id = ${storable(filter.workflowId)}`);
      if (filter.requesterId !== undefined)
        conditions.push(sql`requester_id = ${storable(filter.requesterId)}`);
      if (filter.live !== undefined)
        conditions.push(filter.live ? sql`ended_at is null` : sql`ended_at is not null`);
      const where = allOf(conditions);
      const { rows } = await sql<{ total: number; jobs: readonly LineRow[] }>`
        select (select count(*) from ai_jobs where ${where}) as total,
          (select coalesce(json_agg(json_build_object('job', line, 'current', (
              select json_agg(json_build_object('step', step, 'state', state,
                'since', coalesce(armed_at, claimed_at, ready_at)) order by ready_at, step)
              from job_step
              where job_id = line.id and state in ('READY', 'RUNNING', 'WAITING', 'UNKNOWN')
            )) order by line.created_at desc, line.id desc), '[]') from (
            select * from ai_jobs where ${where}
            order by created_at desc, id desc limit ${filter.limit} offset ${filter.offset}
          ) line) as jobs
      `.execute(kysely);
      return { total: rows[0]?.total ?? 0, jobs: (rows[0]?.jobs ?? []).map(lineOf) };
    },

    async attempts(jobId) {
      const { rows } = await sql<{ attempt: AttemptRow }>`
        select row_to_json(step_attempt) as attempt from step_attempt where job_id = ${storable(jobId)}
        order by number
      `.execute(kysely);
      return rows.map(({ attempt }) => attemptOfRow(attempt));
    },

    async checkpointsOf(jobId) {
      const { rows } = await sql<{ voted: VotedRow }>`
        select ${sql.raw(votedRow)} as voted from agent_checkpoints where job_id = ${storable(jobId)}
        order by created_at, id
      `.execute(kysely);
      return rows.map(({ voted }) => checkpointOfRow(voted));
    },

    async checkpoint(id) {
      const { rows } = await sql<ShownRow>`
        select ${sql.raw(votedRow)} as voted, ai_jobs.task, ai_jobs.workflow_id
        from agent_checkpoints join ai_jobs on ai_jobs.id = job_id
        where agent_checkpoints.id = ${storable(id)}
      `.execute(kysely);
      return rows[0] ? shownOf(rows[0]) : null;
    },

    async checkpoints(filter) {
      const conditions: RawBuilder<unknown>[] = [];
      if (filter.status !== undefined) conditions.push(sql`status = ${filter.status}`);
      if (filter.type !== undefined) conditions.push(sql`type = ${filter.type}`);
      const where = allOf(conditions);
      const { rows } = await sql<{ total: number; checkpoints: readonly ShownRow[] }>`
        select (select count(*) from agent_checkpoints where ${where}) as total,
          (select coalesce(json_agg(json_build_object('voted', ${sql.raw(votedRow)}, 'task', ai_jobs.task,
              'workflow_id', ai_jobs.workflow_id) order by agent_checkpoints.created_at, agent_checkpoints.id), '[]')
            from (
              select * from agent_checkpoints where ${where}
              order by created_at, id limit ${filter.limit} offset ${filter.offset}
            ) agent_checkpoints join ai_jobs on ai_jobs.id = agent_checkpoints.job_id) as checkpoints
      `.execute(kysely);
      return { total: rows[0]?.total ?? 0, checkpoints: (rows[0]?.checkpoints ?? []).map(shownOf) };
    },

    async events(jobId, after, limit) {
      try {
        const { rows } = await pool.query<JobEvent>({
          ...eventsAfter,
          values: [storable(jobId), after, limit],
        });
        return rows;
      } catch (error) {
        throw databaseFault(error, url);
      }
    },

    counts: () => countJobs(kysely),
    findJob: (prefix) => find("ai_jobs", prefix),
    findCheckpoint: (prefix) => find("agent_checkpoints", prefix),
  };
}

function allOf(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` and `);
}

function lineOf({ job, current }: LineRow): JobLine {
  return {
    ...jobOfRow(job),
    current: (current ?? []).map(({ step, state, since }) => ({ step, state, since: dateOf(since) })),
  };
}

function shownOf({ voted, task, workflow_id }: ShownRow) {
  return { ...checkpointOfRow(voted), task, workflowId: workflow_id };
}
