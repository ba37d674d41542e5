// What lost its worker before, and what it may run beside.

import fc from "fast-check";
import { expect, it } from "vitest";
import { createSuspects } from "#engine/suspects.ts";

function yard() {
  const running = new Set<string>();
  let clock = 0;
  const suspects = createSuspects(
    (jobId, step) => running.has(`${jobId}.${step}`),
    () => clock,
  );
  return {
    suspects,
    /** Begins when it may. */
    begin(jobId: string, lost: number): boolean {
      if (!suspects.mayBegin(jobId, "a", lost)) return false;
      suspects.began(jobId, "a", lost);
      running.add(`${jobId}.a`);
      return true;
    },
    end: (jobId: string) => running.delete(`${jobId}.a`),
    pass: (ms: number) => {
      clock += ms;
    },
  };
}

it("new steps run together, and beside one that lost its worker", () => {
  const { begin } = yard();
  expect([begin("a", 1), begin("b", 0), begin("c", 0)]).toEqual([true, true, true]);
});

it("of those that lost their worker one runs at a time, however often they lost it", () => {
  const { begin, end, pass, suspects } = yard();
  expect([begin("once", 1), begin("twice", 2), begin("also", 1)]).toEqual([true, false, false]);
  expect(suspects.next()).toBeNull();
  pass(5_000);
  expect(suspects.next()).toBeNull();
  end("once");
  expect(suspects.next()).toBe("twice");
  expect([begin("twice", 2), begin("new", 0)]).toEqual([true, true]);
  expect(suspects.next()).toBeNull();
  pass(5_000);
  end("twice");
  expect(suspects.next()).toBe("also");
  expect(begin("also", 1)).toBe(true);
});

it("a claim that was not kept is waited for a second, by others alone", () => {
  const { begin, end, pass, suspects } = yard();
  expect(begin("twice", 2)).toBe(true);
  end("twice");
  expect(begin("other", 2)).toBe(false);
  expect(suspects.mayBegin("twice", "a", 2)).toBe(true);
  pass(1_001);
  expect(suspects.next()).toBe("other");
});

it("no two that lost their worker ever run side by side, and everything has its turn", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2), { minLength: 1, maxLength: 12 }), (losses) => {
      const { begin, end, pass, suspects } = yard();
      const waits = new Map(losses.map((lost, index) => [`job-${index}`, lost]));
      const runs = new Map<string, number>();
      const tryToBegin = (jobId: string) => {
        const lost = waits.get(jobId) ?? 0;
        if (!begin(jobId, lost)) return;
        waits.delete(jobId);
        runs.set(jobId, lost);
        const lostBefore = [...runs.values()].filter((each) => each > 0);
        expect(lostBefore.length).toBeLessThanOrEqual(1);
      };
      for (const jobId of [...waits.keys()]) tryToBegin(jobId);
      for (let round = 0; round < losses.length * 2; round++) {
        const [first] = runs.keys();
        if (first !== undefined) {
          end(first);
          runs.delete(first);
        }
        pass(1_001);
        for (let jobId = suspects.next(); jobId !== null; jobId = suspects.next()) tryToBegin(jobId);
      }
      expect([...waits.keys()]).toEqual([]);
    }),
  );
});
