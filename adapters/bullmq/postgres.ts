// The line on the same Postgres that holds the jobs, through BullMQ's own backend, in a schema of its own.
//
// One small pool rings and answers; every connection sees the doorbell's schema first and has a time limit on every
// statement. A message need not survive a crash of the server, so nothing waits for its disk here.

import { Socket } from "node:net";
import {
  type BackendFactory,
  type IQueueBackend,
  type PgPool,
  type PgPoolClient,
  PostgresConnection,
  PostgresQueueBackend,
} from "bullmq";
import pg from "pg";
import { Fault } from "#core/fault.ts";
import type { Line } from "./line.ts";
import { doorbellSchema } from "./migrate-doorbell.ts";
import { placeOf, postgresFault } from "./postgres-fault.ts";
import { settles } from "./within.ts";

/** One listens, the others ring, fetch and finish. */
const connections = 5;

/** BullMQ takes a foreign pool to mean its default schema; this one means ours. */
class DoorbellConnection extends PostgresConnection {
  override readonly schema = doorbellSchema;
  /** TCP keepalive notices a dead line after minutes; without it BullMQ never waits longer than 10 s. */
  override get hasListenClientKeepAlive(): boolean {
    return false;
  }
}

/** Connects when first used. Fault `misconfigured` when the URL is none. */
export function openPostgresLine(url: string): Line {
  const place = placeOf(url);
  const sockets = new Set<Socket>();
  const pool = new pg.Pool(poolConfig(url, sockets));
  pool.on("error", () => {}); // an idle connection broke; the pool has dropped it
  pool.on("connect", (client) => client.on("error", () => {})); // one that was lent: its question fails
  const fault = (error: unknown): Fault => postgresFault(error, place);
  const wires = new WeakMap<IQueueBackend, DoorbellConnection>();

  const backend: BackendFactory<PostgresQueueBackend> = (name, opts) => {
    const connection = new DoorbellConnection(lent(pool));
    const opened = new PostgresQueueBackend(connection, name, { ...opts, connection: {} });
    wires.set(opened, connection);
    return opened;
  };

  return {
    kind: "postgres",
    place,
    lockMs: 60_000, // by the clocks of the processes, which may differ
    backend,
    async check() {
      try {
        const { rows } = await pool.query(
          "select to_regclass('migration') is not null as migrated, pg_is_in_recovery() as standby",
        );
        if (!rows[0]?.migrated)
          throw new Fault(
            "misconfigured",
            `The doorbell's tables are missing in ${place}. Run: npm run migrate`,
          );
        if (rows[0]?.standby)
          throw new Fault(
            "unavailable",
            `The doorbell's ${place} is read-only (a standby?). Point DATABASE_URL at the primary.`,
            { retryable: true },
          );
      } catch (error) {
        throw fault(error);
      }
    },
    async listens(opened) {
      const client = await wires.get(opened)?.getListenClient();
      await client?.query("select 1");
    },
    refusal: () => null,
    fault,
    async [Symbol.asyncDispose]() {
      await settles(1_000, pool.end());
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The pool as one queue or worker may use it: they come and go, and would leave a listener each on ours. */
function lent(pool: pg.Pool): PgPool {
  const borrowed: PgPool = {
    query: ((text: string, params?: readonly unknown[]) =>
      pool.query(text, params && [...params])) as PgPool["query"],
    connect: () => pool.connect() as unknown as Promise<PgPoolClient>,
    end: async () => {},
    on: () => borrowed,
    removeAllListeners: () => borrowed,
  };
  return borrowed;
}

function poolConfig(url: string, sockets: Set<Socket>): pg.PoolConfig {
  const bare = new URL(url);
  const options = bare.searchParams.get("options");
  bare.searchParams.delete("options"); // those in the URL would replace ours
  return {
    connectionString: bare.href,
    max: connections,
    application_name: "resync-doorbell",
    options: [options, `-c search_path=${doorbellSchema}`, "-c synchronous_commit=off"]
      .filter(Boolean)
      .join(" "),
    connectionTimeoutMillis: 1_500,
    idleTimeoutMillis: 30_000,
    statement_timeout: 3_000,
    query_timeout: 4_000, // the server stops a statement first; this one is for a dead line
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    stream: () => {
      const socket = new Socket();
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      return socket;
    },
  };
}
