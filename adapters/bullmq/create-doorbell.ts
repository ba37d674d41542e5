// The doorbell on BullMQ: on Redis when there is one, else on our own Postgres.
//
// BullMQ carries ids and nothing more. It never decides who may run a step, and nothing here is needed for a job to go
// on: the sweepers look by themselves. So every failure is told once, in a sentence, and nothing is retried.

import { Queue } from "bullmq";
import type { Logger } from "pino";
import { Fault, isFault, toFault } from "#core/fault.ts";
import type { Doorbell } from "#ports/doorbell.ts";
import { createComplaints } from "./complaints.ts";
import { type Answering, keepAnswering } from "./keep-answering.ts";
import { type Line, queueName } from "./line.ts";
import { type Posting, postingOf } from "./message.ts";
import { openPostgresLine } from "./postgres.ts";
import { createPulse } from "./pulse.ts";
import { openRedisLine } from "./redis.ts";
import { settles, within } from "./within.ts";

export interface DoorbellOptions {
  /** Null: the doorbell hangs on Postgres. */
  readonly redisUrl: string | null;
  readonly databaseUrl: string;
  readonly log: Logger;
  /** Keeps two Resyncs on one Redis apart; default `resync`. */
  readonly prefix?: string;
}

const ringMs = 1_700;
const checkEveryMs = 10_000;
const ringsAtOnce = 1_000;
/** On Postgres a batch makes two temporary tables, 10 ms of work; so many single messages take less. */
const fewRings = 10;

/**
 * Comes up whether or not the server is there, and says so. Fault `misconfigured` for what waiting does not cure: an
 * eviction policy that throws messages away, a refused account, tables that were never made.
 */
export async function createDoorbell(options: DoorbellOptions): Promise<Doorbell> {
  const { redisUrl, databaseUrl, log, prefix = "resync" } = options;
  const line = redisUrl === null ? openPostgresLine(databaseUrl) : openRedisLine(redisUrl);
  const complaints = createComplaints(log);
  const pulse = createPulse({ place: line.place, log, complaints });
  const silent = `The doorbell's ${line.place} did not answer within ${ringMs / 1_000} s. Nothing is lost: waiting jobs are found without it, only later.`;
  const answerings = new Set<Answering>();
  let queue: Promise<Queue> | null = null;
  let closed: Promise<void> | null = null;

  async function check(): Promise<void> {
    try {
      await within(ringMs, line.check(), silent);
      pulse.succeeded();
    } catch (error) {
      const fault = toFault(error);
      pulse.failed(fault);
      throw fault;
    }
  }

  try {
    await check();
  } catch (error) {
    if (isFault(error) && error.code === "misconfigured") {
      await line[Symbol.asyncDispose]();
      throw error;
    }
  }
  const timer = setInterval(() => void check().catch(() => {}), checkEveryMs);

  /** A queue that never got ready never will, so it is opened anew for the next ring. */
  function ready(): Promise<Queue> {
    queue ??= openQueue(line, prefix).catch((error: unknown) => {
      queue = null;
      throw error;
    });
    return queue;
  }

  async function post(postings: readonly Posting[]): Promise<void> {
    const refusal = line.refusal();
    if (refusal) throw refusal;
    const opened = await ready();
    if (line.kind === "postgres" && postings.length <= fewRings) {
      for (const { name, data, opts } of postings) await opened.add(name, data, opts);
      return;
    }
    for (let from = 0; from < postings.length; from += ringsAtOnce)
      await opened.addBulk(postings.slice(from, from + ringsAtOnce));
  }

  return {
    kind: line.kind,
    async ring(rings) {
      if (closed) throw new Fault("unavailable", "The doorbell has been taken down.", { retryable: true });
      const postings = rings.map(postingOf);
      const sound = postings.filter((posting) => posting !== null);
      if (sound.length > 0) {
        try {
          await within(ringMs, post(sound), silent);
          pulse.succeeded();
        } catch (error) {
          const fault = line.fault(error);
          pulse.failed(fault);
          if (fault.code === "timeout") void check().catch(() => {}); // drops the silent line
          throw fault;
        }
      }
      const odd = postings.indexOf(null);
      if (odd >= 0)
        throw new Fault(
          "invalid_input",
          `A ring needs a job's UUID and its revision; number ${odd + 1} of ${rings.length} had neither and was left out.`,
        );
    },
    async answer(onRing, { concurrency }) {
      if (closed) throw new Fault("unavailable", "The doorbell has been taken down.");
      const answering = keepAnswering({
        line,
        prefix,
        concurrency: Math.max(1, Math.floor(concurrency)),
        onRing,
        complaints,
      });
      answerings.add(answering);
      return {
        async [Symbol.asyncDispose]() {
          answerings.delete(answering);
          await answering[Symbol.asyncDispose]();
        },
      };
    },
    async health() {
      const trouble = [...answerings].map((each) => each.trouble()).find((each) => each !== null);
      const seen = pulse.health();
      if (!trouble || seen.state !== "healthy") return seen;
      return { ...seen, state: "unhealthy", detail: `${trouble} ${seen.detail}` };
    },
    [Symbol.asyncDispose]() {
      closed ??= close();
      return closed;
    },
  };

  async function close(): Promise<void> {
    clearInterval(timer);
    await Promise.all([...answerings].map((each) => each[Symbol.asyncDispose]()));
    if (queue)
      await settles(
        500,
        queue.then((opened) => opened.close()),
      );
    await line[Symbol.asyncDispose]();
    complaints[Symbol.dispose]();
  }
}

async function openQueue(line: Line, prefix: string): Promise<Queue> {
  const queue = new Queue(
    queueName,
    { connection: {}, prefix, skipVersionCheck: true, streams: { events: { maxLen: 100 } } },
    line.backend,
  );
  queue.on("error", () => {}); // whoever rings is told
  try {
    await queue.waitUntilReady();
    return queue as unknown as Queue;
  } catch (error) {
    await settles(500, queue.close());
    throw error;
  }
}
