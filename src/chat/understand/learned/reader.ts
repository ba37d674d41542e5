// The learned reader: a question's features to a probability for each intent.
//
// It is a multinomial logistic regression, the plainest model there is: each feature has one weight per intent, an intent's
// score is the sum of its weights, and the scores become probabilities. What it knows is `weights.json`, learned from written
// examples by `npm run train:intents`. It reads beside the rules, not instead of them: what the rules would answer is among
// its features, so it learns where to trust them.
//
// To teach it an intent: name it in `src/core/intent.ts`, write examples under `phrasings/`, run `npm run train:intents`, and
// see with `npm run eval:intents` what that did.

import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { type IntentName, intentNames } from "#core/intent.ts";
import type { Features } from "./features.ts";

export interface Guess {
  readonly name: IntentName;
  /** 0 to 1; those of all intents sum to 1. */
  readonly probability: number;
}

/** Weights by row and intent, row after row, in steps of `step`. */
export interface Weights {
  readonly steps: Int8Array;
  readonly step: number;
  /** Above 1 it makes the reader less sure of itself: chosen so that it is right as often as it says. */
  readonly temperature: number;
}

/** `weights.json`. */
export interface StoredWeights {
  /** SHA-256 of everything it was learned from. */
  readonly learnedFrom: string;
  /** The intents in the order of the weights. */
  readonly intents: readonly string[];
  readonly step: number;
  readonly temperature: number;
  /** The steps: deflated, in base64. */
  readonly steps: string;
}

export const storedWeights = new URL("weights.json", import.meta.url);

export function loadWeights(): Weights {
  const stored = JSON.parse(readFileSync(storedWeights, "utf8")) as StoredWeights;
  if (stored.intents.join() !== intentNames.join())
    throw new Error("The intents changed since weights.json was learned. Run npm run train:intents.");
  const bytes = inflateRawSync(Buffer.from(stored.steps, "base64"));
  return {
    steps: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    step: stored.step,
    temperature: stored.temperature,
  };
}

const count = intentNames.length;

/** All intents, likeliest first. */
export function guess({ rows, values }: Features, { steps, step, temperature }: Weights): Guess[] {
  const scores = new Float64Array(count);
  for (let at = 0; at < rows.length; at += 1) {
    const base = (rows[at] ?? 0) * count;
    const value = values[at] ?? 0;
    for (let intent = 0; intent < count; intent += 1)
      scores[intent] = (scores[intent] ?? 0) + (steps[base + intent] ?? 0) * value;
  }
  const scale = step / temperature;
  const highest = scores.reduce((one, other) => Math.max(one, other), -Infinity);
  let sum = 0;
  for (let intent = 0; intent < count; intent += 1) {
    const odds = Math.exp(((scores[intent] ?? 0) - highest) * scale);
    scores[intent] = odds;
    sum += odds;
  }
  return intentNames
    .map((name, intent) => ({ name, probability: (scores[intent] ?? 0) / sum }))
    .sort((one, other) => other.probability - one.probability);
}
