// Leadership: a lock that a database session holds, and loses with its connection.
//
// The leader keeps one connection for itself and asks something of it every few seconds, so that a line that died
// silently is noticed. `work` ends by means of its caller's signal; the lock is let go when it has ended. Should the
// connection die first, another process may lead from then on: the promise then rejects at once with a retryable
// Fault, and the caller must stop the work it started. Recording stays safe meanwhile: numbers are taken under a lock.

import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { Fault } from "#core/fault.ts";
import { databaseFault } from "./database-fault.ts";
import { lockSpace } from "./migrate.ts";
import type { Database } from "./open-database.ts";

const monitorLock = 2;
const heartbeatMs = 5_000;
/** After an abort the work has this long to end before the lock is given up without it. */
const patienceMs = 10_000;

/** False when somebody else leads, or the signal was already aborted. Rejects with what `work` rejects with. */
export async function leadWithLock(
  { url }: Pick<Database, "url">,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<boolean> {
  if (signal.aborted) return false;
  const client = new pg.Client({
    connectionString: url,
    application_name: "resync leader",
    connectionTimeoutMillis: 5_000,
    query_timeout: heartbeatMs,
    keepAlive: true,
  });
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => {}); // it may well be lost before anybody listens
  const lose = (cause: unknown) =>
    lost.reject(
      new Fault(
        "unavailable",
        "The database connection that says who leads the monitor was lost, so another process may lead now. This one will try to lead again.",
        { cause, retryable: true },
      ),
    );
  client.on("error", lose);
  client.on("end", () => lose(undefined));
  const over = new AbortController();
  try {
    try {
      await client.connect();
      // The server, too, should notice within a minute that we are gone.
      await client.query(
        "set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3",
      );
      const { rows } = await client.query<{ taken: boolean }>(
        "select pg_try_advisory_lock($1, $2) as taken",
        [lockSpace, monitorLock],
      );
      if (!rows[0]?.taken || signal.aborted) return false;
    } catch (error) {
      throw databaseFault(error, url);
    }
    const working = work();
    working.catch(() => {}); // whoever loses the race must not end the process
    await Promise.race([
      working,
      lost.promise,
      keepAsking(client, lose, over.signal),
      outOfPatience(signal, over.signal),
    ]);
    return true;
  } finally {
    over.abort();
    // Ending the session frees the lock. A dead line does not answer, and is not waited for.
    await Promise.race([client.end().catch(() => {}), sleep(1_000, null, { ref: false })]);
  }
}

/** Never resolves; tells `lose` when the server no longer answers. */
async function keepAsking(
  client: pg.Client,
  lose: (cause: unknown) => void,
  over: AbortSignal,
): Promise<never> {
  const beat = setInterval(() => client.query("select 1").catch(lose), heartbeatMs);
  over.addEventListener("abort", () => clearInterval(beat), { once: true });
  return new Promise<never>(() => {});
}

/** Resolves when the work had been told to end and did not do so in time. */
async function outOfPatience(signal: AbortSignal, over: AbortSignal): Promise<void> {
  const told = Promise.withResolvers<void>();
  if (signal.aborted) told.resolve();
  signal.addEventListener("abort", () => told.resolve(), { once: true, signal: over });
  await told.promise;
  await sleep(patienceMs, null, { signal: over }).catch(() => {});
}
