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

it("steps that lost one worker run together, and beside new ones", () => {
  const { begin } = yard();
  expect([begin("a", 1), begin("b", 1), begin("c", 0), begin("d", 0)]).toEqual([true, true, true, true]);
});

it("a step that lost two runs beside nothing that lost any, and new ones run beside it", () => {
  const { begin, end, pass, suspects } = yard();
  expect([begin("once", 1), begin("twice", 2)]).toEqual([true, false]);
  expect(suspects.next()).toBeNull();
  pass(5_000);
  expect(suspects.next()).toBeNull();
  end("once");
  expect(suspects.next()).toBe("twice");
  expect([begin("twice", 2), begin("again", 1), begin("other", 2), begin("new", 0)]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  pass(5_000);
  end("twice");
  expect(suspects.next()).toBe("again");
  expect(begin("again", 1)).toBe(true);
  expect(suspects.next()).toBeNull();
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

it("no suspect ever runs beside what lost a worker, and everything has its turn", () => {
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
        if (lostBefore.includes(2)) expect(lostBefore).toEqual([2]);
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
