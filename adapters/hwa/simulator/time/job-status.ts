import type { Job, Plan, Run } from "../plan/plan-model.ts";
import { present } from "../wire/scalars.ts";

/** HWA's composite status of a run; the job's own flags count for its last run only. */
export function jobStatus(_plan: Plan, job: Job, run: Run): object {
  const last = run === job.runs.at(-1);
  const { state } = run;
  return present({
    status: state,
    substatus: last && job.canceled ? null : run.substate,
    canceled: last && job.canceled,
    cancelPending: last && job.cancelPending,
    started: run.startedAt !== null,
    error: state === "ABEND" || state === "FAIL",
    dontRun: job.noOperation,
  });
}
