// Learns the weights of the learned reader: `npm run train:intents` writes src/chat/understand/learned/weights.json.
//
// It learns from the written phrasings and from the questions of `*.dev*.jsonl` and `*.train-*.jsonl`, each heard twice: with the
// names of the plan known, and with none known. The held-out and blind questions are never read here. Running it again on
// the same data writes the same file.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { featuresOfInput } from "#chat/understand/hear.ts";
import { rows } from "#chat/understand/learned/features.ts";
import { parsePhrasings } from "#chat/understand/learned/phrasings.ts";
import { guess, type StoredWeights, storedWeights } from "#chat/understand/learned/reader.ts";
import { intentNames } from "#core/intent.ts";
import { type Example, learn } from "#core/learned/learn.ts";
import { packed, type Weights } from "#core/learned/logistic.ts";
import type { Locale } from "#core/locale.ts";
import { emptyLexicon, inputOf, type Question, readLexicon, readQuestions } from "./questions.ts";

export const locales: readonly Locale[] = ["en", "pt"];
/** The files of questions that may be learned from, one writer each. */
export const writers = ["dev", "dev-2", "train-a", "train-b"] as const;
type Writer = (typeof writers)[number];

const phrasingsOf = (locale: Locale): string =>
  readFileSync(new URL(`../../src/chat/understand/learned/phrasings/${locale}.txt`, import.meta.url), "utf8");

/** SHA-256 of everything that is learned from. */
export function digestOfData(): string {
  const sum = createHash("sha256");
  for (const locale of locales) {
    sum.update(phrasingsOf(locale));
    for (const writer of writers) sum.update(JSON.stringify(readQuestions(`${locale}.${writer}.jsonl`)));
  }
  return sum.digest("hex");
}

const size = { rows, classes: intentNames.length };
const lexicon = readLexicon();
const nameless = emptyLexicon();

function examplesOf(question: Omit<Question, "slots">, locale: Locale, seenByRules: boolean): Example[] {
  const label = (intentNames as readonly string[]).indexOf(question.intent);
  return [lexicon, nameless].map((names) => ({
    features: featuresOfInput(inputOf(question, locale, names)),
    label,
    seenByRules,
  }));
}

/** Examples by who wrote them. */
function readExamples(): Map<Writer | "phrasings", Example[]> {
  const byWriter = new Map<Writer | "phrasings", Example[]>();
  byWriter.set(
    "phrasings",
    locales.flatMap((locale) =>
      parsePhrasings(phrasingsOf(locale)).flatMap((phrasing) => examplesOf(phrasing, locale, false)),
    ),
  );
  for (const writer of writers)
    byWriter.set(
      writer,
      locales.flatMap((locale) =>
        (readQuestions(`${locale}.${writer}.jsonl`) ?? []).flatMap((question) =>
          examplesOf(question, locale, writer === "dev"),
        ),
      ),
    );
  return byWriter;
}

/** Learned from everybody but one writer. */
export function weightsWithout(writer: Writer, temperature = 1): Weights {
  const examples = [...readExamples()].flatMap(([name, all]) => (name === writer ? [] : all));
  return learn(examples, temperature, size);
}

/** The temperature that makes unseen questions of one writer the least surprising. */
function calibrate(examples: ReadonlyMap<string, readonly Example[]>): number {
  const trials = Array.from({ length: 16 }, (_, at) => 0.5 + at * 0.1);
  const losses = trials.map(() => 0);
  for (const writer of ["train-a", "train-b"]) {
    const others = [...examples].flatMap(([name, all]) => (name === writer ? [] : all));
    const weights = learn(others, 1, size);
    for (const { features, label } of examples.get(writer) ?? [])
      trials.forEach((temperature, at) => {
        const right = guess(features, { ...weights, temperature }).find(
          ({ name }) => name === intentNames[label],
        );
        losses[at] = (losses[at] ?? 0) - Math.log(Math.max(1e-9, right?.probability ?? 0));
      });
  }
  return trials[losses.indexOf(Math.min(...losses))] ?? 1;
}

if (import.meta.main) {
  const examples = readExamples();
  const temperature = Math.round(calibrate(examples) * 10) / 10;
  const weights = learn([...examples.values()].flat(), temperature, size);
  const stored: StoredWeights = {
    learnedFrom: digestOfData(),
    intents: [...intentNames],
    ...packed(weights),
  };
  const text = `${JSON.stringify(stored, null, 2)}\n`;
  writeFileSync(storedWeights, text);
  const count = [...examples.values()].reduce((sum, { length }) => sum + length, 0);
  console.log(
    `Learned from ${count} examples: ${Math.round(text.length / 1024)} KiB, temperature ${temperature}.`,
  );
}
