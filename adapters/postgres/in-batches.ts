// Statements that many ask for at the same time, as one: a round trip, a plan and a commit for all of them. Who asks alone
// waits for nobody; who asks while others are on their way goes with the next.

import { toFault } from "#core/fault.ts";

export interface BatchOptions<Item, Result> {
  /** One statement for all of them; the results in their order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Items of the same key go one after the other; absent: all may go together. */
  readonly keyOf?: (item: Item) => string;
}

/** Statements on their way at the same time: few, so that those who wait come together, and enough for a slow database. */
const atOnce = 3;
const mostTogether = 50;

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly done: PromiseWithResolvers<Result>;
}

export function inBatches<Item, Result>(
  options: BatchOptions<Item, Result>,
): (item: Item) => Promise<Result> {
  const { run, keyOf } = options;
  const onTheirWay = new Set<string>();
  let waiting: Waiting<Item, Result>[] = [];
  let running = 0;
  let planned = false;

  function plan(): void {
    if (planned || waiting.length === 0) return;
    planned = true;
    // Whoever asks in the same moment is taken along.
    queueMicrotask(() => {
      planned = false;
      while (running < atOnce) {
        const batch = take();
        if (batch.length === 0) return;
        begin(batch);
      }
    });
  }

  /** The longest waiting, without those whose key is on its way or comes before them. */
  function take(): readonly Waiting<Item, Result>[] {
    const keys = new Set<string>();
    const mine: Waiting<Item, Result>[] = [];
    const later: Waiting<Item, Result>[] = [];
    for (const each of waiting) {
      const key = keyOf?.(each.item);
      const free = key === undefined || !(keys.has(key) || onTheirWay.has(key));
      if (key !== undefined) keys.add(key);
      (free && mine.length < mostTogether ? mine : later).push(each);
    }
    waiting = later;
    return mine;
  }

  function begin(batch: readonly Waiting<Item, Result>[]): void {
    const keys = keyOf ? batch.map(({ item }) => keyOf(item)) : [];
    running += 1;
    for (const key of keys) onTheirWay.add(key);
    void settle(batch).finally(() => {
      running -= 1;
      for (const key of keys) onTheirWay.delete(key);
      plan();
    });
  }

  async function settle(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await run(batch.map(({ item }) => item));
      batch.forEach(({ done }, index) => {
        done.resolve(results[index] as Result);
      });
    } catch (error) {
      const alone = batch.length === 1 || toFault(error).retryable;
      // What the database refuses of one is no reason to refuse it of the others.
      if (!alone) for (const each of batch) await settle([each]);
      else for (const { done } of batch) done.reject(error);
    }
  }

  return (item) => {
    const done = Promise.withResolvers<Result>();
    waiting.push({ item, done });
    plan();
    return done.promise;
  };
}
