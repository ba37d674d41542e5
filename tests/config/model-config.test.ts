// What the configuration says of a language model: nothing until there is a key, and everything wrong at once.

import { describe, expect, it } from "vitest";
import { readConfig } from "#config";

const key = "sk-hunter2-0123456789";

function faultOf(env: Record<string, string>): string {
  try {
    readConfig(env, false);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("It was accepted.");
}

describe("The configuration of a language model", () => {
  it("is none without a key, whatever else is set", () => {
    expect(readConfig({}, false).model).toBeNull();
    const unkeyed = { OPENAI_MODEL: "m", OPENAI_BASE_URL: "http://far.example/v1", LLM_MASK: "hosts" };
    expect(readConfig(unkeyed, false).model).toBeNull();
    expect(readConfig({ OPENAI_API_KEY: "" }, false).model).toBeNull();
  });

  it("needs only a key, and then asks OpenAI within budgets", () => {
    expect(readConfig({ OPENAI_API_KEY: key }, false).model).toEqual({
      baseUrl: "https://api.openai.com/v1",
      apiKey: key,
      model: "gpt-4o-mini",
      embeddingModel: null,
      budget: { day: 5_000_000, person: 500_000, question: 60_000 },
      deadlineSeconds: 30,
      mask: { hosts: false, people: false },
      price: null,
    });
  });

  it("takes a server of one's own, budgets, masks and prices", () => {
    const model = readConfig(
      {
        OPENAI_API_KEY: key,
        OPENAI_BASE_URL: "http://127.0.0.1:11434/v1/",
        OPENAI_MODEL: "qwen3:8b",
        OPENAI_EMBEDDING_MODEL: "bge-m3",
        LLM_BUDGET_TOKENS_PER_DAY: "20000",
        LLM_BUDGET_TOKENS_PER_PERSON: "5000",
        LLM_BUDGET_TOKENS_PER_QUESTION: "2000",
        LLM_DEADLINE_SECONDS: "5",
        LLM_MASK: "hosts, people",
        LLM_PRICE_INPUT: "0.15",
        LLM_PRICE_OUTPUT: "0.6",
      },
      false,
    ).model;
    expect(model).toMatchObject({
      baseUrl: "http://127.0.0.1:11434/v1",
      model: "qwen3:8b",
      embeddingModel: "bge-m3",
      budget: { day: 20_000, person: 5_000, question: 2_000 },
      deadlineSeconds: 5,
      mask: { hosts: true, people: true },
      price: { input: 0.15, output: 0.6 },
    });
  });

  it("sends nothing unencrypted, except on this machine or where that is allowed", () => {
    const far = { OPENAI_API_KEY: key, OPENAI_BASE_URL: "http://models.corp/v1" };
    expect(faultOf(far)).toContain(
      "- OPENAI_BASE_URL would send the key and everything asked unencrypted to models.corp",
    );
    expect(readConfig({ ...far, LLM_ALLOW_PLAIN_HTTP: "true" }, false).model?.baseUrl).toBe(
      "http://models.corp/v1",
    );
    for (const here of ["http://localhost:1/v1", "http://[::1]:1/v1", "http://127.1.2.3/v1"])
      expect(readConfig({ OPENAI_API_KEY: key, OPENAI_BASE_URL: here }, false).model?.baseUrl).toBe(here);
    expect(faultOf({ ...far, OPENAI_BASE_URL: "http://127.0.0.1.evil.example/v1" })).toContain("unencrypted");
  });

  it("names everything that is wrong at once, and shows no secret", () => {
    const message = faultOf({
      OPENAI_API_KEY: `${key} oops`,
      OPENAI_BASE_URL: "https://me:hunter2@models.example/v1",
      OPENAI_MODEL: "two words",
      LLM_BUDGET_TOKENS_PER_DAY: "plenty",
      LLM_DEADLINE_SECONDS: "600",
      LLM_MASK: "hosts,cats",
      LLM_PRICE_INPUT: "1",
      LANGSMITH_TRACING: "true",
    });
    for (const name of [
      "OPENAI_API_KEY",
      "OPENAI_BASE_URL",
      "OPENAI_MODEL",
      "LLM_BUDGET_TOKENS_PER_DAY",
      "LLM_DEADLINE_SECONDS",
      "LLM_MASK",
      "LLM_PRICE_INPUT",
      "LANGSMITH_TRACING",
    ])
      expect(message).toContain(`- ${name} `);
    expect(message).toContain('(it is "plenty")');
    expect(message).not.toContain("hunter2");
  });
});
