import { describe, expect, it } from "vitest";
import { readConfig } from "#config";
import { tracingProblems } from "../../src/config/no-tracing.ts";

describe("Tracing of prompts", () => {
  it.each(["LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2"])(
    "keeps Resync from starting while %s is on, in any spelling of on",
    (name) => {
      for (const value of ["true", "TRUE", " 1", "yes"]) {
        expect(tracingProblems({ [name]: value })).toEqual([expect.stringContaining(name)]);
        expect(() => readConfig({ [name]: value }, false)).toThrow(name);
      }
    },
  );

  it("is no problem while it is off or not set", () => {
    expect(tracingProblems({})).toEqual([]);
    expect(
      tracingProblems({ LANGSMITH_TRACING: "false", LANGCHAIN_TRACING_V2: "", LANGSMITH_API_KEY: "x" }),
    ).toEqual([]);
    expect(() => readConfig({ LANGSMITH_TRACING: "false" }, false)).not.toThrow();
  });
});
