// What can happen to a job. `advance` is asked what follows; nothing else decides that.

import type { Json } from "#core/workflow/workflow.ts";
import type { Said } from "../wording.ts";
import type { Decider, Preview } from "./checkpoint.ts";
import type { Failure, JobStatus, Who } from "./job.ts";

/** A word of a worker about a step it claimed; it counts only under the step's present fence. */
interface WorkersWord {
  readonly step: string;
  readonly fence: number;
}

export type Happening =
  | { readonly kind: "created" }
  /** A worker takes a READY step: RUNNING/claimed under a new fence. Nothing when it is not READY any more. */
  | { readonly kind: "claimed"; readonly step: string; readonly owner: string }
  /** The claimed step is about to act. Nothing when it must ask people first, or its approved plan is another. */
  | (WorkersWord & { readonly kind: "armed" })
  /** The claimed step needs people: its plan was previewed, and a checkpoint of this id opens. */
  | (WorkersWord & {
      readonly kind: "planned";
      readonly checkpointId: string;
      readonly preview: Preview | null;
    })
  | (WorkersWord & { readonly kind: "succeeded"; readonly output: Json })
  | (WorkersWord & {
      readonly kind: "failed";
      readonly failure: Failure;
      /** Another try may help, as far as the action can tell. */
      readonly retryable: boolean;
      /** After an armed `once` step nobody knows whether it happened (no answer from the target, process killed). */
      readonly unknown?: boolean;
    })
  /** The action wants to be run again later, with this memory. */
  | (WorkersWord & {
      readonly kind: "again";
      readonly at: Date;
      readonly memory: Json;
      readonly note: Said | null;
    })
  | (WorkersWord & { readonly kind: "child_started"; readonly jobId: string })
  /** Progress, a sentence for the thread, or an INFO checkpoint, while the step runs. */
  | (WorkersWord & { readonly kind: "told"; readonly as: "progress" | "said"; readonly text: Said })
  | (WorkersWord & {
      readonly kind: "noted";
      readonly checkpointId: string;
      readonly message: string;
      readonly data: Json;
    })
  /** Given back unarmed: the worker stops. READY again, the try not counted. */
  | (WorkersWord & { readonly kind: "returned" })
  /** The sweeper: its worker's lease is gone. `checkpointId` is for the ERROR checkpoint, should one be needed. */
  | { readonly kind: "lost"; readonly step: string; readonly owner: string; readonly checkpointId: string }
  /** The sweeper: it is time. Whatever of the job is due at `now` happens: timers, retries, expiries, reminders, escalations. */
  | { readonly kind: "time" }
  | {
      readonly kind: "child_ended";
      readonly step: string;
      readonly jobId: string;
      readonly status: JobStatus;
      readonly outputs: { readonly [name: string]: Json } | null;
      readonly failure: Failure | null;
    }
  | { readonly kind: "cancel"; readonly by: Who; readonly reason: string | null }
  | { readonly kind: "pause"; readonly by: Who }
  | { readonly kind: "resume"; readonly by: Who }
  | { readonly kind: "retry"; readonly by: Who }
  // Decisions, already found allowed by decide-rules.ts; `enough` is what the quorum rule said with this vote counted.
  | {
      readonly kind: "approved";
      readonly checkpointId: string;
      readonly vote: VoteWord;
      readonly enough: boolean;
      readonly soleDecider: boolean;
    }
  | { readonly kind: "rejected"; readonly checkpointId: string; readonly vote: VoteWord }
  | {
      readonly kind: "broke_glass";
      readonly checkpointId: string;
      readonly vote: VoteWord;
      readonly enough: boolean;
      readonly reviewId: string;
    }
  /** New arguments: the plan is frozen anew, votes are void, the round goes on by one. */
  | {
      readonly kind: "changed";
      readonly checkpointId: string;
      readonly by: Who;
      readonly reason: string | null;
      readonly surface?: string;
      readonly args: { readonly [key: string]: Json };
      readonly preview: Preview | null;
    }
  | { readonly kind: "reopened"; readonly checkpointId: string; readonly by: Who }
  | { readonly kind: "delegated"; readonly checkpointId: string; readonly from: Who; readonly to: Who }
  | {
      readonly kind: "reviewed";
      readonly checkpointId: string;
      readonly by: Decider;
      readonly reason: string | null;
    }
  | {
      readonly kind: "resolved";
      readonly checkpointId: string;
      readonly outcome: "happened" | "not_happened" | "abort";
      readonly by: Decider;
      readonly reason: string | null;
    };

export interface VoteWord {
  readonly by: Who;
  readonly reason: string | null;
  readonly surface: string;
  readonly onBehalfOf: Who | null;
}
