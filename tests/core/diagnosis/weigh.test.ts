import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CauseKind, causeKinds } from "#core/diagnosis/causes.ts";
import type { Bearing, Evidence } from "#core/diagnosis/evidence.ts";
import { weigh } from "#core/diagnosis/weigh.ts";

function shown(id: string, ...bears: readonly Bearing[]): Evidence {
  return {
    id,
    look: "log",
    text: { en: id, pt: id },
    source: { title: "HWA", ref: id },
    at: null,
    bears,
  };
}

const on = (cause: CauseKind, weight: number, group: string = cause): Bearing => ({ cause, weight, group });

const bearings = fc.record({
  cause: fc.constantFrom(...causeKinds),
  weight: fc.double({ min: -3, max: 3, noNaN: true }),
  group: fc.constantFrom("a", "b", "c", "d"),
});
const evidences = fc
  .array(fc.array(bearings, { maxLength: 4 }), { maxLength: 12 })
  .map((all) => all.map((bears, index) => shown(`e${index}`, ...bears)));

describe("Weighing evidence", () => {
  it("knows nothing without evidence, and says so.", () => {
    expect(weigh([])).toEqual({
      verdict: "unknown",
      hypotheses: [],
      ruledOut: [],
      unexplained: expect.any(Number),
    });
  });

  it("confirms a cause that something shows directly.", () => {
    const { verdict, hypotheses } = weigh([shown("log:14", on("missing_file", 3))]);
    expect(verdict).toBe("confirmed");
    expect(hypotheses[0]).toMatchObject({ cause: "missing_file", for: ["log:14"], against: [] });
  });

  it("confirms nothing that only fits, however much of it there is.", () => {
    const fits = ["a", "b", "c", "d"].map((group) => shown(group, on("disk_full", 1, group)));
    expect(weigh(fits).verdict).toBe("likely");
  });

  it("counts what says one thing twice once.", () => {
    const once = weigh([shown("log:1", on("lock", 1, "log"))]);
    const twice = weigh([shown("log:1", on("lock", 1, "log")), shown("log:2", on("lock", 1, "log"))]);
    expect(twice.hypotheses[0]?.probability).toBe(once.hypotheses[0]?.probability);
    expect(twice.hypotheses[0]?.for).toEqual(["log:1", "log:2"]);
  });

  it("leaves two causes that are shown alike unknown rather than choosing one.", () => {
    const { verdict, hypotheses } = weigh([shown("a", on("logon", 3)), shown("b", on("disk_full", 3))]);
    expect(verdict).toBe("unknown");
    expect(hypotheses.map((each) => each.cause)).toEqual(["disk_full", "logon"]);
  });

  it("rules out what was looked for and refuted, and only that.", () => {
    const { ruledOut } = weigh([
      shown("log", on("missing_file", 3)),
      shown("ws", on("workstation_down", -2)),
    ]);
    expect(ruledOut).toEqual([{ cause: "workstation_down", against: ["ws"] }]);
  });

  it("does not rule out what something shows all the same.", () => {
    const { ruledOut, hypotheses } = weigh([
      shown("log", on("workstation_down", 3)),
      shown("now", on("workstation_down", -2)),
    ]);
    expect(ruledOut).toEqual([]);
    expect(hypotheses[0]).toMatchObject({ cause: "workstation_down", for: ["log"], against: ["now"] });
  });

  it("gives probabilities that with the unexplained never exceed one, in falling order, each with its evidence.", () => {
    fc.assert(
      fc.property(evidences, (evidence) => {
        const { hypotheses, unexplained } = weigh(evidence);
        const probabilities = hypotheses.map((each) => each.probability);
        expect(probabilities.reduce((sum, each) => sum + each, unexplained)).toBeLessThanOrEqual(1 + 1e-9);
        expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
        for (const each of hypotheses) expect(each.for.length).toBeGreaterThan(0);
      }),
    );
  });

  it("does not care in which order the evidence came.", () => {
    fc.assert(
      fc.property(evidences, (evidence) => {
        const there = weigh(evidence);
        const back = weigh(evidence.toReversed());
        expect(back.verdict).toBe(there.verdict);
        expect(back.hypotheses.map((each) => each.cause)).toEqual(there.hypotheses.map((each) => each.cause));
      }),
    );
  });

  it("becomes no less sure of a cause by evidence for it.", () => {
    fc.assert(
      fc.property(evidences, fc.constantFrom(...causeKinds), (evidence, cause) => {
        const before = weigh(evidence).hypotheses.find((each) => each.cause === cause)?.probability ?? 0;
        const more = weigh([...evidence, shown("more", on(cause, 1, "more"))]);
        const after = more.hypotheses.find((each) => each.cause === cause)?.probability ?? 0;
        expect(after).toBeGreaterThanOrEqual(before - 1e-9);
      }),
    );
  });
});
