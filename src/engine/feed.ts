// A job's events from a number on, each once and in order. What this process commits is handed to its followers; hints of
// other processes only say when to look. The numbers say what is missing, and what is missing is read.

import type { JobEvent } from "#core/job/event.ts";
import type { JobReader } from "#ports/job-reader.ts";

export interface Feed {
  follow(jobId: string, after: number, signal: AbortSignal): AsyncIterable<JobEvent>;
  onNews(listener: (jobIds: readonly string[]) => void): Disposable;
  /** Somebody has heard that these jobs changed. */
  tell(jobIds: readonly string[]): void;
  /** This process has just committed these events of a job. */
  bring(jobId: string, events: readonly JobEvent[]): void;
}

const pageSize = 200;
/** How long a follower waits for a hint before it looks by itself. */
const lookMs = 2_000;
/** A follower this far behind reads instead: what waits for it is not kept twice. */
const mostFresh = 1_000;
const lastWords = new Set(["job.completed", "job.failed", "job.cancelled"]);

/** What reached one follower and it has not taken yet. */
interface Mailbox {
  readonly fresh: JobEvent[];
  /** There may be events that were not handed over. */
  unread: boolean;
  wake(): void;
}

export function createFeed(
  reader: Pick<JobReader, "events">,
  hasEnded: (jobId: string) => Promise<boolean>,
): Feed {
  const listeners = new Set<(jobIds: readonly string[]) => void>();
  const mailboxes = new Map<string, Set<Mailbox>>();

  function open(jobId: string): Mailbox & Disposable {
    const box: Mailbox = { fresh: [], unread: true, wake: () => {} };
    const boxes = mailboxes.get(jobId) ?? new Set();
    mailboxes.set(jobId, boxes.add(box));
    return Object.assign(box, {
      [Symbol.dispose]() {
        boxes.delete(box);
        if (boxes.size === 0 && mailboxes.get(jobId) === boxes) mailboxes.delete(jobId);
      },
    });
  }

  function tellListeners(jobIds: readonly string[]): void {
    for (const listener of listeners) listener(jobIds);
  }

  return {
    onNews(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },

    tell(jobIds) {
      for (const jobId of jobIds)
        for (const box of mailboxes.get(jobId) ?? []) {
          box.unread = true;
          box.wake();
        }
      tellListeners(jobIds);
    },

    bring(jobId, events) {
      for (const box of mailboxes.get(jobId) ?? []) {
        if (box.fresh.length + events.length > mostFresh) box.unread = true;
        else box.fresh.push(...events);
        box.wake();
      }
      tellListeners([jobId]);
    },

    async *follow(jobId, after, signal) {
      let seen = after;
      // Asked before the first reading: a job that ends in between is then told to its end. Who hears a job from its
      // beginning hears of its end as well.
      let ended = after > 0 && (await hasEnded(jobId));
      // Letters are taken in before reading, so what happens in between is not missed.
      using box = open(jobId);
      while (!signal.aborted) {
        const handed = takeFrom(box, seen);
        const events = handed ?? (await reader.events(jobId, seen, pageSize));
        if (seen === 0 && events.length === 0) return; // there is no such job: each begins with an event
        for (const event of events) {
          if (signal.aborted) return;
          seen = event.seq;
          if (lastWords.has(event.kind)) ended = true;
          else if (event.kind === "job.retried") ended = false;
          yield event;
        }
        if (!handed && events.length === pageSize) box.unread = true;
        else if (ended) return;
        else if (!box.unread && box.fresh.length === 0) await letter(box, signal);
      }
    },
  };
}

/** What was handed over and follows `seen` without a gap, taken out; null: it has to be read. */
function takeFrom(box: Mailbox, seen: number): readonly JobEvent[] | null {
  const fresh = box.fresh.splice(0).filter(({ seq }) => seq > seen);
  const whole = fresh.every(({ seq }, place) => seq === seen + 1 + place);
  const read = box.unread || !whole;
  box.unread = false;
  return read ? null : fresh;
}

/** Resolves with the next letter, or after a while without any, and then it is time to look; at once when the signal aborts. */
async function letter(box: Mailbox, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => {
    box.unread = true;
    resolve();
  };
  const timer = setTimeout(look, lookMs);
  box.wake = resolve;
  signal.addEventListener("abort", look, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    box.wake = () => {};
    signal.removeEventListener("abort", look);
  }
}
