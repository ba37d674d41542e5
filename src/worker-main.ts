// `npm run worker:start`: a worker alone, against DATABASE_URL and the queue. Without DATABASE_URL it joins the Resync
// that runs on this data directory, its database and its simulated HWA; when none runs there, it says how to go on.

import { resolve } from "node:path";
import { compose } from "#compose";
import { readConfig } from "#config";
import { isFault } from "#core/fault.ts";
import { createLog } from "#log";
import { joinRunning } from "./composition/join-running.ts";
import { stopOnSignals } from "./stop-once.ts";

async function main(): Promise<void> {
  const configured = readConfig(process.env, process.stdout.isTTY === true);
  const config = await joinRunning({
    ...configured,
    dataDir: resolve(configured.dataDir),
    roles: { api: false, worker: true, monitor: false },
  });
  console.log("🚀 Starting Agent Worker...\n");
  console.log("[AgentWorker] Starting worker...");
  const log = createLog({ ...config.log, level: config.log.level === "info" ? "warn" : config.log.level });
  const opening = compose(config, log);
  stopOnSignals(opening, log);
  const house = await opening;
  console.log("✅ Worker started successfully!\n");
  console.log(`📊 Worker Stats:\n${JSON.stringify(house.worker.status(), null, 2)}\n`);
  console.log("💡 Worker is now processing jobs...\n   Press Ctrl+C to stop");
}

main().catch((error: unknown) => {
  console.error(isFault(error) ? `❌ ${error.message}` : error);
  process.exit(1);
});
