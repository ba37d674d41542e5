import { describe, expect, it } from "vitest";
import { createDatabaseClock } from "#engine/database-clock.ts";

const hour = 3_600_000;

/** A process whose monotonic clock the test moves, and a database whose clock is `ahead` of it. */
function clocks(ahead = 5_000_000) {
  let monotonic = 0;
  let set = ahead;
  /** The answer was made after `thereMs` of the `tookMs` it took. */
  const ask = (tookMs: number, thereMs: number) => {
    const asked = monotonic;
    monotonic += tookMs;
    return [new Date(asked + thereMs + set), asked] as const;
  };
  const clock = createDatabaseClock(...ask(2, 1), () => monotonic);
  return {
    ask: (tookMs: number, thereMs: number) => clock.read(...ask(tookMs, thereMs)),
    pass(ms: number) {
      monotonic += ms;
    },
    set(ms: number) {
      set += ms;
    },
    offBy: () => clock.now().getTime() - (monotonic + set),
  };
}

describe("the database's clock", () => {
  it("goes on with the monotonic clock between readings", () => {
    const { pass, offBy } = clocks();
    pass(60_000);
    expect(Math.abs(offBy())).toBeLessThanOrEqual(1);
  });

  it("is not moved by an answer that took long, so that steps that follow each other are not stamped the other way round", () => {
    const { ask, pass, offBy } = clocks();
    pass(5_000);
    ask(800, 790); // asked and answered at once, heard late: its middle is 390 ms off
    expect(Math.abs(offBy())).toBeLessThanOrEqual(1);
    ask(900, 5);
    expect(Math.abs(offBy())).toBeLessThanOrEqual(1);
  });

  it("follows at once when the database's clock is set", () => {
    const { ask, set, offBy } = clocks();
    set(hour);
    ask(40, 20);
    expect(Math.abs(offBy())).toBeLessThanOrEqual(20);
    set(-2 * hour);
    ask(40, 20);
    expect(Math.abs(offBy())).toBeLessThanOrEqual(20);
  });

  it("takes a vague answer after a long while without any", () => {
    const { ask, pass, offBy } = clocks();
    pass(10 * hour);
    ask(400, 200);
    expect(Math.abs(offBy())).toBeLessThanOrEqual(1);
  });
});
