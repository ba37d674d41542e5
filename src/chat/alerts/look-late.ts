// What only time brings: jobs that are late, run too long, or put a critical job in danger, and a FINAL that does not begin.
// One look is four lists and a bounded number of single reads, whatever the size of the plan. What could not be read changes
// nothing.

import type { Alert, Why } from "#core/alert/alert.ts";
import type { News } from "#core/alert/news.ts";
import type { AlertRules } from "#core/alert/rules.ts";
import { isEnded } from "#core/hwa-status.ts";
import { wordOf } from "#hwa/job-facts.ts";
import { type LateJob, lateJobs } from "#hwa/lateness/late-jobs.ts";
import { snapshotOf } from "#hwa/monitor/snapshot.ts";
import type { HwaReader } from "#ports/hwa.ts";
import { stuckFinals } from "./stuck-finals.ts";

const predecessorReads = 40;
const mostTold = 2_000;
/** The others are read at the next look. */
const mostReadAgain = 50;
const timely: readonly Why[] = ["late", "too_long", "at_risk"];

export async function lookForLate(
  hwa: HwaReader,
  open: readonly Alert[],
  rules: AlertRules,
  now: Date,
  signal: AbortSignal,
): Promise<readonly News[]> {
  // Deadlines and starts are HWA's, so lateness is measured by its clock; news is told by ours.
  const theirs = new Date(now.getTime() + hwa.connection().aheadMs);
  const [report, finals] = await Promise.all([
    lateJobs(hwa, theirs, { signal, predecessorReads, longRunning: rules.tooLong }),
    stuckFinals(hwa, theirs, rules, signal),
  ]);
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
    news.push({ kind: "trouble", why, job: snapshotOf(each.job), at, dueAt: dueOf(each) });
  }
  for (const { job, dueAt } of finals) {
    if (ill.has(job.id)) continue;
    ill.add(job.id);
    news.push({ kind: "trouble", why: "late", job: snapshotOf(job), at, dueAt: dueAt.getTime() });
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
    news.push({ kind: "trouble", why: "at_risk", job: snapshotOf(each.job), at, dueAt: dueOf(each) });
  }
  // Only a whole look can say that something is in time again.
  if (report.coverage.complete)
    for (const id of await stillOpen(hwa, open, ill, signal))
      news.push({ kind: "relief", jobId: id, how: "in_time", at });
  return news.slice(0, mostTold);
}

/** Of what was late and is not any more, what has not ended: how a job ended is for the plan to tell. */
async function stillOpen(
  hwa: HwaReader,
  open: readonly Alert[],
  ill: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const ids = open.flatMap(({ members }) =>
    members.filter(({ id, why, well }) => !well && !ill.has(id) && timely.includes(why)).map(({ id }) => id),
  );
  const jobs = await Promise.all(ids.slice(0, mostReadAgain).map((id) => hwa.job(id, { signal })));
  return jobs.flatMap((job) => (job && !isEnded(wordOf(job)) ? [job.id] : []));
}

function dueOf({ deadline }: LateJob): number | null {
  return deadline?.getTime() ?? null;
}

function whyOf({ late, minutesLate }: LateJob, rules: AlertRules): "late" | "too_long" | null {
  const behind = minutesLate === null || minutesLate * 60_000 >= rules.lateMs;
  if (late.some(({ kind }) => kind !== "running_long") && behind) return "late";
  return late.some(({ kind }) => kind === "running_long") ? "too_long" : null;
}
