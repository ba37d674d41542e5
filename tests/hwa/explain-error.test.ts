import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalCode, explainError } from "#hwa/failure/explain-error.ts";
import { programErrors } from "#hwa/failure/program-errors.ts";

describe("an error code", () => {
  it.each([
    ["ora1017", "ORA-01017"],
    ["ORA-01017", "ORA-01017"],
    ["sqlcode=-911", "SQLCODE -911"],
    ["SQLSTATE[40001]", "SQLSTATE 40001"],
    ["exit code 127", "RC=127"],
    ["rc=0012", "RC=12"],
    ["ABEND=S0C7", "S0C7"],
    ["soc7", "S0C7"],
    ["awsbdw009e", "AWSBDW009E"],
    ["ABEND_UFL", "ABEND_UFL"],
  ])("%j is looked up as %s", (text, code) => {
    expect(canonicalCode(text)).toBe(code);
  });

  it.each([
    ["ORA-01017", "oracle", "exact"],
    ["ORA-99999", "oracle", "family"],
    ["SQLSTATE 23505", "sqlstate_constraint", "family"],
    ["SQLCODE -911", "db2", "exact"],
    ["S0C7", "zos_system", "exact"],
    ["U4038", "zos_user", "family"],
    ["RC=137", "return_code", "exact"],
    ["AWSBDW009E", "hwa", "exact"],
    ["AWSBDW998E", "hwa", "family"],
  ])("%s belongs to %s and is known as %s", (code, family, known) => {
    expect(explainError(code, "en")).toMatchObject({ code, family, known });
    expect(explainError(code, "pt")?.meaning).not.toBe(explainError(code, "en")?.meaning);
  });

  it.each(["ABEND_UFL", "", "constructor", "toString", "hello"])("is not invented for %j", (text) => {
    expect(explainError(text, "en")).toBeNull();
  });

  it.each(["RC=12", "12", "return code 12"])("of %s says only that the program chose it", (text) => {
    expect(explainError(text, "en")).toMatchObject({ code: "RC=12", family: "return_code", known: "family" });
  });

  it("is read from any text without failing", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void explainError(text, "pt")));
  });

  it.each(Object.keys(programErrors))("%s is written as it is looked up", (code) => {
    expect(canonicalCode(code)).toBe(code);
    expect(explainError(code, "en")).toMatchObject({ known: "exact" });
  });
});
