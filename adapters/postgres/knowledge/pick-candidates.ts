// Which passages are worth a closer look, as two queries for Postgres: those with the rarest words, and those with two of the
// others. However long a question is and however common its words are, what they cost stays bounded.

import type { Counts, Term } from "./read-question.ts";

export interface Candidates {
  readonly rare: string;
  readonly common: string;
  readonly terms: readonly string[];
  readonly weights: readonly number[];
  /** Passages taken for each of the two: fewer where each is compared with more. */
  readonly most: number;
}

const mostTerms = 10;
const mostRare = 250;
const comparisons = 3_000;
const mostPostings = 10_000;
const mostPaired = 5;

/** null: no term of the question occurs anywhere. */
export function pickCandidates(terms: readonly Term[], counts: Counts): Candidates | null {
  const heaviest = terms
    .map((term) => {
      const known = [...term.lexemes, ...term.others].filter((each) => counts.of(each) > 0);
      return { term, known, cost: known.reduce((sum, each) => sum + counts.of(each), 0) };
    })
    .filter((each) => each.known.length > 0)
    .sort((a, b) => b.term.weight - a.term.weight)
    .slice(0, mostTerms);
  if (heaviest.length === 0) return null;
  const rare: string[] = [];
  let found = 0;
  const add = (lexemes: readonly string[]) => {
    const known = lexemes.filter((each) => counts.of(each) > 0 && !rare.includes(each));
    for (const lexeme of known.toSorted((a, b) => counts.of(a) - counts.of(b))) {
      if (rare.length > 0 && found + counts.of(lexeme) > mostRare) return;
      rare.push(lexeme);
      found += counts.of(lexeme);
    }
  };
  // What was said before what else it may be called.
  add(heaviest.flatMap(({ term }) => term.lexemes));
  add(heaviest.flatMap(({ term }) => term.others));
  const paired: string[] = [];
  let postings = 0;
  for (const { known, cost } of heaviest) {
    if (paired.length >= mostPaired || (paired.length >= 2 && postings + cost > mostPostings)) continue;
    paired.push(anyOf(known));
    postings += cost;
  }
  const pairs = paired.flatMap((one, index) => {
    const rest = paired.slice(index + 1);
    return rest.length > 0 ? [`(${one} & (${rest.join(" | ")}))`] : [];
  });
  const scored = heaviest.flatMap(({ term }) => [
    { query: term.lexemes, weight: term.weight },
    ...(term.others.length > 0 ? [{ query: term.others, weight: term.othersWeight / 2 }] : []),
  ]);
  return {
    rare: anyOf(rare),
    common: pairs.join(" | "),
    terms: scored.map((each) => anyOf(each.query)),
    weights: scored.map((each) => each.weight),
    most: Math.min(800, Math.max(200, Math.floor(comparisons / scored.length))),
  };
}

/** Lexemes hold letters, digits and `=` only, and are quoted all the same. */
function anyOf(lexemes: readonly string[]): string {
  return `(${lexemes.map((each) => `'${each.replace(/['\\]/g, "")}'`).join(" | ")})`;
}
