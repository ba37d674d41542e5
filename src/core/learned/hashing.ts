// Features as rows of the weights: the FNV-1a hash of a feature's kind and letters, folded to so many rows. Two that meet in one
// row share their weights, which costs little.

const offset = 0x811c9dc5;
const prime = 0x01000193;
/** Fibonacci hashing: the upper bits of the product are the best mixed. */
const spread = 0x9e3779b1;

export function hash(text: string, seed: number = offset): number {
  let sum = seed;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), prime);
  return Math.imul(sum ^ 0x1f, prime);
}

/** The sums of a word's letters, three to five long, its beginning and end among them: they forgive slips and inflection. */
export function* lettersOf(word: string, seed: number): Generator<number> {
  const letters = `^${word.slice(0, 16)}$`;
  for (let at = 0; at + 3 <= letters.length; at += 1) {
    let sum = seed;
    for (let length = 1; length <= 5 && at + length <= letters.length; length += 1) {
      sum = Math.imul(sum ^ letters.charCodeAt(at + length - 1), prime);
      if (length >= 3) yield Math.imul(sum ^ length, prime);
    }
  }
}

/** One of 2 to the power of `bits`. */
export function rowOf(sum: number, bits: number): number {
  return Math.imul(sum, spread) >>> (32 - bits);
}
