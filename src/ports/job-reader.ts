// Jobs and checkpoints as people look at them. The engine's own reading is in job-store.ts.

import type { Checkpoint, CheckpointStatus, CheckpointType } from "#core/job/checkpoint.ts";
import type { JobEvent } from "#core/job/event.ts";
import type { Job, JobStatus } from "#core/job/job.ts";
import type { EndedAttempt } from "#core/job/step.ts";

export interface JobFilter {
  readonly status?: JobStatus;
  readonly workflowId?: string;
  /** Only jobs this person asked for. */
  readonly requesterId?: string;
  readonly live?: boolean;
  readonly limit: number;
  readonly offset: number;
}

/** A job without its steps: a line in a list. */
export type JobLine = Omit<Job, "steps" | "checkpoints"> & {
  /** Steps ended, of those begun; what runs or waits now. */
  readonly current: readonly { readonly step: string; readonly state: string; readonly since: Date | null }[];
};

export interface JobReader {
  /** Newest first. */
  list(filter: JobFilter): Promise<{ readonly total: number; readonly jobs: readonly JobLine[] }>;
  attempts(jobId: string): Promise<readonly EndedAttempt[]>;
  /** All of a job's checkpoints, oldest first, with votes. */
  checkpointsOf(jobId: string): Promise<readonly Checkpoint[]>;
  checkpoint(
    id: string,
  ): Promise<(Checkpoint & { readonly task: string; readonly workflowId: string }) | null>;
  /** Oldest first. */
  checkpoints(filter: {
    readonly status?: CheckpointStatus;
    readonly type?: CheckpointType;
    readonly limit: number;
    readonly offset: number;
  }): Promise<{
    readonly total: number;
    readonly checkpoints: readonly (Checkpoint & { readonly task: string; readonly workflowId: string })[];
  }>;
  /** Events after a number, in order, without gap. */
  events(jobId: string, after: number, limit: number): Promise<readonly JobEvent[]>;
  /** For metrics: jobs by status, checkpoints by status, durations of ended jobs since process start are the engine's. */
  counts(): Promise<{
    readonly jobs: Readonly<Partial<Record<JobStatus, number>>>;
    readonly checkpoints: Readonly<Partial<Record<CheckpointStatus, number>>>;
    /** Histogram of ended jobs: seconds by status, cumulative by bucket as Prometheus wants it. */
    readonly durations: readonly {
      readonly status: JobStatus;
      readonly buckets: readonly { readonly le: number; readonly count: number }[];
      readonly count: number;
      readonly sum: number;
    }[];
  }>;
  /** By a part of an id of eight characters or more, for people who type it; null when none or several fit. */
  findJob(prefix: string): Promise<string | null>;
  findCheckpoint(prefix: string): Promise<string | null>;
}
