// `npm start`: the whole system in one process, until SIGTERM or the operator leaves.

import { compose, type House } from "#compose";
import { type Config, readConfig } from "#config";
import { isFault } from "#core/fault.ts";
import { createLog } from "#log";
import { stopOnSignals } from "./stop-once.ts";

async function main(): Promise<void> {
  const terminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const config = readConfig(process.env, terminal);
  const log = createLog(
    terminal && config.log.level === "info" ? { ...config.log, level: "warn" } : config.log,
  );
  const opening = compose(config, log);
  const stop = stopOnSignals(opening, log);
  const house = await opening;
  announce(config, house);
  if (terminal && house.url) {
    const onLeave = () => void stop("the operator left");
    await house.openTerminal({ input: process.stdin, output: process.stdout, onLeave });
  }
}

/** The lines an operator, and a supervisor's log, look for. */
function announce(config: Config, house: House): void {
  const { adminToken, url } = house;
  const plan = house.simulated ? `the simulated HWA at ${house.hwaUrl}` : `HWA at ${house.hwaUrl}`;
  console.log(`Reading ${plan}${config.hwa.allowActions ? "" : " (read-only)"}.`);
  if (adminToken?.made) console.log(`Admin token: ${adminToken.token}`);
  if (adminToken?.file) console.log(`The admin token is kept in ${adminToken.file}.`);
  if (!url) {
    console.log("Resync is ready, without the role api: it serves no requests.");
    return;
  }
  console.log('Ask the first question: npm run ask -- "What is the status of job FINANCE_PAYROLL?"');
  console.log(`Resync is ready: ${url.replace("127.0.0.1", "localhost")}`);
}

main().catch((error: unknown) => {
  console.error(isFault(error) ? error.message : error);
  process.exit(1);
});
