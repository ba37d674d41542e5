// Hints over LISTEN and NOTIFY. NOTIFY takes a lock of the whole database when its transaction commits, so it is never
// part of a job's: ids gather for a few milliseconds and go out many at a time, in a statement of their own.
//
// Listening: connect, LISTEN, ask for a sign of life every few seconds. A connection that broke or fell silent is
// given up and made anew, with growing pauses. What was hinted meanwhile is lost, which hints may be.

import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "pino";
import type { JobHints } from "#ports/job-hints.ts";
import { databasePlace } from "../database-fault.ts";
import type { Database } from "../open-database.ts";
import { storable } from "../storable.ts";

const channel = "resync_jobs";
const gatherMs = 25;
/** Postgres takes payloads below 8,000 bytes. */
const payloadBytes = 7_900;
/** Ids kept while the database does not take them; beyond that hints are dropped. */
const mostWaiting = 20_000;
const signMs = 5_000;
const longestPauseMs = 5_000;

export interface JobHintsOptions {
  readonly log: Logger;
  /** How often a listener asks for a sign of life, and how long it waits for one, in milliseconds; default 5,000. */
  readonly signMs?: number;
}

export function createJobHints(
  db: Pick<Database, "pool" | "url">,
  { log, signMs: sign = signMs }: JobHintsOptions,
): JobHints {
  // Our own hints come back to our own listener, who knows already.
  const sender = randomUUID().slice(0, 8);
  const waiting = new Set<string>();
  let sending = false;

  async function send(): Promise<void> {
    await sleep(gatherMs, null, { ref: false });
    while (waiting.size > 0) {
      const ids = [...waiting];
      waiting.clear();
      await db.pool.query({
        name: "hint_jobs",
        text: "select pg_notify($1, payload) from unnest($2::text[]) payload",
        values: [channel, payloadsOf(sender, ids)],
      });
    }
  }

  return {
    hint(jobIds) {
      for (const id of jobIds) if (waiting.size < mostWaiting) waiting.add(storable(id));
      if (sending || waiting.size === 0) return;
      sending = true;
      send()
        .catch((error: unknown) => {
          waiting.clear();
          log.debug({ err: error }, "Hints about jobs could not be sent; listeners look by themselves.");
        })
        .finally(() => {
          sending = false;
        });
    },

    listen(onHint) {
      const stop = new AbortController();
      const heard = (payload: string) => {
        const [from, ...ids] = payload.split(",");
        if (from === sender || ids.length === 0) return;
        try {
          onHint(ids);
        } catch (error) {
          log.error({ err: error }, "A listener for hints about jobs failed.");
        }
      };
      const listening = keepListening(db.url, sign, heard, stop.signal, log);
      return {
        async [Symbol.asyncDispose]() {
          stop.abort();
          await listening;
        },
      };
    },
  };
}

/** Sender and ids with commas between them, in as few payloads as hold them. */
function payloadsOf(sender: string, ids: readonly string[]): readonly string[] {
  const payloads: string[] = [];
  let payload = sender;
  let bytes = sender.length;
  for (const id of ids) {
    const more = Buffer.byteLength(id) + 1;
    if (id.includes(",") || sender.length + more > payloadBytes) continue; // no id of ours
    if (bytes + more > payloadBytes) {
      payloads.push(payload);
      payload = sender;
      bytes = sender.length;
    }
    payload += `,${id}`;
    bytes += more;
  }
  if (payload !== sender) payloads.push(payload);
  return payloads;
}

/** Resolves when told to stop; everything else is tried again. */
async function keepListening(
  url: string,
  sign: number,
  heard: (payload: string) => void,
  signal: AbortSignal,
  log: Logger,
): Promise<void> {
  for (let failures = 0; !signal.aborted; ) {
    const lasted = await listenOnce(url, sign, heard, signal, log);
    if (signal.aborted) return;
    failures = lasted ? 0 : failures + 1;
    await sleep(Math.min(longestPauseMs, 50 * 2 ** Math.min(failures, 10)), null, {
      signal,
      ref: false,
    }).catch(() => {});
  }
}

/** Listens until the connection is lost or the signal aborts; true when it had listened at all. */
async function listenOnce(
  url: string,
  sign: number,
  heard: (payload: string) => void,
  signal: AbortSignal,
  log: Logger,
): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "resync hints",
    connectionTimeoutMillis: 5_000,
    query_timeout: sign,
    keepAlive: true,
  });
  const lost = Promise.withResolvers<void>();
  client.on("error", () => lost.resolve());
  client.on("end", () => lost.resolve());
  client.on("notification", ({ payload }) => heard(payload ?? ""));
  const stop = () => lost.resolve();
  signal.addEventListener("abort", stop, { once: true });
  let beat: NodeJS.Timeout | undefined;
  let listened = false;
  try {
    await client.connect();
    await client.query(`listen ${channel}`);
    listened = true;
    log.debug({ database: databasePlace(url).host }, "Listening for hints about jobs.");
    beat = setInterval(() => client.query("select 1").catch(stop), sign);
    if (!signal.aborted) await lost.promise;
  } catch (error) {
    log.debug({ err: error }, "Nobody can be listened to for hints about jobs; trying again.");
  } finally {
    clearInterval(beat);
    signal.removeEventListener("abort", stop);
    // A dead line does not answer, and is not waited for.
    const ended = client.end().catch(() => {});
    await Promise.race([ended, sleep(1_000, null, { ref: false })]);
    (client as unknown as { connection?: { stream?: { destroy(): void } } }).connection?.stream?.destroy();
  }
  return listened;
}
