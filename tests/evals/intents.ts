// Measures understanding: `npm run eval:intents`. Prints accuracy per file and intent, once with the plan's names known and
// once with none, the speed, and of the development files the confusions and the wrong items. Of the held-out and blind files
// it prints accuracies only, so that nobody tunes on them.
//
//   --cv    instead: each writer's training questions, read with weights that never saw that writer's words
//   --open  without the held-out and blind files

import { isDeepStrictEqual } from "node:util";
import { understand, understandWith } from "#chat/understand/understand.ts";
import type { Lexicon, UnderstandInput, Understanding } from "#chat/understanding.ts";
import type { Slots } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import { emptyLexicon, inputOf, type Question, readLexicon, readQuestions } from "./questions.ts";
import { locales, weightsWithout } from "./train-intents.ts";

const required = 0.97;
const lexicon = readLexicon();
const nameless = emptyLexicon();

type Reader = (input: UnderstandInput) => Understanding;

/** Names compare without case, instants by what they mean, the rest exactly. */
function comparable(slots: Slots): unknown {
  return Object.fromEntries(
    Object.entries(slots).map(([key, value]) => {
      if (key === "since" || key === "until") return [key, Date.parse(String(value))];
      if (typeof value === "string") return [key, value.toLowerCase()];
      if (Array.isArray(value)) return [key, value.map((entry) => String(entry).toLowerCase())];
      return [key, value];
    }),
  );
}

const percent = (part: number, whole: number) => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;

interface Tally {
  readonly perIntent: ReadonlyMap<string, { right: number; all: number }>;
  readonly confusions: ReadonlyMap<string, number>;
  readonly wrong: readonly string[];
  readonly intents: number;
  readonly whole: number;
  readonly language: number;
  /** Questions answered, rather than asked back, with the wrong intent. */
  readonly misled: number;
}

function tallyOf(questions: readonly Question[], locale: Locale, read: Reader, names: Lexicon): Tally {
  const perIntent = new Map<string, { right: number; all: number }>();
  const confusions = new Map<string, number>();
  const wrong: string[] = [];
  let [intents, whole, language, misled] = [0, 0, 0, 0];
  for (const question of questions) {
    const { intent, locale: heard } = read(inputOf(question, locale, names));
    const tally = perIntent.get(question.intent) ?? { right: 0, all: 0 };
    const intentRight = intent.name === question.intent;
    const right = intentRight && isDeepStrictEqual(comparable(intent.slots), comparable(question.slots));
    tally.all += 1;
    if (heard === locale) language += 1;
    if (intentRight) intents += 1;
    else {
      const pair = `${question.intent} → ${intent.name}`;
      confusions.set(pair, (confusions.get(pair) ?? 0) + 1);
      if (intent.confidence >= 0.5) misled += 1;
    }
    if (right) {
      whole += 1;
      tally.right += 1;
    } else
      wrong.push(
        `  ${JSON.stringify(question.text)}\n    is    ${question.intent} ${JSON.stringify(question.slots)}\n    heard ${intent.name} ${JSON.stringify(intent.slots)} (${intent.confidence})`,
      );
    perIntent.set(question.intent, tally);
  }
  return { perIntent, confusions, wrong, intents, whole, language, misled };
}

/** The share of questions of a file that were understood whole; null when there is no such file. */
function measureFile(file: string, locale: Locale, read: Reader, open: boolean): number | null {
  const questions = readQuestions(file);
  if (!questions) {
    console.log(`\n${file}: not there`);
    return null;
  }
  const all = questions.length;
  const known = tallyOf(questions, locale, read, lexicon);
  const unnamed = tallyOf(questions, locale, read, nameless);
  console.log(
    `\n${file}: ${all} questions · intent ${percent(known.intents, all)} · intent and slots ${percent(known.whole, all)} · language ${percent(known.language, all)} · answered amiss ${percent(known.misled, all)}`,
  );
  console.log(
    `  no name known: intent ${percent(unnamed.intents, all)} · intent and slots ${percent(unnamed.whole, all)}`,
  );
  for (const [intent, { right, all: asked }] of [...known.perIntent].sort())
    console.log(`  ${intent.padEnd(20)} ${right}/${asked}`);
  if (open && known.confusions.size > 0)
    console.log(
      `  confusions: ${[...known.confusions].map(([pair, count]) => `${pair} (${count})`).join(", ")}`,
    );
  if (open && known.wrong.length > 0) console.log(known.wrong.join("\n"));
  return known.whole / Math.max(1, all);
}

function measureSpeed(): void {
  const inputs = locales.flatMap((locale) =>
    (readQuestions(`${locale}.dev.jsonl`) ?? []).map((question) => inputOf(question, locale, lexicon)),
  );
  const times: number[] = [];
  for (let round = 0; round < 60; round += 1) {
    for (const input of inputs) {
      const from = performance.now();
      understand(input);
      if (round >= 20) times.push(performance.now() - from);
    }
  }
  times.sort((a, b) => a - b);
  const total = times.reduce((sum, time) => sum + time, 0);
  const p99 = times[Math.floor(times.length * 0.99)] ?? 0;
  console.log(`\n${Math.round((1000 * times.length) / total)} questions/s, p99 ${p99.toFixed(3)} ms`);
}

function measureCrossValidated(): void {
  for (const writer of ["train-a", "train-b"] as const) {
    const weights = weightsWithout(writer);
    for (const locale of locales)
      measureFile(`${locale}.${writer}.jsonl`, locale, (input) => understandWith(weights, input), true);
  }
}

function measure(withheld: boolean): void {
  let passed = true;
  for (const locale of locales) {
    for (const part of ["dev", "dev-2", "train-a", "train-b"])
      if ((measureFile(`${locale}.${part}.jsonl`, locale, understand, true) ?? 0) < required) passed = false;
    if (!withheld) continue;
    for (const part of ["held-out", "blind"])
      if ((measureFile(`${locale}.${part}.jsonl`, locale, understand, false) ?? 0) < required) passed = false;
  }
  measureSpeed();
  if (passed) return;
  console.error(`\nUnder ${100 * required} % in at least one file.`);
  process.exitCode = 1;
}

if (process.argv.includes("--cv")) measureCrossValidated();
else measure(!process.argv.includes("--open"));
