/**
 * The beginning of an id, as people read and type it: eight characters, or thirteen where eight are figures or letters
 * alone and could be taken for a number or a word.
 */
export function shortId(id: string): string {
  const begin = id.slice(0, 8);
  return /\d/.test(begin) && /[a-f]/.test(begin) ? begin : id.slice(0, 13);
}
