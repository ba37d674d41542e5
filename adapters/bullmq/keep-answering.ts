// Keeps one consumer at work, and replaces it when it does not work any more.
//
//   every look: broken, still for too long with hands free, or two looks failed in a row
//     → the old one is closed within a limit, a new one opened, one sentence in the log
//
// A handler that runs while its consumer is replaced runs on. Its message will come again, which does no harm; and
// the limit on concurrency is ours, so old and new handlers together never exceed it.

import type { Complaints } from "./complaints.ts";
import { type Consumer, openConsumer } from "./consumer.ts";
import type { Line } from "./line.ts";
import { messageOf } from "./message.ts";
import { settles } from "./within.ts";

export interface Answering extends AsyncDisposable {
  /** Null while it works, else a sentence. */
  trouble(): string | null;
}

const lookEveryMs = 4_000;
/** An idle consumer asks every 3 s, a question may take 5 s and be asked twice. */
const stillMs = 16_000;
const closeMs = 2_000;
/** Handlers get this long to end by themselves when answering is over. */
const handlersMs = 2_500;

export function keepAnswering(options: {
  readonly line: Line;
  readonly prefix: string;
  readonly concurrency: number;
  readonly onRing: (jobId: string) => Promise<void>;
  readonly complaints: Complaints;
}): Answering {
  const { line, concurrency, onRing, complaints } = options;
  const running = new Set<Promise<void>>();
  const queued: (() => void)[] = [];
  const endings = new Set<Promise<void>>();
  let closed: Promise<void> | null = null;
  let failedLooks = 0;
  let trouble: string | null = null;
  let consumer = open();
  let looking = false;
  const timer = setInterval(() => void look(), lookEveryMs);

  function open(): Consumer {
    return openConsumer({
      ...options,
      onMessage: handle,
      onError: (error) => {
        if (!closed) complaints.complain(line.fault(error).message);
      },
    });
  }

  /** Never rejects: what a handler throws is told here, and the message is done. */
  async function handle(data: unknown): Promise<void> {
    const message = messageOf(data);
    if (!message)
      return complaints.complain(`A message that is none of ours lay on ${line.place}; it was dropped.`);
    while (!closed && running.size >= concurrency) await new Promise<void>((resolve) => queued.push(resolve));
    if (closed) return;
    trouble = null;
    const work = Promise.resolve()
      .then(() => onRing(message.jobId))
      .catch((error: unknown) => {
        complaints.complain("Answering the doorbell failed; the sweeper will look at the job again.", {
          job: message.jobId,
          err: error,
        });
      });
    running.add(work);
    await work;
    running.delete(work);
    queued.shift()?.();
  }

  async function look(): Promise<void> {
    if (looking || closed) return;
    looking = true;
    try {
      const failure = await consumer.look().then(
        () => null,
        (error: unknown) => line.fault(error),
      );
      failedLooks = failure ? failedLooks + 1 : 0;
      const still = running.size < concurrency && consumer.stillFor() > stillMs;
      if (!failure && !still) trouble = null;
      if (closed || !(consumer.broken() || still || failedLooks >= 2)) return;
      failedLooks = 0;
      trouble = failure?.message ?? `The doorbell's consumer on ${line.place} stood still.`;
      complaints.complain(
        `The doorbell's consumer on ${line.place} did not work any more and was replaced.`,
        {
          reason: trouble,
        },
      );
      replace();
    } finally {
      looking = false;
    }
  }

  function replace(): void {
    const ending = consumer.close(closeMs).finally(() => endings.delete(ending));
    endings.add(ending);
    consumer = open();
  }

  async function close(): Promise<void> {
    clearInterval(timer);
    for (const wake of queued.splice(0)) wake();
    await settles(500, consumer.pause());
    await settles(handlersMs, Promise.all(running));
    await Promise.all([consumer.close(running.size > 0 ? 500 : 1_500), ...endings]);
  }

  return {
    trouble: () => trouble,
    [Symbol.asyncDispose]() {
      closed ??= close();
      return closed;
    },
  };
}
