// The database's clock as this process estimates it: the last good reading, carried on by the monotonic clock. Due times,
// expiries and events are stamped with it, so a worker whose wall clock is an hour off changes nothing but its logs.
//
// An answer was made somewhere between asking and hearing it, so a slow answer is a vague reading. A vague one does not
// replace an exact one that it agrees with; one that disagrees means that the database's clock was set, and counts.

export interface DatabaseClock {
  now(): Date;
  /** A reading that was asked for at `askedAt` (performance.now()) and has just come back. */
  read(databaseNow: Date, askedAt: number): void;
}

interface Reading {
  readonly aheadMs: number;
  /** Half of the time the answer took: the estimate is not further off. */
  readonly vagueMs: number;
  readonly at: number;
}

/** What two clocks may drift apart in a while. */
const driftPerMs = 1 / 5_000;

export function createDatabaseClock(
  first: Date,
  askedAt: number,
  monotonic = () => performance.now(),
): DatabaseClock {
  let best = readingOf(first, askedAt);

  function readingOf(databaseNow: Date, asked: number): Reading {
    const at = monotonic();
    return { aheadMs: databaseNow.getTime() - (asked + at) / 2, vagueMs: (at - asked) / 2, at };
  }

  return {
    now: () => new Date(monotonic() + best.aheadMs),
    read(databaseNow, asked) {
      const reading = readingOf(databaseNow, asked);
      const vagueByNow = best.vagueMs + (reading.at - best.at) * driftPerMs;
      // Readings are whole milliseconds.
      const agrees = Math.abs(reading.aheadMs - best.aheadMs) <= reading.vagueMs + vagueByNow + 1;
      if (!agrees || reading.vagueMs <= vagueByNow) best = reading;
    },
  };
}
