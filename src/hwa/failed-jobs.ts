// The jobs that failed, newest first.

import { isFault } from "#core/fault.ts";
import type { HwaJob, HwaReader, ReadOptions } from "#ports/hwa.ts";
import { type JobFacts, jobFacts, lastRun, wordOf } from "./job-facts.ts";
import { and, eq, type Oql, or, ordered, since, until } from "./oql.ts";

/** A span of time; an open end is null. */
export interface Window {
  readonly since: Date | null;
  readonly until: Date | null;
}

export interface FailedJob {
  readonly job: HwaJob;
  readonly facts: JobFacts;
  /** When the failure came: the last run's end, else its start, else the scheduled time of a job that never started. */
  readonly failedAt: Date | null;
}

export interface FailedJobs {
  /** Newest first, at most `limit`. */
  readonly jobs: readonly FailedJob[];
  /** How many failed in the window. */
  readonly total: number;
  /** False when there are more than were read, so that `total` is HWA's own count, reruns not taken out. */
  readonly exact: boolean;
}

const endTime = "jobruns.timeInfo.actualEndTime";

/**
 * Jobs whose last run failed, as they stand now, and ended in the window (`null`: any time). A job that failed and was
 * then rerun with success is not among them. Jobs that failed before they started have no end time in HWA and are
 * placed by their scheduled time.
 */
export async function failedJobs(
  hwa: HwaReader,
  window: Window | null,
  now: Date,
  options: ReadOptions & { readonly limit?: number } = {},
): Promise<FailedJobs> {
  const limit = options.limit ?? 200;
  const query = failedIn(window);
  const page = await orderedIfPossible(query, (oql) => hwa.jobs({ oql, limit, detail: "brief" }, options));
  const jobs = page.items
    .filter((job) => wordOf(job) === "Failed")
    .map((job) => ({ job, facts: jobFacts(job, now), failedAt: failedAt(job) }))
    .filter(({ failedAt }) => isWithin(failedAt, window))
    .sort((a, b) => (b.failedAt?.getTime() ?? 0) - (a.failedAt?.getTime() ?? 0));
  const exact = page.total <= page.items.length;
  return { jobs, total: exact ? jobs.length : page.total - (page.items.length - jobs.length), exact };
}

function failedIn(window: Window | null): Oql {
  const failed = eq("jobruns.commonStatus", "ERROR");
  const bounds = [
    ...(window?.since ? [since(endTime, window.since)] : []),
    ...(window?.until ? [until(endTime, window.until)] : []),
  ];
  if (bounds.length === 0) return failed;
  return and(failed, or(and(...bounds), eq("jobruns.compositeStatus.status", "FAIL")));
}

/** Newest first when HWA takes the order; engines that refuse it are asked again without. */
async function orderedIfPossible<T>(query: Oql, ask: (oql: Oql) => Promise<T>): Promise<T> {
  try {
    return await ask(ordered(query, endTime, "DESC"));
  } catch (error) {
    if (isFault(error) && error.code === "invalid_input") return ask(query);
    throw error;
  }
}

export function failedAt(job: HwaJob): Date | null {
  const run = lastRun(job);
  return run?.endedAt ?? run?.startedAt ?? job.scheduledAt;
}

/** An unknown instant is inside only a window without bounds. */
export function isWithin(at: Date | null, window: Window | null): boolean {
  if (!window || (!window.since && !window.until)) return true;
  if (!at) return false;
  return (!window.since || at >= window.since) && (!window.until || at <= window.until);
}
