// Workbooks and CSV: each row below the headers is a piece with its fields and its cells.

import { type Options, parse } from "csv-parse/sync";
import { decodeText } from "./decode-text.ts";
import type { Outlet } from "./outlet.ts";
import { documentTitle } from "./package-title.ts";
import { readKnowledge, type SheetRow } from "./workbook/knowledge-rows.ts";
import { limits as sheetLimits } from "./workbook/limits.ts";
import { openPackage } from "./workbook/open-package.ts";
import { readParts } from "./workbook/read-parts.ts";
import { type Cell, openSheet, type Sheet } from "./workbook/read-sheet.ts";
import { Refusal } from "./workbook/refusal.ts";

const noHeaders = `a column job_name or error_code, and one of solution, owner, procedure url, or the names that columns.yml gives them`;

export async function readWorkbookPieces(bytes: Buffer, outlet: Outlet): Promise<void> {
  const pack = await openPackage(bytes);
  const book = await readParts(pack);
  const title = await documentTitle(pack);
  if (title) outlet.title(title);
  let usable = 0;
  for (const part of book.sheets) {
    if (readSheet(await openSheet(pack, part, book), part.name, outlet)) usable++;
    else outlet.note(`The sheet "${part.name}" was left out: it has no usable headers.`);
  }
  if (usable === 0)
    throw new Refusal(
      `No sheet has usable headers in its first ${sheetLimits.headerRows} rows: ${noHeaders}.`,
    );
}

export function readCsv(bytes: Buffer, outlet: Outlet): void {
  const { text, note } = decodeText(bytes);
  if (note) outlet.note(note);
  const named = /^sep=([^\r\n])\r?\n/i.exec(text);
  const body = named ? text.slice(named[0].length) : text;
  const delimiter = named?.[1] ?? guessDelimiter(body);
  const options = { delimiter, relax_column_count: true, skip_empty_lines: false, bom: true };
  const records =
    recordsOf(body, options) ?? recordsOf(body, { ...options, relax_quotes: true, quote: null });
  if (records === null) throw new Refusal("It is not readable as CSV. Export it again.");
  if (!readSheet(gridSheet(records, named ? 1 : 0), "", outlet))
    throw new Refusal(`It has no usable headers in its first ${sheetLimits.headerRows} rows: ${noHeaders}.`);
}

function recordsOf(text: string, options: Options): readonly (readonly string[])[] | null {
  try {
    return parse(text, options);
  } catch {
    return null; // a quote that never ends, mostly
  }
}

/** The one that cuts the first lines most evenly. Excel writes semicolons where numbers have decimal commas. */
function guessDelimiter(text: string): string {
  const lines = text
    .slice(0, 64 * 1024)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .slice(0, 20)
    .map((line) => line.replace(/"(?:[^"]|"")*"/g, ""));
  let best = { mark: ",", score: 0 };
  for (const mark of [",", ";", "\t", "|"]) {
    const counts = lines.map((line) => line.split(mark).length - 1);
    const head = counts[0] ?? 0;
    const even = counts.filter((count) => count === head).length;
    const score = head === 0 ? 0 : even * 10 + Math.min(head, 9);
    if (score > best.score) best = { mark, score };
  }
  return best.mark;
}

/** A table inside a document, its rows from the top; false: it has no usable headers. */
export function readGrid(rows: readonly (readonly string[])[], outlet: Outlet, place: string): boolean {
  return readSheet(gridSheet(rows, 0), "", outlet, (read) => `${place} > row ${read.row}`);
}

function gridSheet(rows: readonly (readonly string[])[], offset: number): Sheet {
  return {
    merged: [],
    links: new Map(),
    read(take) {
      for (const [at, row] of rows.entries()) {
        const cells = new Map<number, Cell>();
        for (const [column, value] of row.entries())
          if (value.trim() !== "") cells.set(column + 1, { text: value });
        if (cells.size > 0) take(at + 1 + offset, cells);
      }
    },
  };
}

/** False: no usable headers. `name` is empty for what has no sheets. */
function readSheet(
  sheet: Sheet,
  name: string,
  outlet: Outlet,
  place = (read: SheetRow) => (name === "" ? read.cells : `${name}!${read.cells}`),
): boolean {
  let leftOut = 0;
  let row = 0;
  let ofRow = 0;
  const found = readKnowledge(
    sheet,
    name,
    {
      row(read) {
        ofRow = read.row === row ? ofRow + 1 : 1;
        row = read.row;
        if (ofRow <= 50) outlet.pieces.add(pieceOf(read, place(read)));
        else if (ofRow === 51)
          outlet.note(`${place(read)} names more than 50 pairs of jobs and codes; the rest was left out.`);
      },
      fault(sentence) {
        leftOut++;
        outlet.note(`${sentence}; its row was left out.`);
      },
    },
    outlet.headers,
  );
  if (leftOut > 1)
    outlet.note(`${leftOut} rows were left out${name === "" ? "" : ` of the sheet "${name}"`}.`);
  return found;
}

function pieceOf(read: SheetRow, place: string) {
  const { job, errorCode, problem, steps, owner, procedureUrl, dated, text } = read;
  return {
    place,
    heading: [job, errorCode].filter((part) => part !== null).join(" · "),
    text: text(),
    fix: { job, errorCode, problem, steps, owner, procedureUrl },
    dated,
  };
}
