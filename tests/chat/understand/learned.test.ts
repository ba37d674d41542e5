import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { featuresOfInput } from "#chat/understand/hear.ts";
import { rows } from "#chat/understand/learned/features.ts";
import { parsePhrasings } from "#chat/understand/learned/phrasings.ts";
import { guess, loadWeights, type StoredWeights, storedWeights } from "#chat/understand/learned/reader.ts";
import { intentNames, sureEnough } from "#core/intent.ts";
import { type Example, learn } from "#core/learned/learn.ts";
import type { Weights } from "#core/learned/logistic.ts";
import { digestOfData } from "../../evals/train-intents.ts";
import { ask, askAfter } from "./asking.ts";
import { lexicon, now } from "./plan.ts";

const input = (text: string) => ({
  text,
  now,
  timezone: "America/Sao_Paulo",
  lexicon,
  context: null,
  defaultLocale: "en" as const,
});
const example = (text: string, name: (typeof intentNames)[number]): Example => ({
  features: featuresOfInput(input(text)),
  label: intentNames.indexOf(name),
  seenByRules: false,
});
const size = { rows, classes: intentNames.length };
const best = (text: string, weights: Weights) => guess(featuresOfInput(input(text)), weights)[0]?.name;

test("the committed weights were learned from the committed questions and phrasings", () => {
  const stored = JSON.parse(readFileSync(storedWeights, "utf8")) as StoredWeights;
  expect(stored.intents).toEqual(intentNames);
  expect(
    stored.learnedFrom,
    "the examples changed after the weights were learned: npm run train:intents",
  ).toBe(digestOfData());
});

describe("learning", () => {
  const examples = [
    example("pour me a cup of FINANCE_PAYROLL", "job.log"),
    example("please pour FINANCE_PAYROLL", "job.log"),
    example("fold FINANCE_PAYROLL into a boat", "job.history"),
    example("now fold FINANCE_PAYROLL", "job.history"),
  ];

  test("takes the intent from the examples, whatever the job is called", () => {
    const weights = learn(examples, 1, size);
    expect(best("pour INVOICE_PROCESSING", weights)).toBe("job.log");
    expect(best("fold INVOICE_PROCESSING", weights)).toBe("job.history");
  });

  test("gives the same weights for the same examples", () => {
    expect(
      Buffer.from(learn(examples, 1, size).steps).equals(Buffer.from(learn(examples, 1, size).steps)),
    ).toBe(true);
  });
});

describe("a guess", () => {
  test("has every intent once, likeliest first, and its probabilities sum to 1", () => {
    const guesses = guess(featuresOfInput(input("what broke last night?")), loadWeights());
    expect(guesses.map(({ name }) => name).sort()).toEqual([...intentNames].sort());
    expect(guesses.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
    expect(guesses.map(({ probability }) => probability)).toEqual(
      guesses.map(({ probability }) => probability).sort((a, b) => b - a),
    );
  });
});

describe("words no rule knows", () => {
  test.each([
    ["any casualties tonight?", "job.failed"],
    ["what does FINANCE_PAYROLL hang off", "job.dependencies"],
    ["give me a shout once FINANCE_PAYROLL is through", "job.monitor"],
    ["quit bugging me about FINANCE_PAYROLL", "job.unmonitor"],
    ["dá um grito se o FINANCE_PAYROLL cair", "job.monitor"],
    ["sai da cola do FINANCE_PAYROLL", "job.unmonitor"],
  ])("%s", (text, name) => {
    const { intent } = ask(text);
    expect(intent.name).toBe(name);
    expect(intent.confidence).toBeGreaterThanOrEqual(sureEnough);
  });

  test.each([
    "my train is late again",
    "the coffee machine failed",
    "meu celular travou",
    "quem ganhou o jogo ontem",
  ])("are about something else: %s", (text) => {
    expect(ask(text).intent).toMatchObject({ name: "unknown", slots: {} });
  });
});

describe("a command is not weighed", () => {
  test.each([
    ["/resync log FINANCE_PAYROLL", "job.log"],
    ["/resync deps FINANCE_PAYROLL", "job.dependencies"],
    ["/resync status", "system.health"],
    ["/resync why FINANCE_PAYROLL", "job.why_waiting"],
  ])("%s", (text, name) => {
    expect(ask(text).intent).toMatchObject({ name, confidence: 0.95 });
  });

  test("`/resync why JOB` asks for the failure once one was shown", () => {
    const job = "FINANCE_PAYROLL";
    expect(askAfter("job.failed", { job }, `/resync why ${job}`).intent.name).toBe("job.diagnose");
  });
});

describe("phrasings", () => {
  test("name things by kind, and say what came before", () => {
    expect(parsePhrasings("# job.log\nlog JOB\n@after job.failed job | its log?\n@bound | log JOB")).toEqual([
      { text: "log FINANCE_PAYROLL", intent: "job.log" },
      {
        text: "its log?",
        intent: "job.log",
        context: { lastIntent: "job.failed", lastSlots: { job: "gl_close_daily" }, boundAgent: null },
      },
      {
        text: "log RISK_VAR_CALC",
        intent: "job.log",
        context: { lastIntent: null, lastSlots: {}, boundAgent: "knowledge-agent" },
      },
    ]);
  });

  test("an intent nobody knows is refused", () => {
    expect(() => parsePhrasings("# job.sing\nsing JOB")).toThrow("no intent");
  });
});
