// What the learned reader looks at: a question as a set of numbered features.
//
// Names go first: FINANCE_PAYROLL and DB_BACKUP are the same word `<job>` here, so that what is learned about one job holds
// for all. What stays is read at several depths, because each of them forgives something else:
//
//   words and their neighbours    "no longer <job>"         the exact wording
//   beginnings of words           "depend" of "dependente"  inflection, in either language
//   letters three to five long    "^failr", "ilur"          slips of the finger
//   signals of the rules          "why", "@job" and pairs   what the hand-written grammar already knows about words
//   readings of the rules         "rule job.log, 9"         what that grammar would have answered
//   the turn before               "after job.failed"        what a question of two words leans on
//
// A feature is a row of the weights. Its value is how loudly it speaks: a kind with many features whispers each.

import { hash, lettersOf, rowOf } from "#core/learned/hashing.ts";
import type { Features as CoreFeatures } from "#core/learned/logistic.ts";
import type { ConversationContext } from "#ports/conversations.ts";
import type { Reading } from "../score.ts";
import type { Material } from "../slots.ts";

export interface Features extends CoreFeatures {
  /** From this position on they repeat what the rules say. Training leaves them out now and then. */
  readonly fromRules: number;
}

const rowBits = 16;
/** How many rows of weights there are. */
export const rows = 1 << rowBits;

const kind = (name: string): number => hash(name);
const kinds = {
  word: kind("word"),
  pair: kind("pair"),
  skip: kind("skip"),
  triple: kind("triple"),
  stem: kind("stem"),
  stemPair: kind("stemPair"),
  letters: kind("letters"),
  signal: kind("signal"),
  signalPair: kind("signalPair"),
  top: kind("top"),
  second: kind("second"),
  reading: kind("reading"),
  shape: kind("shape"),
  before: kind("before"),
  beforeWord: kind("beforeWord"),
  beforeSignal: kind("beforeSignal"),
  beforeReading: kind("beforeReading"),
} as const;

const loudness = {
  word: 1,
  pair: 0.9,
  skip: 0.6,
  triple: 0.6,
  stem: 0.8,
  stemPair: 0.7,
  letters: 0.35,
  signal: 0.9,
  signalPair: 0.4,
  top: 1.2,
  reading: 1,
  shape: 0.6,
  before: 1,
  beforeWord: 0.8,
};

const stemLength = 5;

/** The words a reader learns from: names, times and numbers as what they are, the rest as it was folded. */
function tokensOf({ message, entities, time }: Material): string[] {
  const tokens: string[] = [];
  const { words } = message;
  for (let at = 0; at < words.length && tokens.length < 60; at += 1) {
    const entity = entities.find(({ from, to }) => from <= at && at < to);
    if (entity) {
      if (entity.from === at) tokens.push(`<${entity.kind}>`);
    } else if (time?.used.has(at)) {
      if (tokens.at(-1) !== "<time>") tokens.push("<time>");
    } else {
      const text = words[at]?.text ?? "";
      tokens.push(/^\d/.test(text) ? "<number>" : text);
    }
  }
  return tokens;
}

export function featuresOf(
  material: Material,
  readings: readonly Reading[],
  context: ConversationContext | null,
): Features {
  const found: number[] = [];
  const values: number[] = [];
  const add = (sum: number, value: number): void => {
    found.push(rowOf(sum, rowBits));
    values.push(value);
  };
  const tokens = tokensOf(material);
  addWords(tokens, add);
  addSignals(material, add);
  addShape(material, tokens, add);
  addBefore(material, tokens, context, add);
  const fromRules = found.length;
  addReadings(readings, context, add);
  return { rows: found, values, fromRules };
}

type Add = (sum: number, value: number) => void;

function addWords(tokens: readonly string[], add: Add): void {
  // A long question says more than it asks: each of its words counts for less.
  const quiet = Math.min(1, Math.sqrt(6 / Math.max(1, tokens.length)));
  for (let at = 0; at <= tokens.length; at += 1) {
    const word = tokens[at] ?? "$";
    const before = at === 0 ? "^" : (tokens[at - 1] ?? "");
    const stem = stemOf(word);
    add(hash(word, hash(before, kinds.pair)), loudness.pair * quiet);
    add(hash(stem, hash(stemOf(before), kinds.stemPair)), loudness.stemPair * quiet);
    if (at >= 1) {
      const earlier = tokens[at - 2] ?? "^";
      add(hash(word, hash(before, hash(earlier, kinds.triple))), loudness.triple * quiet);
      add(hash(stem, hash(stemOf(earlier), kinds.skip)), loudness.skip * quiet);
    }
    if (at === tokens.length) break;
    add(hash(word, kinds.word), loudness.word * quiet);
    add(hash(stem, kinds.stem), loudness.stem * quiet);
    if (!word.startsWith("<")) addLetters(word, quiet, add);
  }
}

function stemOf(word: string): string {
  return word.length > stemLength && !word.startsWith("<") ? word.slice(0, stemLength) : word;
}

function addLetters(word: string, quiet: number, add: Add): void {
  if (word.length < 4) return;
  for (const sum of lettersOf(word, kinds.letters)) add(sum, loudness.letters * quiet);
}

function addSignals({ signals }: Material, add: Add): void {
  const sums: number[] = [];
  for (const signal of signals.has) {
    const sum = hash(signal, kinds.signal);
    add(sum, loudness.signal);
    sums.push(sum);
  }
  if (sums.length > 14) return;
  for (let one = 0; one < sums.length; one += 1)
    for (let two = one + 1; two < sums.length; two += 1)
      // Addition, because a set has no order.
      add(Math.imul((sums[one] ?? 0) + (sums[two] ?? 0), kinds.signalPair | 1), loudness.signalPair);
}

function addShape({ message, entities, time, signals }: Material, tokens: readonly string[], add: Add): void {
  const say = (text: string): void => add(hash(text, kinds.shape), loudness.shape);
  say(`length ${Math.min(4, Math.floor(Math.sqrt(tokens.length)))}`);
  if (message.text.includes("?")) say("asks");
  if (message.text.trimEnd().endsWith("?")) say("ends asking");
  if (message.text.includes("!")) say("exclaims");
  say(`names ${Math.min(3, entities.length)}`);
  for (const { kind: named } of entities) say(`has ${named}`);
  if (time) say("has time");
  const plain = tokens.filter((token) => !token.startsWith("<")).length;
  say(`strange ${Math.min(4, signals.strange.length)}`);
  const share = plain === 0 ? 0 : signals.strange.length / plain;
  say(`strangeness ${Math.round(share * 4)}`);
  if (entities.length === 0) say(`nameless strangeness ${Math.round(share * 4)}`);
}

function addBefore(
  { signals }: Material,
  tokens: readonly string[],
  context: ConversationContext | null,
  add: Add,
): void {
  const last = context?.lastIntent ?? "";
  const say = (text: string, value: number): void => add(hash(text, kinds.before), value);
  if (context === null) {
    say("none", 0.4);
    return;
  }
  say(last, loudness.before);
  say("some", 0.4);
  if (context.boundAgent !== null) say("bound", loudness.before);
  for (const key of Object.keys(context.lastSlots)) say(`slot ${key}`, 0.5);
  if (context.lastSlots.status !== undefined) say(`status ${context.lastSlots.status}`, loudness.before);
  const family = hash(last.split(".")[0] ?? "", kinds.beforeWord);
  const whole = hash(last, kinds.beforeWord);
  if (tokens.length <= 8)
    for (const token of tokens) {
      add(hash(stemOf(token), whole), loudness.beforeWord * 0.7);
      add(hash(stemOf(token), family), loudness.beforeWord * 0.5);
    }
  for (const signal of signals.has) add(hash(signal, hash(last, kinds.beforeSignal)), 0.4);
}

function addReadings(readings: readonly Reading[], context: ConversationContext | null, add: Add): void {
  const [best, next] = readings;
  if (best && context) add(hash(best.name, hash(context.lastIntent ?? "", kinds.beforeReading)), 0.5);
  if (best) add(hash(best.name, kinds.top), loudness.top);
  else add(kinds.top, loudness.top);
  if (next) add(hash(next.name, kinds.second), loudness.top * 0.3);
  for (const { name, weight } of readings)
    add(hash(name, kinds.reading), (loudness.reading * Math.max(0, weight)) / 9);
}
