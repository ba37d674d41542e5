// The learned reader of logs: a line to a probability for each kind of failure, and for none.
//
// It stands behind the rules: they know codes and wordings for certain, and it has read so many lines of so many programs that it
// knows what a failure of a kind is like in words that nobody wrote a rule for. It
// learns from the labelled lines of tests/evals/incidents/lines/dev by `npm run train:log-lines`; see with
// `npm run eval:log-lines` what that did.

import { readFileSync } from "node:fs";
import { type PackedWeights, probabilities, unpacked, type Weights } from "#core/learned/logistic.ts";
import { type LineKind, lineKinds } from "../line-kind.ts";
import { featuresOfLine } from "./features.ts";

export interface LineGuess {
  readonly kind: LineKind;
  /** 0 to 1. */
  readonly probability: number;
}

/** `weights.json`. */
export interface StoredLineWeights extends PackedWeights {
  /** SHA-256 of the lines it was learned from. */
  readonly learnedFrom: string;
  readonly kinds: readonly string[];
}

export const storedLineWeights = new URL("weights.json", import.meta.url);

let loaded: Weights | null = null;

/** Read once, when the first line is asked about. */
function weightsInUse(): Weights {
  if (loaded) return loaded;
  const stored = JSON.parse(readFileSync(storedLineWeights, "utf8")) as StoredLineWeights;
  if (stored.kinds.join() !== lineKinds.join())
    throw new Error(
      "The kinds of failure changed since weights.json was learned. Run npm run train:log-lines.",
    );
  loaded = unpacked(stored);
  return loaded;
}

/** The likeliest. */
export function guessLine(line: string, weights: Weights = weightsInUse()): LineGuess {
  const told = probabilities(featuresOfLine(line), weights, lineKinds.length);
  const best = told.indexOf(told.reduce((one, other) => Math.max(one, other), 0));
  return { kind: lineKinds[best] ?? "none", probability: told[best] ?? 0 };
}
