// FINAL rolls the plan over, and HWA gives it no deadline: it is late when its time has come and nothing of it moves.

import type { AlertRules } from "#core/alert/rules.ts";
import { lastRun, wordOf } from "#hwa/job-facts.ts";
import { isIn, isQuotable } from "#hwa/oql.ts";
import type { HwaJob, HwaReader } from "#ports/hwa.ts";

export interface StuckFinal {
  /** The first job of the stream that has not begun. */
  readonly job: HwaJob;
  readonly dueAt: Date;
}

const mostRead = 200;
const notBegun: readonly string[] = ["Waiting", "Ready", "Held", "Blocked"];

/**
 * At most one a stream in the plan, what holds the others first. While any job of any of them runs or has just ended, all of
 * them are on their way; one with a failed job is told of as a failure.
 */
export async function stuckFinals(
  hwa: HwaReader,
  now: Date,
  rules: Pick<AlertRules, "final" | "lateMs">,
  signal: AbortSignal,
): Promise<readonly StuckFinal[]> {
  const names = rules.final.map((name) => name.toUpperCase()).filter(isQuotable);
  if (names.length === 0) return [];
  const { items } = await hwa.jobs({ oql: isIn("jobStreamName", names), limit: mostRead }, { signal });
  const since = now.getTime() - rules.lateMs;
  const moves = items.some((job) => {
    const ended = lastRun(job)?.endedAt;
    return wordOf(job) === "Running" || (ended !== undefined && ended !== null && ended.getTime() > since);
  });
  if (moves) return [];
  const late = items.flatMap((job) => {
    const dueAt = job.time.start ?? job.scheduledAt;
    return dueAt && dueAt.getTime() < since && notBegun.includes(wordOf(job)) ? [{ job, dueAt }] : [];
  });
  const failed = new Set(items.filter((job) => wordOf(job) === "Failed").map(streamOf));
  // What waits for nothing is what holds the others.
  const first = late
    .filter(({ job }) => !failed.has(streamOf(job)))
    .toSorted(
      (a, b) =>
        (a.job.unresolvedDependencies ?? 0) - (b.job.unresolvedDependencies ?? 0) ||
        a.dueAt.getTime() - b.dueAt.getTime(),
    );
  return [...Map.groupBy(first, ({ job }) => streamOf(job)).values()].flatMap(([one]) => one ?? []);
}

function streamOf({ stream }: HwaJob): string {
  return stream.id ?? stream.name;
}
