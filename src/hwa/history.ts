// How a job usually goes: every run HWA's plan knows of, over all its instances and reruns. What the monitor saw on
// earlier days is the caller's to merge.

import { statusWordOf } from "#core/hwa-status.ts";
import type { HwaJob, HwaReader, ReadOptions } from "#ports/hwa.ts";
import { findJob } from "./find-job.ts";

export interface PastRun {
  readonly job: string;
  readonly jobId: string;
  readonly stream: string;
  readonly runId: string;
  readonly outcome: "succeeded" | "failed" | "cancelled";
  readonly internal: string;
  readonly returnCode: number | null;
  readonly workstation: string | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly durationMs: number | null;
  readonly rerun: boolean;
}

export interface RunSummary {
  readonly runs: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Of those that succeeded or failed, 0–1; null without any. */
  readonly successRate: number | null;
  /** Of the runs that succeeded, in ms. */
  readonly duration: {
    readonly median: number;
    readonly shortest: number;
    readonly longest: number;
    readonly average: number;
  } | null;
  readonly lastFailure: PastRun | null;
  readonly lastSuccess: PastRun | null;
}

export interface JobHistory extends RunSummary {
  readonly kind: "found";
  readonly name: string;
  /** Newest first. */
  readonly items: readonly PastRun[];
  /** Instances of the job in the plan. */
  readonly instances: number;
  readonly estimatedMs: number | null;
}

/** Runs that ended; one that is under way is a status, not history. */
export async function jobHistory(
  hwa: HwaReader,
  ref: string,
  options: ReadOptions & {
    readonly canonical?: (name: string) => string | null;
    readonly timezone?: string;
  } = {},
): Promise<JobHistory | { readonly kind: "unknown"; readonly name: string }> {
  const found = await findJob(hwa, ref, options);
  if (found.kind === "unknown") return { kind: "unknown", name: ref };
  const items = pastRunsOf(found.instances);
  return {
    kind: "found",
    name: found.job.name,
    items,
    instances: found.total,
    estimatedMs: found.job.estimatedMs,
    ...summaryOfRuns(items),
  };
}

/** Newest first. */
export function pastRunsOf(jobs: readonly HwaJob[]): readonly PastRun[] {
  return jobs
    .flatMap((job) => job.runs.flatMap((run) => pastRun(job, run)))
    .sort((a, b) => instantOf(b) - instantOf(a));
}

/** null: it has not ended, or HWA does not tell how. */
export function outcomeOf(status: Parameters<typeof statusWordOf>[0]): PastRun["outcome"] | null {
  switch (statusWordOf(status)) {
    case "Completed":
      return "succeeded";
    case "Failed":
      return "failed";
    case "Cancelled":
      return "cancelled";
    default:
      return null;
  }
}

function pastRun(job: HwaJob, run: HwaJob["runs"][number]): readonly PastRun[] {
  const outcome = outcomeOf(run.status);
  if (outcome === null) return [];
  const between =
    run.startedAt && run.endedAt ? Math.max(0, run.endedAt.getTime() - run.startedAt.getTime()) : null;
  return [
    {
      job: job.name,
      jobId: job.id,
      stream: job.stream.name,
      runId: run.id,
      outcome,
      internal: run.status.internal,
      returnCode: run.returnCode,
      workstation: run.workstation,
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      durationMs: run.elapsedMs ?? between,
      rerun: run.rerunType !== null && run.rerunType !== "REGULAR",
    },
  ];
}

function instantOf(run: PastRun): number {
  return (run.endedAt ?? run.startedAt)?.getTime() ?? 0;
}

/** Works on runs from any source, in any order. */
export function summaryOfRuns(runs: readonly PastRun[]): RunSummary {
  const newestFirst = runs.toSorted((a, b) => instantOf(b) - instantOf(a));
  const of = (outcome: PastRun["outcome"]) => newestFirst.filter((run) => run.outcome === outcome);
  const succeeded = of("succeeded");
  const failed = of("failed");
  const judged = succeeded.length + failed.length;
  const durations = succeeded
    .flatMap((run) => (run.durationMs === null ? [] : [run.durationMs]))
    .sort((a, b) => a - b);
  const shortest = durations[0];
  const longest = durations.at(-1);
  return {
    runs: runs.length,
    succeeded: succeeded.length,
    failed: failed.length,
    cancelled: of("cancelled").length,
    successRate: judged === 0 ? null : succeeded.length / judged,
    duration:
      shortest === undefined || longest === undefined
        ? null
        : {
            median: median(durations),
            shortest,
            longest,
            average: Math.round(durations.reduce((sum, each) => sum + each, 0) / durations.length),
          },
    lastFailure: failed[0] ?? null,
    lastSuccess: succeeded[0] ?? null,
  };
}

/** Of sorted numbers, at least one. */
function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : Math.round((upper + (sorted[middle - 1] ?? upper)) / 2);
}
