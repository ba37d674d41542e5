// `B12` and the numbers behind it: column and row, both counted from 1.

export interface CellPlace {
  readonly column: number;
  readonly row: number;
}

export interface CellRange {
  readonly from: CellPlace;
  readonly to: CellPlace;
}

const maxColumn = 16_384;
const maxRow = 1_048_576;

/** null for what is no cell of an Excel sheet. */
export function placeOf(reference: string): CellPlace | null {
  const match = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference);
  if (!match?.[1]) return null;
  let column = 0;
  for (const letter of match[1]) column = column * 26 + letter.charCodeAt(0) - 64;
  const row = Number(match[2]);
  return column <= maxColumn && row >= 1 && row <= maxRow ? { column, row } : null;
}

export function rangeOf(reference: string): CellRange | null {
  const [first = "", last = first] = reference.split(":");
  const from = placeOf(first);
  const to = placeOf(last);
  return from && to ? { from, to } : null;
}

export function columnName(column: number): string {
  let name = "";
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}
