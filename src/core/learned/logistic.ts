// A multinomial logistic regression, the plainest model there is: each feature has one weight per class, a class's score is the
// sum of its weights, and the scores become probabilities. What it knows is a file of weights, learned from written examples.

import { deflateRawSync, inflateRawSync } from "node:zlib";

export interface Features {
  /** Rows of the weights, and how loudly each speaks. */
  readonly rows: readonly number[];
  readonly values: readonly number[];
}

/** Weights by row and class, row after row, in steps of `step`. */
export interface Weights {
  readonly steps: Int8Array;
  readonly step: number;
  /** Above 1 it makes the reader less sure of itself: chosen so that it is right as often as it says. */
  readonly temperature: number;
}

/** Weights in a JSON file. */
export interface PackedWeights {
  readonly step: number;
  readonly temperature: number;
  /** The steps: deflated, in base64. */
  readonly steps: string;
}

export function packed({ step, temperature, steps }: Weights): PackedWeights {
  return { step, temperature, steps: deflateRawSync(steps, { level: 9 }).toString("base64") };
}

export function unpacked({ step, temperature, steps }: PackedWeights): Weights {
  const bytes = inflateRawSync(Buffer.from(steps, "base64"));
  return { steps: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), step, temperature };
}

/** Of each class in the order of the weights; together 1. */
export function probabilities(
  { rows, values }: Features,
  { steps, step, temperature }: Weights,
  classes: number,
): Float64Array {
  const scores = new Float64Array(classes);
  for (let at = 0; at < rows.length; at += 1) {
    const base = (rows[at] ?? 0) * classes;
    const value = values[at] ?? 0;
    for (let each = 0; each < classes; each += 1)
      scores[each] = (scores[each] ?? 0) + (steps[base + each] ?? 0) * value;
  }
  const scale = step / temperature;
  const highest = scores.reduce((one, other) => Math.max(one, other), -Infinity);
  let sum = 0;
  for (let each = 0; each < classes; each += 1) {
    const odds = Math.exp(((scores[each] ?? 0) - highest) * scale);
    scores[each] = odds;
    sum += odds;
  }
  return scores.map((odds) => odds / sum);
}
