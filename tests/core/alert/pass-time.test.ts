// What time does to alerts, whatever the rules are and however often it is looked at.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Alert } from "#core/alert/alert.ts";
import { type Passing, passTime } from "#core/alert/pass-time.ts";
import { afterWord } from "#core/alert/people-words.ts";
import { defaultRules } from "#core/alert/rules.ts";
import { anAlert } from "../../contracts/alerts.ts";

const minute = 60_000;
const place = { channel: "slack:C1", locale: "en", held: false, digest: null } as const;
const opened = anAlert({ places: [place], route: "all", rev: 1 });
const t0 = opened.openedAt;
const olga = { id: "olga", name: "Olga" };

function passing(afters: readonly number[]): Passing {
  const escalation = afters.map((after, index) => ({
    afterMs: after * minute,
    channels: [`slack:C${index + 2}`],
    people: ["ana"],
    direct: true,
  }));
  return {
    rules: {
      ...defaultRules,
      routes: [{ name: "all", match: {}, to: ["slack:C1"], language: null, quiet: null, escalation }],
    },
    called: (people) =>
      people.map((name) => ({ name, identities: [`email:${name}@company.com`], known: true })),
  };
}

describe("time", () => {
  test("changes nothing of an alert that nothing is due for: the very same one comes back.", () => {
    expect(passTime(opened, t0 + minute, passing([15]))).toBe(opened);
  });

  test("calls each step once, in order, however late it is looked at.", () => {
    const steps = passing([15, 30]);
    const late = passTime(opened, t0 + 60 * minute, steps);
    expect(late.escalations.map(({ step }) => step)).toEqual([0, 1]);
    expect(late.places.map(({ channel }) => channel)).toEqual(["slack:C1", "slack:C2", "slack:C3"]);
    expect(passTime(late, t0 + 600 * minute, steps)).toBe(late);
  });

  test("it does not matter how often time is looked at in between.", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { maxLength: 5 }),
        fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 20 }),
        (afters, looks) => {
          const steps = passing(afters.toSorted((a, b) => a - b));
          const end = 121;
          const seen = [...looks.toSorted((a, b) => a - b), end].reduce(
            (alert: Alert, at) => passTime(alert, t0 + at * minute, steps),
            opened,
          );
          const once = passTime(opened, t0 + end * minute, steps);
          expect(seen.places).toEqual(once.places);
          expect(seen.escalations.map(({ step }) => step)).toEqual(once.escalations.map(({ step }) => step));
        },
      ),
    );
  });

  test("calls nobody for what somebody took, what rests, what is held back and what is over.", () => {
    const steps = passing([15]);
    const states: readonly Partial<Alert>[] = [
      { mine: { ...olga, at: t0 } },
      { snooze: { until: t0 + 1_000 * minute, by: olga } },
      { resolved: { at: t0 + 1, how: "completed", into: null } },
    ];
    for (const state of states)
      expect(passTime({ ...opened, ...state }, t0 + 60 * minute, steps).escalations).toEqual([]);
  });

  test("a word that changes nothing is none: taking what one has, or resting what is over.", () => {
    const mine = afterWord(opened, { kind: "mine", by: olga }, t0);
    if (!mine) throw new Error("It was not taken.");
    expect(afterWord(mine, { kind: "mine", by: olga }, t0 + 1)).toBeNull();
    expect(afterWord(mine, { kind: "mine", by: { id: "otto", name: "Otto" } }, t0 + 1)?.mine?.name).toBe(
      "Otto",
    );
    const over = { ...mine, resolved: { at: t0, how: "completed", into: null } as const };
    expect(afterWord(over, { kind: "snooze", by: olga, forMs: minute }, t0)).toBeNull();
    expect(afterWord(over, { kind: "note", by: olga, text: "why" }, t0)?.notes).toHaveLength(1);
  });
});
