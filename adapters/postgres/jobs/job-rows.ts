// Jobs and steps between the types of the core and the rows of Postgres.
//
// Rows are written as one JSON array per table and read as row_to_json makes them, so times are ISO 8601 texts both
// ways, and one mapping serves every query.

import type { Failure, Job, JobStatus } from "#core/job/job.ts";
import type { EndedAttempt, Step, StepState, WaitingFor } from "#core/job/step.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { JobLine } from "#ports/job-reader.ts";

export interface JobRow {
  readonly id: string;
  readonly workflow_id: string;
  readonly workflow_digest: string;
  readonly task: string;
  readonly status: JobStatus;
  readonly revision: number;
  readonly seq: number;
  readonly priority: number;
  readonly requester_id: string;
  readonly requester_name: string;
  readonly surface: string;
  readonly thread: string | null;
  readonly conversation_id: string | null;
  readonly ticket_id: string | null;
  readonly inputs: Job["inputs"];
  readonly outputs: Job["outputs"];
  readonly failure: Failure | null;
  readonly paused: boolean;
  readonly cancelling: Job["cancelling"];
  readonly rolling_back: boolean;
  readonly parent_job_id: string | null;
  readonly parent_step: string | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly look_at: string | null;
}

export interface StepRow {
  readonly step: string;
  readonly state: StepState;
  readonly phase: Step["phase"];
  readonly attempt: number;
  readonly fence: number;
  readonly lost: number;
  readonly forgiven: number;
  readonly owner: string | null;
  readonly plan: Step["plan"];
  readonly plan_digest: string | null;
  readonly waiting_for: WaitingFor | null;
  readonly due_at: string | null;
  readonly memory: Json;
  readonly output: Json;
  readonly failure: Failure | null;
  readonly ready_at: string | null;
  readonly claimed_at: string | null;
  readonly armed_at: string | null;
  readonly ended_at: string | null;
}

export interface AttemptRow {
  readonly job_id: string;
  readonly step: string;
  readonly attempt: number;
  readonly fence: number;
  readonly owner: string;
  readonly claimed_at: string;
  readonly armed_at: string | null;
  readonly ended_at: string;
  readonly outcome: EndedAttempt["outcome"];
  readonly evidence: Json;
}

/** What may change of a job. The rest is written once, with `rowOfNewJob`. */
export function rowOfJob(o: number, job: Job) {
  return {
    o,
    status: job.status,
    seq: job.seq,
    outputs: job.outputs,
    failure: job.failure,
    paused: job.paused,
    cancelling: job.cancelling,
    rolling_back: job.rollingBack,
    running: hasRunningStep(job),
    started_at: job.startedAt,
    ended_at: job.endedAt,
    look_at: job.lookAt,
  };
}

export function rowOfNewJob(o: number, job: Job) {
  return {
    ...rowOfJob(o, job),
    workflow_id: job.workflowId,
    workflow_digest: job.workflowDigest,
    task: job.task,
    revision: job.revision,
    priority: job.priority,
    requester_id: job.requester.id,
    requester_name: job.requester.name,
    surface: job.origin.surface,
    thread: job.origin.thread,
    conversation_id: job.origin.conversationId,
    ticket_id: job.origin.ticketId,
    inputs: job.inputs,
    parent_job_id: job.parent?.jobId ?? null,
    parent_step: job.parent?.step ?? null,
    created_at: job.createdAt,
  };
}

function hasRunningStep(job: Job): boolean {
  for (const id in job.steps) if (job.steps[id]?.state === "RUNNING") return true;
  return false;
}

/** `before` is the step as it is stored. A plan that stayed is not sent again: it can be large, and rarely changes. */
export function rowOfStep(o: number, step: Step, before: Step | undefined) {
  const keepsPlan = before !== undefined && before.plan === step.plan;
  return {
    o,
    step: step.id,
    state: step.state,
    phase: step.phase,
    attempt: step.attempt,
    fence: step.fence,
    lost: step.lost,
    forgiven: step.forgiven,
    owner: step.owner,
    ...(keepsPlan ? { keeps_plan: true } : { plan: step.plan }),
    plan_digest: step.planDigest,
    waiting_for: step.waitingFor,
    due_at: step.dueAt,
    memory: step.memory,
    output: step.output,
    failure: step.failure,
    ready_at: step.readyAt,
    claimed_at: step.claimedAt,
    armed_at: step.armedAt,
    ended_at: step.endedAt,
  };
}

export function rowOfAttempt(o: number, attempt: EndedAttempt) {
  return {
    o,
    step: attempt.step,
    attempt: attempt.attempt,
    fence: attempt.fence,
    owner: attempt.owner,
    claimed_at: attempt.claimedAt,
    armed_at: attempt.armedAt,
    ended_at: attempt.endedAt,
    outcome: attempt.outcome,
    evidence: attempt.evidence,
  };
}

export function jobOfRow(row: JobRow): Omit<JobLine, "current"> {
  return {
    id: row.id,
    workflowId: row.workflow_id,
    workflowDigest: row.workflow_digest,
    task: row.task,
    status: row.status,
    revision: row.revision,
    seq: row.seq,
    priority: row.priority,
    requester: { id: row.requester_id, name: row.requester_name },
    origin: {
      surface: row.surface,
      thread: row.thread,
      conversationId: row.conversation_id,
      ticketId: row.ticket_id,
    },
    inputs: row.inputs,
    outputs: row.outputs,
    failure: row.failure,
    paused: row.paused,
    cancelling: row.cancelling,
    rollingBack: row.rolling_back,
    parent: row.parent_job_id === null ? null : { jobId: row.parent_job_id, step: row.parent_step ?? "" },
    createdAt: new Date(row.created_at),
    startedAt: dateOf(row.started_at),
    endedAt: dateOf(row.ended_at),
    lookAt: dateOf(row.look_at),
  };
}

export function stepOfRow(row: StepRow): Step {
  return {
    id: row.step,
    state: row.state,
    phase: row.phase,
    attempt: row.attempt,
    fence: row.fence,
    lost: row.lost,
    forgiven: row.forgiven,
    owner: row.owner,
    plan: row.plan,
    planDigest: row.plan_digest,
    waitingFor: row.waiting_for,
    dueAt: dateOf(row.due_at),
    memory: row.memory,
    output: row.output,
    failure: row.failure,
    readyAt: dateOf(row.ready_at),
    claimedAt: dateOf(row.claimed_at),
    armedAt: dateOf(row.armed_at),
    endedAt: dateOf(row.ended_at),
  };
}

export function attemptOfRow(row: AttemptRow): EndedAttempt {
  return {
    jobId: row.job_id,
    step: row.step,
    attempt: row.attempt,
    fence: row.fence,
    owner: row.owner,
    claimedAt: new Date(row.claimed_at),
    armedAt: dateOf(row.armed_at),
    endedAt: new Date(row.ended_at),
    outcome: row.outcome,
    evidence: row.evidence,
  };
}

export function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
