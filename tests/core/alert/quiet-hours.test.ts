// Quiet hours by the clock on the wall.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isQuiet, type QuietHours, weekdays } from "#core/alert/quiet-hours.ts";

const nights: QuietHours = {
  name: "nights",
  from: 22 * 60,
  to: 6 * 60 + 30,
  timezone: "America/Sao_Paulo",
  days: weekdays,
  letsThrough: ["critical"],
};
const at = (iso: string) => Date.parse(iso);

describe("quiet hours", () => {
  test.each([
    ["2026-03-03T00:59:00Z", false], // 21:59
    ["2026-03-03T01:00:00Z", true], // 22:00
    ["2026-03-03T09:29:00Z", true], // 06:29
    ["2026-03-03T09:30:00Z", false], // 06:30
  ])("over midnight in São Paulo, at %s: %s", (iso, quiet) => {
    expect(isQuiet(nights, at(iso))).toBe(quiet);
  });

  test("that begin on Friday last into Saturday morning, and Saturday night is loud.", () => {
    const friday = { ...nights, days: ["fri"] as const, timezone: "UTC" };
    expect(isQuiet(friday, at("2026-03-06T23:00:00Z"))).toBe(true);
    expect(isQuiet(friday, at("2026-03-07T05:00:00Z"))).toBe(true);
    expect(isQuiet(friday, at("2026-03-07T23:00:00Z"))).toBe(false);
    expect(isQuiet(friday, at("2026-03-06T05:00:00Z"))).toBe(false);
  });

  test("follow the wall through a change of clocks.", () => {
    const berlin = { ...nights, from: 0, to: 6 * 60, timezone: "Europe/Berlin" };
    // 29 March 2026, 02:00 becomes 03:00: six o'clock is four hours after one UTC hour earlier than usual.
    expect(isQuiet(berlin, at("2026-03-29T03:59:00Z"))).toBe(true);
    expect(isQuiet(berlin, at("2026-03-29T04:00:00Z"))).toBe(false);
    expect(isQuiet(berlin, at("2026-03-28T04:30:00Z"))).toBe(true);
  });

  test("of every day and their complement never overlap and leave no minute out.", () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(minute, minute, fc.integer({ min: 0, max: 2_000_000 }), (from, to, later) => {
        fc.pre(from !== to);
        const one = { ...nights, from, to };
        const other = { ...nights, from: to, to: from };
        const moment = at("2026-01-01T00:00:00Z") + later * 60_000;
        expect(isQuiet(one, moment)).toBe(!isQuiet(other, moment));
      }),
    );
  });
});
