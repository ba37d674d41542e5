import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, digestOf } from "#core/workflow/digest.ts";

describe("a digest", () => {
  it("does not depend on the order of keys, and on everything else", () => {
    expect(canonicalJson({ b: [1, { d: "é", c: null }], a: -0 })).toBe('{"a":0,"b":[1,{"c":null,"d":"é"}]}');
    expect(digestOf({ a: 1, b: 2 })).toBe(digestOf({ b: 2, a: 1 }));
    expect(digestOf({ a: 1 })).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOf([1, 2])).not.toBe(digestOf([2, 1]));
    expect(digestOf({ a: "1" })).not.toBe(digestOf({ a: 1 }));
  });

  it("is the same after a way through JSON, for any JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(digestOf(JSON.parse(JSON.stringify(value)))).toBe(digestOf(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("is refused to what is not JSON", () => {
    for (const value of [
      undefined,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      new Date(0),
      new Map(),
      () => 1,
      1n,
      [undefined],
    ])
      expect(() => digestOf(value)).toThrow(/not JSON/);
    expect(digestOf({ a: 1, b: undefined })).toBe(digestOf({ a: 1 }));
  });
});
