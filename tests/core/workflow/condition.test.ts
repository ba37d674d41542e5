import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateCondition, inspectCondition, longestCondition } from "#core/workflow/condition.ts";

const scope = {
  inputs: { job: "PAYROLL", n: 3, half: 2.5, none: null, list: [1, 2, 3], yes: true, pattern: "(a+)+$" },
  steps: { look: { state: "SUCCEEDED", output: { status: "ABEND", count: 3 }, failure: null } },
  job: { id: "j1" },
};
const is = (source: string) => evaluateCondition(source, scope);

describe("a condition", () => {
  it.each([
    "steps.look.output.status == 'ABEND'",
    "steps['look'].output.status in ['ABEND', 'FAIL']",
    "inputs.yes && !has(inputs.missing)",
    "inputs.none == null",
    "inputs.job != null",
    "inputs.list.exists(each, each > 2)",
    "size(inputs.list) == inputs.n",
    "inputs.job.startsWith('PAY') && inputs.job.matches('^[A-Z]+$')",
    "steps.look.state == 'SUCCEEDED' || inputs.missing == 1",
  ])("%s is true", (source) => expect(is(source)).toBe(true));

  it("counts as arithmetic does, whether a number is whole or not and on whichever side it stands", () => {
    const apply = {
      "+": (a: number, b: number) => a + b,
      "-": (a: number, b: number) => a - b,
      "*": (a: number, b: number) => a * b,
    };
    const compare = {
      "==": (a: number, b: number) => a === b,
      "<": (a: number, b: number) => a < b,
      ">=": (a: number, b: number) => a >= b,
    };
    const small = fc.integer({ min: -50, max: 50 });
    const form = fc.constantFrom("data", "int", "double");
    const write = (kind: string, name: string, value: number) =>
      kind === "data" ? `inputs.${name}` : kind === "int" ? `(${value})` : `(${value.toFixed(1)})`;
    fc.assert(
      fc.property(
        fc.tuple(small, small, small, form, form, form),
        fc.constantFrom(...(Object.keys(apply) as (keyof typeof apply)[])),
        fc.constantFrom(...(Object.keys(compare) as (keyof typeof compare)[])),
        ([a, b, c, fa, fb, fc_], sign, relation) => {
          const left = `${write(fa, "a", a)} ${sign} ${write(fb, "b", b)}`;
          const right = write(fc_, "c", c);
          const value = apply[sign](a, b);
          const wanted = compare[relation](value, c);
          expect(evaluateCondition(`${left} ${relation} ${right}`, { inputs: { a, b, c } })).toBe(wanted);
          const flipped = compare[relation](c, value);
          expect(evaluateCondition(`${right} ${relation} ${left}`, { inputs: { a, b, c } })).toBe(flipped);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("that is not true or false is refused, never taken for one", () => {
    for (const source of ["inputs.n", "inputs.job", "inputs.none", "inputs.list"])
      expect(() => is(source)).toThrow(/must be true or false/);
  });

  it("that names what is not there says so", () => {
    for (const source of [
      "inputs.missing == 1",
      "inputs.list[9] == 1",
      "steps.other.output.x == 1",
      "inputs.constructor == null",
      "inputs.__proto__ == null",
    ])
      expect(() => is(source)).toThrow(expect.objectContaining({ code: "not_found" }));
    expect(() => is("steps.look.failure.x == 1")).toThrow(expect.objectContaining({ code: "not_found" }));
  });

  it("sees nothing of the process it runs in", () => {
    for (const source of [
      "process.env.HOME == ''",
      "globalThis != null",
      "require('fs') == null",
      "this == null",
    ])
      expect(() => is(source)).toThrow();
  });

  it("cannot be made of data: a template in it is refused", () => {
    expect(() => is(`inputs.job == '\${{ inputs.job }}'`)).toThrow(/without/);
  });

  it("is bounded in length, depth and number of parts", () => {
    expect(() => is(`true${" ".repeat(longestCondition)}`)).toThrow(/too long/);
    expect(() => is(`${"(".repeat(60)}true${")".repeat(60)}`)).toThrow(/cannot be read/);
    expect(() => is(Array.from({ length: 300 }, () => "true").join("&&"))).toThrow(/cannot be read/);
  });

  it("keeps working past the bound of remembered programs", () => {
    for (let each = 0; each < 1_200; each += 1) expect(is(`inputs.n + ${each} == ${each + 3}`)).toBe(true);
    expect(is("inputs.n + 0 == 3")).toBe(true);
  });
});

describe("a condition that is looked at before anything runs", () => {
  const roots = ["inputs", "steps", "job"];
  it("tells which fixed paths it reads", () => {
    const { paths, problems } = inspectCondition(
      "has(inputs.a) && steps['look'].output.x[0] in [job.id] && inputs.l.exists(e, e > steps.b.output)",
      roots,
    );
    expect(problems).toEqual([]);
    expect(paths).toEqual([
      ["inputs", "a"],
      ["steps", "look", "output", "x", 0],
      ["job", "id"],
      ["inputs", "l"],
      ["steps", "b", "output"],
    ]);
  });

  it.each([
    ["inputs.a ==", /cannot be read/],
    ["nope == 1", /Unknown variable: nope/],
    ["output.x == 1", /cannot see output/],
    ["1 + 1", /yields int/],
    ["inputs.a.matches(inputs.pattern)", /pattern/],
    [" ", /empty/],
  ])("finds what is wrong with %s", (source, message) => {
    expect(inspectCondition(source, roots).problems.join(" ")).toMatch(message);
  });
});
