import fc from "fast-check";
import { expect, test } from "vitest";
import { askedPause, pauseAfter, pauseBeforeNext, triesAtMost } from "#chat/pause-after.ts";
import { Fault } from "#core/fault.ts";

const away = (retryAfterMs?: unknown) =>
  new Fault("unavailable", "Slack is away.", { retryable: true, detail: { retryAfterMs } });

test("Pauses grow to two minutes and are never shorter than the platform asked for.", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000 }),
      fc.integer({ min: 0, max: 3_600_000 }),
      (tries, asked) => {
        const pause = pauseAfter(away(asked), tries);
        expect(pause).toBeGreaterThanOrEqual(asked);
        expect(pause).toBeGreaterThanOrEqual(Math.min(120_000, 1_000 * 2 ** tries));
        expect(pause).toBeLessThanOrEqual(Math.max(asked, 120_000));
        expect(pauseAfter(away(asked), tries + 1)).toBeGreaterThanOrEqual(pause);
      },
    ),
  );
});

test("A platform that only asks for time is asked again sooner than one that is away.", () => {
  const busy = new Fault("rate_limited", "Slack asks to wait.", {
    retryable: true,
    detail: { retryAfterMs: 3_000 },
  });
  expect([1, 4, 5, 300].map((tries) => pauseAfter(busy, tries))).toEqual([3_000, 16_000, 30_000, 30_000]);
});

test("What a platform asks for is believed as far as it makes sense.", () => {
  const asked = [30_000, 1.5, -5, Number.NaN, Number.POSITIVE_INFINITY, 1e12, "30", null, undefined];
  expect(asked.map((ms) => askedPause(away(ms)))).toEqual([30_000, 2, 0, 0, 3_600_000, 3_600_000, 0, 0, 0]);
});

test("An outage is outlasted for about half a day before anything is given up.", () => {
  let waited = 0;
  let tries = 1;
  for (let pause = pauseBeforeNext(away(), tries); pause !== null; pause = pauseBeforeNext(away(), tries)) {
    waited += pause;
    tries += 1;
  }
  expect(tries).toBe(triesAtMost);
  expect(waited / 3_600_000).toBeGreaterThan(11);
  expect(waited / 3_600_000).toBeLessThan(13);
});

test("What is refused for good is not tried twice, and what nobody foresaw a few times.", () => {
  expect(pauseBeforeNext(new Fault("not_found", "The channel is archived."), 1)).toBeNull();
  expect(pauseBeforeNext(new TypeError("x is undefined"), 4)).toBeGreaterThan(0);
  expect(pauseBeforeNext(new TypeError("x is undefined"), 5)).toBeNull();
});
