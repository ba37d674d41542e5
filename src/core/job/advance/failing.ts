// A step that failed, and what its `on_failure` makes of that.
//
// `continue`: what needs it goes on. `stop`: nothing new starts; what runs may finish, and then the job has failed.
// `rollback`: as stop, and before the job has failed, what succeeded is undone. The job's failure is the first one that
// was not passed over, and its being there is what makes the job a failing one.

import type { Json } from "../../workflow/workflow.ts";
import type { Failure } from "../job.ts";
import type { Step } from "../step.ts";
import { findSpec } from "../step-spec.ts";
import { type Draft, moveStep, setJob, tell } from "./draft.ts";

/** What an event says of a failure. */
export function toldOf(failure: Failure): { readonly [key: string]: Json } {
  return { code: failure.code, ...wordsOf(failure) };
}

function wordsOf({ message, pt }: Failure): { readonly [key: string]: Json } {
  return pt === undefined ? { message } : { message, pt };
}

/** For good: no further try. Nothing of the step is in doubt after this, so a person may have it tried again. */
export function failStep(draft: Draft, step: Step, failure: Failure): void {
  moveStep(draft, step, "FAILED", { failure, armedAt: null });
  tell(draft, "step.failed", step.id, { ...toldOf(failure), again: false });
  followFailure(draft, step.id, failure);
}

export function followFailure(draft: Draft, stepId: string, failure: Failure): void {
  const onFailure = findSpec(draft.workflow, stepId)?.onFailure ?? "stop";
  if (onFailure === "continue") return;
  if (draft.job.failure === null) setJob(draft, { failure: { ...failure, step: stepId } });
  if (onFailure !== "rollback" || draft.job.rollingBack) return;
  setJob(draft, { rollingBack: true });
  tell(draft, "job.rolling_back", stepId, wordsOf(failure));
}
