// The one lease a process holds for all the steps it runs. It is renewed every quarter of its length.
//
// The process fences itself: when no renewal has succeeded for 60 % of the lease, measured by the monotonic clock from
// the moment the last good one was asked for, nothing new may act. When the lease is gone altogether (the database
// says so, or its whole length has passed unheard), everything that runs is stopped, and the process enrols again under
// a new name: what it held may be somebody else's by then, and its late words are evidence only.

import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import type { WorkerRoll } from "#ports/worker-roll.ts";
import { createDatabaseClock, type DatabaseClock } from "./database-clock.ts";

export interface Lease extends AsyncDisposable {
  readonly clock: DatabaseClock;
  /** The name steps are claimed under; null while there is no lease. */
  owner(): string | null;
  /** Whether an effect may begin now. */
  mayAct(): boolean;
  /** Other live workers that could be rung, and other live processes that want hints, as of the last beat. */
  others(): number;
  peers(): number;
  /** The database said that this owner's lease is gone; enrols anew, unless that was done meanwhile. */
  lost(owner: string): void;
}

export interface LeaseOptions {
  readonly roll: WorkerRoll;
  readonly slots: number;
  readonly leaseMs: number;
  readonly busy: () => number;
  /** Told once for each lease that is lost: stop everything that runs under it. */
  readonly onLost: (owner: string) => void;
  /** After each good beat and each enrolment, for what is done at that pace. */
  readonly onBeat: () => void;
  readonly log: Logger;
}

const selfFenceAt = 0.6;

/** Rejects when the database does not answer: nothing can run without it. */
export async function takeLease(options: LeaseOptions): Promise<Lease> {
  const { roll, slots, leaseMs, log } = options;
  const over = new AbortController();
  let early = new AbortController();
  let owner: string | null = null;
  let goodAt = 0;
  let others = 0;
  let peers = 0;

  async function enrol(): Promise<Date> {
    const id = randomUUID();
    const askedAt = performance.now();
    const enrolled = await roll.enrol({ id, host: hostname(), pid: process.pid, slots }, leaseMs);
    owner = id;
    goodAt = askedAt;
    others = enrolled.others;
    peers = enrolled.peers;
    return enrolled.now;
  }

  function lose(why: string): void {
    if (owner === null) return;
    const gone = owner;
    owner = null;
    log.warn(
      { worker: gone, why },
      "This worker's lease is gone; its running steps are stopped and it enrols anew.",
    );
    options.onLost(gone);
    early.abort();
  }

  async function beat(): Promise<void> {
    const askedAt = performance.now();
    try {
      if (owner === null) {
        clock.read(await enrol(), askedAt);
        log.info({ worker: owner }, "The worker has enrolled anew.");
        options.onBeat();
        return;
      }
      const answer = await roll.beat(owner, options.busy(), leaseMs);
      clock.read(answer.now, askedAt);
      others = answer.others;
      peers = answer.peers;
      if (!answer.alive) lose("the database says that it has passed");
      else {
        goodAt = askedAt;
        options.onBeat();
      }
    } catch (error) {
      log.warn({ err: toFault(error).message }, "The worker's lease could not be renewed.");
      if (performance.now() - goodAt > leaseMs) lose("nobody heard from the database for its whole length");
    }
  }

  const askedAt = performance.now();
  const clock = createDatabaseClock(await enrol(), askedAt);
  const beating = (async () => {
    while (!over.signal.aborted) {
      // Lost meanwhile: enrolled anew at once. Still lost: the database did not answer, so not in a hurry.
      const pause = owner === null ? Math.min(1_000, leaseMs / 4) : leaseMs / 4;
      await sleep(pause, null, { signal: AbortSignal.any([over.signal, early.signal]) }).catch(() => {});
      early = new AbortController();
      if (!over.signal.aborted) await beat();
    }
  })();

  return {
    clock,
    owner: () => owner,
    mayAct: () => owner !== null && performance.now() - goodAt < leaseMs * selfFenceAt,
    others: () => others,
    peers: () => peers,
    lost: (gone) => (gone === owner ? lose("the database refused a claim") : undefined),
    async [Symbol.asyncDispose]() {
      over.abort();
      await beating;
      const mine = owner;
      owner = null;
      if (mine !== null)
        await roll
          .leave(mine)
          .catch((error: unknown) =>
            log.debug({ err: error }, "Leaving the roll failed; the lease will pass by itself."),
          );
    },
  };
}
