import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { typoDistance } from "#core/typo-distance.ts";
import { createNameIndex, type NameIndex } from "#hwa/names/name-index.ts";

const plan = [
  "FINANCE_PAYROLL",
  "FINAL_BATCH_PAYROLL",
  "INVOICE_PROCESSING",
  "CRITICAL_JOB",
  "FINAL",
  "MakePlan",
  "SAÍDA_DIÁRIA",
  "CRM.LOAD#1",
];

function indexOf(names: readonly string[]): NameIndex {
  const index = createNameIndex();
  for (const name of names) index.add("job", name);
  return index;
}

const nearest = (index: NameIndex, typed: string) => index.nearest("job", typed, 5).map(({ name }) => name);

describe("a name is found exactly", () => {
  test("in any case and without its accents, in the plan's spelling", () => {
    const index = indexOf(plan);
    expect(index.canonical("job", "finance_payroll")).toBe("FINANCE_PAYROLL");
    expect(index.canonical("job", " makeplan ")).toBe("MakePlan");
    expect(index.canonical("job", "saida_diaria")).toBe("SAÍDA_DIÁRIA");
    expect(index.canonical("job", "crm.load#1")).toBe("CRM.LOAD#1");
  });

  test("only among the names of its kind", () => {
    const index = indexOf(plan);
    index.add("workstation", "AGENT1");
    expect(index.canonical("job", "AGENT1")).toBeNull();
    expect(index.canonical("workstation", "agent1")).toBe("AGENT1");
    expect(index.canonical("stream", "FINAL")).toBeNull();
  });

  test("in the spelling that was typed when two differ in case only", () => {
    const index = indexOf(["load", "LOAD"]);
    expect(index.canonical("job", "load")).toBe("load");
    expect(index.canonical("job", "LOAD")).toBe("LOAD");
  });

  test("until the last job that carries it has gone", () => {
    const index = indexOf(["A_JOB", "A_JOB"]);
    index.remove("job", "A_JOB");
    expect(index.canonical("job", "a_job")).toBe("A_JOB");
    index.remove("job", "A_JOB");
    expect(index.canonical("job", "a_job")).toBeNull();
    expect(nearest(index, "A_JOBS")).toEqual([]);
    expect(index.startingWith("A", 5)).toEqual([]);
    expect(index.size("job")).toBe(0);
  });
});

describe("a near name is offered", () => {
  test.each([
    ["payrol", ["FINANCE_PAYROLL", "FINAL_BATCH_PAYROLL"]],
    ["PAYROLL", ["FINANCE_PAYROLL", "FINAL_BATCH_PAYROLL"]],
    ["INVOICE", ["INVOICE_PROCESSING"]],
    ["invoice_procesing", ["INVOICE_PROCESSING"]],
    ["processing invoice", ["INVOICE_PROCESSING"]],
    ["CRTIICAL_JOB", ["CRITICAL_JOB"]],
    ["criticaljob", ["CRITICAL_JOB"]],
  ])("for %s", (typed, expected) => {
    expect(nearest(indexOf(plan), typed)).toEqual(expected);
  });

  test("with the likest first and a score that says how like", () => {
    const near = indexOf(plan).nearest("job", "FINANCE_PAYROL", 5);
    expect(near[0]?.name).toBe("FINANCE_PAYROLL");
    expect(near.map(({ score }) => score)).toEqual(near.map(({ score }) => score).toSorted((a, b) => b - a));
    expect(near[0]?.score).toBeGreaterThan(0.9);
  });

  test("never for something that is like nothing, nor for nothing", () => {
    expect(nearest(indexOf(plan), "ZZTOP_QQQ")).toEqual([]);
    expect(nearest(indexOf(plan), "")).toEqual([]);
    expect(nearest(indexOf(plan), "🙂")).toEqual([]);
    expect(nearest(indexOf(plan), "x".repeat(100_000))).toEqual([]);
  });

  test("for one slip in any name, even in a crowd of similar ones", () => {
    const crowd = Array.from({ length: 3_000 }, (_, at) => `JOB_${String(at).padStart(5, "0")}`);
    const index = indexOf([...crowd, ...plan]);
    fc.assert(
      fc.property(
        fc.constantFrom(...crowd.slice(0, 200), ...plan.slice(0, 5)),
        fc.nat(),
        fc.constantFrom("drop", "swap", "double"),
        (name, place, slip) => {
          const at = place % (name.length - 1);
          const [head, a, b, tail] = [name.slice(0, at), name[at], name[at + 1], name.slice(at + 2)];
          const typed =
            slip === "drop"
              ? `${head}${b}${tail}`
              : slip === "swap"
                ? `${head}${b}${a}${tail}`
                : `${head}${a}${a}${b}${tail}`;
          const scores = index.nearest("job", typed, 3_000);
          return scores.some((near) => near.name === name);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("from what is in the index now, after thousands came and went", () => {
    const index = indexOf(plan);
    for (let at = 0; at < 5_000; at += 1) index.add("job", `PAYROLL_${at}`);
    for (let at = 0; at < 5_000; at += 1) index.remove("job", `PAYROLL_${at}`);
    expect(index.size("job")).toBe(plan.length);
    expect(nearest(index, "payrol")).toEqual(["FINANCE_PAYROLL", "FINAL_BATCH_PAYROLL"]);
    expect(index.startingWith("PAYROLL", 5)).toEqual([]);
    expect(index.canonical("job", "invoice_processing")).toBe("INVOICE_PROCESSING");
  });
});

test("a beginning is completed in order, whatever was added since the last time", () => {
  const index = indexOf(plan);
  expect(index.startingWith("fin", 5)).toEqual(["FINAL", "FINAL_BATCH_PAYROLL", "FINANCE_PAYROLL"]);
  index.add("job", "FINANCE_CLOSE");
  index.add("job", "AARDVARK");
  expect(index.startingWith("fin", 5)).toEqual([
    "FINAL",
    "FINAL_BATCH_PAYROLL",
    "FINANCE_CLOSE",
    "FINANCE_PAYROLL",
  ]);
  expect(index.startingWith("", 1)).toEqual(["AARDVARK"]);
  expect(index.startingWith("fin", 1, "stream")).toEqual([]);
});

test("while the index is replaced the old names are served, afterwards only the new", async () => {
  const index = indexOf(plan);
  let finish: () => void = () => undefined;
  const replaced = index.replace(async (add) => {
    add("job", "TOMORROW");
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
  });
  expect(index.canonical("job", "final")).toBe("FINAL");
  expect(index.canonical("job", "tomorrow")).toBeNull();
  finish();
  await replaced;
  expect(index.canonical("job", "final")).toBeNull();
  expect(index.canonical("job", "tomorrow")).toBe("TOMORROW");
});

test("the distance is that of Damerau: symmetric, a swap counts one, and zero only for the same", () => {
  expect(typoDistance("FNIAL", "FINAL")).toBe(1);
  expect(typoDistance("PAYROL", "PAYROLL")).toBe(1);
  expect(typoDistance("", "ABC")).toBe(3);
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = typoDistance(a, b);
      return (
        distance === typoDistance(b, a) &&
        (distance === 0) === (a === b) &&
        distance <= Math.max(a.length, b.length) &&
        distance >= Math.abs(a.length - b.length)
      );
    }),
  );
});
