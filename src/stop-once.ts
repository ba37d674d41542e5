import type { Log } from "#log";

/** Past this the process leaves without waiting any longer. */
const stopWithinMs = 28_000;

/** A signal that comes while the house still opens waits for it to stand, and then closes it: nothing is orphaned. */
export function stopOnce(
  opening: Promise<AsyncDisposable>,
  log: Log,
): (why: string, exitCode?: number) => Promise<void> {
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

/** Signals stop it; so does an error that nobody expected. */
export function stopOnSignals(opening: Promise<AsyncDisposable>, log: Log): ReturnType<typeof stopOnce> {
  const stop = stopOnce(opening, log);
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void stop(signal));
  process.on("uncaughtException", (error) => {
    log.fatal(
      { err: error },
      "Something failed that nothing here expected; Resync stops rather than go on wounded.",
    );
    void stop("an unexpected error", 1);
  });
  return stop;
}
