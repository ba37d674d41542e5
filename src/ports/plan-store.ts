// The last picture of the plan that the monitor took, and what changed since, numbered. Implemented by adapters/postgres.

import type { CommonStatus } from "#core/hwa-status.ts";

/** The little that is kept of every job: enough to tell a change and to suggest a name. */
export interface SnapshotJob {
  readonly id: string;
  readonly name: string;
  readonly stream: string;
  readonly workstation: string;
  readonly internal: string;
  readonly common: CommonStatus;
  readonly substatus: string | null;
  readonly canceled: boolean;
  readonly runId: string | null;
  readonly returnCode: number | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly estimatedMs: number | null;
  readonly late: boolean;
  readonly critical: boolean;
  /** When the job was first seen, by the snapshot. */
  readonly scheduledAt: Date | null;
}

export interface SnapshotWorkstation {
  readonly name: string;
  readonly linked: boolean;
  readonly agentUp: boolean;
}

/** What the monitor tells. `before` is null for what is new in the plan; `after` is null for what left it. */
export type PlanChange =
  | { readonly kind: "job"; readonly before: SnapshotJob | null; readonly after: SnapshotJob | null }
  | {
      readonly kind: "workstation";
      readonly before: SnapshotWorkstation | null;
      readonly after: SnapshotWorkstation | null;
    };

/** A change with its number: 1, 2, 3 … without gaps, in commit order. */
export interface PlanEvent {
  readonly seq: number;
  readonly at: Date;
  readonly change: PlanChange;
}

export interface PollRecord {
  /** When HWA was last read successfully. */
  readonly readAt: Date;
  readonly engine: string;
  readonly totalJobs: number;
  readonly countsByStatus: Readonly<Record<string, number>>;
}

export interface PlanStore {
  /** The last successful poll; null before the first. */
  lastPoll(): Promise<PollRecord | null>;
  /** Every job of the snapshot, in batches. */
  eachJob(): AsyncIterable<readonly SnapshotJob[]>;
  workstations(): Promise<readonly SnapshotWorkstation[]>;
  /**
   * One transaction: the snapshot takes the changes, the events get their numbers, the poll is recorded.
   * Returns the events as stored. With no change only the poll record is written.
   */
  record(poll: PollRecord, changes: readonly PlanChange[]): Promise<readonly PlanEvent[]>;
  /** Replaces the whole snapshot without telling anybody: the first picture, or another engine's. */
  replace(
    poll: PollRecord,
    jobs: AsyncIterable<readonly SnapshotJob[]>,
    workstations: readonly SnapshotWorkstation[],
  ): Promise<void>;
  /** Events after a number, oldest first, at most `limit`. */
  events(after: number, limit: number): Promise<readonly PlanEvent[]>;
  lastSeq(): Promise<number>;
  /** Past events of one job name, newest first: its history as far as we watched. */
  history(job: string, limit: number): Promise<readonly PlanEvent[]>;
  /** Forgets events older than this; returns how many. */
  forgetEvents(before: Date): Promise<number>;
  /** Runs `work` only if no other process leads the monitor; returns false when another one does. */
  lead(signal: AbortSignal, work: () => Promise<void>): Promise<boolean>;
}
