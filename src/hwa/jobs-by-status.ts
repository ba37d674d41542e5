// "Which jobs are running?": the jobs of one status word.

import { commonStatuses, type StatusWord, statusWordOf } from "#core/hwa-status.ts";
import type { HwaReader, ReadOptions } from "#ports/hwa.ts";
import { type JobFacts, jobFacts } from "./job-facts.ts";
import { isIn } from "./oql.ts";

/** Newest start first, at most `limit`; `total` is how many there are. Cancelled jobs are told by their own flag. */
export async function jobsByStatus(
  hwa: HwaReader,
  status: StatusWord,
  now: Date,
  options: ReadOptions & { readonly limit?: number } = {},
): Promise<{ readonly jobs: readonly JobFacts[]; readonly total: number }> {
  const common = commonStatuses.filter((each) => statusWordOf({ common: each }) === status);
  const page = await hwa.jobs(
    { oql: isIn("jobruns.commonStatus", common), limit: options.limit ?? 100, detail: "brief" },
    options,
  );
  const jobs = page.items.map((job) => jobFacts(job, now)).filter((facts) => facts.status === status);
  jobs.sort((a, b) => moment(b) - moment(a));
  return { jobs, total: page.total - (page.items.length - jobs.length) };
}

function moment(facts: JobFacts): number {
  return (facts.endedAt ?? facts.startedAt ?? facts.scheduledAt)?.getTime() ?? 0;
}
