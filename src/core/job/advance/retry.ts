// A person has a job tried again that failed or was cancelled.
//
// What succeeded or was skipped stands; what failed or was cancelled is done again with its full allowance of tries, and
// what comes after follows. Three things are not as they look:
//
// - a step whose rollback succeeded was undone, so it is done again;
// - a step that was skipped after one that is done again is decided again;
// - a `once` step that may have acted before the job ended is not simply done again: it is UNKNOWN, and people say first.

import { mayRepeat } from "../effect.ts";
import type { Happening } from "../happening.ts";
import type { Step } from "../step.ts";
import { findSpec, isRollback, rollbackIdOf } from "../step-spec.ts";
import { derivedId, openOutcome } from "./checkpoints.ts";
import {
  checkpointIn,
  type Draft,
  dropCheckpoint,
  freshStep,
  named,
  setJob,
  setStep,
  stepIn,
  tell,
} from "./draft.ts";
import { graphOf } from "./graph.ts";

export function retry(draft: Draft, { by }: Extract<Happening, { readonly kind: "retry" }>): void {
  if (draft.job.status !== "FAILED" && draft.job.status !== "CANCELLED") return;
  setJob(draft, {
    failure: null,
    cancelling: null,
    rollingBack: false,
    paused: false,
    endedAt: null,
    outputs: null,
  });
  tell(draft, "job.retried", null, { by: named(by) });
  doAgainWhatMust(draft);
  for (const id in draft.job.steps) {
    const step = stepIn(draft.job, id);
    // One that may have acted stays as it ended: it is not run a second time, whatever comes.
    if (step && isRollback(id) && (step.state === "SUCCEEDED" || !mayHaveActed(draft, step)))
      startOver(draft, step);
  }
}

function doAgainWhatMust(draft: Draft): void {
  const after: boolean[] = [];
  for (const [place, { spec, needs }] of graphOf(draft.workflow).order.entries()) {
    const step = stepIn(draft.job, spec.id);
    const undone = stepIn(draft.job, rollbackIdOf(spec.id))?.state === "SUCCEEDED";
    const later = needs.some((need) => after[need]);
    let again = false;
    if (step?.state === "SUCCEEDED") again = undone;
    else if (step?.state === "SKIPPED") again = later;
    else if (step?.state === "FAILED") again = later || spec.onFailure !== "continue";
    else if (step?.state === "CANCELLED") again = true;
    after[place] = again || later;
    if (!step || !again) continue;
    if (step.state !== "SUCCEEDED" && mayHaveActed(draft, step)) {
      const why = {
        message: `The job ended while ${step.id} was acting, so nobody knows whether it happened. Look at its target and say what you found.`,
        pt: `O job terminou enquanto ${step.id} agia, então ninguém sabe se aconteceu. Verifique o alvo e diga o que encontrou.`,
      };
      openOutcome(draft, step, derivedId(draft, step), why);
    } else startOver(draft, step);
  }
}

function mayHaveActed(draft: Draft, step: Step): boolean {
  return step.armedAt !== null && !mayRepeat(findSpec(draft.workflow, step.id)?.effect ?? "once");
}

/** As if nothing had happened to it, but that fences and tries are never counted anew. Its approval covered that one run. */
function startOver(draft: Draft, step: Step): void {
  const { fence, attempt } = step;
  setStep(draft, { ...freshStep(step.id), fence, attempt, forgiven: attempt }, {});
  for (const id in draft.job.checkpoints) {
    const checkpoint = checkpointIn(draft.job, id);
    if (checkpoint?.step === step.id && checkpoint.purpose === "approval") dropCheckpoint(draft, id);
  }
}
