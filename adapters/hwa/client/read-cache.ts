// A burst of the same question costs HWA one call. Who asks while the answer is on its way shares it; who asks shortly
// after gets the same one again. A shared answer is frozen, and a reader who leaves does not take the call from the rest.

import { LRUCache } from "lru-cache";
import { untilAborted } from "./until-aborted.ts";

export interface Loaded<T> {
  readonly value: T;
  /** What it weighs in the cache. */
  readonly bytes: number;
}

export interface ReadCache {
  read<T>(
    key: string,
    options: { readonly signal?: AbortSignal; readonly fresh?: boolean },
    load: (signal: AbortSignal) => Promise<Loaded<T>>,
  ): Promise<T>;
}

interface InFlight {
  readonly promise: Promise<unknown>;
  readonly controller: AbortController;
  readers: number;
}

const mebibyte = 1_048_576;

export function createReadCache(options: { readonly ttlMs: number; readonly now: () => Date }): ReadCache {
  const inFlight = new Map<string, InFlight>();
  const kept =
    options.ttlMs > 0
      ? new LRUCache<string, Readonly<{ value: unknown; bytes: number }>>({
          max: 500,
          maxSize: 16 * mebibyte,
          // A page of thousands of rows is not what bursts are made of, and would be memory for nothing.
          maxEntrySize: 2 * mebibyte,
          sizeCalculation: (entry) => Math.max(1, entry.bytes),
          ttl: options.ttlMs,
          perf: { now: () => options.now().getTime() },
          ttlResolution: 0,
        })
      : null;

  function start<T>(key: string, load: (signal: AbortSignal) => Promise<Loaded<T>>): InFlight {
    const controller = new AbortController();
    const promise = load(controller.signal).then(
      ({ value, bytes }) => {
        deepFreeze(value);
        if (!controller.signal.aborted) kept?.set(key, { value, bytes });
        forget();
        return value;
      },
      (error: unknown) => {
        forget();
        throw error;
      },
    );
    promise.catch(() => {});
    const call: InFlight = { promise, controller, readers: 0 };
    // A fresh question begins a call of its own; from then on others share that one.
    inFlight.set(key, call);
    const forget = () => {
      if (inFlight.get(key) === call) inFlight.delete(key);
    };
    return call;
  }

  return {
    async read<T>(
      key: string,
      { signal, fresh }: { readonly signal?: AbortSignal; readonly fresh?: boolean },
      load: (signal: AbortSignal) => Promise<Loaded<T>>,
    ): Promise<T> {
      signal?.throwIfAborted();
      if (!fresh) {
        const hit = kept?.get(key);
        if (hit) return hit.value as T;
      }
      const shared = fresh ? undefined : inFlight.get(key);
      const call = shared ?? start(key, load);
      call.readers += 1;
      try {
        return (await (signal ? untilAborted(signal, call.promise) : call.promise)) as T;
      } finally {
        call.readers -= 1;
        if (call.readers === 0) {
          if (inFlight.get(key) === call) inFlight.delete(key);
          call.controller.abort(new DOMException("Nobody waits for this answer any more.", "AbortError"));
        }
      }
    },
  };
}

/** Freezes a value and all it holds. Dates guard themselves, see the wire's `instant`. */
export function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || value instanceof Date || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
}
