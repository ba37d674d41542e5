import { describe, expect, it } from "vitest";
import { awsCodesIn, explainCode } from "#hwa/failure/aws-codes.ts";
import { awsMessages } from "#hwa/failure/aws-messages.ts";

describe("HWA's message codes", () => {
  it("are explained exactly when we know them, in both languages and any case", () => {
    const english = explainCode("awsbdw009e", "en");
    const portuguese = explainCode("AWSBDW009E", "pt");
    expect(english).toMatchObject({ code: "AWSBDW009E", severity: "error", known: "exact" });
    expect(english?.component).toContain("jobman");
    expect(portuguese?.meaning).toContain("usuário");
    expect(portuguese?.meaning).not.toBe(english?.meaning);
  });

  it("are explained by their component alone when we do not, and marked so", () => {
    expect(explainCode("AWSBDW999W", "en")).toMatchObject({ known: "component", severity: "warning" });
    expect(explainCode("AWSZZZ001I", "pt")).toMatchObject({ known: "component", component: null });
  });

  it.each(["ORA-01017", "AWSBDW", "AWSBDW009X", "", "AWSBDW0099E"])("do not include %j", (text) => {
    expect(explainCode(text, "en")).toBeNull();
  });

  it("are found in a text, each once, in order", () => {
    expect(awsCodesIn("AWSJSY404E: AWSBIN076E, again AWSJSY404E; xAWSBIN076E")).toEqual([
      "AWSJSY404E",
      "AWSBIN076E",
    ]);
  });

  it.each(Object.entries(awsMessages))(
    "%s has a meaning and a first check in both languages",
    (code, message) => {
      expect(code).toMatch(/^AWS[A-Z]{3}\d{3}[EWI]$/);
      for (const locale of ["en", "pt"] as const) {
        expect(message[locale].meaning).toMatch(/^\p{Lu}.+\.$/u);
        expect(message[locale].check).toMatch(/\.$/);
      }
    },
  );
});
