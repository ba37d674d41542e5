// A job: one run of a workflow, as the engine holds it. `advance` makes the next state from this one; the store keeps it.

import type { Json } from "#core/workflow/workflow.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Step } from "./step.ts";

export const jobStatuses = [
  "PENDING", // accepted; no worker has begun
  "QUEUED", // begun before, and a step waits for a worker
  "RUNNING", // a step runs, or waits for a timer or a child
  "WAITING_APPROVAL", // nothing goes on before people decide
  "PAUSED",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
] as const;
export type JobStatus = (typeof jobStatuses)[number];

export const endedStatuses: readonly JobStatus[] = ["COMPLETED", "FAILED", "CANCELLED"];

export function hasEnded(status: JobStatus): boolean {
  return endedStatuses.includes(status);
}

/** A person as events and audit name them: the id counts, the name is as it was then. */
export interface Who {
  readonly id: string;
  readonly name: string;
}

/** Where a job was asked for, and where its card lives. */
export interface JobOrigin {
  /** `api`, `terminal`, `slack`, … */
  readonly surface: string;
  readonly thread: string | null;
  readonly conversationId: string | null;
  readonly ticketId: string | null;
}

export interface Failure {
  /** A Fault's code, or one of ours: `rejected`, `timeout`, `cancelled`, `poison`. */
  readonly code: string;
  /** A whole sentence for the person who meets it; `pt` is the same in Portuguese, where it was written in both. */
  readonly message: string;
  readonly pt?: string;
  readonly step: string | null;
  readonly detail?: Json;
}

export interface Job {
  readonly id: string;
  readonly workflowId: string;
  /** The definition it started with. */
  readonly workflowDigest: string;
  /** What the requester said it is for; the workflow's title when they said nothing. */
  readonly task: string;
  readonly status: JobStatus;
  /** Raised by one with each committed change; a change made from an older revision is refused. */
  readonly revision: number;
  /** Number of the last event. */
  readonly seq: number;
  /** 1 to 10; 10 goes first. */
  readonly priority: number;
  readonly requester: Who;
  readonly origin: JobOrigin;
  readonly inputs: { readonly [name: string]: Json };
  readonly outputs: { readonly [name: string]: Json } | null;
  readonly failure: Failure | null;
  readonly paused: boolean;
  readonly cancelling: { readonly by: Who; readonly reason: string | null } | null;
  /** True from the first failure with `on_failure: rollback` on: only rollbacks start now. */
  readonly rollingBack: boolean;
  /** The step of another job that waits for this one. */
  readonly parent: { readonly jobId: string; readonly step: string } | null;
  /** By step id. A step that is not here is PENDING: nothing has happened to it. Rollbacks are `rollback:<step>`. */
  readonly steps: Readonly<Record<string, Step>>;
  /** By checkpoint id: every one this job opened and that still matters (PENDING, EXPIRED, or decided for a live step). */
  readonly checkpoints: Readonly<Record<string, Checkpoint>>;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /**
   * The earliest moment somebody must look at this job although nobody says anything: a timer, an expiry, a reminder, a
   * READY step nobody took, a child to ask about. null: nothing will happen by itself.
   */
  readonly lookAt: Date | null;
}
