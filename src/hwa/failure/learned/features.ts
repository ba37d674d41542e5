// What the learned reader of logs looks at: a line as a set of numbered features.
//
// Names, numbers, paths, hosts and times are marks here, so that what is learned of one file holds for all; the words stay, and
// the codes of errors. They are read at several depths, because each of them forgives something else:
//
//   words and their neighbours    "could not be opened"     the exact wording
//   beginnings of words           "expir" of "expirada"     inflection, in either language
//   letters three to five long    "ENOEN", "negad"          compounds, accents, slips
//   words inside of names         FileNotFoundException     what programmers call a thing
//   codes and their families      "ora-01017", "ora"        systems that number what they say

import { signatureOf } from "#core/knowledge/signature.ts";
import { hash, lettersOf, rowOf } from "#core/learned/hashing.ts";
import type { Features } from "#core/learned/logistic.ts";
import { fold } from "#core/text.ts";

const rowBits = 14;
export const rows = 1 << rowBits;

const kinds = {
  word: hash("word"),
  pair: hash("pair"),
  skip: hash("skip"),
  triple: hash("triple"),
  stem: hash("stem"),
  stemPair: hash("stemPair"),
  letters: hash("letters"),
  part: hash("part"),
  code: hash("code"),
  family: hash("family"),
  first: hash("first"),
  shape: hash("shape"),
} as const;

const mostTokens = 60;
const longest = 600;
const stemLength = 5;
const aCode = /\b([a-z][a-z_]{0,9}?)[-_]?(\d{2,7})([a-z])?\b/g;

export function featuresOfLine(line: string): Features {
  const found: number[] = [];
  const values: number[] = [];
  const add = (sum: number, value: number): void => {
    found.push(rowOf(sum, rowBits));
    values.push(value);
  };
  const cut = line.slice(0, longest);
  const text = fold(signatureOf(cut) ?? cut);
  const tokens = text.match(/<\w+>|[\p{L}\p{N}_]+/gu)?.slice(0, mostTokens) ?? [];
  addWords(tokens, add);
  for (const [, family = "", number = "", ending = ""] of text.matchAll(aCode)) {
    add(hash(family + number, kinds.code), 1);
    add(hash(family, kinds.family), 0.7);
    if (ending !== "") add(hash(ending, kinds.shape), 0.5);
  }
  for (const name of cut.match(/\b[A-Za-z]*[a-z][A-Z][A-Za-z]*\b/g)?.slice(0, 10) ?? [])
    for (const part of name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [])
      add(hash(part.toLowerCase(), kinds.part), 0.7);
  add(hash(tokens[0] ?? "", kinds.first), 0.5);
  if (/[:=]\s*(?:<n>|0|\w+)$/.test(text)) add(hash("ends with a value", kinds.shape), 0.5);
  if (text.endsWith("?")) add(hash("asks", kinds.shape), 0.5);
  return { rows: found, values };
}

function addWords(tokens: readonly string[], add: (sum: number, value: number) => void): void {
  // A long line says more than what went wrong: each of its words counts for less.
  const quiet = Math.min(1, Math.sqrt(8 / Math.max(1, tokens.length)));
  for (let at = 0; at <= tokens.length; at += 1) {
    const word = tokens[at] ?? "$";
    const before = at === 0 ? "^" : (tokens[at - 1] ?? "");
    add(hash(word, hash(before, kinds.pair)), 0.8 * quiet);
    add(hash(stemOf(word), hash(stemOf(before), kinds.stemPair)), 0.7 * quiet);
    if (at > 1) {
      const earlier = tokens[at - 2] ?? "";
      add(hash(word, hash(before, hash(earlier, kinds.triple))), 0.5 * quiet);
      add(hash(stemOf(word), hash(stemOf(earlier), kinds.skip)), 0.5 * quiet);
    }
    if (at === tokens.length) break;
    add(hash(word, kinds.word), quiet);
    add(hash(stemOf(word), kinds.stem), 0.8 * quiet);
    if (word.length > 3 && !word.startsWith("<"))
      for (const sum of lettersOf(word, kinds.letters)) add(sum, 0.3 * quiet);
  }
}

function stemOf(word: string): string {
  return word.startsWith("<") ? word : word.slice(0, stemLength);
}
