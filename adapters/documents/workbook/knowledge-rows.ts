// A sheet's cells as rows of knowledge: cleaned, bounded, and each with the cells it was read from.

import type { Fix } from "#core/knowledge/passage.ts";
import { cleanText, oneLine } from "#core/text.ts";
import { dateIn } from "../pieces/date-in.ts";
import { columnName } from "./cell-reference.ts";
import { type Columns, columnsOf, type Field, type HeaderNames } from "./columns.ts";
import { limits } from "./limits.ts";
import { mergedValues } from "./merged-values.ts";
import type { Cell, RowCells, Sheet } from "./read-sheet.ts";

/** A row with the cells it was read from; the child does not know what the operators call their file. */
export type SheetRow = Fix & {
  readonly dated: Date | null;
  readonly row: number;
  readonly cells: string;
  /** Every cell of the row under its header, known or not, a line each; made when asked for. */
  readonly text: () => string;
};

export interface SheetReader {
  readonly row: (row: SheetRow) => void;
  /** A cell that could not be used, `Jobs!C4 holds the error #REF!`; its row is left out. */
  readonly fault: (sentence: string) => void;
}

/** Reads the rows below the headers. False when the sheet's first rows have no usable headers. */
export function readKnowledge(sheet: Sheet, name: string, reader: SheetReader, more?: HeaderNames): boolean {
  const merged = mergedValues(sheet.merged);
  let header: { readonly columns: Columns; readonly labels: ReadonlyMap<number, string> } | null = null;
  sheet.read((row, cells) => {
    if (header) readRow(row, cells, header.columns, header.labels);
    else if (row <= limits.headerRows) {
      const columns = columnsOf(cells, more);
      if (columns) header = { columns, labels: labelsOf(cells) };
    }
  });
  return header !== null;

  function readRow(
    row: number,
    cells: RowCells,
    columns: Columns,
    labels: ReadonlyMap<number, string>,
  ): void {
    const places = [...columns.values()];
    const first = columnName(Math.min(...places));
    const last = columnName(Math.max(...places));
    const texts = new Map<Field, string>();
    const ofColumn = new Map<number, string>();
    for (const [field, column] of columns) {
      const cell: Cell | undefined = merged(row, column, cells.get(column));
      if (cell === undefined) continue;
      if ("fault" in cell) {
        reader.fault(`${name}${name === "" ? "" : "!"}${columnName(column)}${row} ${cell.fault}`);
        return;
      }
      const link = field === "procedureUrl" ? sheet.links.get(`${columnName(column)}${row}`) : undefined;
      texts.set(field, link ?? cell.text);
      ofColumn.set(column, link ?? cell.text);
    }
    const text = (field: Field) => known(texts.get(field));
    const steps = splitSteps(known(texts.get("solution")) ?? "");
    const owner = oneOf(text("owner"));
    const procedureUrl = oneOf(text("procedureUrl"));
    if (steps.length === 0 && owner === null && procedureUrl === null) return;
    const updated = text("updated");
    const common = {
      steps,
      owner,
      procedureUrl,
      problem: text("problem"),
      dated: updated === null ? null : dateIn(updated),
      row,
      cells: `${first}${row}:${last}${row}`,
      text: () => asText(cells, ofColumn, labels),
    };
    for (const job of several(text("job")))
      for (const errorCode of several(text("errorCode")))
        if (job !== null || errorCode !== null) reader.row({ job, errorCode, ...common });
  }
}

function labelsOf(cells: RowCells): ReadonlyMap<number, string> {
  const labels = new Map<number, string>();
  for (const [column, cell] of cells) if ("text" in cell) labels.set(column, oneLine(cell.text, 80));
  return labels;
}

/** `ofColumn`: what the known columns say, with what merged cells and links give them. */
function asText(
  cells: RowCells,
  ofColumn: ReadonlyMap<number, string>,
  labels: ReadonlyMap<number, string>,
): string {
  const written = new Map(ofColumn);
  for (const [column, cell] of cells)
    if (!written.has(column) && "text" in cell) written.set(column, cell.text);
  const lines: string[] = [];
  for (const [column, raw] of [...written].sort(([a], [b]) => a - b)) {
    const value = known(raw);
    const label = labels.get(column);
    if (value !== null) lines.push(label === undefined ? value : `${label}: ${value}`);
  }
  return lines.join("\n");
}

/** Clean text of a cell; null for blanks and the marks people write for "nothing". */
function known(raw: string | undefined): string | null {
  if (raw === undefined) return null;
  const text = cleanText(raw).trim();
  if (/^(?:[-–—*?]|n\/?a|none|nenhuma?|todos|all)?$/i.test(text)) return null;
  return text.length <= limits.cellCharacters ? text : `${text.slice(0, limits.cellCharacters - 1)}…`;
}

function oneOf(text: string | null): string | null {
  return text === null ? null : text.replace(/\s*\n\s*/g, ", ");
}

/** A cell may name several jobs or codes, one a line or between commas. */
function several(text: string | null): readonly (string | null)[] {
  if (text === null) return [null];
  const names = text.split(/\s*[,;\n]\s*/).filter(Boolean);
  return names.length > 0 ? names.slice(0, 50) : [null];
}

/** A solution as steps: by line, by semicolon, or by its own numbering; marks and numbers at the front go. */
export function splitSteps(solution: string): readonly string[] {
  return solution
    .split("\n")
    .flatMap((line) =>
      /^\s*1\s*[.)]\s/.test(line) ? line.split(/\s+(?=\d{1,2}\s*[.)]\s)/) : line.split(/;(?:\s+|$)/),
    )
    .map((step) =>
      step
        .replace(/^\s*(?:(?:step|passo)\s+)?(?:\d{1,2}\s*[.):]|\d{1,2}\s+[-–]|[-–•*·])\s+/i, "")
        .replace(/;\s*$/, "")
        .replace(/\s+/g, " ")
        .trim(),
    )
    .filter(Boolean)
    .slice(0, limits.steps);
}
