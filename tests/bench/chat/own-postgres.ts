// A Postgres of the bench's own, fully durable, for what the bench wants to read in it or put in front of it.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { pino } from "pino";
import { startEmbeddedPostgres } from "#adapters/postgres/embedded/start-embedded-postgres.ts";

export interface OwnPostgres {
  /** For a Resync that shall use it, and may change its tables. */
  readonly url: URL;
  rows<Row>(statement: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

export async function startOwnPostgres(parts: AsyncDisposableStack): Promise<OwnPostgres> {
  const dataDir = await mkdtemp(join(tmpdir(), "resync-bench-"));
  parts.defer(() => rm(dataDir, { recursive: true, force: true }));
  const { migrationUrl } = parts.use(await startEmbeddedPostgres({ dataDir, log: pino({ level: "warn" }) }));
  const pool = new pg.Pool({ connectionString: migrationUrl, max: 2 });
  parts.defer(() => pool.end());
  return {
    url: new URL(migrationUrl),
    async rows<Row>(statement: string, values: readonly unknown[] = []) {
      return (await pool.query(statement, [...values])).rows as Row[];
    },
  };
}
