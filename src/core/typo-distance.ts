/** Edits that turn one text into the other: insert, delete, replace, or swap two neighbours (Damerau, restricted). */
export function typoDistance(a: string, b: string): number {
  if (a === b) return 0;
  const width = b.length + 1;
  if (scratch.length < width * 3) scratch = new Uint16Array(width * 6);
  let beforeLast = 0;
  let last = width;
  let row = width * 2;
  for (let j = 0; j < width; j += 1) scratch[last + j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    const letter = a.charCodeAt(i - 1);
    scratch[row] = i;
    for (let j = 1; j < width; j += 1) {
      const other = b.charCodeAt(j - 1);
      let best = at(last + j - 1) + (letter === other ? 0 : 1);
      best = Math.min(best, at(last + j) + 1, at(row + j - 1) + 1);
      if (i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === other)
        best = Math.min(best, at(beforeLast + j - 2) + 1);
      scratch[row + j] = best;
    }
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return at(last + b.length);
}

let scratch = new Uint16Array(0);
function at(index: number): number {
  return scratch[index] ?? 0;
}
