// A pool of connections to Postgres, and Kysely on top of it. Every failure that leaves here is a Fault.

import { setTimeout as sleep } from "node:timers/promises";
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import pg from "pg";
import type { Logger } from "pino";
import { Fault } from "#core/fault.ts";
import { cutSilentLines } from "./cut-silent-lines.ts";
import { databaseFault, databasePlace, isConnectionLost } from "./database-fault.ts";
import type { Schema } from "./schema.ts";

export type Database = AsyncDisposable & {
  readonly kysely: Kysely<Schema>;
  /** For what Kysely has no words for; its errors are pg's own. */
  readonly pool: pg.Pool;
  /** With the password: for a connection outside the pool, never for logs. */
  readonly url: string;
};

export interface DatabaseOptions {
  readonly url: string;
  readonly log: Logger;
  /** Connections at most; default 10. */
  readonly max?: number;
  /** How long one statement may take, in milliseconds; default 15,000. */
  readonly statementMs?: number;
}

/** bigint as number: our counters stay below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.INT8 && format !== "binary" ? Number : pg.types.getTypeParser(oid, format),
};

/** Nothing is connected until the first statement. Fault `misconfigured` when the URL is none. */
export function openDatabase(options: DatabaseOptions): Database {
  const { url, log } = options;
  checkUrl(url);
  const statementMs = options.statementMs ?? 15_000;
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    types,
    application_name: "resync",
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: statementMs,
    query_timeout: statementMs + 2_000, // the server stops a statement first; this one is for a dead line
    lock_timeout: Math.min(10_000, statementMs),
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  pool.on("error", (error) => {
    // An idle connection broke. The pool has dropped it; the next statement opens another.
    log.debug({ err: error, database: databasePlace(url).host }, "An idle database connection was lost.");
  });
  // One that breaks while it is lent fails the question that is on it; said twice, it would end the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  const watch = cutSilentLines(pool, { url });
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: faulting(pool, url) }) });
  let closed: Promise<void> | null = null;
  return {
    kysely,
    pool,
    url,
    [Symbol.asyncDispose]() {
      closed ??= pool.end().finally(() => watch[Symbol.dispose]());
      return closed;
    },
  };
}

/** The pool as Kysely uses it: errors become Faults, and a connection that failed is not used again. */
function faulting(pool: pg.Pool, url: string): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      const client = await pool.connect().catch((error: unknown) => {
        throw databaseFault(error, url);
      });
      const known = clients.get(client);
      if (known) return known;
      let broken = false;
      const wrapped = {
        async query(text: string, values: readonly unknown[]) {
          try {
            return await client.query(text, [...values]);
          } catch (error) {
            broken ||= isConnectionLost(error);
            throw databaseFault(error, url);
          }
        },
        release: () => client.release(broken),
      } as unknown as PostgresPoolClient; // without Kysely's cursor overload, which nobody calls
      clients.set(client, wrapped);
      return wrapped;
    },
    end: () => pool.end(),
  };
}

/**
 * Resolves when the database takes statements. Waits while nobody answers or it is starting, `withinMs` at most;
 * what waiting does not cure (password, no such database) is thrown at once.
 */
export async function waitForDatabase(options: {
  readonly url: string;
  readonly log: Logger;
  readonly withinMs?: number;
  readonly signal?: AbortSignal;
}): Promise<void> {
  const { url, log, withinMs = 30_000, signal } = options;
  checkUrl(url);
  const until = performance.now() + withinMs;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
    });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.query("select 1");
      return;
    } catch (error) {
      const fault = databaseFault(error, url);
      if (!fault.retryable || performance.now() >= until) throw fault;
      if (attempt === 1) log.info({ database: databasePlace(url).host }, "Waiting for the database.");
      log.debug({ err: fault }, "The database is not ready yet.");
    } finally {
      await client.end().catch(() => {});
    }
    await sleep(Math.min(1_000, 50 * 2 ** attempt), null, signal ? { signal } : {});
  }
}

function checkUrl(url: string): void {
  if (URL.canParse(url) && /^postgres(?:ql)?:$/.test(new URL(url).protocol)) return;
  throw new Fault(
    "misconfigured",
    "DATABASE_URL is not a Postgres URL. It looks like postgres://user:password@host:5432/database.",
  );
}
