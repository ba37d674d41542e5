// The learned reader: a question's features to a probability for each intent.
//
// It is a multinomial logistic regression. What it knows is `weights.json`, learned from written examples by
// `npm run train:intents`. It reads beside the rules, not instead of them: what the rules would answer is among
// its features, so it learns where to trust them.
//
// To teach it an intent: name it in `src/core/intent.ts`, write examples under `phrasings/`, run `npm run train:intents`, and
// see with `npm run eval:intents` what that did.

import { readFileSync } from "node:fs";
import { type IntentName, intentNames } from "#core/intent.ts";
import {
  type Features,
  type PackedWeights,
  probabilities,
  unpacked,
  type Weights,
} from "#core/learned/logistic.ts";

export interface Guess {
  readonly name: IntentName;
  /** 0 to 1; those of all intents sum to 1. */
  readonly probability: number;
}

/** `weights.json`. */
export interface StoredWeights extends PackedWeights {
  /** SHA-256 of everything it was learned from. */
  readonly learnedFrom: string;
  /** The intents in the order of the weights. */
  readonly intents: readonly string[];
}

export const storedWeights = new URL("weights.json", import.meta.url);

export function loadWeights(): Weights {
  const stored = JSON.parse(readFileSync(storedWeights, "utf8")) as StoredWeights;
  if (stored.intents.join() !== intentNames.join())
    throw new Error("The intents changed since weights.json was learned. Run npm run train:intents.");
  return unpacked(stored);
}

const count = intentNames.length;

/** All intents, likeliest first. */
export function guess(features: Features, weights: Weights): Guess[] {
  const told = probabilities(features, weights, count);
  return intentNames
    .map((name, intent) => ({ name, probability: told[intent] ?? 0 }))
    .sort((one, other) => other.probability - one.probability);
}
