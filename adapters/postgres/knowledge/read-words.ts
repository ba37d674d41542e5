// How passages and questions are read: into stems of both languages, and into names and codes as one key each. Both go the same
// way, so that they meet.

import { looksLikeName, nameKey, withReturnCode } from "#core/knowledge/name-keys.ts";
import type { Piece } from "#core/knowledge/passage.ts";
import { fold } from "#core/text.ts";
import { stemsOf } from "./stems.ts";
import { saysNothing } from "./stop-words.ts";

/** Raise it with any change to stems, stop words or keys: sources read by other rules are read again. */
export const readingRules = 1;

export interface Token {
  readonly kind: "word" | "name";
  /** Folded. */
  readonly text: string;
  /** Lexemes that stand for it: stems, or `=key`. */
  readonly lexemes: readonly string[];
  /** A word inside a name, or a name that two words may make. */
  readonly part: boolean;
}

/** Its words in their order; a name is followed by its parts. Words that say nothing are left out. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let before: string | null = null;
  for (const [written] of withReturnCode(fold(withParts(text))).matchAll(
    /[\p{L}\p{N}][\p{L}\p{N}_#@.\-/:$=]*/gu,
  )) {
    // Most words are letters and nothing else: no name, and no number.
    if (/^[a-z]+$/.test(written)) {
      before = written;
      if (!saysNothing(written) && written.length <= 64)
        tokens.push({ kind: "word", text: written, lexemes: stemsOf(written), part: false });
      continue;
    }
    const whole = written.replace(/[^\p{L}\p{N}]+$/u, "");
    const parts = whole.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    for (const name of new Set([whole, ...whole.split(/[#/.:]+/)])) {
      const key = nameKey(name);
      if (looksLikeName(name) && key.length >= 3 && name.length <= 120)
        tokens.push({ kind: "name", text: name, lexemes: [`=${key}`], part: false });
    }
    const inName = parts.length > 1 && looksLikeName(whole);
    for (const part of parts) {
      const number = /^0*(\d{1,8})$/.exec(part)?.[1];
      // `HTTP 503`, `MQ 2033`, `IDOC 51`: a word and its number are one code.
      if (number !== undefined && before !== null && !saysNothing(before) && before.length <= 12)
        tokens.push({
          kind: "name",
          text: `${before} ${number}`,
          lexemes: [`=${before}${number}`],
          part: true,
        });
      before = /^\p{L}+$/u.test(part) ? part : null;
      if (!saysNothing(part) && part.length <= 64)
        tokens.push({
          kind: "word",
          text: part,
          lexemes: number === undefined ? stemsOf(part) : [number],
          part: inName,
        });
    }
  }
  return tokens;
}

/** `ModuleNotFoundError` is followed by its words. Looked for from the beginning of a word alone: a word may be long. */
function withParts(text: string): string {
  if (!/\p{Ll}\p{Lu}/u.test(text)) return text;
  return text.replace(
    /(?<!\p{L})\p{L}*\p{Ll}\p{Lu}\p{L}*/gu,
    (name) => `${name} ${name.replace(/(\p{Ll})(?=\p{Lu})/gu, "$1 ")}`,
  );
}

/** A passage as a tsvector's text, and how many words it has. */
export function vectorOf(piece: Pick<Piece, "place" | "heading" | "text" | "fix">): {
  readonly words: string;
  readonly length: number;
} {
  const above = piece.place.includes(">") ? piece.place : "";
  const heading = [above, piece.heading ?? "", piece.fix?.problem ?? ""].join("\n");
  const names = [piece.fix?.job, piece.fix?.errorCode].filter((each) => typeof each === "string");
  const positions = new Map<string, string[]>();
  let position = 0;
  const add = (lexeme: string, weight: "A" | "") => {
    const at = positions.get(lexeme) ?? [];
    if (at.length < 40) at.push(`${Math.min(position, 16_383)}${weight}`);
    positions.set(lexeme, at);
  };
  const read = (text: string, weight: "A" | "") => {
    for (const { kind, lexemes } of tokensOf(text)) {
      if (kind === "word") position += 1;
      for (const lexeme of lexemes) add(lexeme, weight);
    }
  };
  position = 1;
  for (const name of names) {
    const key = nameKey(name);
    if (key !== "") add(`=${key}`, "A");
    read(name, "A");
  }
  read(heading, "A");
  read(piece.text, "");
  const words = [...positions].map(([lexeme, at]) => `'${lexeme.replace(/['\\]/g, "")}':${at.join(",")}`);
  return { words: words.join(" "), length: Math.max(1, position) };
}
