// Confirming by state, after HWA's own table: a job that waits to be confirmed takes either word, one that has not run
// takes neither, SUCC and FAIL are final, and an ABEND may only be made good.

import { wordOf } from "#hwa/job-facts.ts";
import type { HwaJob } from "#ports/hwa.ts";
import type { Happened } from "./after-look.ts";

export type Confirmation = "succ" | "abend";

/** Why confirming makes no sense, in whole sentences; `state` is what goes after the job's name. */
export function confirmationRefusal(job: HwaJob, as: Confirmation, state: string): string | null {
  const { internal } = job.status;
  if (wordOf(job) === "Cancelled") return `${job.name} is cancelled, so there is nothing to confirm.`;
  switch (internal) {
    case "PEND":
    case "DONE":
    case "EXEC":
    case "ERROR":
      return null;
    case "SUCCP":
    case "ABENP":
      return internal.startsWith(as.toUpperCase().slice(0, 3))
        ? `${job.name} is confirmed as ${as.toUpperCase()} already (${internal}) and only has to end.`
        : null;
    case "ABEND":
      return as === "succ"
        ? null
        : `${job.name} ${state}: it is ABEND already, so there is nothing to confirm.`;
    case "SUPPR":
      return as === "succ" ? null : `${job.name} ${state}: HWA confirms a suppressed job as SUCC only.`;
    case "FAIL":
      return `${job.name} ${state}: it never started, and HWA confirms no such job. Rerun it, or cancel it so that what waits for it goes on.`;
  }
  if (wordOf(job) === "Completed") return `${job.name} ${state}, so there is nothing to confirm.`;
  return `${job.name} ${state}, so there is nothing to confirm yet.`;
}

export function confirmed(before: HwaJob, now: HwaJob | null, as: Confirmation): Happened {
  if (now === null || now.status.internal === before.status.internal) return "not_yet";
  const wanted = as === "succ" ? ["SUCC", "SUCCP"] : ["ABEND", "ABENP"];
  return wanted.includes(now.status.internal) ? "yes" : "not_yet";
}
