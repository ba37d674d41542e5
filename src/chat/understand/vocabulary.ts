// Every word and phrase we know, compiled once: phrases to cues, words to languages, misspellings to words.

import type { Locale } from "#core/locale.ts";
import type { Cue, Cues } from "./cue.ts";
import { englishCues, englishFillers } from "./cues-en.ts";
import { portugueseCues, portugueseFillers } from "./cues-pt.ts";

interface PhraseNode {
  readonly next: Map<string, PhraseNode>;
  readonly cues: Set<Cue>;
}

/** A phrase found: the cues it gives, and the words it covers. */
export interface Hit {
  readonly cues: ReadonlySet<Cue>;
  readonly from: number;
  readonly to: number;
}

const root: PhraseNode = { next: new Map(), cues: new Set() };
const stems = new Map<string, Set<Cue>>();
const languages = new Map<string, Set<Locale>>();
const shortestStem = 4;

/** `a|b c? d` as all the word sequences it stands for. */
function spellOut(phrase: string): string[][] {
  let sequences: string[][] = [[]];
  for (const part of phrase.trim().split(/\s+/)) {
    const optional = part.endsWith("?");
    const choices = (optional ? part.slice(0, -1) : part).split("|");
    const longer = choices.flatMap((choice) => sequences.map((sequence) => [...sequence, choice]));
    sequences = optional ? [...sequences, ...longer] : longer;
  }
  return sequences.filter((sequence) => sequence.length > 0);
}

function noteLanguage(word: string, locale: Locale): void {
  const known = languages.get(word);
  if (known) known.add(locale);
  else languages.set(word, new Set([locale]));
}

function learnPhrase(words: readonly string[], cue: Cue): void {
  let node = root;
  for (const word of words) {
    let next = node.next.get(word);
    if (!next) {
      next = { next: new Map(), cues: new Set() };
      node.next.set(word, next);
    }
    node = next;
  }
  node.cues.add(cue);
}

function learn(cues: Cues, fillers: string, locale: Locale): void {
  for (const [cue, phrases] of Object.entries(cues) as [Cue, string][]) {
    for (const phrase of phrases.split(",")) {
      for (const words of spellOut(phrase)) {
        const [only = ""] = words;
        if (words.length === 1 && only.endsWith("*")) {
          const stem = only.slice(0, -1);
          stems.set(stem, (stems.get(stem) ?? new Set<Cue>()).add(cue));
          noteLanguage(stem, locale);
        } else {
          learnPhrase(words, cue);
          for (const word of words) noteLanguage(word, locale);
        }
      }
    }
  }
  for (const word of fillers.trim().split(/\s+/)) noteLanguage(word, locale);
}

learn(englishCues, englishFillers, "en");
learn(portugueseCues, portugueseFillers, "pt");

const fillers = new Set(`${englishFillers} ${portugueseFillers}`.trim().split(/\s+/));

export function isFiller(word: string): boolean {
  return fillers.has(word);
}

/** Languages a word belongs to; undefined for a word that no cue and no grammar has. */
export function languagesOf(word: string): ReadonlySet<Locale> | undefined {
  return languages.get(word);
}

function stemCues(word: string): ReadonlySet<Cue> | undefined {
  for (let length = word.length; length >= shortestStem; length -= 1) {
    const cues = stems.get(word.slice(0, length));
    if (cues) return cues;
  }
  return undefined;
}

export function isKnownWord(word: string): boolean {
  return languages.has(word) || stemCues(word) !== undefined;
}

/** The end of the longest phrase that starts at a word, and its node; null when none does. */
function longestFrom(words: readonly (string | null)[], at: number): { node: PhraseNode; to: number } | null {
  let node = root;
  let best: { node: PhraseNode; to: number } | null = null;
  for (let to = at; to < words.length; to += 1) {
    const word = words[to];
    const next = word ? node.next.get(word) : undefined;
    if (!next) break;
    node = next;
    if (node.cues.size > 0) best = { node, to: to + 1 };
  }
  return best;
}

/**
 * Longest phrases from left to right; `null` stands for a name, which no phrase contains. A phrase that begins inside
 * another and ends beyond it is found too: "will be late" and "late because of".
 */
export function findPhrases(words: readonly (string | null)[]): Hit[] {
  const hits: Hit[] = [];
  let covered = 0;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (!word) continue;
    const longest = longestFrom(words, at);
    if (at < covered) {
      if (longest && longest.to > covered) {
        hits.push({ cues: longest.node.cues, from: at, to: longest.to });
        covered = longest.to;
      }
      continue;
    }
    const to = longest?.to ?? at + 1;
    const stem = to === at + 1 ? stemCues(word) : undefined;
    const cues = stem && longest ? new Set([...longest.node.cues, ...stem]) : (longest?.node.cues ?? stem);
    if (!cues) continue;
    hits.push({ cues, from: at, to });
    covered = to;
  }
  return hits;
}

// Misspellings, the SymSpell way: a word with one letter left out meets a known word with one letter left out.
const shortened = new Map<string, string>();

function* withoutOneLetter(word: string): Generator<string> {
  for (let at = 0; at < word.length; at += 1) yield word.slice(0, at) + word.slice(at + 1);
}

/** Words shorter than this differ from too many others by one letter. */
const shortestRepairable = 5;

for (const word of languages.keys()) {
  if (word.length < shortestRepairable || !/^[a-z]+$/.test(word)) continue;
  if (!shortened.has(word)) shortened.set(word, word);
  for (const shorter of withoutOneLetter(word)) if (!shortened.has(shorter)) shortened.set(shorter, word);
}

/** Another letter in a short word makes another word ("stays", "stats"); a missing, doubled or swapped one is a slip. */
function isSlip(word: string, known: string): boolean {
  if (Math.abs(known.length - word.length) > 1) return false;
  return (
    known.length !== word.length ||
    word.length >= 7 ||
    [...word].sort().join("") === [...known].sort().join("")
  );
}

/** The known word one slip away (a letter missing, doubled, wrong or swapped), or null. */
export function repaired(word: string): string | null {
  if (word.length < shortestRepairable || word.length > 20) return null;
  const whole = shortened.get(word);
  if (whole && whole[0] === word[0]) return whole;
  for (const shorter of withoutOneLetter(word)) {
    const known = shortened.get(shorter);
    if (known && known[0] === word[0] && isSlip(word, known)) return known;
  }
  return null;
}
