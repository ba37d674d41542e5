// Looks for what nobody rang for: timers and expiries that are due, steps nobody took, workers that went silent, children
// whose end their parent did not hear of. Everything it does is a guarded change like any other, so two sweepers, or ten,
// do no harm. It looks every few seconds, and sooner when something is due before: each round asks the store what comes
// next, and what this process puts off between two rounds is told to `expect`.

import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import { lookAtOf } from "#core/job/advance/look-at.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import type { JobStore } from "#ports/job-store.ts";
import type { WorkerRoll } from "#ports/worker-roll.ts";
import type { JobDesk } from "./job-desk.ts";

export interface Sweeper extends AsyncDisposable {
  /** Something of this process's own is due then; the sweeper will be up. */
  expect(at: Date): void;
  /** A round that begins now, or the one that is under way. */
  sweep(): Promise<void>;
  readonly lastSweepAt: Date | null;
}

export interface SweeperDeps {
  readonly store: JobStore;
  readonly roll: WorkerRoll;
  readonly desk: JobDesk;
  /** A waiting parent asks after its child: begins one that never began, and tells the parent of one that ended. */
  readonly askAfterChild: (parent: Job, step: string, childId: string) => Promise<void>;
  /** A step is READY and this process did not take it: somebody else might. */
  readonly ring: (job: Job) => void;
  /** A step that is READY now is for another process to take: this one has no room, and nobody can be rung. */
  readonly leaveToOthers: () => boolean;
  readonly housekeeping: () => Promise<void>;
  readonly now: () => Date;
  readonly intervalMs: number;
  readonly log: Logger;
}

const atOnce = 500;
const soonest = 10;
/** Node's timers take no more. */
const longestTimerMs = 2 ** 31 - 1;
/** What is due is asked of the database, whose clock we only estimate: a little later is surely not too early. */
const aheadMs = 3;
const housekeepingMs = 10 * 60_000;

type LostStep = Awaited<ReturnType<WorkerRoll["lost"]>>[number];

export function createSweeper(deps: SweeperDeps): Sweeper {
  const { store, roll, desk, log } = deps;
  let timer: NodeJS.Timeout | undefined;
  /** When the timer goes off; Infinity: none is set. */
  let wakeAt = Number.POSITIVE_INFINITY;
  let round: Promise<void> | null = null;
  let wokenDuringRound = false;
  let closed = false;
  let lastSweepAt: Date | null = null;
  let tidiedAt = performance.now();

  function plan(inMs: number): void {
    if (closed) return;
    const pause = Math.min(Math.max(soonest, inMs), longestTimerMs);
    const at = performance.now() + pause;
    if (at >= wakeAt) return;
    wakeAt = at;
    clearTimeout(timer);
    timer = setTimeout(() => {
      wakeAt = Number.POSITIVE_INFINITY;
      if (round) wokenDuringRound = true;
      else void sweep();
    }, pause);
  }

  async function look(): Promise<void> {
    await Promise.all((await roll.lost()).map(tellLost));
    const { jobIds, nextAt } = await store.due(atOnce);
    const moved = await Promise.all(jobIds.map(lookAt));
    if (jobIds.length === atOnce && moved.includes(true)) plan(soonest);
    if (nextAt) expect(nextAt);
    if (performance.now() - tidiedAt > housekeepingMs) {
      tidiedAt = performance.now();
      await deps.housekeeping();
    }
  }

  /** One job that cannot be changed must not keep the others from being looked after. */
  async function tellLost({ jobId, step, owner }: LostStep): Promise<void> {
    log.warn({ job: jobId, step, worker: owner }, "A worker went silent with a step in hand.");
    try {
      await desk.say(jobId, () => ({ happenings: [{ kind: "lost", step, owner, checkpointId: newId() }] }));
    } catch (error) {
      log.error({ err: toFault(error).message, job: jobId, step }, "A lost step could not be taken back.");
    }
  }

  /** False when it is due still: left to others, or out of reach. */
  async function lookAt(jobId: string): Promise<boolean> {
    try {
      let left = false;
      const settled = await desk.say(jobId, (job, _workflow, now) => {
        left = deps.leaveToOthers() && !isDueBesides(job, now);
        return left ? null : { happenings: [{ kind: "time" }] };
      });
      if (settled.kind !== "settled" || hasEnded(settled.job.status)) return true;
      const { job } = settled;
      const steps = Object.values(job.steps);
      if (!job.paused && steps.some((step) => step.state === "READY")) deps.ring(job);
      for (const step of steps)
        if (step.state === "WAITING" && step.waitingFor?.kind === "child")
          await deps.askAfterChild(job, step.id, step.waitingFor.jobId);
      // The database may be a moment ahead of us: then its time has come, and ours comes soon.
      if (job.lookAt && !left) expect(job.lookAt);
      return !left;
    } catch (error) {
      log.error({ err: toFault(error).message, job: jobId }, "The sweeper could not look after a job.");
      return false;
    }
  }

  function sweep(): Promise<void> {
    round ??= (async () => {
      wakeAt = Number.POSITIVE_INFINITY;
      clearTimeout(timer);
      wokenDuringRound = false;
      try {
        await look();
        lastSweepAt = deps.now();
      } catch (error) {
        const fault = toFault(error);
        log.warn({ err: fault.message }, "The sweeper could not look; it will try again.");
      } finally {
        round = null;
        plan(wokenDuringRound ? soonest : deps.intervalMs);
      }
    })();
    return round;
  }

  function expect(at: Date): void {
    plan(at.getTime() - deps.now().getTime() + aheadMs);
  }

  plan(deps.intervalMs);
  return {
    expect,
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

/**
 * Whether the job has anything to be done but a READY step. One that is left to others must stay due: to put it off would
 * hide it from their sweepers, time and again when this process happens to look first.
 */
function isDueBesides(job: Job, now: Date): boolean {
  const steps = Object.fromEntries(Object.entries(job.steps).filter(([, { state }]) => state !== "READY"));
  const lookAt = lookAtOf({ ...job, steps, lookAt: null }, new Date(now.getTime() - longestTimerMs));
  return lookAt !== null && lookAt.getTime() <= now.getTime();
}
