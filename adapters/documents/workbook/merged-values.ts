// Cells merged downwards: one job name that stands for several rows is the name in each of them.

import type { CellRange } from "./cell-reference.ts";
import type { Cell } from "./read-sheet.ts";

/**
 * Asked row by row, top to bottom. A cell inside a range has the value of the range's first cell; the cells to the
 * right of it stay blank, because a job name drawn over two columns is not an error code too.
 */
export function mergedValues(
  merged: readonly CellRange[],
): (row: number, column: number, own: Cell | undefined) => Cell | undefined {
  const waiting = new Map<number, CellRange[]>();
  for (const range of merged) {
    if (range.to.row === range.from.row) continue;
    const column = waiting.get(range.from.column) ?? [];
    column.push(range);
    waiting.set(range.from.column, column);
  }
  for (const ranges of waiting.values()) ranges.sort((a, b) => b.from.row - a.from.row);
  const masters = new Map<number, { readonly until: number; readonly value: Cell | undefined }>();

  return (row, column, own) => {
    const ranges = waiting.get(column);
    if (!ranges) return own;
    let next = ranges.at(-1);
    while (next && next.from.row <= row) {
      ranges.pop();
      masters.set(column, { until: next.to.row, value: next.from.row === row ? own : undefined });
      next = ranges.at(-1);
    }
    const master = masters.get(column);
    return own === undefined && master && row <= master.until ? master.value : own;
  };
}
