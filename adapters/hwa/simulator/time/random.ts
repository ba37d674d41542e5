// Chance that repeats itself: everything the simulator leaves to luck is drawn from a seed and a name,
// so that the same seed tells the same story whatever order the questions come in.

/** A 32-bit hash of text (FNV-1a with a final avalanche). */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A stream of numbers in [0, 1). */
export type Random = () => number;

/** The stream that belongs to this seed and this name (mulberry32). */
export function randomFor(seed: number, name: string): Random {
  let state = (hash32(name) ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** One of the items; the list must not be empty. */
export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError("pick() was given an empty list.");
  return item;
}

export function between(random: Random, low: number, high: number): number {
  return low + random() * (high - low);
}

export function wholeBetween(random: Random, low: number, high: number): number {
  return Math.floor(between(random, low, high + 1));
}

/** A bell-shaped draw around 1: how long a run takes compared with its estimate. */
export function durationFactor(random: Random): number {
  const bell = (random() + random() + random() + random() - 2) / 2;
  return 1 + bell * 0.35;
}
