// New arguments for a frozen plan: checked against the action, and looked at as the first ones were.

import type { Logger } from "pino";
import { Fault } from "#core/fault.ts";
import type { Preview } from "#core/job/checkpoint.ts";
import type { Job } from "#core/job/job.ts";
import { specOf } from "#core/job/step-spec.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { ActionContext, Actions } from "#ports/action.ts";
import type { WorkflowLibrary } from "./engine.ts";
import { fitArgs } from "./fit-args.ts";

const withinMs = 30_000;

/** Fault `invalid_input` names the argument at fault. */
export async function previewChange(
  deps: {
    readonly actions: Actions;
    readonly library: Pick<WorkflowLibrary, "pinned">;
    readonly now: () => Date;
    readonly log: Logger;
  },
  job: Job,
  stepId: string,
  args: { readonly [key: string]: Json },
): Promise<Preview | null> {
  const workflow = await deps.library.pinned(job.workflowDigest);
  const step = job.steps[stepId];
  if (!workflow || !step?.plan)
    throw new Fault("conflict", {
      en: `The step ${stepId} has no plan to change.`,
      pt: `O passo ${stepId} não tem um plano a mudar.`,
    });
  const action = deps.actions.find(step.plan.uses);
  if (!action)
    throw new Fault("misconfigured", {
      en: `This Resync has no action called ${step.plan.uses}.`,
      pt: `Este Resync não tem uma ação chamada ${step.plan.uses}.`,
    });
  const input = fitArgs(action, args);
  if (!action.preview) return null;
  const context: ActionContext = {
    jobId: job.id,
    stepId,
    workflowId: workflow.id,
    task: job.task,
    requester: job.requester,
    approvedBy: [],
    effectKey: `${job.id}:${stepId}`,
    attempt: step.attempt,
    memory: null,
    signal: AbortSignal.timeout(Math.min(withinMs, specOf(workflow, stepId).timeoutMs)),
    now: deps.now,
    log: deps.log,
    progress: () => {},
    say: () => {},
    note: () => {},
    read: () => Promise.reject(new Fault("invalid_input", "A preview does not look through other actions.")),
  };
  return action.preview(input, context);
}
