// How alike two names are, the way operators mistype and abbreviate them.

import { typoDistance } from "#core/typo-distance.ts";

/** 1 for the same text, 0 for nothing in common. */
function alike(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  return longest === 0 ? 1 : 1 - typoDistance(a, b) / longest;
}

const separators = /[^\p{L}\p{N}]+/u;

/** The words of a name: `FINAL_BATCH.PAYROLL` has three. */
export function partsOf(name: string): readonly string[] {
  return name.split(separators).filter((part) => part !== "");
}

/** A name as it is compared with others; both sides of `similarity` are made by this. */
export interface Comparable {
  readonly whole: string;
  readonly joined: string;
  readonly parts: readonly string[];
}

export function comparable(key: string): Comparable {
  const parts = partsOf(key);
  return { whole: key, joined: parts.join(""), parts };
}

/** A typed part counts as meant from here on; below, likeness is chance. */
const meantPart = 0.65;
/** A part of the name that was not typed costs this share at most. */
const untypedCost = 0.25;

/**
 * 0 to 1. Either the whole was mistyped, or some parts of the name were typed: each typed part finds its likest part in
 * the name (the same with typos, its beginning, or inside it), and what was not typed costs a little.
 */
export function similarity(typed: Comparable, name: Comparable): number {
  const whole = Math.max(alike(typed.whole, name.whole), alike(typed.joined, name.joined));
  let weight = 0;
  let sum = 0;
  let found = 0;
  for (const part of typed.parts) {
    let best = 0;
    let bestLength = 0;
    for (const other of name.parts) {
      const score = partLikeness(part, other);
      if (score > best) {
        best = score;
        bestLength = other.length;
      }
    }
    weight += part.length;
    if (best < meantPart) continue;
    sum += best * part.length;
    found += bestLength;
  }
  if (weight === 0) return whole;
  const cover = Math.min(1, found / Math.max(1, name.joined.length));
  return Math.max(whole, (sum / weight) * (1 - untypedCost * (1 - cover)));
}

function partLikeness(part: string, other: string): number {
  if (part === other) return 1;
  if (part.length >= 3 && other.startsWith(part)) return 0.8 + (0.2 * part.length) / other.length;
  if (part.length >= 4 && other.includes(part)) return 0.75;
  // Two letters in three being equal says little about short words.
  if (Math.abs(part.length - other.length) > 3 || Math.min(part.length, other.length) < 4) return 0;
  return alike(part, other);
}
