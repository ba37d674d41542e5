// The rows of one workbook, found by job, by code and by word without walking them all.

import type { KnowledgeRow } from "#ports/knowledge-store.ts";
import { termsOf } from "./search-words.ts";

export interface Found {
  readonly row: KnowledgeRow;
  readonly score: number;
}

export interface KnowledgeIndex {
  readonly size: number;
  add(rows: readonly KnowledgeRow[]): void;
  byJob(job: string): readonly KnowledgeRow[];
  byCode(code: string): readonly KnowledgeRow[];
  /** Rows with at least half of the terms, best first. */
  search(terms: ReadonlySet<string>, limit: number): readonly Found[];
}

/** A row number and what the word weighs there: a name says more than a step. */
const weightBits = 3;
const weights = { name: 6, owner: 3, step: 1 } as const;

export function createKnowledgeIndex(): KnowledgeIndex {
  const rows: KnowledgeRow[] = [];
  const jobs = new Map<string, KnowledgeRow[]>();
  const codes = new Map<string, KnowledgeRow[]>();
  const words = new Map<string, number[]>();

  function addWords(number: number, row: KnowledgeRow): void {
    const weightOf = new Map<string, number>();
    const note = (text: string | null, weight: number) => {
      if (text === null) return;
      for (const term of termsOf(text)) weightOf.set(term, Math.max(weight, weightOf.get(term) ?? 0));
    };
    note(row.job, weights.name);
    note(row.errorCode, weights.name);
    note(row.owner, weights.owner);
    note(row.procedureUrl, weights.step);
    for (const step of row.steps) note(step, weights.step);
    for (const [term, weight] of weightOf) push(words, term, (number << weightBits) | weight);
  }

  return {
    get size() {
      return rows.length;
    },
    add(more) {
      for (const row of more) {
        addWords(rows.push(row) - 1, row);
        if (row.job !== null) push(jobs, keyOf(row.job), row);
        if (row.errorCode !== null) push(codes, codeKey(row.errorCode), row);
      }
    },
    byJob: (job) => jobs.get(keyOf(job)) ?? [],
    byCode: (code) => codes.get(codeKey(code)) ?? [],
    search(terms, limit) {
      const scores = new Map<number, { matched: number; score: number }>();
      for (const term of terms) {
        const postings = words.get(term);
        if (!postings) continue;
        const rarity = Math.log(1 + rows.length / postings.length);
        for (const posting of postings) {
          const number = posting >>> weightBits;
          const found = scores.get(number) ?? { matched: 0, score: 0 };
          found.matched++;
          found.score += rarity * (posting & ((1 << weightBits) - 1));
          scores.set(number, found);
        }
      }
      const needed = Math.ceil(terms.size / 2);
      return [...scores]
        .filter(([, { matched }]) => matched >= needed)
        .map(([number, { matched, score }]) => ({ number, score: matched * 1000 + score }))
        .sort((a, b) => b.score - a.score || a.number - b.number)
        .slice(0, limit)
        .flatMap(({ number, score }) => {
          const row = rows[number];
          return row ? [{ row, score }] : [];
        });
    },
  };
}

/** Jobs and codes meet whatever their case and the spaces around them. */
export function keyOf(name: string): string {
  return name.trim().replace(/\s+/g, " ").toUpperCase();
}

/** A bare number in a column of codes is a return code: `28`, `RC 28` and `RC=0028` are the same. */
export function codeKey(code: string): string {
  const key = keyOf(code);
  const number = /^(?:(?:RC|RETURN CODE|EXIT CODE)\s*[=:]?\s*)?0*(\d{1,9})$/.exec(key)?.[1];
  return number === undefined ? key : `RC=${number}`;
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
