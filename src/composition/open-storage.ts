// The database: the configured one, or the embedded one in the data dir; migrated before anybody uses it.

import { resolve } from "node:path";
import type { Logger } from "pino";
import { migrateDoorbell } from "#adapters/bullmq/migrate-doorbell.ts";
import { holdDataDir } from "#adapters/data-dir/hold-data-dir.ts";
import { startEmbeddedPostgres } from "#adapters/postgres/embedded/start-embedded-postgres.ts";
import { migrate } from "#adapters/postgres/migrate.ts";
import { openDatabase, waitForDatabase } from "#adapters/postgres/open-database.ts";
import type { Config } from "#config";

export async function openStorage(
  config: Config,
  dataDir: string,
  log: Logger,
  opening: AsyncDisposableStack,
) {
  const part = log.child({ part: "database" });
  const given = config.databaseUrl && { url: config.databaseUrl, migrationUrl: config.databaseUrl };
  const { url, migrationUrl } = given || opening.use(await startEmbeddedPostgres({ dataDir, log: part }));
  await waitForDatabase({ url, log: part });
  await migrate({ url: migrationUrl, log: part });
  if (config.redisUrl === null) await migrateDoorbell(url);
  return openDatabase({ url, log: part });
}

/** Migrations alone, on the configured database or on the embedded one; the names of what was applied. */
export async function migrateOnly(config: Config, log: Logger): Promise<readonly string[]> {
  await using opening = new AsyncDisposableStack();
  const dataDir = resolve(config.dataDir);
  if (!config.databaseUrl) opening.use(await holdDataDir(dataDir, {}));
  const given = config.databaseUrl && { url: config.databaseUrl, migrationUrl: config.databaseUrl };
  const { url, migrationUrl } = given || opening.use(await startEmbeddedPostgres({ dataDir, log }));
  const applied = await migrate({ url: migrationUrl, log });
  if (config.redisUrl === null) await migrateDoorbell(url);
  return applied;
}
