import type { Workflow } from "../../workflow/workflow.ts";
import type { Job } from "../job.ts";
import { findSpec } from "../step-spec.ts";
import { stepIn } from "./draft.ts";

/**
 * Whether the step may not act before people have approved the plan it has now. True: whoever claimed it previews its plan
 * and says `planned`. False: it prepares, arms and acts. Rollbacks never ask, and an approval covers every try of one run:
 * when a person has the job tried again, its approvals are dropped and asked for anew.
 */
export function needsPeople(workflow: Workflow, job: Job, stepId: string): boolean {
  const spec = findSpec(workflow, stepId);
  if (spec === null || spec.approval === null) return false;
  const digest = stepIn(job, stepId)?.planDigest ?? null;
  if (digest === null) return true;
  for (const id in job.checkpoints) {
    const checkpoint = job.checkpoints[id];
    if (
      checkpoint?.step === stepId &&
      checkpoint.purpose === "approval" &&
      checkpoint.status === "APPROVED" &&
      checkpoint.planDigest === digest
    )
      return false;
  }
  return true;
}
