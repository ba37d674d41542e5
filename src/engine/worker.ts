// The worker of this process: while it runs its slots are open, it answers the doorbell, and jobs that waited for room
// here get their turn.

import type { Logger } from "pino";
import { Fault, toFault } from "#core/fault.ts";
import type { Doorbell } from "#ports/doorbell.ts";
import { type Bell, isWaiting } from "./bell.ts";
import type { Claims } from "./claims.ts";
import type { JobDesk } from "./job-desk.ts";
import type { KillPoint } from "./kill-point.ts";
import type { Lease } from "./lease.ts";
import type { Slots } from "./slots.ts";
import type { Sweeper } from "./sweeper.ts";
import type { Turns } from "./turns.ts";

export interface Worker {
  start(): Promise<void>;
  /** Takes on nothing more; what runs, runs on. */
  stop(): Promise<void>;
  isRunning(): boolean;
  /** Jobs whose turn has come, as many as there is room for. */
  nextTurns(): void;
}

export interface WorkerDeps {
  readonly desk: Pick<JobDesk, "say">;
  readonly claims: Pick<Claims, "nextSuspect">;
  readonly slots: Slots;
  readonly turns: Turns;
  readonly lease: Pick<Lease, "others">;
  readonly doorbell: Pick<Doorbell, "answer">;
  readonly bell: Pick<Bell, "ring">;
  readonly sweeper: Pick<Sweeper, "sweep">;
  readonly at?: (
    point: KillPoint,
    step: { readonly jobId: string; readonly step: string },
  ) => Promise<void> | void;
  readonly log: Logger;
}

const roomMs = 15_000;

export function createWorker(deps: WorkerDeps): Worker {
  const { desk, slots, turns, lease, bell, log } = deps;
  let turning = 0;
  let answering: AsyncDisposable | null = null;
  let isRunning = false;

  function nextTurns(): void {
    while (turning < slots.free()) {
      const jobId = turns.next() ?? deps.claims.nextSuspect();
      if (jobId === null) return;
      turning += 1;
      void desk
        .say(jobId, () => ({ happenings: [] }))
        .catch((error: unknown) =>
          log.warn(
            { err: toFault(error).message, job: jobId },
            "A job's turn was missed; the sweeper will find it.",
          ),
        )
        .finally(() => {
          turning -= 1;
          if (turns.size > 0 && slots.free() > 0) setImmediate(nextTurns);
        });
    }
  }

  async function onRing(jobId: string): Promise<void> {
    if (!(await slots.room(roomMs))) return;
    try {
      const settled = await desk.say(jobId, () => ({ happenings: [] }));
      // Taken as much as there was room for, and more is left: the next one is rung for it.
      if (settled.kind === "settled" && settled.changed && lease.others() > 0 && isWaiting(settled.job))
        bell.ring(settled.job);
    } catch (error) {
      if (toFault(error).code !== "not_found") throw error;
    }
    await deps.at?.("before_ack", { jobId, step: "" });
  }

  return {
    nextTurns,
    isRunning: () => isRunning,

    async start() {
      if (isRunning) return;
      if (slots.size === 0)
        throw new Fault("conflict", "This process runs no worker: give it the role worker (RESYNC_ROLES).");
      isRunning = true;
      try {
        answering = await deps.doorbell.answer(onRing, { concurrency: slots.size });
      } catch (error) {
        isRunning = false;
        throw error;
      }
      slots.open(true);
      nextTurns();
      await deps.sweeper.sweep();
    },

    async stop() {
      if (!isRunning) return;
      isRunning = false;
      slots.open(false);
      const bellAnswered = answering;
      answering = null;
      await bellAnswered?.[Symbol.asyncDispose]();
    },
  };
}
