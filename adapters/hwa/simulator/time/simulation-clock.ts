// The plan's time: real time from the start, made faster by `speed`, moved on by hand, or standing still for a while.

export interface SimulationClock {
  /** The plan's present, epoch milliseconds. */
  now(): number;
  advance(seconds: number): void;
  /** The picture stands still for so many real seconds, then catches up; 0 lets it go on at once. */
  freeze(seconds: number): void;
  readonly frozen: boolean;
}

export function createSimulationClock(realNow: () => Date, speed: number): SimulationClock {
  const began = realNow().getTime();
  let skipped = 0;
  let standsAt = 0;
  let standsUntil = 0;
  const flowing = () => began + (realNow().getTime() - began) * speed + skipped;
  return {
    now: () => (realNow().getTime() < standsUntil ? standsAt : flowing()),
    advance(seconds) {
      skipped += seconds * 1000;
    },
    freeze(seconds) {
      standsAt = this.now();
      standsUntil = seconds > 0 ? realNow().getTime() + seconds * 1000 : 0;
    },
    get frozen() {
      return realNow().getTime() < standsUntil;
    },
  };
}
