// Jobs, steps and checkpoints with every field set to something plain; a test names what it is about.

import type { Checkpoint, Vote } from "#core/job/checkpoint.ts";
import type { EventKind, JobEvent } from "#core/job/event.ts";
import type { Job } from "#core/job/job.ts";
import { defaultPolicy } from "#core/job/policy.ts";
import type { EndedAttempt, Step } from "#core/job/step.ts";
import type { Transition } from "#ports/job-store.ts";

export const ana = { id: "person-ana", name: "Ana" };
export const bo = { id: "person-bo", name: "Bo" };
export const noon = new Date("2026-11-20T12:00:00.123Z");

export function sampleJob(id: string, parts: Partial<Job> = {}): Job {
  return {
    id,
    workflowId: "recover-abend",
    workflowDigest: "d".repeat(64),
    task: "Rerun INVOICE_PROCESSING",
    status: "PENDING",
    revision: 0,
    seq: 0,
    priority: 5,
    requester: ana,
    origin: { surface: "api", thread: null, conversationId: null, ticketId: null },
    inputs: { job: "INVOICE_PROCESSING" },
    outputs: null,
    failure: null,
    paused: false,
    cancelling: null,
    rollingBack: false,
    parent: null,
    steps: {},
    checkpoints: {},
    createdAt: noon,
    startedAt: null,
    endedAt: null,
    lookAt: null,
    ...parts,
  };
}

export function sampleStep(id: string, parts: Partial<Step> = {}): Step {
  return {
    id,
    state: "READY",
    phase: null,
    attempt: 0,
    fence: 0,
    lost: 0,
    forgiven: 0,
    owner: null,
    plan: { uses: "hwa.job", args: { job: "INVOICE_PROCESSING" } },
    planDigest: "p".repeat(64),
    waitingFor: null,
    dueAt: null,
    memory: null,
    output: null,
    failure: null,
    readyAt: noon,
    claimedAt: null,
    armedAt: null,
    endedAt: null,
    ...parts,
  };
}

/** A step that a worker has armed. */
export function armedStep(id: string, owner: string, parts: Partial<Step> = {}): Step {
  return sampleStep(id, {
    state: "RUNNING",
    phase: "armed",
    attempt: 1,
    fence: 1,
    owner,
    claimedAt: noon,
    armedAt: noon,
    ...parts,
  });
}

export function sampleCheckpoint(id: string, jobId: string, parts: Partial<Checkpoint> = {}): Checkpoint {
  return {
    id,
    jobId,
    step: "rerun",
    type: "APPROVAL_REQUIRED",
    purpose: "approval",
    status: "PENDING",
    title: "Rerun INVOICE_PROCESSING?",
    plan: { uses: "hwa.rerun", args: { job: "INVOICE_PROCESSING" } },
    planDigest: "p".repeat(64),
    preview: null,
    data: null,
    policy: defaultPolicy,
    requester: ana,
    round: 1,
    votes: [],
    delegates: [],
    escalatedAt: null,
    remindedAt: null,
    createdAt: noon,
    expiresAt: new Date(noon.getTime() + 86_400_000),
    decidedAt: null,
    decidedBy: null,
    reason: null,
    soleDecider: false,
    brokenGlass: false,
    ...parts,
  };
}

export function sampleVote(parts: Partial<Vote> = {}): Vote {
  return {
    by: bo,
    verdict: "approve",
    reason: null,
    surface: "api",
    onBehalfOf: null,
    at: noon,
    round: 1,
    ...parts,
  };
}

export function sampleAttempt(jobId: string, step: string, parts: Partial<EndedAttempt> = {}): EndedAttempt {
  return {
    jobId,
    step,
    attempt: 1,
    fence: 1,
    owner: "worker-1",
    claimedAt: noon,
    armedAt: noon,
    endedAt: noon,
    outcome: "succeeded",
    evidence: null,
    ...parts,
  };
}

export function sampleEvent(
  jobId: string,
  seq: number,
  kind: EventKind,
  step: string | null = null,
): JobEvent {
  return { jobId, seq, kind, step, data: { seq }, at: noon };
}

/** A new job with the one event that says so. */
export function opening(job: Job, more: Partial<Transition> = {}): Transition {
  return {
    before: null,
    after: { ...job, seq: 1 },
    events: [sampleEvent(job.id, 1, "job.created")],
    attempts: [],
    audit: [],
    ...more,
  };
}

/** A change that tells one event. */
export function change(
  before: Job,
  parts: Partial<Job>,
  kind: EventKind = "job.started",
  more: Partial<Transition> = {},
): Transition {
  const seq = before.seq + 1;
  return {
    before,
    after: { ...before, ...parts, seq },
    events: [sampleEvent(before.id, seq, kind)],
    attempts: [],
    audit: [],
    ...more,
  };
}
