// The line on Redis.
//
// One connection of ours rings: it never queues a command while Redis is away, and gives up on a silent line in a
// second and a half. Workers get two connections each from BullMQ; to a peer that vanished without a word those would
// wait for ever, so they are watched from outside (keep-answering.ts).

import { once } from "node:events";
import { type ConnectionOptions, createRedisBackend, RedisQueueBackend } from "bullmq";
import { Redis, type RedisOptions } from "ioredis";
import { Fault } from "#core/fault.ts";
import type { Line } from "./line.ts";
import { redisFault } from "./redis-fault.ts";
import { within } from "./within.ts";

const answerMs = 1_500;

const common: RedisOptions = {
  connectTimeout: 3_000,
  keepAlive: 10_000,
  disconnectTimeout: 500,
  retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 5), 2_000),
};

const ringing: RedisOptions = {
  ...common,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  commandTimeout: answerMs,
  socketTimeout: 2_000, // cuts the line that stayed silent
  connectionName: "resync-doorbell-ring",
};

/**
 * Without a socketTimeout: ioredis leaves its timer running after the end, and keeps the process alive with it. BullMQ
 * cuts the connection that waits when it waited too long, and a look that gets no answer replaces both.
 */
const answering: RedisOptions = { ...common, maxRetriesPerRequest: null };

/** Connects in the background. Fault `misconfigured` when the URL is none. */
export function openRedisLine(url: string): Line {
  const place = placeOf(url);
  const client = new Redis(url, ringing);
  let lost: unknown = null;
  client.on("error", (error: unknown) => {
    lost = whyOf(error);
  });
  client.on("close", () => {
    lost ??= new Error("Connection is closed.");
  });
  client.on("ready", () => {
    lost = null;
  });
  /** That a command was given up with its line says nothing of why the line was lost; what was said before does. */
  const whyOf = (error: unknown): unknown => (lost && /max retries/i.test(String(error)) ? lost : error);
  const fault = (error: unknown): Fault => redisFault(whyOf(error), place);

  async function connected(): Promise<void> {
    if (client.status === "ready") return;
    if (lost) throw lost;
    await within(answerMs, once(client, "ready"), `${place} did not answer within ${answerMs / 1_000} s.`);
  }

  return {
    kind: "redis",
    place,
    lockMs: 30_000,
    backend: (name, opts, extra = {}) =>
      createRedisBackend(
        name,
        {
          ...opts,
          connection: extra.withBlockingConnection ? ({ url, ...answering } as ConnectionOptions) : client,
        },
        extra,
      ),
    async check() {
      try {
        await connected();
        const memory = await client.info("memory").catch(ifForbidden);
        const replication = await client.info("replication").catch(ifForbidden);
        const policy = field(memory, "maxmemory_policy") ?? (await askedPolicy(client));
        if (policy && policy !== "noeviction") throw evicting(place, policy);
        if (field(replication, "role") === "slave")
          throw new Error("READONLY You can't write against a replica.");
        const limit = Number(field(memory, "maxmemory") ?? 0);
        if (limit > 0 && Number(field(memory, "used_memory") ?? 0) > limit)
          throw new Error("OOM command not allowed when used memory > 'maxmemory'.");
      } catch (error) {
        const reason = fault(error);
        // A silent line and a demoted primary are both left for a new connection.
        if (client.status === "ready" && /timed out|READONLY|within/.test(String(error))) {
          lost = error; // said until it is ready again, for a line we cut ourselves was not refused
          client.disconnect(true);
        }
        throw reason;
      }
    },
    async listens(backend) {
      // The connection that waits cannot be asked; BullMQ itself cuts it a second after its wait is over.
      if (backend instanceof RedisQueueBackend) await backend.client;
    },
    refusal: () => (client.status !== "ready" && lost ? fault(lost) : null),
    fault,
    async [Symbol.asyncDispose]() {
      const ended = client.status === "end" ? null : once(client, "end");
      client.disconnect();
      if (ended) await within(1_000, ended, "").catch(() => {});
    },
  };
}

/** INFO is refused to some accounts; what cannot be asked is not held against the server. */
function ifForbidden(error: unknown): string {
  if (error instanceof Error && /^(?:NOPERM|ERR unknown command)/.test(error.message)) return "";
  throw error;
}

async function askedPolicy(client: Redis): Promise<string | undefined> {
  const answer = await client.config("GET", "maxmemory-policy").catch(ifForbidden);
  return Array.isArray(answer) ? String(answer[1]) : undefined;
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];
}

function evicting(place: string, policy: string): Fault {
  return new Fault(
    "misconfigured",
    `${place} would throw messages away when its memory is full (maxmemory-policy is "${policy}"). Set it to noeviction: redis-cli CONFIG SET maxmemory-policy noeviction, and the same in redis.conf; or give Resync a Redis of its own in REDIS_URL.`,
    { detail: { policy } },
  );
}

function placeOf(url: string): string {
  if (URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol)) {
    const { hostname, port } = new URL(url);
    return `Redis at ${hostname || "localhost"}:${port || "6379"}`;
  }
  throw new Fault(
    "misconfigured",
    "REDIS_URL is not a Redis URL. It looks like redis://user:password@host:6379/0, or rediss:// with TLS.",
  );
}
