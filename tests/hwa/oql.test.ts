import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseOql } from "#adapters/hwa/simulator/query/oql-parse.ts";
import { isFault } from "#core/fault.ts";
import { and, before, eq, isIn, isQuotable, like, notIn, or, ordered, quote, since } from "#hwa/oql.ts";

describe("building OQL", () => {
  it("writes what HCL's guide writes", () => {
    expect(
      and(eq("name", "PAY"), or(like("folder", "/FIN@"), isIn("jobruns.commonStatus", ["ERROR", "BLOCKED"]))),
    ).toBe("(name = 'PAY' AND (folder LIKE '/FIN@' OR jobruns.commonStatus IN ['ERROR','BLOCKED']))");
    expect(ordered(eq("jobOptions.critical", true), "name", "DESC")).toBe(
      "jobOptions.critical = true ORDER BY name DESC",
    );
    expect(since("schedTime", new Date("2025-03-01T00:00:00Z"))).toBe(
      "schedTime >= '2025-03-01T00:00:00.000Z'",
    );
    expect(before("priority", new Date(0))).toBe("priority < '1970-01-01T00:00:00.000Z'");
    expect(notIn("limit", [0, -1])).toBe("limit NOT IN [0,-1]");
    expect(eq("timeInfo.actualEndTime", null)).toBe("timeInfo.actualEndTime = null");
  });

  it("names a repeated value once", () => {
    expect(isIn("name", ["A", "A"])).toBe("name = 'A'");
  });

  it.each([
    ["a quote", "X' OR name LIKE '@"],
    ["a backslash", "X\\"],
    ["a NUL", "X\0"],
    ["a line break", "X\nORDER BY name"],
    ["a tab", "X\tY"],
    ["a bidi override", "X\u202eY"],
    ["a lone surrogate", "X\ud800"],
    ["a thousand and one characters", "X".repeat(1_001)],
  ])("refuses %s with a fault that says why", (_, text) => {
    expect(() => quote(text)).toThrowError(/cannot be asked about this text/);
    expect(isQuotable(text)).toBe(false);
  });

  it.each(["PAYROLL", "A_B.C#D@E-F/G", "ÇÃO_DIÁRIA", "(0600 09/24)", "AND", "null", "日本語"])(
    "takes %s",
    (text) => {
      expect(quote(text)).toBe(`'${text}'`);
    },
  );

  it("refuses fields that are none, empty lists and dates that are none", () => {
    expect(() => eq("name = 'X' OR name", "Y")).toThrow();
    expect(() => isIn("name", [])).toThrow();
    expect(() => since("schedTime", new Date(Number.NaN))).toThrow();
    expect(() => eq("limit", 1.5)).toThrow();
  });

  it("keeps any text either out of the query or inside its one value", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        let query: string;
        try {
          query = and(eq("name", text), eq("folder", "/"));
        } catch (error) {
          expect(isFault(error) && error.code === "invalid_input").toBe(true);
          return;
        }
        expect(parseOql(query).where).toEqual({
          kind: "and",
          parts: [
            { kind: "compare", field: "name", operator: "=", value: text },
            { kind: "compare", field: "folder", operator: "=", value: "/" },
          ],
        });
      }),
      { numRuns: 500 },
    );
  });
});
