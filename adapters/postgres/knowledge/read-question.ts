// A question as the terms that passages may hold: each with what else is called so, and how much it weighs. A word that few passages
// have says more than one that many have; one that none has says that little is known of what is asked.

import { isReturnCode, nameKey } from "#core/knowledge/name-keys.ts";
import { typoDistance } from "#core/typo-distance.ts";
import { otherWordsFor } from "./glossary.ts";
import { type Token, tokensOf } from "./read-words.ts";

export interface Term {
  readonly kind: "word" | "name";
  readonly lexemes: readonly string[];
  /** Other words for it, and spellings near it; a passage with one of them holds the term almost. */
  readonly others: readonly string[];
  readonly weight: number;
  readonly othersWeight: number;
}

export interface RoughTerm {
  readonly kind: "word" | "name";
  readonly text: string;
  readonly lexemes: readonly string[];
  readonly others: readonly string[];
  /** Nobody is wrong to ask for it though no passage has it: words that make a name together, jobs that HWA knows. */
  readonly optional: boolean;
}

const mostTerms = 80;

/** Terms in the question's order, not yet weighed. */
export function roughTerms(text: string, names: readonly string[]): readonly RoughTerm[] {
  const terms = new Map<string, RoughTerm>();
  const add = (term: RoughTerm) => {
    const key = term.lexemes.join(" ");
    if (!terms.has(key) && terms.size < mostTerms) terms.set(key, term);
  };
  for (const name of names) {
    const key = nameKey(name);
    if (key !== "") add({ kind: "name", text: name, lexemes: [`=${key}`], others: [], optional: true });
  }
  const tokens = tokensOf(text);
  for (const { kind, text: written, lexemes, part } of tokens) {
    add({
      kind,
      text: written,
      lexemes,
      others: kind === "word" ? otherWordsFor(lexemes) : [],
      optional: part,
    });
  }
  for (const name of spokenNames(tokens))
    add({ kind: "name", text: name, lexemes: [`=${name}`], others: [], optional: true });
  return [...terms.values()];
}

/** `invoice processing` may be INVOICE_PROCESSING. */
function spokenNames(tokens: readonly Token[]): readonly string[] {
  const words = tokens.filter((each) => each.kind === "word").map((each) => each.text);
  return words.flatMap((_, from) =>
    [2, 3, 4].flatMap((length) => {
      const some = words.slice(from, from + length);
      const key = nameKey(some.join("_"));
      return some.length === length && key.length >= 5 ? [key] : [];
    }),
  );
}

export interface Counts {
  readonly passages: number;
  of(lexeme: string): number;
}

/** A word that no passage has weighs as much as one that one of two thousand has. */
export function weigh(term: RoughTerm, counts: Counts, near: readonly string[]): Term | null {
  const { kind } = term;
  const all = Math.max(1, counts.passages);
  const rarity = (n: number) => Math.log(1 + (all - Math.min(n, all) + 0.5) / (n + 0.5));
  const known = Math.max(...term.lexemes.map(counts.of));
  const others = [...term.others.filter((each) => counts.of(each) > 0), ...near];
  const asOthers = Math.min(
    all,
    others.reduce((sum, each) => sum + counts.of(each), 0),
  );
  if (known === 0 && others.length === 0 && term.optional) return null;
  // A return code alone says little: every program has its own.
  const returnCode = term.lexemes.some((each) => isReturnCode(each.slice(1)));
  const boost = kind === "word" ? 1 : returnCode ? 0.8 : 1.6;
  const unknown = rarity(Math.max(1, all * 0.0005));
  const othersWeight = others.length > 0 ? rarity(asOthers) * boost * 0.8 : 0;
  const weight = (known > 0 ? rarity(known) : others.length > 0 ? rarity(asOthers) : unknown) * boost;
  return { kind, lexemes: term.lexemes, others, weight, othersWeight: Math.min(othersWeight, weight * 0.85) };
}

/** Whether one may be meant for the other: few letters differ, and not one digit. */
export function spelledNear(written: string, known: string): boolean {
  const digits = (text: string) => text.replace(/\D/g, "");
  if (digits(written) !== digits(known)) return false;
  return typoDistance(written, known) <= (written.length >= 8 ? 2 : 1);
}
