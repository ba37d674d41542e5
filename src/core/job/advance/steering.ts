// What people do to a job as a whole, but for trying it again, and what a child's end does to its parent.

import { faultWording } from "../../fault-sentence.ts";
import { asData, type Wording } from "../../wording.ts";
import type { Happening } from "../happening.ts";
import { hasEnded, type JobStatus } from "../job.ts";
import { stepHasEnded } from "../step.ts";
import { isRollback } from "../step-spec.ts";
import { type Draft, endAttempt, freshStep, moveStep, named, setJob, stepIn, tell } from "./draft.ts";
import { endJob, letGo } from "./endings.ts";
import { failStep } from "./failing.ts";
import { endWaits } from "./time.ts";
import { beginsTry } from "./words-of-workers.ts";

type Told<K extends Happening["kind"]> = Extract<Happening, { readonly kind: K }>;

export function created(draft: Draft): void {
  const { seq, workflowId, task, priority, requester, parent } = draft.job;
  if (seq > 0) return;
  tell(draft, "job.created", null, {
    workflowId,
    ...asData("title", draft.workflow.title),
    task,
    priority,
    by: named(requester),
    parent: parent && { jobId: parent.jobId, step: parent.step },
  });
}

/** At once: whatever a running worker says of its step after this is late. */
export function cancel(draft: Draft, { by, reason }: Told<"cancel">): void {
  if (draft.job.endedAt !== null) return;
  const why = reason ? `: ${reason}` : ".";
  const message = `${by.name} cancelled the job${why}`;
  const pt = `${by.name} cancelou o job${why}`;
  setJob(draft, {
    cancelling: { by, reason },
    failure: draft.job.failure ?? { code: "cancelled", message, pt, step: null },
  });
  tell(draft, "job.cancelling", null, { by: named(by), reason });
  const ids = new Set([...draft.workflow.steps.map(({ id }) => id), ...Object.keys(draft.job.steps)]);
  for (const id of ids) {
    const step = stepIn(draft.job, id) ?? freshStep(id);
    if (step.state === "RUNNING") {
      draft.stop.push(id);
      if (step.phase === "armed" || beginsTry(draft, step))
        endAttempt(draft, step, "cancelled", { by: named(by) });
    }
    // A rollback that never began was never wanted.
    if (stepHasEnded(step.state) || (isRollback(id) && step.state === "PENDING")) continue;
    letGo(draft, step);
  }
  endJob(draft);
}

/** Nothing new begins; what runs goes on, and people may decide meanwhile. */
export function pause(draft: Draft, { by }: Told<"pause">): void {
  if (draft.job.endedAt !== null || draft.job.paused) return;
  setJob(draft, { paused: true });
  tell(draft, "job.paused", null, { by: named(by) });
}

export function resume(draft: Draft, { by }: Told<"resume">): void {
  if (draft.job.endedAt !== null || !draft.job.paused) return;
  setJob(draft, { paused: false });
  tell(draft, "job.resumed", null, { by: named(by) });
  endWaits(draft);
}

export function childEnded(draft: Draft, happening: Told<"child_ended">): void {
  const { jobId, status, outputs, failure } = happening;
  const step = stepIn(draft.job, happening.step);
  if (step?.waitingFor?.kind !== "child" || step.waitingFor.jobId !== jobId || !hasEnded(status)) return;
  if (status === "COMPLETED") {
    moveStep(draft, step, "SUCCEEDED", { output: outputs, failure: null });
    tell(draft, "step.succeeded", step.id, { output: outputs });
    return;
  }
  const cause = failure ? faultWording(failure) : endedAs(status);
  failStep(draft, step, {
    code: "child",
    message: `The job ${jobId} that ${step.id} waited for did not complete: ${cause.en}`,
    pt: `O job ${jobId} que ${step.id} esperava não foi concluído: ${cause.pt}`,
    step: step.id,
    detail: { jobId, status, code: failure?.code ?? null },
  });
}

function endedAs(status: JobStatus): Wording {
  return {
    en: `It ended ${status}.`,
    pt: status === "CANCELLED" ? "Ele foi cancelado." : `Ele terminou em ${status}.`,
  };
}
