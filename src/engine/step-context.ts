// What a step's action is given: who asked and who approved, its signal and its memory, and ways to tell those who follow.

import type { Logger } from "pino";
import { Fault, toFault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import type { Happening } from "#core/job/happening.ts";
import type { Job, Who } from "#core/job/job.ts";
import type { Step } from "#core/job/step.ts";
import type { Json, Workflow } from "#core/workflow/workflow.ts";
import type { ActionContext, Actions } from "#ports/action.ts";
import { fitArgs } from "./fit-args.ts";
import { jsonOf } from "./step-words.ts";

export interface StepContextDeps {
  readonly actions: Actions;
  readonly now: () => Date;
  readonly log: Logger;
  readonly say: (happening: Happening) => Promise<void>;
}

export function stepContext(
  deps: StepContextDeps,
  job: Job,
  workflow: Workflow,
  step: Step,
  signal: AbortSignal,
): ActionContext {
  const { id, fence } = step;
  const log = deps.log.child({ job: job.id, step: id });
  const tell = (happening: Happening) =>
    void deps
      .say(happening)
      .catch((error: unknown) =>
        log.warn({ err: toFault(error).message }, "What a step told could not be kept."),
      );
  const context: ActionContext = {
    jobId: job.id,
    stepId: id,
    workflowId: workflow.id,
    task: job.task,
    requester: job.requester,
    approvedBy: approversOf(job, step),
    effectKey: `${job.id}:${id}`,
    attempt: step.attempt,
    memory: step.memory,
    signal,
    now: deps.now,
    log,
    progress: (text) => tell({ kind: "told", step: id, fence, as: "progress", text }),
    say: (text) => tell({ kind: "told", step: id, fence, as: "said", text }),
    note: (message, data) => tell({ kind: "noted", step: id, fence, checkpointId: newId(), message, data }),
    read: (uses, args) => readWith(deps.actions, uses, args, context),
  };
  return context;
}

/** Runs another action within a step, if it only reads and answers at once. */
export async function readWith(
  actions: Actions,
  uses: string,
  args: { readonly [key: string]: Json },
  context: ActionContext,
): Promise<Json> {
  const action = actions.find(uses);
  if (!action)
    throw new Fault("invalid_input", {
      en: `There is no action called ${uses} to look with.`,
      pt: `Não há uma ação chamada ${uses} para verificar.`,
    });
  if (action.effect !== "read")
    throw new Fault("forbidden", {
      en: `${uses} changes things, so it cannot be used for looking.`,
      pt: `${uses} altera coisas, então não pode ser usada para verificar.`,
    });
  const outcome = await action.run(fitArgs(action, args), context);
  if (outcome.kind !== "done")
    throw new Fault("invalid_input", {
      en: `${uses} does not answer at once, so it cannot be used for looking.`,
      pt: `${uses} não responde na hora, então não pode ser usada para verificar.`,
    });
  return jsonOf(outcome.output, action);
}

/** Whose approvals the step runs under. */
function approversOf(job: Job, step: Step): readonly Who[] {
  const granted = Object.values(job.checkpoints).filter(
    (each) =>
      each.step === step.id &&
      each.purpose === "approval" &&
      each.status === "APPROVED" &&
      each.planDigest === step.planDigest,
  );
  return granted.flatMap((each) =>
    each.votes
      .filter(
        ({ round, verdict }) => round === each.round && (verdict === "approve" || verdict === "break_glass"),
      )
      .map((vote) => vote.by),
  );
}
