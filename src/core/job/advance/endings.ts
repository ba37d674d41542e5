// How a job ends.
//
// A failing job winds down: what has not begun does not begin, and what waits for people or for time is let go. A worker
// that runs may finish, a child may end, and a step whose outcome nobody knows is waited for: whether it happened decides
// what there is to undo. Then, when rolling back, the rollbacks run one by one, the last success first.

import { scopeOf } from "../../workflow/scope.ts";
import { resolveTemplate } from "../../workflow/template.ts";
import type { Json } from "../../workflow/workflow.ts";
import type { Job } from "../job.ts";
import type { Step } from "../step.ts";
import { findSpec, isRollback, rollbackIdOf } from "../step-spec.ts";
import { begin } from "./begin.ts";
import { closeCheckpointOf } from "./checkpoints.ts";
import { type Draft, freshStep, moveStep, named, setJob, stepIn, tell } from "./draft.ts";
import { toldOf } from "./failing.ts";
import { graphOf } from "./graph.ts";

/** Nothing is left to do: COMPLETED, FAILED when there is a failure, CANCELLED when somebody wanted that. */
export function endJob(draft: Draft): void {
  const { failure, cancelling } = draft.job;
  if (cancelling !== null) {
    setJob(draft, { endedAt: draft.now });
    tell(draft, "job.cancelled", null, { by: named(cancelling.by), reason: cancelling.reason });
  } else if (failure !== null) {
    setJob(draft, { endedAt: draft.now });
    tell(draft, "job.failed", failure.step, toldOf(failure));
  } else {
    const outputs = outputsOf(draft);
    setJob(draft, { endedAt: draft.now, outputs });
    tell(draft, "job.completed", null, { outputs });
  }
}

export function windDown(draft: Draft): void {
  for (const id in draft.job.steps) {
    const step = stepIn(draft.job, id);
    if (step && !isRollback(id) && mayBeLetGo(step)) letGo(draft, step);
  }
  for (;;) {
    if (isAlive(draft.job)) return;
    const next = draft.job.rollingBack ? nextToUndo(draft) : null;
    if (next === null) {
      endJob(draft);
      return;
    }
    if (draft.job.paused) return;
    const spec = findSpec(draft.workflow, rollbackIdOf(next));
    // A rollback whose arguments cannot be made out has failed here and now; the others still run.
    if (spec) begin(draft, spec, stepIn(draft.job, spec.id) ?? freshStep(spec.id), scopeOf(draft.job));
  }
}

/** CANCELLED, and nobody is asked about it any more. */
export function letGo(draft: Draft, step: Step): void {
  moveStep(draft, step, "CANCELLED");
  tell(draft, "step.cancelled", step.id);
  closeCheckpointOf(draft, step);
}

function mayBeLetGo(step: Step): boolean {
  return step.state === "READY" || (step.state === "WAITING" && step.waitingFor?.kind !== "child");
}

function isAlive(job: Job): boolean {
  for (const id in job.steps) {
    const state = job.steps[id]?.state;
    if (state === "RUNNING" || state === "READY" || state === "WAITING" || state === "UNKNOWN") return true;
  }
  return false;
}

/** Of the steps that succeeded and say how to undo them, the one that ended last and was not dealt with; null: none. */
function nextToUndo(draft: Draft): string | null {
  let next: string | null = null;
  let latest = Number.NEGATIVE_INFINITY;
  for (const { spec } of graphOf(draft.workflow).order) {
    if (spec.rollback === null) continue;
    const step = stepIn(draft.job, spec.id);
    if (step?.state !== "SUCCEEDED") continue;
    const undoing = stepIn(draft.job, rollbackIdOf(spec.id));
    if (undoing !== null && undoing.state !== "PENDING") continue;
    const ended = step.endedAt?.getTime() ?? 0;
    // Of those that ended in the same instant, the later in the graph.
    if (ended < latest) continue;
    latest = ended;
    next = spec.id;
  }
  return next;
}

/** What cannot be made out is null: a finished job does not fail for the sake of its report. */
function outputsOf(draft: Draft): { readonly [name: string]: Json } {
  const scope = scopeOf(draft.job);
  const entries = Object.entries(draft.workflow.outputs).map(([name, value]): readonly [string, Json] => {
    try {
      return [name, resolveTemplate(value, scope, { missing: "null" })];
    } catch {
      return [name, null];
    }
  });
  return Object.fromEntries(entries);
}
