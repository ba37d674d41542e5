// The database's clock as this process estimates it: the last reading, carried on by the monotonic clock. Due times,
// expiries and events are stamped with it, so a worker whose wall clock is an hour off changes nothing but its logs.

export interface DatabaseClock {
  now(): Date;
  /** A reading that was asked for at `askedAt` (performance.now()) and has just come back. */
  read(databaseNow: Date, askedAt: number): void;
}

export function createDatabaseClock(
  first: Date,
  askedAt: number,
  monotonic = () => performance.now(),
): DatabaseClock {
  let aheadMs = aheadOf(first, askedAt);

  /** The answer was made somewhere between asking and now: the middle is the best guess. */
  function aheadOf(databaseNow: Date, asked: number): number {
    return databaseNow.getTime() - (asked + monotonic()) / 2;
  }

  return {
    now: () => new Date(monotonic() + aheadMs),
    read(databaseNow, asked) {
      aheadMs = aheadOf(databaseNow, asked);
    },
  };
}
