// One BullMQ worker, and how to tell that it lives.
//
// A worker may stop for good without a word: a connection that went silent, a loop that waits for a promise nobody
// settles. So it is watched from outside: it *moves* whenever it asked the server for a message (an idle worker asks
// every few seconds), took one or finished one; and looked at, it asks the server something over its own connections.

import { setTimeout as sleep } from "node:timers/promises";
import { type BackendFactory, type IQueueBackend, type Job, Worker } from "bullmq";
import { type Line, queueName } from "./line.ts";
import { settles, within } from "./within.ts";

export interface Consumer {
  /** Milliseconds since it last moved. */
  stillFor(): number;
  /** True when BullMQ never got ready and will not try again. */
  broken(): boolean;
  /** Rejects when the server does not answer over this consumer's connections, or refuses. */
  look(): Promise<void>;
  /** Takes no more messages; whoever has one keeps it. */
  pause(): Promise<void>;
  /** Ends it within `ms`, politely when the server answers. */
  close(ms: number): Promise<void>;
}

/** An idle worker asks this often; also the longest a message waits when its notice was lost. */
const askEverySeconds = 3;
const lookMs = 3_000;
/** BullMQ asks again at once when a server refuses; a full Redis would be asked thousands of times a second. */
const pauseAfterFailureMs = 500;

export function openConsumer(options: {
  readonly line: Line;
  readonly prefix: string;
  readonly concurrency: number;
  readonly onMessage: (data: unknown) => Promise<void>;
  readonly onError: (error: unknown) => void;
}): Consumer {
  const { line, prefix, concurrency, onMessage, onError } = options;
  const closing = new AbortController();
  let movedAt = performance.now();
  let broken = false;
  const moved = (): void => {
    movedAt = performance.now();
  };

  const watched: BackendFactory<IQueueBackend> = (name, opts, extra) => {
    const backend = line.backend(name, opts, extra);
    const fetch = backend.moveToActive.bind(backend);
    backend.moveToActive = async (...args) => {
      try {
        return await fetch(...args);
      } catch (error) {
        await sleep(pauseAfterFailureMs, null, { signal: closing.signal }).catch(() => {});
        throw error;
      } finally {
        moved();
      }
    };
    return backend;
  };

  const worker = new Worker(
    queueName,
    async ({ data }: Job<unknown>) => {
      moved();
      await onMessage(data);
      moved();
    },
    {
      connection: {},
      prefix,
      concurrency,
      lockDuration: line.lockMs,
      drainDelay: askEverySeconds,
      runRetryDelay: 1_000,
      maxStalledCount: 3,
      skipStalledCheck: true, // look() does it, with a time limit and without a timer that outlives us
      skipVersionCheck: true,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
    watched,
  );
  worker.on("error", onError);
  worker.waitUntilReady().catch((error: unknown) => {
    broken = true;
    if (!closing.signal.aborted) onError(error);
  });
  const backend = worker.getBackend();

  /** One question at a time: a second on the same silent connection would only queue behind the first. */
  let asked: Promise<unknown> | null = null;
  function ask(): Promise<unknown> {
    asked ??= Promise.all([backend.moveStalledJobsToWait(), line.listens(backend)]).finally(() => {
      asked = null;
    });
    return asked;
  }

  return {
    stillFor: () => performance.now() - movedAt,
    broken: () => broken,
    async look() {
      await within(
        lookMs,
        ask(),
        `A consumer of the doorbell got no answer from ${line.place} within ${lookMs / 1_000} s.`,
      );
    },
    async pause() {
      await worker.pause(true);
    },
    async close(ms) {
      closing.abort();
      // A polite end waits for the server, and one that waits for ever keeps BullMQ's timers and the process alive.
      const answers = await within(ms / 4, ask(), "").then(
        () => true,
        () => false,
      );
      if (!answers) await settles(ms / 2, worker.close(true));
      else if (!(await settles(ms / 2, worker.close()))) await settles(ms / 4, backend.close(true));
    },
  };
}
