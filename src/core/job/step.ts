// A step of a job. PENDING → READY → RUNNING (claimed → armed) → an end, with WAITING in between for people, time and children.

import type { Json } from "#core/workflow/workflow.ts";
import type { Failure } from "./job.ts";

export const stepStates = [
  "PENDING",
  "READY",
  "RUNNING",
  "WAITING",
  "SUCCEEDED",
  "FAILED",
  "SKIPPED",
  "CANCELLED",
  "UNKNOWN", // its worker was lost between arming and recording, and nobody may guess
] as const;
export type StepState = (typeof stepStates)[number];

export function stepHasEnded(state: StepState): boolean {
  return state === "SUCCEEDED" || state === "FAILED" || state === "SKIPPED" || state === "CANCELLED";
}

/** What a step will do, with every template resolved: what people approve, and what runs. */
export interface StepPlan {
  readonly uses: string;
  readonly args: { readonly [key: string]: Json };
}

export type WaitingFor =
  | { readonly kind: "checkpoint"; readonly checkpointId: string }
  | { readonly kind: "timer" } // `dueAt` says until when; then the action is run again with its `memory`
  | { readonly kind: "retry" } // `dueAt` says until when
  | { readonly kind: "child"; readonly jobId: string };

export interface Step {
  readonly id: string;
  readonly state: StepState;
  /** While RUNNING: `claimed` (a worker has it) or `armed` (the effect may have begun). */
  readonly phase: "claimed" | "armed" | null;
  /** Tries so far; the running one included. Looks of a waiting step are one try. */
  readonly attempt: number;
  /**
   * Of those tries, the ones that do not count against `retry.attempts`: lost with their worker, or made before a person
   * said that the step did not happen or had the job tried again.
   */
  readonly forgiven: number;
  /** How often in a row its worker was lost; any word of a worker about it begins anew. */
  readonly lost: number;
  /** Only grows, by one with each claim. A worker's word counts under the fence it claimed with. */
  readonly fence: number;
  /** The worker that has or had it last. */
  readonly owner: string | null;
  /** Resolved when the step became READY; frozen by an approval. */
  readonly plan: StepPlan | null;
  /** SHA-256 (hex) of the canonical plan. */
  readonly planDigest: string | null;
  readonly waitingFor: WaitingFor | null;
  readonly dueAt: Date | null;
  /** What a waiting action asked to be given back; null at first. */
  readonly memory: Json;
  readonly output: Json;
  readonly failure: Failure | null;
  readonly readyAt: Date | null;
  readonly claimedAt: Date | null;
  /**
   * When the present try was armed last; kept while a waiting action is between two looks, and by a step whose outcome
   * nobody knows. null: the next claim begins a try, and nothing of this step is in doubt.
   */
  readonly armedAt: Date | null;
  readonly endedAt: Date | null;
}

/** One try at a step by one worker under one fence, as it ended. Written once, never changed. */
export interface EndedAttempt {
  readonly jobId: string;
  readonly step: string;
  readonly attempt: number;
  readonly fence: number;
  readonly owner: string;
  readonly claimedAt: Date;
  readonly armedAt: Date | null;
  readonly endedAt: Date;
  /** `lost`: its worker went silent. `resolved_*`: what a person said of a lost one. `late`: evidence that came after the fence moved on. */
  readonly outcome:
    | "succeeded"
    | "failed"
    | "waiting"
    | "cancelled"
    | "lost"
    | "late"
    | "resolved_happened"
    | "resolved_not_happened";
  readonly evidence: Json;
}
