// How much the model was used: heard in plain words for it, and in nothing else.

import { expect, it } from "vitest";
import { readModelWords } from "#chat/understand/model-words.ts";
import { readWords } from "#chat/understand/words.ts";

it.each([
  ["How much did the model use today?", "en"],
  ["model usage", "en"],
  ["AI budget today", "en"],
  ["how many tokens has the LLM used so far today?", "en"],
  ["Quanto o modelo gastou hoje?", "pt"],
  ["uso do modelo de linguagem", "pt"],
  ["quantos tokens a IA já usou hoje?", "pt"],
])("takes %j for it", (text, locale) => {
  expect(readModelWords(readWords(text))).toMatchObject({ intent: { name: "model.usage" }, locale });
});

it.each([
  "why did MODEL_USAGE fail?",
  "model",
  "status MODEL",
  "how much did it cost?",
  "o modelo falhou?",
  "budget",
])("leaves %j to others", (text) => {
  expect(readModelWords(readWords(text))).toBeNull();
});
