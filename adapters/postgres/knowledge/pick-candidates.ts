// Which passages are worth a closer look, as two queries for Postgres: those with the rarest words, and those with two of the
// others. However long a question is and however common its words are, what they cost stays bounded.

import type { Counts, Term } from "./read-question.ts";

export interface Candidates {
  readonly rare: string;
  readonly common: string;
  readonly terms: readonly string[];
  readonly weights: readonly number[];
}

const mostTerms = 16;
const mostRare = 700;
const mostPostings = 24_000;
const mostPaired = 6;

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
  const byRarity = [...new Set(heaviest.flatMap((each) => each.known))].sort(
    (a, b) => counts.of(a) - counts.of(b),
  );
  for (const lexeme of byRarity) {
    if (rare.length > 0 && found + counts.of(lexeme) > mostRare) break;
    rare.push(lexeme);
    found += counts.of(lexeme);
  }
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
  };
}

/** Lexemes hold letters, digits and `=` only, and are quoted all the same. */
function anyOf(lexemes: readonly string[]): string {
  return `(${lexemes.map((each) => `'${each.replace(/['\\]/g, "")}'`).join(" | ")})`;
}
