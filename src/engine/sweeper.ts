// Looks for what nobody rang for: timers and expiries that are due, steps nobody took, workers that went silent, children
// whose end their parent did not hear of. Everything it does is a guarded change like any other, so two sweepers, or ten,
// do no harm. It looks every few seconds, and sooner when this process itself has put something off for less.

import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import type { JobStore } from "#ports/job-store.ts";
import type { WorkerRoll } from "#ports/worker-roll.ts";
import type { JobDesk } from "./job-desk.ts";

export interface Sweeper extends AsyncDisposable {
  /** Something of this process's own is due then; the sweeper will be up. */
  expect(at: Date): void;
  /** One round, now. */
  sweep(): Promise<void>;
  readonly lastSweepAt: Date | null;
}

export interface SweeperDeps {
  readonly store: JobStore;
  readonly roll: WorkerRoll;
  readonly desk: JobDesk;
  /** A waiting parent asks after its child: begins one that never began, and tells the parent of one that ended. */
  readonly askAfterChild: (parent: Job, step: string, childId: string) => Promise<void>;
  readonly housekeeping: () => Promise<void>;
  readonly now: () => Date;
  readonly intervalMs: number;
  readonly log: Logger;
}

const atOnce = 500;
const soonest = 10;
const housekeepingMs = 10 * 60_000;

export function createSweeper(deps: SweeperDeps): Sweeper {
  const { store, roll, desk, log } = deps;
  let timer: NodeJS.Timeout | undefined;
  let wakeAt = Number.POSITIVE_INFINITY;
  let round: Promise<void> | null = null;
  let closed = false;
  let lastSweepAt: Date | null = null;
  let tidiedAt = performance.now();

  function plan(inMs: number): void {
    if (closed) return;
    const at = performance.now() + Math.max(soonest, inMs);
    if (at >= wakeAt) return;
    wakeAt = at;
    clearTimeout(timer);
    timer = setTimeout(() => void sweep(), at - performance.now());
  }

  async function look(): Promise<void> {
    for (const { jobId, step, owner } of await roll.lost()) {
      log.warn({ job: jobId, step, worker: owner }, "A worker went silent with a step in hand.");
      await desk.say(jobId, () => ({ happenings: [{ kind: "lost", step, owner, checkpointId: newId() }] }));
    }
    const due = await store.due(atOnce);
    await Promise.all(due.map(lookAt));
    if (due.length === atOnce) plan(soonest);
    if (performance.now() - tidiedAt > housekeepingMs) {
      tidiedAt = performance.now();
      await deps.housekeeping();
    }
  }

  async function lookAt(jobId: string): Promise<void> {
    try {
      const settled = await desk.say(jobId, () => ({ happenings: [{ kind: "time" }] }));
      if (settled.kind !== "settled" || hasEnded(settled.job.status)) return;
      for (const step of Object.values(settled.job.steps))
        if (step.state === "WAITING" && step.waitingFor?.kind === "child")
          await deps.askAfterChild(settled.job, step.id, step.waitingFor.jobId);
    } catch (error) {
      log.error({ err: toFault(error).message, job: jobId }, "The sweeper could not look after a job.");
    }
  }

  function sweep(): Promise<void> {
    round ??= (async () => {
      wakeAt = Number.POSITIVE_INFINITY;
      clearTimeout(timer);
      try {
        await look();
        lastSweepAt = deps.now();
      } catch (error) {
        const fault = toFault(error);
        log.warn({ err: fault.message }, "The sweeper could not look; it will try again.");
      } finally {
        round = null;
        plan(deps.intervalMs);
      }
    })();
    return round;
  }

  plan(deps.intervalMs);
  return {
    expect: (at) => plan(at.getTime() - deps.now().getTime() + 1),
    sweep,
    get lastSweepAt() {
      return lastSweepAt;
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      clearTimeout(timer);
      await round;
    },
  };
}
