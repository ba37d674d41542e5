// The questions understanding is built and measured with, and how one is put to it. Told in intents/README.md.

import { existsSync, readFileSync } from "node:fs";
import type { Lexicon, UnderstandInput } from "#chat/understanding.ts";
import type { IntentName, Slots } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";

export interface Question {
  readonly text: string;
  readonly intent: IntentName;
  readonly slots: Slots;
  readonly context?: {
    readonly lastIntent: string | null;
    readonly lastSlots: Slots;
    readonly boundAgent: string | null;
  };
}

const folder = new URL("./intents/", import.meta.url);
const names = ["jobs", "jobStreams", "workstations", "agents", "runbooks"] as const;

/** The questions of `en.dev.jsonl` and its like; null when there is no such file. */
export function readQuestions(file: string): Question[] | null {
  const path = new URL(file, folder);
  if (!existsSync(path)) return null;
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Question);
}

export function readLexicon(): Lexicon {
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

/** A plan that knows no name: each must be heard by its shape and place. Agents and runbooks are our own, and known. */
export function emptyLexicon(): Lexicon {
  const { agent, runbook } = readLexicon();
  return { job: () => null, jobStream: () => null, workstation: () => null, agent, runbook };
}

export function inputOf(
  { text, context }: Omit<Question, "slots">,
  locale: Locale,
  lexicon: Lexicon,
): UnderstandInput {
  return {
    text,
    now: new Date("2026-03-11T13:20:00Z"),
    timezone: "America/Sao_Paulo",
    lexicon,
    context: context ? { ...context, locale: null } : null,
    defaultLocale: locale,
  };
}
