import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Fault, isFault } from "#core/fault.ts";
import { checkInputs, coerceInputs, longestText } from "#core/workflow/inputs.ts";
import type { InputSpec, Json } from "#core/workflow/workflow.ts";

function input(schema: { readonly [key: string]: Json }, more: Partial<InputSpec> = {}): InputSpec {
  return { schema, required: false, description: null, ...more };
}

const workflow = {
  id: "try-it",
  inputs: {
    job: input({ type: "string", minLength: 1 }, { required: true, description: "HWA job name" }),
    count: input({ type: "integer", minimum: 1, maximum: 10 }, { default: 2 }),
    names: input({ type: "array", items: { type: "string" }, maxItems: 3 }),
    mode: input({ type: "string", enum: ["fast", "slow"] }),
    code: input({ type: "string", pattern: "^[A-Z]{2}$" }),
    files: input({
      type: "array",
      items: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
    }),
    sure: input({ type: "boolean" }),
    ratio: input({ type: "number" }),
  },
};

describe("inputs", () => {
  it("are filled in: what was given, the default, or null", () => {
    expect(checkInputs(workflow, { job: "A", mode: null })).toEqual({
      job: "A",
      count: 2,
      names: null,
      mode: null,
      code: null,
      files: null,
      sure: null,
      ratio: null,
    });
  });

  it.each<[{ [key: string]: Json }, string, RegExp]>([
    [{}, "job", /needs the input "job"\. It is: HWA job name\./],
    [{ job: null }, "job", /needs the input "job"/],
    [{ job: "" }, "job", /at least 1 characters/],
    [{ job: 5 }, "job", /must be a text, not a number/],
    [{ job: "A", count: 11 }, "count", /at most 10/],
    [{ job: "A", count: 1.5 }, "count", /whole number, not a fraction/],
    [{ job: "A", count: "5" }, "count", /must be a number, not a text/],
    [{ job: "A", mode: "fats" }, "mode", /one of "fast", "slow"/],
    [{ job: "A", code: "x" }, "code", /must look like/],
    [{ job: "A", names: ["a", 1] }, "names[1]", /must be a text/],
    [{ job: "A", names: ["a", "b", "c", "d"] }, "names", /at most 3 entries/],
    [{ job: "A", files: [{ path: "x" }, {}] }, "files[1].path", /is missing/],
    [{ job: "A", jbo: 1 }, "jbo", /no input "jbo"\. Did you mean job\?/],
    [{ job: "A", __proto__x: 1 }, "__proto__x", /has no input/],
  ])("%j are refused by name", (given, field, message) => {
    const fault = refusal(given);
    expect(fault).toMatchObject({ code: "invalid_input", detail: { field } });
    expect(fault?.message).toMatch(message);
  });

  it("are all told at once", () => {
    const problems = refusal({ count: 99, mode: "x", other: 1 })?.detail.problems;
    expect(problems).toHaveLength(4);
  });

  it("arrive byte for byte: quotes, newlines, $(…), leading dashes, escapes, a megabyte", () => {
    const hostile = [
      "'\"`",
      "a\nb\r\n",
      "$(rm -rf /)",
      "--force",
      "-",
      "\u001b[31m",
      `\${{ inputs.job }}`,
      "\u202e",
      " ",
      "é😀",
      "x".repeat(longestText),
      "; drop table jobs",
    ];
    for (const job of hostile) expect(checkInputs(workflow, { job }).job).toBe(job);
    fc.assert(
      fc.property(
        fc
          .string({ unit: "binary", minLength: 1 })
          .filter((text) => !text.includes("\0") && text.isWellFormed()),
        (job) => {
          expect(checkInputs(workflow, { job }).job).toBe(job);
        },
      ),
    );
  });

  it.each<[string, Json, RegExp]>([
    ["NUL", "a\0b", /NUL/],
    ["half a surrogate pair", "a\ud800", /surrogate/],
    ["more than a megabyte", "é".repeat(longestText / 2 + 1), /1 MB/],
  ])("with %s are refused by name", (_, value, message) => {
    expect(refusal({ job: value })).toMatchObject({ detail: { field: "job" } });
    expect(refusal({ job: value })?.message).toMatch(message);
    expect(refusal({ job: "A", files: [{ path: value }] })).toMatchObject({
      detail: { field: "files[0].path" },
    });
  });

  it("with a key that means the prototype, too deep, or too large in all, are refused", () => {
    const files = JSON.parse('[{"path":"x","__proto__":{"a":1}}]') as Json;
    expect(refusal({ job: "A", files })?.message).toMatch(/__proto__/);
    let deep: Json = "x";
    for (let each = 0; each < 40; each += 1) deep = { path: "x", deep };
    expect(refusal({ job: "A", files: [deep] })?.message).toMatch(/nested/);
    const large = Array.from({ length: 5 }, () => ({ path: "x".repeat(longestText) }));
    expect(refusal({ job: "A", files: large })?.message).toMatch(/4 MB/);
  });

  it("that are matched against a pattern are short, so that no pattern can hold up the process", () => {
    const slow = { id: "slow", inputs: { x: input({ type: "string", pattern: "^[a-z]+$" }) } };
    expect(() => checkInputs(slow, { x: "a".repeat(5_000) })).toThrow(/at most 4096/);
  });
});

describe("inputs from a conversation", () => {
  it("are read by what the workflow asks for", () => {
    const texts = {
      job: "5",
      count: "5",
      names: "a, b",
      sure: "sim",
      ratio: "-2.5",
      files: '[{"path":"x"}]',
      mode: "fast",
      other: "1",
    };
    expect(coerceInputs(workflow, texts)).toEqual({
      job: "5",
      count: 5,
      names: ["a", "b"],
      sure: true,
      ratio: -2.5,
      files: [{ path: "x" }],
      mode: "fast",
      other: "1",
    });
  });

  it("stay text when they cannot be read, so that the check says what is wrong", () => {
    const inputs = coerceInputs(workflow, { job: "A", count: "five", sure: "perhaps", names: "[broken" });
    expect(inputs).toEqual({ job: "A", count: "five", sure: "perhaps", names: ["[broken"] });
    expect(refusal(inputs)?.message).toMatch(/"count" must be a number, not a text/);
  });
});

function refusal(given: { readonly [key: string]: Json }): Fault | null {
  try {
    checkInputs(workflow, given);
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
  return null;
}
