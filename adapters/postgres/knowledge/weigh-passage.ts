// How well one passage answers the terms of a question: BM25 over stems of two languages, with headings counting double and words
// that stand together in the question counting more where they stand together in the passage.

import type { Term } from "./read-question.ts";

const saturation = 0.9;
const byLength = 0.35;
const headingCounts = 2;
const together = 2;

export interface Weighed {
  readonly score: number;
  /** The share of the question's weight that the passage holds, 0–1. */
  readonly coverage: number;
  /** How many terms it holds, and of those the names. */
  readonly terms: number;
  readonly names: number;
}

export function weighPassage(
  terms: readonly Term[],
  passage: { readonly words: string; readonly length: number },
  averageLength: number,
): Weighed {
  const norm = saturation * (1 - byLength + (byLength * passage.length) / Math.max(1, averageLength));
  let [score, held, asked, count, names] = [0, 0, 0, 0, 0];
  let last: { readonly positions: readonly number[]; readonly weight: number } | null = null;
  for (const { kind, lexemes, others, weight, othersWeight } of terms) {
    asked += weight;
    let found = positionsOf(passage.words, lexemes);
    let worth = weight;
    if (found.times === 0 && others.length > 0) {
      found = positionsOf(passage.words, others);
      worth = othersWeight;
    }
    if (found.times === 0) {
      last = null;
      continue;
    }
    count += 1;
    if (kind === "name") names += 1;
    held += worth;
    score += worth * ((found.times * (saturation + 1)) / (found.times + norm));
    if (last !== null && near(last.positions, found.positions)) score += 0.25 * Math.min(worth, last.weight);
    last = { positions: found.positions, weight: worth };
  }
  return { score, coverage: asked === 0 ? 0 : held / asked, terms: count, names };
}

/** Read out of a tsvector's text: `'disk':3A,17 'full':4A`. */
function positionsOf(
  words: string,
  lexemes: readonly string[],
): { readonly times: number; readonly positions: readonly number[] } {
  let times = 0;
  const positions: number[] = [];
  for (const lexeme of lexemes) {
    const label = `'${lexeme}':`;
    const from = words.indexOf(label);
    if (from < 0) continue;
    const start = from + label.length;
    const end = words.indexOf(" ", start);
    let own = 0;
    for (const place of words.slice(start, end < 0 ? undefined : end).split(",")) {
      own += place.endsWith("A") ? headingCounts : 1;
      positions.push(Number.parseInt(place, 10));
    }
    // Two stems of one word are one word.
    times = Math.max(times, own);
  }
  return { times, positions };
}

function near(some: readonly number[], others: readonly number[]): boolean {
  return some.some((one) => others.some((other) => Math.abs(one - other) <= together));
}
