// The end of the event list, followed once per process: every event is handed on here, whoever polled.

import type { PlanEvent, PlanStore } from "#ports/plan-store.ts";

const eventsAtOnce = 500;

export interface Tail {
  /** Fixes the number after which events are handed on; does nothing the second time. */
  begin(): Promise<void>;
  /** Hands on what the store has beyond the last number. Calls that overlap share the work. */
  advance(): Promise<void>;
  /** Called with every event, in order, once. Returns how to stop. */
  listen(listener: (event: PlanEvent) => void): () => void;
  /** Events after a number, read from the store in batches, woken by `advance`. */
  follow(after: number, signal: AbortSignal): AsyncIterable<PlanEvent>;
}

export interface TailDeps {
  readonly store: Pick<PlanStore, "events" | "lastSeq">;
  /** Between attempts when the store cannot be read. */
  readonly retryMs: number;
  readonly onTrouble: (error: unknown) => void;
}

export function createTail(deps: TailDeps): Tail {
  const listeners = new Set<(event: PlanEvent) => void>();
  const sleepers = new Set<() => void>();
  let handedOn: number | null = null;
  let beginning: Promise<void> | null = null;
  let advancing: Promise<void> | null = null;
  let again = false;
  let generation = 0;

  async function begin(): Promise<void> {
    beginning ??= deps.store.lastSeq().then(
      (seq) => {
        handedOn = seq;
      },
      (error) => {
        beginning = null;
        throw error;
      },
    );
    await beginning;
  }

  async function handOn(): Promise<void> {
    await begin();
    do {
      again = false;
      for (;;) {
        const batch = await deps.store.events(handedOn ?? 0, eventsAtOnce);
        for (const event of batch) {
          handedOn = event.seq;
          for (const listener of listeners) listener(event);
        }
        if (batch.length > 0) ring();
        if (batch.length < eventsAtOnce) break;
      }
    } while (again);
  }

  function ring(): void {
    generation += 1;
    for (const wake of sleepers) wake();
  }

  /** Until an event after `seen` was handed on, the time is up, or the signal aborts. */
  function sleep(seen: number, ms: number | null, signal: AbortSignal): Promise<void> {
    if (seen !== generation || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        sleepers.delete(wake);
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const timer = ms === null ? undefined : setTimeout(wake, ms);
      sleepers.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }

  return {
    begin,
    advance() {
      again = true;
      advancing ??= handOn().finally(() => {
        advancing = null;
      });
      return advancing;
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async *follow(after, signal) {
      let last = after;
      while (!signal.aborted) {
        const seen = generation;
        let batch: readonly PlanEvent[];
        try {
          // Whatever is written after this rings the bell; whatever was written before is read now.
          await begin();
          batch = await deps.store.events(last, eventsAtOnce);
        } catch (error) {
          deps.onTrouble(error);
          await sleep(generation, deps.retryMs, signal);
          continue;
        }
        for (const event of batch) {
          if (signal.aborted) return;
          last = event.seq;
          yield event;
        }
        if (batch.length === 0) await sleep(seen, null, signal);
      }
    },
  };
}
