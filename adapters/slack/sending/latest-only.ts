// Edits of one thing, one after the other, the newest content only: whatever comes while one is under way replaces what
// waits, and everybody who waited learns how the newest went. What fails for now is tried again with the newest, so that
// the last state stands in the end.

import { setTimeout as sleep } from "node:timers/promises";
import { Fault, toFault } from "#core/fault.ts";

export interface LatestOnly<Content, Result> {
  show(key: string, content: Content): Promise<Result>;
}

export interface LatestOnlyOptions<Content, Result> {
  readonly show: (key: string, content: Content) => Promise<Result>;
  /** What of a replaced content the newer one takes over. */
  readonly merge: (older: Content, newer: Content) => Content;
  /** Between two edits of one thing. */
  readonly everyMs: number;
  /** How long it tries. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

interface Waiting<Content, Result> {
  content: Content;
  readonly done: PromiseWithResolvers<Result>;
}

const firstPauseMs = 500;
const longestPauseMs = 15_000;

export function createLatestOnly<Content, Result>(
  options: LatestOnlyOptions<Content, Result>,
): LatestOnly<Content, Result> {
  const { show, merge, everyMs, patienceMs, signal } = options;
  const waiting = new Map<string, Waiting<Content, Result>>();
  const busy = new Set<string>();

  async function work(key: string): Promise<void> {
    busy.add(key);
    try {
      for (let next = take(key); next; next = take(key)) {
        const began = performance.now();
        await settle(key, next);
        await sleep(Math.max(0, began + everyMs - performance.now()), undefined, { signal }).catch(() => {});
      }
    } finally {
      busy.delete(key);
    }
  }

  function take(key: string): Waiting<Content, Result> | undefined {
    const next = waiting.get(key);
    waiting.delete(key);
    return next;
  }

  async function settle(key: string, first: Waiting<Content, Result>): Promise<void> {
    const until = performance.now() + patienceMs;
    const all = [first];
    let { content } = first;
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
      try {
        if (signal.aborted) throw new Fault("unavailable", "Resync stops.", { retryable: true });
        const result = await show(key, content);
        for (const each of all) each.done.resolve(result);
        return;
      } catch (error) {
        const fault = toFault(error);
        const asked = fault.detail.retryAfterMs;
        const wait = typeof asked === "number" ? asked : pauseMs;
        if (!fault.retryable || signal.aborted || performance.now() + wait > until) {
          for (const each of all) each.done.reject(fault);
          return;
        }
        await sleep(wait, undefined, { signal }).catch(() => {});
        const newer = take(key);
        if (newer) {
          all.push(newer);
          content = merge(content, newer.content);
        }
      }
    }
  }

  return {
    show(key, content) {
      const replaced = waiting.get(key);
      if (replaced) {
        replaced.content = merge(replaced.content, content);
        return replaced.done.promise;
      }
      const mine = { content, done: Promise.withResolvers<Result>() };
      waiting.set(key, mine);
      if (!busy.has(key)) void work(key);
      return mine.done.promise;
    },
  };
}
