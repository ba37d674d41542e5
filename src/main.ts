// `npm start`: the whole system in one process, until SIGTERM or the operator leaves.

import { compose, type House } from "#compose";
import { type Config, readConfig } from "#config";
import { isFault } from "#core/fault.ts";
import { createLog, type Log } from "#log";

/** Past this the process leaves without waiting any longer. */
const stopWithinMs = 28_000;

async function main(): Promise<void> {
  const terminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const config = readConfig(process.env, terminal);
  const log = createLog(
    terminal && config.log.level === "info" ? { ...config.log, level: "warn" } : config.log,
  );
  const opening = compose(config, log);
  const stop = stopOnce(opening, log);
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void stop(signal));
  process.on("uncaughtException", (error) => {
    log.fatal(
      { err: error },
      "Something failed that nothing here expected; Resync stops rather than go on wounded.",
    );
    void stop("an unexpected error", 1);
  });
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

/** A signal that comes while the house still opens waits for it to stand, and then closes it: nothing is orphaned. */
function stopOnce(opening: Promise<House>, log: Log): (why: string, exitCode?: number) => Promise<void> {
  let stopping = false;
  return async (why, exitCode = 0) => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, "Resync is stopping.");
    setTimeout(() => {
      log.error("Stopping took too long; leaving now.");
      process.exit(1);
    }, stopWithinMs).unref();
    try {
      const house = await opening;
      await house[Symbol.asyncDispose]();
      log.info("Resync has stopped.");
      process.exit(exitCode);
    } catch (error) {
      log.error({ err: error }, "Resync stopped, but not cleanly.");
      process.exit(1);
    }
  };
}

main().catch((error: unknown) => {
  console.error(isFault(error) ? error.message : error);
  process.exit(1);
});
