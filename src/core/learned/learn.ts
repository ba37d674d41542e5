// Learns a reader's weights from examples: stochastic gradient descent on the multinomial logistic loss, each weight with
// its own shrinking stride (AdaGrad). The same examples in the same order give the same weights, bit for bit.
//
// Two habits keep it from learning its examples by heart. Features are left out at random (dropout), so that no single word
// carries a class alone; and what the rules say is left out of every other example altogether, and wherever the rules
// were written with the example in view, so that the rules are trusted no more than they deserve on words nobody has seen.

import type { Features, Weights } from "./logistic.ts";

export interface Example {
  /** From the position `fromRules` on, where there is one, the features repeat what rules say. */
  readonly features: Features & { readonly fromRules?: number };
  /** Which class it is, in the order of the weights. */
  readonly label: number;
  /** The rules were written with this example in view. */
  readonly seenByRules?: boolean;
}

export interface Size {
  /** How many rows of weights there are, and how many classes. */
  readonly rows: number;
  readonly classes: number;
}

export interface Settings {
  /** Each learns once; the mean of all is what is learned. */
  readonly seeds: readonly number[];
  /** How often every example is met. */
  readonly rounds: number;
  readonly stride: number;
  readonly decay: number;
  /** The share of features that are left out each time. */
  readonly dropout: number;
  /** The share of examples met without what the rules say. */
  readonly withoutRules: number;
  /** What weights are counted in. */
  readonly step: number;
}

export const usualSettings: Settings = {
  seeds: [7, 8, 9, 10],
  rounds: 9,
  stride: 0.1,
  decay: 1e-4,
  dropout: 0.4,
  withoutRules: 0.5,
  step: 0.06,
};

/** Mulberry32: small, fast, and the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffle(order: number[], random: () => number): void {
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
  }
}

/** Learns several times, each time meeting the examples in another order, and takes the mean: chance cancels out. */
export function learn(
  examples: readonly Example[],
  temperature: number,
  size: Size,
  settings: Settings = usualSettings,
): Weights {
  const mean = new Float32Array(size.rows * size.classes);
  for (const seed of settings.seeds) {
    const weights = descend(examples, seed, size, settings);
    for (let at = 0; at < mean.length; at += 1)
      mean[at] = (mean[at] ?? 0) + (weights[at] ?? 0) / settings.seeds.length;
  }
  const steps = Int8Array.from(mean, (weight) =>
    Math.max(-127, Math.min(127, Math.round(weight / settings.step))),
  );
  return { steps, step: settings.step, temperature };
}

function descend(
  examples: readonly Example[],
  seed: number,
  { rows, classes: count }: Size,
  settings: Settings,
): Float32Array {
  const weights = new Float32Array(rows * count);
  const travelled = new Float32Array(rows * count).fill(1e-6);
  const random = randomFrom(seed);
  const order = examples.map((_, at) => at);
  const scores = new Float64Array(count);
  const louder = 1 / (1 - settings.dropout);
  for (let round = 0; round < settings.rounds; round += 1) {
    shuffle(order, random);
    const stride = settings.stride * (1 - (0.9 * round) / settings.rounds);
    for (const at of order) {
      const example = examples[at];
      if (!example) continue;
      const { rows: all, values, fromRules } = example.features;
      const silent = example.seenByRules || random() < settings.withoutRules;
      const end = silent ? (fromRules ?? all.length) : all.length;
      const kept: number[] = [];
      for (let one = 0; one < end; one += 1) if (random() >= settings.dropout) kept.push(one);
      scores.fill(0);
      for (const one of kept) {
        const base = (all[one] ?? 0) * count;
        const value = (values[one] ?? 0) * louder;
        for (let k = 0; k < count; k += 1) scores[k] = (scores[k] ?? 0) + (weights[base + k] ?? 0) * value;
      }
      softmax(scores);
      scores[example.label] = (scores[example.label] ?? 0) - 1;
      for (const one of kept) {
        const base = (all[one] ?? 0) * count;
        const value = (values[one] ?? 0) * louder;
        for (let k = 0; k < count; k += 1) {
          const weight = weights[base + k] ?? 0;
          const slope = (scores[k] ?? 0) * value + settings.decay * weight;
          const path = (travelled[base + k] ?? 0) + slope * slope;
          travelled[base + k] = path;
          weights[base + k] = weight - (stride * slope) / Math.sqrt(path);
        }
      }
    }
  }
  return weights;
}

function softmax(scores: Float64Array): void {
  const highest = scores.reduce((one, other) => Math.max(one, other), -Infinity);
  let sum = 0;
  for (let k = 0; k < scores.length; k += 1) {
    scores[k] = Math.exp((scores[k] ?? 0) - highest);
    sum += scores[k] ?? 0;
  }
  for (let k = 0; k < scores.length; k += 1) scores[k] = (scores[k] ?? 0) / sum;
}
