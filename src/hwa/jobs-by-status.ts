// "Which jobs are running?" and "what completed on FIN_WS since midnight?": the jobs of one status word.

import { commonStatuses, isEnded, type StatusWord, statusWordOf } from "#core/hwa-status.ts";
import type { HwaReader, ReadOptions } from "#ports/hwa.ts";
import type { Window } from "./failed-jobs.ts";
import { type JobFacts, jobFacts } from "./job-facts.ts";
import { and, isIn, type Oql, since, until } from "./oql.ts";
import { onWorkstation } from "./workstations.ts";

export interface JobsByStatusOptions extends ReadOptions {
  readonly limit?: number;
  /** When the jobs ended, or started for a status that is no end; a job that has done neither fits no window. */
  readonly window?: Window | null;
  readonly workstation?: string;
}

/** Newest first, at most `limit`; `total` is how many there are. Cancelled jobs are told by their own flag. */
export async function jobsByStatus(
  hwa: HwaReader,
  status: StatusWord,
  now: Date,
  options: JobsByStatusOptions = {},
): Promise<{ readonly jobs: readonly JobFacts[]; readonly total: number }> {
  const common = commonStatuses.filter((each) => statusWordOf({ common: each }) === status);
  const oql = and(
    isIn("jobruns.commonStatus", common),
    ...(options.workstation ? [onWorkstation(options.workstation)] : []),
    ...inWindow(status, options.window ?? null),
  );
  const page = await hwa.jobs({ oql, limit: options.limit ?? 100, detail: "brief" }, options);
  const jobs = page.items.map((job) => jobFacts(job, now)).filter((facts) => facts.status === status);
  jobs.sort((a, b) => moment(b) - moment(a));
  return { jobs, total: page.total - (page.items.length - jobs.length) };
}

function inWindow(status: StatusWord, window: Window | null): readonly Oql[] {
  const field = `jobruns.timeInfo.${isEnded(status) ? "actualEndTime" : "actualStartTime"}`;
  return [
    ...(window?.since ? [since(field, window.since)] : []),
    ...(window?.until ? [until(field, window.until)] : []),
  ];
}

function moment(facts: JobFacts): number {
  return (facts.endedAt ?? facts.startedAt ?? facts.scheduledAt)?.getTime() ?? 0;
}
