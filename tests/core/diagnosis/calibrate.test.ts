// How sure a diagnosis may say it is.

import fc from "fast-check";
import { expect, it } from "vitest";
import { calibrate, calibration } from "#core/diagnosis/calibrate.ts";
import { weigh } from "#core/diagnosis/weigh.ts";
import {
  brier,
  crossValidated,
  expectedError,
  fitCurve,
  type Reading,
} from "../../evals/incidents/calibration.ts";

const chance = fc.double({ min: 0, max: 1, noNaN: true });

it("What weighs more is never told as less likely, and nothing as certain", () => {
  fc.assert(
    fc.property(chance, chance, (one, other) => {
      const [less, more] = one < other ? [one, other] : [other, one];
      expect(calibrate(less)).toBeLessThanOrEqual(calibrate(more));
      expect(calibrate(more)).toBeLessThanOrEqual(calibration.most);
      expect(calibrate(less)).toBeGreaterThanOrEqual(0);
    }),
  );
});

it("Of one diagnosis all that is likely adds up to no more than one", () => {
  const source = { title: "t", ref: "r" };
  const shown = (cause: "lock" | "timeout" | "disk_full", weight: number) => ({
    id: cause,
    look: "log" as const,
    text: { en: "a", pt: "a" },
    source,
    at: null,
    bears: [{ cause, weight, group: "log" }],
  });
  const weights = fc.double({ min: -3, max: 5, noNaN: true });
  fc.assert(
    fc.property(weights, weights, weights, (a, b, c) => {
      const evidence = [shown("lock", a), shown("timeout", b), shown("disk_full", c)];
      const { hypotheses, unexplained } = weigh(evidence, calibrate);
      const sum = hypotheses.reduce((all, each) => all + each.probability, unexplained);
      expect(sum).toBeLessThanOrEqual(1 + 1e-9);
    }),
  );
});

it("What a log alone says is told less surely than what something else says as well, and is not confirmed beside a rival", () => {
  const seen = (look: "log" | "return_code", cause: "lock" | "timeout", weight: number) => ({
    id: `${look}:${cause}`,
    look,
    text: { en: "a", pt: "a" },
    source: { title: "t", ref: "r" },
    at: null,
    bears: [{ cause, weight, group: look }],
  });
  const alone = weigh([seen("log", "lock", 4)], calibrate);
  const both = weigh([seen("log", "lock", 4), seen("return_code", "lock", 1)], calibrate);
  expect(alone).toMatchObject({ verdict: "confirmed", hypotheses: [{ probability: calibration.mostByLog }] });
  expect(both).toMatchObject({ verdict: "confirmed", hypotheses: [{ probability: calibration.most }] });
  const rivals = [seen("log", "lock", 4), seen("log", "timeout", 2.4)];
  expect(weigh(rivals, calibrate).verdict).toBe("likely");
  expect(weigh([...rivals, seen("return_code", "lock", 1)], calibrate).verdict).toBe("confirmed");
});

/** As many readings of each chance, of which `observed` are right. */
function readings(pairs: readonly (readonly [raw: number, observed: number])[]): readonly Reading[] {
  return pairs.flatMap(([raw, observed], kind) =>
    Array.from({ length: 200 }, (_, index) => ({
      scenario: `s${kind}-${index}`,
      raw,
      right: index / 200 < observed,
      weight: 1,
    })),
  );
}

it("A curve finds what is stated too boldly, and the error becomes less where it was not fitted", () => {
  const bold = readings([
    [0.7, 0.55],
    [0.9, 0.7],
    [0.98, 0.85],
  ]);
  const raw = bold.map((each) => ({ ...each, stated: each.raw }));
  expect(fitCurve(bold).slope).toBeLessThan(0.8);
  expect(expectedError(raw)).toBeCloseTo((0.15 + 0.2 + 0.13) / 3, 5);
  expect(expectedError(crossValidated(bold))).toBeLessThan(expectedError(raw) / 2);
  expect(brier(crossValidated(bold))).toBeLessThan(brier(raw));
});
