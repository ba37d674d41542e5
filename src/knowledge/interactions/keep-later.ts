// Interactions are written down behind the answers' backs: whoever records one waits for nothing, and an answer never fails
// because its record did. What waits goes in batches, one at a time; while the database is away it is kept and tried again, up to
// a bound. What is lost is counted. Whoever asks about interactions here sees those that were recorded before.

import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import type { Interactions, NewInteraction } from "#ports/interactions.ts";

export interface KeepLaterDeps {
  readonly store: Interactions;
  readonly log: Logger;
  readonly onKept?: (count: number) => void;
  readonly onLost?: (count: number) => void;
  /** How many may wait; further ones are lost. */
  readonly most?: number;
  /** Before the first new try after a failure; it doubles, up to half a minute. */
  readonly againMs?: number;
  /** How long closing may take. */
  readonly closeMs?: number;
}

const inOneGo = 100;
const longestPauseMs = 30_000;
/** Whoever reads does not wait longer for what is being written: a database that is away fails them soon enough. */
const readersWaitMs = 2_000;

export function createKeptLater(deps: KeepLaterDeps): Interactions & AsyncDisposable {
  const { store, log, onKept, onLost, most = 5_000, againMs = 500, closeMs = 5_000 } = deps;
  const waiting: NewInteraction[] = [];
  const closing = new AbortController();
  let writing: Promise<void> | null = null;
  let away = false;

  function lose(count: number, why: unknown, sentence: string): void {
    if (count <= 0) return;
    onLost?.(count);
    log.warn({ err: why, count }, sentence);
  }

  async function write(): Promise<void> {
    // The answer goes first.
    await setImmediate();
    for (let failures = 0; waiting.length > 0; ) {
      const batch = waiting.slice(0, inOneGo);
      try {
        await store.record(...batch);
        onKept?.(batch.length);
        if (away) log.info("Interactions are written down again.");
        away = false;
        failures = 0;
      } catch (error) {
        const fault = toFault(error);
        if (fault.retryable && !closing.signal.aborted) {
          if (!away) log.warn({ err: fault.message }, "Interactions wait to be written down.");
          away = true;
          const pauseMs = Math.min(longestPauseMs, againMs * 2 ** failures);
          failures += 1;
          await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
          continue;
        }
        await oneByOne(batch);
      }
      waiting.splice(0, batch.length);
    }
  }

  /** One that cannot be kept takes no other one with it. */
  async function oneByOne(batch: readonly NewInteraction[]): Promise<void> {
    for (const each of batch) {
      try {
        await store.record(each);
        onKept?.(1);
      } catch (error) {
        lose(1, error, "An interaction could not be written down.");
      }
    }
  }

  async function written(): Promise<void> {
    if (writing) await Promise.race([writing, sleep(readersWaitMs, undefined, { ref: false })]);
  }

  return {
    async record(...interactions) {
      const room = closing.signal.aborted ? 0 : most - waiting.length;
      waiting.push(...interactions.slice(0, room));
      lose(interactions.length - room, null, "Too many interactions wait: some are not written down.");
      writing ??= write().finally(() => {
        writing = null;
      });
    },
    byId: (id) => written().then(() => store.byId(id)),
    lastOf: (...about) => written().then(() => store.lastOf(...about)),
    page: (query) => written().then(() => store.page(query)),
    rate: (...rated) => written().then(() => store.rate(...rated)),
    judgeNext: store.judgeNext,
    each: store.each,
    forget: store.forget,
    erase: (personId) => written().then(() => store.erase(personId)),
    async [Symbol.asyncDispose]() {
      closing.abort();
      if (writing) await Promise.race([writing, sleep(closeMs, undefined, { ref: false })]);
      lose(waiting.length, null, "Interactions were not written down before the house closed.");
      waiting.length = 0;
    },
  };
}
