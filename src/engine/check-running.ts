import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import type { JobStore } from "#ports/job-store.ts";
import type { Runner } from "./runner.ts";

/** Stops steps that run here but are somebody else's, or nobody's, by now: a cancel in another process, a lost hint. */
export async function checkRunning(
  deps: { readonly runner: Runner; readonly store: Pick<JobStore, "load">; readonly log: Logger },
  jobIds?: readonly string[],
): Promise<void> {
  const { runner, store, log } = deps;
  const mine = runner.running().filter((each) => !jobIds || jobIds.includes(each.jobId));
  if (mine.length === 0) return;
  try {
    const ids = [...new Set(mine.map((each) => each.jobId))];
    const jobs = new Map((await store.load(ids)).flatMap((job) => (job ? [[job.id, job] as const] : [])));
    for (const { jobId, step, fence } of mine) {
      const stored = jobs.get(jobId)?.steps[step];
      if (stored && stored.fence > fence) runner.stop(jobId, [step], "lease_lost");
      else if (stored?.state === "CANCELLED") runner.stop(jobId, [step], "cancelled");
    }
  } catch (error) {
    log.debug({ err: toFault(error).message }, "What runs here could not be compared with what is kept.");
  }
}
