// The engine as everybody else sees it: start jobs, steer them, decide, follow.

import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { MayDecide } from "#core/job/decide-refusals.ts";
import type { JobEvent } from "#core/job/event.ts";
import type { Job } from "#core/job/job.ts";
import type { Quorum } from "#core/job/quorum.ts";
import type { Person } from "#core/person.ts";
import type { Json, Workflow } from "#core/workflow/workflow.ts";

/** Who acts, and from where. */
export interface Actor {
  readonly person: Person;
  readonly surface: string;
}

export interface StartRequest {
  readonly workflowId: string;
  readonly inputs: { readonly [name: string]: Json };
  /** What it is for; the workflow's title when absent. */
  readonly task?: string;
  /** 1 to 10; default 5. */
  readonly priority?: number;
  readonly by: Actor;
  readonly thread?: string;
  readonly conversationId?: string;
  readonly ticketId?: string;
  readonly idempotencyKey?: string;
}

export type Steering = "cancel" | "retry" | "pause" | "resume";

export type Decision =
  /** With the digest of the plan they looked at: a conflict when it is another by now. */
  | { readonly kind: "approve"; readonly reason?: string; readonly planDigest?: string }
  | { readonly kind: "reject"; readonly reason: string }
  /** New arguments for the frozen plan; asks again, also those who had approved. */
  | {
      readonly kind: "change";
      readonly args: { readonly [key: string]: Json };
      readonly reason?: string;
      readonly planDigest?: string;
    }
  | { readonly kind: "reopen" }
  | { readonly kind: "delegate"; readonly to: string }
  | { readonly kind: "break_glass"; readonly reason: string }
  | { readonly kind: "review"; readonly reason: string }
  /** Of an ERROR checkpoint. */
  | {
      readonly kind: "resolve";
      readonly outcome: "happened" | "not_happened" | "abort";
      readonly reason: string;
    };

/** What a decision led to. Refusals are Faults: `forbidden` says why not you, `conflict` who decided and when, `gone` that it expired. */
export interface Decided {
  readonly checkpoint: Checkpoint;
  readonly job: Job;
  /** False: counted, and more people must approve. */
  readonly settled: boolean;
  /** The approvals it has and wants, after this one. */
  readonly quorum: Quorum;
}

export interface DryRun {
  readonly workflowId: string;
  readonly inputs: { readonly [name: string]: Json };
  readonly steps: readonly {
    readonly step: string;
    readonly uses: string;
    /** `read`: done, with its output. `would_do`: shown, not done. `skipped`: its condition is false, or a step before it would end the job. `depends`: on what only a real run can know. */
    readonly verdict: "read" | "would_do" | "skipped" | "failed" | "depends";
    readonly args: Json;
    readonly output: Json;
    readonly asks: readonly string[];
    readonly text: string;
    /** The same in Portuguese. */
    readonly pt: string;
  }[];
}

export interface WorkerStatus {
  readonly isRunning: boolean;
  readonly activeJobs: number;
  readonly maxConcurrentJobs: number;
  readonly pollInterval: number;
}

export interface Engine extends AsyncDisposable {
  /** The job as it was accepted (PENDING); its events say what came next. Faults: `invalid_input`, `not_found`, `forbidden`, `rate_limited`, `conflict`. */
  start(request: StartRequest): Promise<Job>;
  dryRun(request: StartRequest, signal: AbortSignal): Promise<DryRun>;
  job(id: string): Promise<Job | null>;
  steer(jobId: string, steering: Steering, by: Actor, reason?: string): Promise<Job>;
  decide(checkpointId: string, decision: Decision, by: Actor): Promise<Decided>;
  /** Whether this person may decide it now, and if not, why; for cards and lists. */
  mayDecide(checkpoint: Checkpoint, person: Person): Promise<MayDecide>;
  /** Every event after a number, then each new one, without gap or repeat, until the job ended or the signal aborts. */
  follow(jobId: string, after: number, signal: AbortSignal): AsyncIterable<JobEvent>;
  /** Told of each job with news, in this process and others; hints, which may be lost. */
  onNews(listener: (jobIds: readonly string[]) => void): Disposable;
  readonly workflows: WorkflowLibrary;
  readonly worker: {
    start(): Promise<void>;
    stop(): Promise<void>;
    status(): WorkerStatus;
  };
}

/** The loaded workflows. Reloaded when their files change; a file that fails its check keeps its last good version. */
export interface WorkflowLibrary {
  list(): readonly Workflow[];
  find(id: string): Workflow | null;
  /** A pinned definition, of any version ever started. */
  pinned(digest: string): Promise<Workflow | null>;
  /** What is wrong with the files right now: file, line, sentence, cure. */
  problems(): readonly WorkflowProblem[];
}

export interface WorkflowProblem {
  readonly file: string;
  /** 1-based; null when it is about the whole file. */
  readonly line: number | null;
  /** What is wrong, and what to do: whole sentences. */
  readonly message: string;
}
