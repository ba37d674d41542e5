// One change of a job while it is being worked out: the job as it stands by now, and what there is to tell of it.
//
// The job that was given is never touched. Steps and checkpoints live in records that are copied at the first write of a
// change and written in place after that, so what did not change stays the same object, and a change of five hundred steps
// copies them once.

import type { Json, Workflow } from "../../workflow/workflow.ts";
import type { Checkpoint } from "../checkpoint.ts";
import type { EventKind, JobEvent } from "../event.ts";
import type { Job, Who } from "../job.ts";
import type { EndedAttempt, Step } from "../step.ts";

export interface Draft {
  readonly workflow: Workflow;
  readonly before: Job;
  readonly now: Date;
  /** As it stands by now. Replaced, never written to from outside this file. */
  job: Job;
  readonly events: JobEvent[];
  readonly attempts: EndedAttempt[];
  readonly stop: string[];
  /** The records of `job` that are this draft's own; null while they are still those of the job that was given. */
  ownSteps: Record<string, Step> | null;
  ownCheckpoints: Record<string, Checkpoint> | null;
}

export function draftOf(workflow: Workflow, job: Job, now: Date): Draft {
  return {
    workflow,
    before: job,
    now,
    job,
    events: [],
    attempts: [],
    stop: [],
    ownSteps: null,
    ownCheckpoints: null,
  };
}

/** The step, or null when nothing has happened to it yet. */
export function stepIn(job: Job, id: string): Step | null {
  return Object.hasOwn(job.steps, id) ? (job.steps[id] ?? null) : null;
}

export function checkpointIn(job: Job, id: string): Checkpoint | null {
  return Object.hasOwn(job.checkpoints, id) ? (job.checkpoints[id] ?? null) : null;
}

/** A step to which nothing has happened. */
export function freshStep(id: string): Step {
  return {
    id,
    state: "PENDING",
    phase: null,
    attempt: 0,
    forgiven: 0,
    lost: 0,
    fence: 0,
    owner: null,
    plan: null,
    planDigest: null,
    waitingFor: null,
    dueAt: null,
    memory: null,
    output: null,
    failure: null,
    readyAt: null,
    claimedAt: null,
    armedAt: null,
    endedAt: null,
  };
}

export function setJob(draft: Draft, change: Partial<Omit<Job, "steps" | "checkpoints">>): void {
  draft.job = { ...draft.job, ...change };
}

export function setStep(draft: Draft, step: Step, change: Partial<Step>): Step {
  if (draft.ownSteps === null) {
    draft.ownSteps = { ...draft.job.steps };
    draft.job = { ...draft.job, steps: draft.ownSteps };
  }
  const changed = { ...step, ...change };
  draft.ownSteps[step.id] = changed;
  return changed;
}

/** The step left its worker, its wait or its queue and is in `state` now. What it knows stays, but for what `change` says. */
export function moveStep(draft: Draft, step: Step, state: Step["state"], change: Partial<Step> = {}): Step {
  const ended = state === "SUCCEEDED" || state === "FAILED" || state === "SKIPPED" || state === "CANCELLED";
  return setStep(draft, step, {
    state,
    phase: null,
    waitingFor: null,
    dueAt: null,
    readyAt: state === "READY" ? draft.now : step.readyAt,
    endedAt: ended ? draft.now : null,
    ...change,
  });
}

export function setCheckpoint(draft: Draft, checkpoint: Checkpoint, change: Partial<Checkpoint>): Checkpoint {
  const changed = { ...checkpoint, ...change };
  ownCheckpoints(draft)[checkpoint.id] = changed;
  return changed;
}

/** It does not matter to the job any more; the store keeps it for whoever asks. */
export function dropCheckpoint(draft: Draft, id: string): void {
  delete ownCheckpoints(draft)[id];
}

function ownCheckpoints(draft: Draft): Record<string, Checkpoint> {
  if (draft.ownCheckpoints === null) {
    draft.ownCheckpoints = { ...draft.job.checkpoints };
    draft.job = { ...draft.job, checkpoints: draft.ownCheckpoints };
  }
  return draft.ownCheckpoints;
}

export function tell(
  draft: Draft,
  kind: EventKind,
  step: string | null,
  data: { readonly [key: string]: Json } = {},
): void {
  const seq = draft.job.seq + 1;
  draft.events.push({ jobId: draft.job.id, seq, kind, step, data, at: draft.now });
  setJob(draft, { seq });
}

/** Records how the claim under the step's present fence ended. Nothing for a step that never had a worker. */
export function endAttempt(
  draft: Draft,
  step: Step,
  outcome: EndedAttempt["outcome"],
  evidence: Json = null,
): void {
  if (step.owner === null || step.claimedAt === null) return;
  draft.attempts.push({
    jobId: draft.job.id,
    step: step.id,
    attempt: step.attempt,
    fence: step.fence,
    owner: step.owner,
    claimedAt: step.claimedAt,
    armedAt: step.armedAt,
    endedAt: draft.now,
    outcome,
    evidence,
  });
}

export function after(draft: Draft, ms: number): Date {
  return new Date(draft.now.getTime() + ms);
}

/** People as events carry them. */
export function named(who: Who): Json {
  return { id: who.id, name: who.name };
}
