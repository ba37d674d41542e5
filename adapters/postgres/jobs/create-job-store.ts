// Jobs in Postgres. What a commit does is told, and done, in the SQL function commit_jobs (migrations/0003-jobs.ts):
// one round trip and one flush to disk, however many jobs go on in it.

import type { Job } from "#core/job/job.ts";
import type { JobStore, Transition, Verdict } from "#ports/job-store.ts";
import { databaseFault } from "../database-fault.ts";
import type { Database } from "../open-database.ts";
import { storable } from "../storable.ts";
import { checkpointOfRow, type VotedRow } from "./checkpoint-rows.ts";
import { type JobRow, jobOfRow, type StepRow, stepOfRow } from "./job-rows.ts";
import { createLiveJobs } from "./live-jobs.ts";
import { argumentsOf } from "./transition-arguments.ts";

/** Named, so that each connection reads the statement once. */
const commit = {
  name: "commit_jobs",
  text: `select lost, at, known from commit_jobs(${Array.from({ length: 16 }, (_, n) => `$${n + 1}`)})`,
};
const load = { name: "load_jobs", text: "select job, steps, checkpoints from load_jobs($1)" };

interface CommitRow {
  /** Why each transition lost, null for a winner; null when all won. */
  readonly lost: readonly (Exclude<Verdict["kind"], "committed"> | null)[] | null;
  readonly at: Date;
  readonly known:
    | readonly { readonly o: number; readonly jobId: string; readonly sameBody: boolean }[]
    | null;
}

interface LoadRow {
  readonly job: JobRow | null;
  readonly steps: readonly StepRow[] | null;
  readonly checkpoints: readonly VotedRow[] | null;
}

export function createJobStore(db: Pick<Database, "pool" | "url">): JobStore {
  /** Straight to the pool: Kysely does not name statements. A connection on which one failed is not used again. */
  async function ask<Row>(statement: { name: string; text: string }, values: readonly unknown[]) {
    try {
      return (await db.pool.query({ ...statement, values: [...values] })).rows as readonly Row[];
    } catch (error) {
      throw databaseFault(error, db.url);
    }
  }

  const live = createLiveJobs(() =>
    ask<{ person: string; jobs: number }>(
      {
        name: "live_jobs",
        text: "select requester_id as person, count(*) as jobs from ai_jobs where ended_at is null group by 1",
      },
      [],
    ),
  );

  return {
    async commit(transitions) {
      if (transitions.length === 0) return [];
      const [row] = await ask<CommitRow>(commit, argumentsOf(transitions));
      if (!row) throw new Error("commit_jobs returned no row");
      return transitions.map((transition, index) => {
        const verdict = verdictOf(transition, index, row);
        if (verdict.kind === "committed") live.follow(transition);
        return verdict;
      });
    },

    async load(ids) {
      if (ids.length === 0) return [];
      const rows = await ask<LoadRow>(load, [ids.map(storable)]);
      return rows.map(wholeJob);
    },

    async due(limit) {
      // now(), not clock_timestamp(): it does not change while the statement runs, so the index can be asked with it.
      const [row] = await ask<{ ids: readonly string[]; next_at: Date | null }>(
        {
          name: "due_jobs",
          text: `select
              array(select id from ai_jobs where look_at <= now() and ended_at is null
                order by priority desc, look_at limit $1) as ids,
              (select min(look_at) from ai_jobs where look_at > now() and ended_at is null) as next_at`,
        },
        [limit],
      );
      return { jobIds: row?.ids ?? [], nextAt: row?.next_at ?? null };
    },

    async jobOfCheckpoint(checkpointId) {
      const [row] = await ask<{ job_id: string }>(
        { name: "job_of_checkpoint", text: "select job_id from agent_checkpoints where id = $1" },
        [storable(checkpointId)],
      );
      return row?.job_id ?? null;
    },

    live: (personId) => live.of(storable(personId)),
  };
}

function verdictOf({ after }: Transition, index: number, { lost, at, known }: CommitRow): Verdict {
  const kind = lost?.[index] ?? null;
  if (kind === null) return { kind: "committed", revision: after.revision + 1, at };
  if (kind !== "known") return { kind };
  const first = known?.find(({ o }) => o === index + 1);
  // Its holder lost in the same commit, so the key is free again: like any conflict, ask once more.
  return first ? { kind, jobId: first.jobId, sameBody: first.sameBody } : { kind: "conflict" };
}

function wholeJob({ job, steps, checkpoints }: LoadRow): Job | null {
  if (job === null) return null;
  return {
    ...jobOfRow(job),
    steps: Object.fromEntries((steps ?? []).map((row) => [row.step, stepOfRow(row)])),
    checkpoints: Object.fromEntries(
      (checkpoints ?? []).map((voted) => [voted.row.id, checkpointOfRow(voted)]),
    ),
  };
}
