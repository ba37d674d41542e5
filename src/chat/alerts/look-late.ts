// What only time brings: jobs that are late, run too long, or put a critical job in danger. One look is three lists and a
// bounded number of single reads, whatever the size of the plan. What could not be read changes nothing.

import type { Alert } from "#core/alert/alert.ts";
import type { JobSeen, News } from "#core/alert/news.ts";
import type { AlertRules } from "#core/alert/rules.ts";
import { type LateJob, lateJobs } from "#hwa/lateness/late-jobs.ts";
import { snapshotOf } from "#hwa/monitor/snapshot.ts";
import type { HwaReader } from "#ports/hwa.ts";

const predecessorReads = 40;
const mostTold = 2_000;

export async function lookForLate(
  hwa: HwaReader,
  open: readonly Alert[],
  rules: AlertRules,
  now: Date,
  signal: AbortSignal,
): Promise<readonly News[]> {
  // Deadlines and starts are HWA's, so lateness is measured by its clock; news is told by ours.
  const theirs = new Date(now.getTime() + hwa.connection().aheadMs);
  const report = await lateJobs(hwa, theirs, { signal, predecessorReads, longRunning: rules.tooLong });
  const at = now.getTime();
  const news: News[] = [];
  const ill = new Set<string>();
  const failed = new Set(
    open.flatMap(({ members }) =>
      members.filter((each) => each.why === "failed" && !each.well).map(({ id }) => id),
    ),
  );

  for (const each of report.late) {
    const why = whyOf(each, rules);
    if (!why) continue;
    ill.add(each.job.id);
    news.push({ kind: "trouble", why, job: seen(each), at });
  }
  for (const each of report.atRisk) {
    for (const risk of each.risks)
      if (risk.kind === "behind_failed_job" && failed.has(risk.job.id)) {
        ill.add(each.job.id);
        news.push({ kind: "threat", jobId: risk.job.id, critical: each.facts.name, at });
      }
    // A failure tells itself, and lateness was told above.
    const own = each.risks.some(({ kind }) => kind !== "failed" && kind !== "late");
    if (!own || ill.has(each.job.id)) continue;
    ill.add(each.job.id);
    news.push({ kind: "trouble", why: "at_risk", job: seen(each), at });
  }
  // Only a whole look can say that something is in time again.
  if (report.coverage.complete)
    for (const { members } of open)
      for (const { id, why, well } of members)
        if (!well && !ill.has(id) && (why === "late" || why === "too_long" || why === "at_risk"))
          news.push({ kind: "relief", jobId: id, how: "in_time", at });
  return news.slice(0, mostTold);
}

function seen({ job }: LateJob): JobSeen {
  return snapshotOf(job);
}

function whyOf({ late, minutesLate }: LateJob, rules: AlertRules): "late" | "too_long" | null {
  const behind = minutesLate === null || minutesLate * 60_000 >= rules.lateMs;
  if (late.some(({ kind }) => kind !== "running_long") && behind) return "late";
  return late.some(({ kind }) => kind === "running_long") ? "too_long" : null;
}
