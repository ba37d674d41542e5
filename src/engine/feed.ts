// A job's events from a number on, each once and in order. Hints only say when to look; the numbers say what is missing.

import type { JobEvent } from "#core/job/event.ts";
import type { JobReader } from "#ports/job-reader.ts";

export interface Feed {
  follow(jobId: string, after: number, signal: AbortSignal): AsyncIterable<JobEvent>;
  onNews(listener: (jobIds: readonly string[]) => void): Disposable;
  /** Somebody has heard that these jobs changed. */
  tell(jobIds: readonly string[]): void;
}

const pageSize = 200;
/** How long a follower waits for a hint before it looks by itself. */
const lookMs = 2_000;
const lastWords = new Set(["job.completed", "job.failed", "job.cancelled"]);

export function createFeed(
  reader: Pick<JobReader, "events">,
  hasEnded: (jobId: string) => Promise<boolean>,
): Feed {
  const listeners = new Set<(jobIds: readonly string[]) => void>();

  function onNews(listener: (jobIds: readonly string[]) => void): Disposable {
    listeners.add(listener);
    return { [Symbol.dispose]: () => void listeners.delete(listener) };
  }

  /** Resolves with the next news of the job, or after a while without any; at once when the signal aborts. */
  function news(jobId: string, signal: AbortSignal): { readonly come: Promise<void>; stop(): void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const listening = onNews((jobIds) => (jobIds.includes(jobId) ? resolve() : undefined));
    const timer = setTimeout(resolve, lookMs);
    const aborted = () => resolve();
    signal.addEventListener("abort", aborted, { once: true });
    return {
      come: promise,
      stop() {
        clearTimeout(timer);
        signal.removeEventListener("abort", aborted);
        listening[Symbol.dispose]();
      },
    };
  }

  return {
    onNews,
    tell(jobIds) {
      for (const listener of listeners) listener(jobIds);
    },
    async *follow(jobId, after, signal) {
      let seen = after;
      // Asked before the first reading: a job that ends in between is then told to its end.
      let ended = await hasEnded(jobId);
      while (!signal.aborted) {
        // Listening begins before reading, so what happens in between is not missed.
        const next = news(jobId, signal);
        try {
          const events = await reader.events(jobId, seen, pageSize);
          for (const event of events) {
            if (signal.aborted) return;
            seen = event.seq;
            if (lastWords.has(event.kind)) ended = true;
            else if (event.kind === "job.retried") ended = false;
            yield event;
          }
          if (events.length === pageSize) continue;
          if (ended) return;
          await next.come;
        } finally {
          next.stop();
        }
      }
    },
  };
}
