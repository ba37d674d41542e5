// Pieces as they leave the reader: clean, cut at sentences, each with a place of its own.

import { type Fix, longestPiece, type Piece } from "#core/knowledge/passage.ts";
import { cleanText, oneLine } from "#core/text.ts";
import { limits } from "../limits.ts";
import { Refusal } from "../workbook/refusal.ts";

export interface Found {
  readonly place: string;
  readonly heading?: string | null;
  readonly text: string;
  readonly fix?: Fix | null;
  readonly dated?: Date | null;
}

export interface Collector {
  /** Empty texts are left out; a fix stays with the first part of what is cut. */
  add(found: Found): void;
  readonly count: number;
}

export function collectPieces(take: (piece: Piece) => void): Collector {
  const used = new Map<string, number>();
  let count = 0;

  function free(wanted: string): string {
    const base = oneLine(wanted, 300) || "beginning";
    for (let n = (used.get(base) ?? 0) + 1; ; n++) {
      const place = n === 1 ? base : `${base} (${n})`;
      if (n > 1 && used.has(place)) continue;
      used.set(base, n);
      if (n > 1) used.set(place, 1);
      return place;
    }
  }

  return {
    get count() {
      return count;
    },
    add({ place, heading = null, text, fix = null, dated = null }) {
      let first = true;
      for (const part of cutAtSentences(cleanText(text).trim())) {
        if (++count > limits.pieces)
          throw new Refusal(
            `It has more than ${limits.pieces} passages (at ${oneLine(place, 80)}). Split it.`,
          );
        const head = heading === null ? null : oneLine(heading) || null;
        take({ place: free(place), heading: head, text: part, fix: first ? fix : null, dated });
        first = false;
      }
    },
  };
}

/** Parts of at most `longestPiece` characters, each ending at a paragraph, a sentence or a word where there is one. */
export function cutAtSentences(text: string): readonly string[] {
  const parts: string[] = [];
  let at = 0;
  while (text.length - at > longestPiece) {
    const window = text.slice(at, at + longestPiece);
    const from = longestPiece / 4;
    const end =
      after(window, /\n\s*\n/g, from) ??
      after(window, /[.!?…]["')\]]?\s/g, from) ??
      after(window, /\s/g, from) ??
      (isHighSurrogate(window.charCodeAt(longestPiece - 1)) ? longestPiece - 1 : longestPiece);
    parts.push(window.slice(0, end).trim());
    at += end;
  }
  parts.push(text.slice(at).trim());
  return parts.filter(Boolean);
}

function after(window: string, mark: RegExp, from: number): number | null {
  let end: number | null = null;
  for (const match of window.matchAll(mark)) if (match.index >= from) end = match.index + match[0].length;
  return end;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}
