// A worker that went silent, and what people say of what it may have done.
//
// RUNNING → READY when nothing was begun or doing it again is harmless; → UNKNOWN when a `once` effect may have begun; and
// → FAILED (`poison`) when the step has taken one worker after another with it: it must not do that for ever.

import { mayRepeat } from "../effect.ts";
import type { Happening } from "../happening.ts";
import type { Step } from "../step.ts";
import { findSpec } from "../step-spec.ts";
import { derivedId, openOutcome } from "./checkpoints.ts";
import {
  checkpointIn,
  type Draft,
  endAttempt,
  moveStep,
  named,
  setCheckpoint,
  setStep,
  stepIn,
  tell,
} from "./draft.ts";
import { failStep, followFailure } from "./failing.ts";
import { beginsTry } from "./words-of-workers.ts";

/** So many workers lost in a row, and the step is not tried again. */
export const mostLost = 3;

type Told<K extends Happening["kind"]> = Extract<Happening, { readonly kind: K }>;

export function lost(draft: Draft, happening: Told<"lost">): void {
  const step = stepIn(draft.job, happening.step);
  if (step?.state !== "RUNNING" || step.owner !== happening.owner) return;
  const effect = findSpec(draft.workflow, step.id)?.effect ?? "once";
  const wasArmed = step.phase === "armed";
  const wasTry = wasArmed || beginsTry(draft, step);
  if (wasTry) endAttempt(draft, step, "lost", { owner: step.owner });
  if (wasArmed && !mayRepeat(effect)) {
    const taken = checkpointIn(draft.job, happening.checkpointId) !== null;
    openOutcome(draft, step, taken ? derivedId(draft, step) : happening.checkpointId, silence(step));
    return;
  }
  tell(draft, "step.lost", step.id, { owner: step.owner, attempt: step.attempt });
  const again = setStep(draft, step, {
    lost: step.lost + 1,
    forgiven: step.forgiven + (wasTry ? 1 : 0),
    // A look that had not begun is still a look; anything armed begins a new try, with the memory it had.
    armedAt: wasArmed ? null : step.armedAt,
  });
  if (again.lost < mostLost) {
    moveStep(draft, again, "READY");
    return;
  }
  failStep(draft, again, {
    code: "poison",
    message: `The step ${step.id} lost its worker ${again.lost} times in a row, so it is not tried again by itself. See what it does to the process that runs it, then retry the job.`,
    pt: `O passo ${step.id} perdeu o worker ${again.lost} vezes seguidas, então não é mais tentado sozinho. Veja o que ele causa no processo que o executa, e então tente o job de novo.`,
    step: step.id,
  });
}

function silence({ id, owner }: Step): { readonly message: string; readonly pt: string } {
  return {
    message: `The worker ${owner ?? ""} went silent while ${id} was acting, so nobody knows whether it happened. Look at its target and say what you found.`,
    pt: `O worker ${owner ?? ""} parou de responder enquanto ${id} agia, então ninguém sabe se aconteceu. Verifique o alvo e diga o que encontrou.`,
  };
}

/** The step's outcome, from people. Its one event is `step.resolved`, whatever becomes of the step. */
export function resolved(draft: Draft, happening: Told<"resolved">): void {
  const { outcome, by, reason } = happening;
  const checkpoint = checkpointIn(draft.job, happening.checkpointId);
  const step = checkpoint && stepIn(draft.job, checkpoint.step);
  if (checkpoint?.purpose !== "outcome" || checkpoint.status !== "PENDING" || step?.state !== "UNKNOWN")
    return;
  setCheckpoint(draft, checkpoint, {
    status: outcome === "abort" ? "REJECTED" : "APPROVED",
    decidedAt: draft.now,
    decidedBy: by,
    reason,
  });
  const evidence = { by: named(by), reason };
  tell(draft, "step.resolved", step.id, { checkpointId: checkpoint.id, outcome, ...evidence });
  if (outcome === "happened") {
    endAttempt(draft, step, "resolved_happened", evidence);
    const output = { resolved: "happened", by: named(by) };
    moveStep(draft, step, "SUCCEEDED", { output, failure: null });
  } else if (outcome === "not_happened") {
    endAttempt(draft, step, "resolved_not_happened", evidence);
    // From the start: what the action remembered belongs to something that was not.
    const fresh = { armedAt: null, memory: null, failure: null, lost: 0, forgiven: step.attempt };
    moveStep(draft, step, "READY", fresh);
  } else {
    const failure = {
      code: "aborted",
      message: `${by.name} ended ${step.id} without saying whether it happened${reason ? `: ${reason}` : "."}`,
      pt: `${by.name} encerrou ${step.id} sem dizer se aconteceu${reason ? `: ${reason}` : "."}`,
      step: step.id,
    };
    // It stays armed: should the job be tried again, people are asked again.
    moveStep(draft, step, "FAILED", { failure });
    followFailure(draft, step.id, failure);
  }
}
