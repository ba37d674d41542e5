// What follows by itself once something has happened: steps whose turn it is become READY, and a job with nothing left
// to do ends.
//
// A PENDING step's turn comes when everything before it has ended acceptably: SUCCEEDED, SKIPPED, or FAILED with
// `on_failure: continue`. Then its condition decides whether it is SKIPPED, and its plan is made: templates are resolved
// here, once. A step all of whose needs were skipped still runs: being skipped is an acceptable end, and whoever wants
// otherwise says so in the step's own condition (`steps.look.state == 'SUCCEEDED'`).

import { type Scope, scopeOf } from "../../workflow/scope.ts";
import type { OnFailure } from "../../workflow/workflow.ts";
import { type StepState, stepHasEnded } from "../step.ts";
import { begin } from "./begin.ts";
import { type Draft, freshStep, stepIn } from "./draft.ts";
import { endJob, windDown } from "./endings.ts";
import { graphOf } from "./graph.ts";

export function settle(draft: Draft): void {
  if (draft.job.endedAt !== null) return;
  const finished = draft.job.failure === null && beginWhatCan(draft);
  if (draft.job.failure !== null) windDown(draft);
  else if (finished) endJob(draft);
}

/**
 * One pass, needs before what needs them, so that a skipped step lets the next one go in the same pass. True when every
 * step has ended.
 */
function beginWhatCan(draft: Draft): boolean {
  const { order } = graphOf(draft.workflow);
  const passed: boolean[] = [];
  let finished = true;
  let scope: Scope | null = null;
  for (const [place, { spec, needs }] of order.entries()) {
    const clear = needs.every((need) => passed[need]);
    let step = stepIn(draft.job, spec.id);
    if (clear && !draft.job.paused && (step === null || step.state === "PENDING")) {
      scope ??= scopeOf(draft.job);
      step = begin(draft, spec, step ?? freshStep(spec.id), scope);
      // Only an end changes what later steps can see; the readiness of one is nothing to the others.
      if (stepHasEnded(step.state)) scope = null;
      if (draft.job.failure !== null) return false;
    }
    const state = step?.state ?? "PENDING";
    finished &&= stepHasEnded(state);
    // All before it as well: when a job that was rolled back is tried again, a need may stand while its own need is undone.
    passed[place] = clear && letsGo(state, spec.onFailure);
  }
  return finished;
}

function letsGo(state: StepState, onFailure: OnFailure): boolean {
  return state === "SUCCEEDED" || state === "SKIPPED" || (state === "FAILED" && onFailure === "continue");
}
