// One sheet, row by row. The merged ranges and links stand behind the rows that need them, and are read first.

import { type CellRange, placeOf, rangeOf } from "./cell-reference.ts";
import { limits } from "./limits.ts";
import type { Package } from "./open-package.ts";
import { relationships, type SheetPart, type WorkbookParts } from "./read-parts.ts";
import { Refusal } from "./refusal.ts";
import { readXml } from "./xml-events.ts";

/** A cell's text, or why it has none. */
export type Cell = { readonly text: string } | { readonly fault: string };

export type RowCells = ReadonlyMap<number, Cell>;

export interface Sheet {
  readonly merged: readonly CellRange[];
  /** Addresses of linked cells, by reference. */
  readonly links: ReadonlyMap<string, string>;
  /** Calls `take` for each row with a cell in it, top to bottom; a row number and the cells by column. */
  read(take: (row: number, cells: RowCells) => void): void;
}

export async function openSheet(
  pack: Package,
  { part, name }: SheetPart,
  book: WorkbookParts,
): Promise<Sheet> {
  const bytes = await pack.read(part);
  const { merged, linkIds } = readTail(name, sheetTail(bytes, name));
  const targets = linkIds.size > 0 ? await relationships(pack, part) : new Map<string, string>();
  const links = new Map<string, string>();
  for (const [reference, id] of linkIds) {
    const target = targets.get(id);
    if (target && /^(?:https?:|mailto:)/i.test(target)) links.set(reference, target);
  }
  return { merged, links, read: (take) => readRows(part, bytes, book, take) };
}

/** What stands behind the last row, as text. */
function sheetTail(bytes: Buffer, name: string): string {
  const tail = bytes.subarray(bytes.lastIndexOf("sheetData") + "sheetData".length);
  if (tail.length > limits.sheetTailBytes)
    throw new Refusal(
      `The sheet "${name}" has too many merged ranges, links or rules behind its rows. Copy the rows into a new sheet.`,
    );
  return tail.toString("utf8");
}

function readTail(name: string, tail: string) {
  const merged: CellRange[] = [];
  const linkIds = new Map<string, string>();
  for (const match of tail.matchAll(/<(?:\w+:)?mergeCell\s[^>]*?\bref=["']([^"']*)["']/g)) {
    const reference = match[1] ?? "";
    const range = rangeOf(reference);
    if (!range) throw new Refusal(`The sheet "${name}" merges "${reference}", which is no range of cells.`);
    const { from, to } = range;
    if ((to.column - from.column + 1) * (to.row - from.row + 1) > limits.mergedCells)
      throw new Refusal(
        `The sheet "${name}" merges ${reference}, which covers the sheet. Unmerge it and save.`,
      );
    merged.push(range);
    if (merged.length > limits.mergedRanges)
      throw new Refusal(
        `The sheet "${name}" has more than ${limits.mergedRanges} merged ranges. Unmerge them.`,
      );
  }
  for (const [tag] of tail.matchAll(/<(?:\w+:)?hyperlink\s[^>]*>/g)) {
    const reference = /\bref=["']([A-Z]+\d+)["']/.exec(tag)?.[1];
    const id = /\w+:id=["']([^"']*)["']/.exec(tag)?.[1];
    if (reference && id) linkIds.set(reference, id);
  }
  return { merged, linkIds };
}

interface OpenCell {
  readonly reference: string;
  readonly column: number;
  readonly type: string;
  readonly style: number;
  formula: boolean;
  value: string | null;
}

function readRows(
  part: string,
  bytes: Buffer,
  book: WorkbookParts,
  take: (row: number, cells: RowCells) => void,
): void {
  let row = 0;
  let cells = new Map<number, Cell>();
  let cell: OpenCell | null = null;
  let nextColumn = 1;
  let reading = false;
  let phonetic = false;
  readXml(part, bytes, {
    open(name, attributes) {
      if (name === "row") {
        row = attributes.r === undefined ? row + 1 : Number.parseInt(attributes.r, 10);
        cells = new Map();
        nextColumn = 1;
      } else if (name === "c") {
        cell = openCell(attributes, row, nextColumn);
        nextColumn = cell.column + 1;
      } else if (cell && name === "f") cell.formula = true;
      else if (cell && name === "rPh") phonetic = true;
      else if (cell && (name === "v" || name === "t")) {
        reading = !phonetic;
        cell.value ??= "";
      }
    },
    text(more) {
      if (reading && cell && (cell.value?.length ?? 0) <= limits.cellCharacters)
        cell.value = (cell.value ?? "") + more;
    },
    close(name) {
      if (name === "v" || name === "t") reading = false;
      else if (name === "rPh") phonetic = false;
      else if (name === "c" && cell) {
        const read = meaning(cell, book);
        if (read) cells.set(cell.column, read);
        cell = null;
      } else if (name === "row" && cells.size > 0) take(row, cells);
    },
  });
}

function openCell(attributes: Readonly<Record<string, string>>, row: number, nextColumn: number): OpenCell {
  const place = attributes.r === undefined ? { column: nextColumn, row } : placeOf(attributes.r);
  if (place?.row !== row) throw new Refusal(`The cell "${attributes.r}" is not a cell of row ${row}.`);
  return {
    reference: attributes.r ?? "",
    column: place.column,
    type: attributes.t ?? "n",
    style: Number(attributes.s ?? 0),
    formula: false,
    value: null,
  };
}

/** What a cell says; null for an empty one. A formula says the result that Excel kept, and is never computed here. */
function meaning(cell: OpenCell, book: WorkbookParts): Cell | null {
  const { type, value } = cell;
  if (cell.formula && (value === null || (value === "" && type !== "str")))
    return { fault: "has a formula without a result: open the workbook in Excel and save it" };
  if (value === null || value === "") return null;
  switch (type) {
    case "s":
      return { text: unescaped(book.sharedStrings[Number(value)] ?? "") };
    case "e":
      return { fault: `holds the error ${value}` };
    case "b":
      return { text: value === "1" ? "TRUE" : "FALSE" };
    case "n": {
      const number = Number(value);
      if (!Number.isFinite(number)) return { fault: `holds "${value.slice(0, 40)}" as a number` };
      return { text: book.dateStyles[cell.style] ? isoDate(number, book.from1904) : String(number) };
    }
    default:
      return { text: unescaped(value) };
  }
}

/** OOXML writes characters that XML cannot hold as `_x000D_`. */
function unescaped(text: string): string {
  return text.includes("_x")
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
}

/** `2026-03-12`, with the time when there is one; a bare time of day for numbers below one day. */
function isoDate(serial: number, from1904: boolean): string {
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  const date = new Date(Math.round((epoch + serial * 86_400_000) / 1000) * 1000);
  if (Number.isNaN(date.getTime())) return String(serial);
  const [day = "", time = ""] = date.toISOString().slice(0, 19).split("T");
  if (serial > 0 && serial < 1) return time;
  return time === "00:00:00" ? day : `${day}T${time}`;
}
