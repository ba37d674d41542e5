// How a further process joins the Resync that runs on a data directory: through its embedded database, and its
// simulated HWA, so that both see the same plan.

import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runningPostgres } from "#adapters/postgres/embedded/running-postgres.ts";
import type { Config } from "#config";
import { Fault } from "#core/fault.ts";

const simulatorFile = "simulator-url";

/** The configuration with what runs filled in. Fault `misconfigured` when there is no database to work against. */
export async function joinRunning(config: Config): Promise<Config & { readonly databaseUrl: string }> {
  const databaseUrl = config.databaseUrl ?? (await runningPostgres(config.dataDir));
  if (!databaseUrl)
    throw new Fault(
      "misconfigured",
      `There is no database to work against: DATABASE_URL is not set, and no Resync runs on ${config.dataDir}. Start it first (npm start), or set DATABASE_URL.`,
    );
  const simulatorUrl = (await readFile(join(config.dataDir, simulatorFile), "utf8").catch(() => "")).trim();
  const joined = config.hwa.remote || !simulatorUrl || !(await answers(simulatorUrl)) ? null : simulatorUrl;
  return { ...config, databaseUrl, hwa: { ...config.hwa, simulator: { ...config.hwa.simulator, joined } } };
}

/** Says where the simulated HWA of this process is, until the process closes. */
export async function tellSimulator(dataDir: string, url: string): Promise<AsyncDisposable> {
  const path = join(dataDir, simulatorFile);
  await writeFile(path, `${url}\n`, { mode: 0o600 });
  return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return true;
  } catch {
    return false;
  }
}
