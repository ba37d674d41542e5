// What a watcher of one HWA job is told; the shape of `WS /ws/monitor` is public.

import type { Wording } from "#core/wording.ts";
import type { PlanEvent } from "#ports/plan-store.ts";

/** `queued` before it runs; `unknown` when HWA cannot be read or the plan has no such job. */
export type WatchedStatus =
  | "queued"
  | "running"
  | "completed"
  | "failed"
  | "held"
  | "blocked"
  | "cancelled"
  | "suppressed"
  | "unknown";

export interface JobUpdate {
  readonly job: string;
  readonly status: WatchedStatus;
  /** `"50%"` of the estimated duration while running, when HWA has an estimate; never above 99%. */
  readonly progress?: string;
  /** `"12s"`, once it has ended. */
  readonly duration?: string;
  /** Why the status is unknown, or what to know beside it: a sentence. */
  readonly note?: string;
  /** The same in Portuguese, for conversations. */
  readonly notePt?: string;
}

/** How fresh the monitor's picture of the plan is. */
export interface PlanAge {
  readonly readAt: Date | null;
  /** Older than three polls, or never read: say so beside every fact taken from it. */
  readonly stale: boolean;
  /** The sentence of the last failed poll; null while polls succeed. */
  readonly problem: Wording | null;
}

/** The monitor, as the rest of the house sees it. */
export interface PlanMonitor {
  age(): PlanAge;
  /**
   * First the job's state now, then each change (status, or progress by a whole percent step), until the signal
   * aborts. A hundred watchers cost no extra request to HWA beyond the first state of each.
   */
  watch(job: string, signal: AbortSignal): AsyncIterable<JobUpdate>;
  /** Every change of the plan after a number, without gap or repeat, until the signal aborts. */
  follow(after: number, signal: AbortSignal): AsyncIterable<PlanEvent>;
}
