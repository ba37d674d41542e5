// The evaluation set as it is kept: passages, and questions with the passages that answer them, graded 1 to 3.

import { readFileSync } from "node:fs";
import type { Fix } from "#core/knowledge/passage.ts";

export interface EvalPassage {
  readonly id: string;
  readonly source: string;
  readonly place: string;
  readonly heading: string | null;
  readonly text: string;
  readonly fix: Fix | null;
}

export interface Asked {
  readonly text: string;
  /** Empty: nothing is known of it, and nothing is the right answer. */
  readonly relevant: Readonly<Record<string, number>>;
}

export interface Searcher {
  readonly name: string;
  search(text: string, limit: number): Promise<readonly string[]>;
}

export function readPassages(): readonly EvalPassage[] {
  return lines("passages.jsonl") as readonly EvalPassage[];
}

export function readAsked(file: "dev" | "held-out"): readonly Asked[] {
  return lines(`${file}.jsonl`) as readonly Asked[];
}

function lines(file: string): readonly unknown[] {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
}
