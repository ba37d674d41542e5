// Measures understanding: `npm run eval:intents`. Prints accuracy per file and intent, the confusions and the wrong items
// of the development files, and the speed. Of the held-out files it prints accuracies only, so that nobody tunes on them.

import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { understand } from "#chat/understand/understand.ts";
import type { Lexicon, UnderstandInput } from "#chat/understanding.ts";
import type { IntentName, Slots } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";

interface Item {
  readonly text: string;
  readonly intent: IntentName;
  readonly slots: Slots;
  readonly context?: {
    readonly lastIntent: string | null;
    readonly lastSlots: Slots;
    readonly boundAgent: string | null;
  };
}

const required = 0.97;
const folder = new URL("./intents/", import.meta.url);
const names = ["jobs", "jobStreams", "workstations", "agents", "runbooks"] as const;

function readLexicon(): Lexicon {
  const listed = JSON.parse(readFileSync(new URL("lexicon.json", folder), "utf8")) as Record<
    string,
    string[]
  >;
  const [jobs, jobStreams, workstations, agents, runbooks] = names.map(
    (name) => new Map((listed[name] ?? []).map((entry) => [entry.toLowerCase(), entry])),
  );
  const lookUp = (map: ReadonlyMap<string, string> | undefined) => (name: string) =>
    map?.get(name.toLowerCase()) ?? null;
  return {
    job: lookUp(jobs),
    jobStream: lookUp(jobStreams),
    workstation: lookUp(workstations),
    agent: lookUp(agents),
    runbook: lookUp(runbooks),
  };
}

const lexicon = readLexicon();

function inputOf(item: Item, locale: Locale): UnderstandInput {
  return {
    text: item.text,
    now: new Date("2026-03-11T13:20:00Z"),
    timezone: "America/Sao_Paulo",
    lexicon,
    context: item.context ? { ...item.context, locale: null } : null,
    defaultLocale: locale,
  };
}

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

function measureFile(file: string, locale: Locale, showItems: boolean): number {
  const items = readFileSync(new URL(file, folder), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Item);
  const perIntent = new Map<string, { right: number; all: number }>();
  const confusions = new Map<string, number>();
  const wrong: string[] = [];
  let intents = 0;
  let whole = 0;
  let language = 0;
  for (const item of items) {
    const { intent, locale: heard } = understand(inputOf(item, locale));
    const tally = perIntent.get(item.intent) ?? { right: 0, all: 0 };
    const intentRight = intent.name === item.intent;
    const right = intentRight && isDeepStrictEqual(comparable(intent.slots), comparable(item.slots));
    tally.all += 1;
    if (heard === locale) language += 1;
    if (intentRight) intents += 1;
    else
      confusions.set(
        `${item.intent} → ${intent.name}`,
        (confusions.get(`${item.intent} → ${intent.name}`) ?? 0) + 1,
      );
    if (right) {
      whole += 1;
      tally.right += 1;
    } else
      wrong.push(
        `  ${JSON.stringify(item.text)}\n    is    ${item.intent} ${JSON.stringify(item.slots)}\n    heard ${intent.name} ${JSON.stringify(intent.slots)} (${intent.confidence})`,
      );
    perIntent.set(item.intent, tally);
  }
  console.log(
    `\n${file}: ${items.length} questions · intent ${percent(intents, items.length)} · intent and slots ${percent(whole, items.length)} · language ${percent(language, items.length)}`,
  );
  for (const [intent, { right, all }] of [...perIntent].sort())
    console.log(`  ${intent.padEnd(20)} ${right}/${all}`);
  if (showItems && confusions.size > 0)
    console.log(`  confusions: ${[...confusions].map(([pair, count]) => `${pair} (${count})`).join(", ")}`);
  if (showItems && wrong.length > 0) console.log(wrong.join("\n"));
  return whole / Math.max(1, items.length);
}

function measureSpeed(): void {
  const inputs = (["en", "pt"] as const).flatMap((locale) =>
    readFileSync(new URL(`${locale}.dev.jsonl`, folder), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => inputOf(JSON.parse(line) as Item, locale)),
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

let passed = true;
for (const locale of ["en", "pt"] as const) {
  for (const half of ["dev", "held-out"] as const) {
    const file = `${locale}.${half}.jsonl`;
    if (!existsSync(new URL(file, folder))) {
      console.log(`\n${file}: not there`);
      passed = false;
      continue;
    }
    if (measureFile(file, locale, half === "dev") < required) passed = false;
  }
}
measureSpeed();
if (!passed) {
  console.error(`\nUnder ${100 * required} % in at least one file.`);
  process.exitCode = 1;
}
