import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dataActions } from "#actions/data/data-actions.ts";
import { isoDate } from "#actions/data/iso-date.ts";
import type { Row } from "#actions/data/rows.ts";
import { transformNames, transformRows } from "#actions/data/transform-rows.ts";
import type { Action } from "#ports/action.ts";
import { outputOf, runAction } from "../support/action-context.ts";

function action(name: string): Action {
  const found = dataActions.find((each) => each.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}
const run = (name: string, input: object) => outputOf(action(name), input);

const sales = [
  { region: "north", amount: 10.1, at: "2026-03-01" },
  { region: "south", amount: 0.2, at: "2026-03-02" },
  { region: "north", amount: null, at: "2026-03-03" },
  { region: "north", amount: 0.1, at: "2026-03-04" },
];

describe("normalizing", () => {
  it("makes names, spaces, e-mails, empty values, dates and fields alike", async () => {
    const data = [
      { "First Name": "  Ana  Maria ", Email: "Ana@Example.COM", born: "31.12.1990", note: "" },
      { firstName: "Jo", HTTPServer: "x", born: "03/04/1990" },
    ];
    expect(await run("data.normalize", { data })).toEqual({
      rows: [
        {
          first_name: "Ana Maria",
          email: "ana@example.com",
          born: "1990-12-31",
          note: null,
          http_server: null,
        },
        { first_name: "Jo", email: null, born: "03/04/1990", note: null, http_server: "x" },
      ],
      count: 2,
      input_count: 2,
    });
  });

  it("names row and field when two names become one", async () => {
    await expect(run("data.normalize", { data: [{ a: 1 }, { aB: 1, a_b: 2 }] })).rejects.toThrow(
      /Row 2, field "a_b".*"aB"/,
    );
  });

  it("is the same twice as once, for every transform and whatever the records", () => {
    const rows = fc.array(
      fc.dictionary(
        fc.string({ maxLength: 8 }),
        fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.constant(" a@B.Co ")),
        { maxKeys: 4, noNullPrototype: true },
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(rows, fc.constantFrom(...transformNames), (data, name) => {
        let once: readonly Row[];
        try {
          once = transformRows(data, [name]);
        } catch {
          return; // Two names became one: refused by name, as told above.
        }
        expect(transformRows(once, [name])).toEqual(once);
      }),
    );
  });

  it("keeps a field called __proto__ a field", async () => {
    const data = JSON.parse('[{"__proto__":{"x":1},"a":" b "}]');
    const rows = transformRows(data, ["trim"]);
    expect(Object.getPrototypeOf(rows[0])).toBe(Object.prototype);
    expect(JSON.stringify(rows)).toBe('[{"__proto__":{"x":1},"a":"b"}]');
  });

  it("never chooses between two readings of a date", () => {
    expect(["2026/3/1", "1.3.2026", "31/12/2026", "12-31-2026", "05/05/2026"].map(isoDate)).toEqual([
      "2026-03-01",
      "2026-03-01",
      "2026-12-31",
      "2026-12-31",
      "2026-05-05",
    ]);
    expect(["03/04/2026", "31.2.2026", "2026-13-01", "20260301", "yesterday", "1/2"].map(isoDate)).toEqual(
      Array(6).fill(null),
    );
  });
});

describe("filtering", () => {
  const amounts = async (filter: unknown) =>
    ((await run("data.filter", { data: sales, filter })) as { rows: Row[] }).rows.map(({ at }) => at);
  it("compares, and joins by all, any and not", async () => {
    expect(await amounts({ field: "amount", op: "gt", value: 0.15 })).toEqual(["2026-03-01", "2026-03-02"]);
    expect(await amounts({ field: "amount", op: "exists", value: false })).toEqual(["2026-03-03"]);
    expect(
      await amounts([
        { field: "region", value: "north" },
        { not: { field: "at", op: "ge", value: "2026-03-03" } },
      ]),
    ).toEqual(["2026-03-01"]);
    expect(
      await amounts({
        any: [
          { field: "region", value: "south" },
          { field: "at", op: "ends_with", value: "04" },
        ],
      }),
    ).toEqual(["2026-03-02", "2026-03-04"]);
    expect(await amounts({ field: "region", op: "in", value: ["south"] })).toEqual(["2026-03-02"]);
  });

  it("names row and field where two things have no order", async () => {
    await expect(amounts({ field: "region", op: "lt", value: 3 })).rejects.toThrow(
      /Row 1, field "region".*text/,
    );
    await expect(
      run("data.filter", { data: sales, filter: { field: "x", op: "matches", value: "(a+)+$" } }),
    ).rejects.toThrow();
  });
});

describe("aggregating", () => {
  it("counts, sums without drift, averages, and leaves missing values out", async () => {
    const measures = [
      { op: "count" },
      { op: "count", field: "amount" },
      { op: "sum", field: "amount" },
      { op: "avg", field: "amount", as: "mean" },
      { op: "max", field: "at" },
    ];
    const output = await run("data.aggregate", { data: sales, group_by: "region", measures });
    expect((output as { rows: Row[] }).rows).toEqual([
      { region: "north", count: 3, count_amount: 2, sum_amount: 10.2, mean: 5.1, max_at: "2026-03-04" },
      { region: "south", count: 1, count_amount: 1, sum_amount: 0.2, mean: 0.2, max_at: "2026-03-02" },
    ]);
    const cents = Array.from({ length: 1000 }, () => ({ c: 0.1 }));
    expect(cents.reduce((sum, { c }) => sum + c, 0)).not.toBe(100); // control: adding one after the other drifts
    expect(
      (
        (await run("data.aggregate", { data: cents, measures: [{ op: "sum", field: "c" }] })) as {
          rows: Row[];
        }
      ).rows,
    ).toEqual([{ sum_c: 100 }]);
  });

  it("names row and field of text where a number is needed", async () => {
    const data = [{ a: 1 }, { a: "2" }];
    await expect(run("data.aggregate", { data, measures: [{ op: "sum", field: "a" }] })).rejects.toThrow(
      /Row 2, field "a".*text/,
    );
    await expect(run("data.aggregate", { data, measures: [{ op: "sum" }] })).rejects.toThrow(/needs a field/);
  });
});

describe("validating and mapping", () => {
  const schema = {
    required: ["id"],
    properties: { id: { type: "integer", minimum: 1 }, mail: { type: "string", format: "email" } },
  };
  const data = [{ id: 1, mail: "a@b.co" }, { id: 0 }, { mail: "x" }];
  it("reports each bad record by row, field and reason, and gives the good ones", async () => {
    const output = await run("data.validate", { data, schema, on_invalid: "report" });
    expect(output).toMatchObject({ valid: false, count: 1, invalid_count: 2, rows: [data[0]] });
    const { problems } = output as { problems: { row: number; field: string }[] };
    expect(problems.map(({ row, field }) => `${row}:${field}`)).toEqual(["1:id", "2:id", "2:mail"]);
    await expect(run("data.validate", { data, schema })).rejects.toThrow(/2 of 3 records.*row 2, field "id"/);
  });

  it("refuses patterns, which could hold a worker for good; a field may be called so", async () => {
    const evil = { properties: { a: { type: "string", pattern: "^(a+)+$" } } };
    await expect(run("data.validate", { data, schema: evil })).rejects.toThrow(/uses pattern/);
    await run("data.validate", {
      data: [{ pattern: "x" }],
      schema: { properties: { pattern: { type: "string" } } },
    });
  });

  it("maps names, defaults and constants, and names what is not there", async () => {
    const output = await run("data.map", {
      data: [{ a: { b: 1 }, c: null }],
      fields: { x: "a.b", y: { from: "c", default: 0 }, z: { value: "k" } },
    });
    expect(output).toMatchObject({ rows: [{ x: 1, y: 0, z: "k" }] });
    await expect(run("data.map", { data: [{ a: 1 }], fields: { x: "nope" } })).rejects.toThrow(
      /Row 1, field "nope"/,
    );
  });
});

describe("data.process and data.sample", () => {
  it("take the seed's customers through transform normalize", async () => {
    const data = [
      { id: 1, name: "John", email: "john@example.com" },
      { id: 2, name: "Jane", email: "jane@example.com" },
    ];
    expect(await run("data.process", { operation: "transform", data, transform: "normalize" })).toEqual({
      operation: "transform",
      item_count: 2,
      processed_count: 2,
      rows: data,
    });
    expect(await run("data.process", { operation: "transform", data, check_only: true })).toMatchObject({
      rows: [],
      processed_count: 2,
    });
  });

  it("refuse an operation without its rule, or with another's", async () => {
    await expect(run("data.process", { operation: "filter", data: sales })).rejects.toThrow(
      /The operation filter needs/,
    );
    await expect(
      run("data.process", { operation: "filter", data: sales, transform: "trim" }),
    ).rejects.toThrow(/a rule for transform was given/);
    await expect(run("data.process", { operation: "explode", data: sales })).rejects.toThrow();
  });

  it("show the first, the last, and what lies evenly between", async () => {
    const data = Array.from({ length: 101 }, (_, n) => ({ n }));
    expect(await run("data.sample", { data, size: 5 })).toEqual({
      sample: [0, 25, 50, 75, 100].map((n) => ({ n })),
      count: 101,
    });
    expect(await run("data.sample", { data: [], size: 5 })).toEqual({ sample: [], count: 0 });
  });

  it("process 100,000 records in seconds, and refuse one more", async () => {
    const data = Array.from({ length: 100_000 }, (_, n) => ({
      id: n,
      "Full Name": ` Person ${n} `,
      mail: `P${n}@X.CO`,
    }));
    const began = performance.now();
    await runAction(action("data.process"), { operation: "transform", data });
    expect(performance.now() - began).toBeLessThan(6_000);
    expect(() => action("data.process").input.parse({ operation: "transform", data: [...data, {}] })).toThrow(
      /too many rows/,
    );
  });
});
