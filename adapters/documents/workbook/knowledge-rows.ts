// A sheet's cells as rows of knowledge: cleaned, bounded, and each with the cells it was read from.

import { cleanText } from "#core/text.ts";
import type { KnowledgeRow } from "#ports/knowledge-store.ts";
import { columnName } from "./cell-reference.ts";
import { type Columns, columnsOf, type Field } from "./columns.ts";
import { limits } from "./limits.ts";
import { mergedValues } from "./merged-values.ts";
import type { Cell, RowCells, Sheet } from "./read-sheet.ts";

/** A row whose file is not yet named; the child does not know what the operators call it. */
export type SheetRow = Omit<KnowledgeRow, "source"> & { readonly row: number; readonly cells: string };

export interface SheetReader {
  readonly row: (row: SheetRow) => void;
  /** A cell that could not be used, `Jobs!C4 holds the error #REF!`; its row is left out. */
  readonly fault: (sentence: string) => void;
}

/** Reads the rows below the headers. False when the sheet's first rows have no usable headers. */
export function readKnowledge(sheet: Sheet, name: string, reader: SheetReader): boolean {
  const merged = mergedValues(sheet.merged);
  let columns: Columns | null = null;
  sheet.read((row, cells) => {
    if (columns) readRow(row, cells, columns);
    else if (row <= limits.headerRows) columns = columnsOf(cells);
  });
  return columns !== null;

  function readRow(row: number, cells: RowCells, header: Columns): void {
    const places = [...header.values()];
    const first = columnName(Math.min(...places));
    const last = columnName(Math.max(...places));
    const texts = new Map<Field, string>();
    for (const [field, column] of header) {
      const cell: Cell | undefined = merged(row, column, cells.get(column));
      if (cell === undefined) continue;
      if ("fault" in cell) {
        reader.fault(`${name}!${columnName(column)}${row} ${cell.fault}`);
        return;
      }
      const link = field === "procedureUrl" ? sheet.links.get(`${columnName(column)}${row}`) : undefined;
      texts.set(field, link ?? cell.text);
    }
    const text = (field: Field) => known(texts.get(field));
    const steps = splitSteps(known(texts.get("solution")) ?? "");
    const owner = oneOf(text("owner"));
    const procedureUrl = oneOf(text("procedureUrl"));
    if (steps.length === 0 && owner === null && procedureUrl === null) return;
    for (const job of several(text("job")))
      for (const errorCode of several(text("errorCode"))) {
        if (job === null && errorCode === null) continue;
        reader.row({
          job,
          errorCode,
          steps,
          owner,
          procedureUrl,
          row,
          cells: `${first}${row}:${last}${row}`,
        });
      }
  }
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
