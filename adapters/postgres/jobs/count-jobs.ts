// What the metrics say of jobs and checkpoints, counted whenever somebody asks. Indexes alone are read: measured, a
// hundred thousand jobs take 120 ms on a busy machine, and a table of sums would be a lock that all commits share.

import { type Kysely, sql } from "kysely";
import type { CheckpointStatus } from "#core/job/checkpoint.ts";
import type { JobStatus } from "#core/job/job.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { Schema } from "../schema.ts";

/** Seconds: from a trivial job to one that waited a day for somebody. */
const bounds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400];

interface DurationRow {
  readonly status: JobStatus;
  /** Place of the first bound that is not smaller; one past the last for longer jobs. */
  readonly bucket: number;
  readonly count: number;
  readonly sum: number;
}

type Counts = Awaited<ReturnType<JobReader["counts"]>>;

export async function countJobs(kysely: Kysely<Schema>): Promise<Counts> {
  const { rows } = await sql<{
    jobs: Partial<Record<JobStatus, number>> | null;
    checkpoints: Partial<Record<CheckpointStatus, number>> | null;
    durations: readonly DurationRow[] | null;
  }>`
    with ended as (
      select status, bucket, count(*) as count, sum(seconds) as sum
      from (
        select status, seconds, width_bucket(seconds, ${afterBounds}::float8[]) as bucket
        from ai_jobs, lateral (select extract(epoch from ended_at - created_at)::float8 as seconds) took
        where ended_at is not null
      ) job
      group by status, bucket
    )
    select
      (select json_object_agg(status, count) from (
        select status, count(*) from (
          select status from ai_jobs where ended_at is null
        ) live group by status
        union all
        select status, sum(count) from ended group by status
      ) job) as jobs,
      (select json_object_agg(status, count) from (
        select status, count(*) from agent_checkpoints group by status
      ) checkpoint) as checkpoints,
      (select json_agg(ended) from ended) as durations
  `.execute(kysely);
  const row = rows[0];
  return {
    jobs: row?.jobs ?? {},
    checkpoints: row?.checkpoints ?? {},
    durations: histograms(row?.durations ?? []),
  };
}

/** width_bucket puts a value that equals a bound above it, and Prometheus below: so each bound is a hair higher. */
const afterBounds = bounds.map((bound) => bound + 0.000_000_5);

function histograms(rows: readonly DurationRow[]): Counts["durations"] {
  return [...Map.groupBy(rows, ({ status }) => status)].map(([status, ofStatus]) => {
    const total = (of: (row: DurationRow) => number) => ofStatus.reduce((sum, row) => sum + of(row), 0);
    return {
      status,
      buckets: bounds.map((le, index) => ({
        le,
        count: total(({ bucket, count }) => (bucket <= index ? count : 0)),
      })),
      count: total(({ count }) => count),
      sum: total(({ sum }) => sum),
    };
  });
}
