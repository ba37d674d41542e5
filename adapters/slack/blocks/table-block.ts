// A table as Slack draws one. A message holds one table, of a hundred rows and twenty columns; what does not fit is said.
// Where tables cannot stand, on the start page, the same is set in monospace.

import type { KnownBlock, RawTextElement, RichTextBlock, TableBlock } from "@slack/types";
import type { Reply, Table } from "#core/reply.ts";
import { cut, lengthOf, limits } from "./limits.ts";
import { plainText } from "./plain-text.ts";
import { bold, plain } from "./text-block.ts";
import { words } from "./words.ts";

const widestCell = 300;
const noteRoom = 500;

export function tableBlocks(reply: Reply, room: number): readonly KnownBlock[] {
  const { table } = reply;
  if (!table || isRepeated(reply)) return [];
  const { columns, rows, notes } = fitted(reply, table, Math.min(room, limits.tableCharacters) - noteRoom, 1);
  const block: TableBlock = {
    type: "table",
    column_settings: columns.map((_, index) => ({
      align: isNumeric(rows, index) ? "right" : "left",
      is_wrapped: !isNumeric(rows, index),
    })),
    rows: [columns.map(headOf), ...rows.map((row) => row.map(cell))],
  };
  return [...(rows.length > 0 ? [block] : []), ...notes.map(noteOf)];
}

/** The same in monospace, columns padded; a phone lets it be moved sideways. */
export function tableAsText(reply: Reply, room: number, most: number): readonly KnownBlock[] {
  const { table } = reply;
  if (!table || isRepeated(reply)) return [];
  const { columns, rows, notes } = fitted(reply, table, room - noteRoom, 2, most);
  const widths = columns.map((column, index) =>
    Math.min(40, Math.max(column.length, ...rows.map((row) => (row[index] ?? "").length))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((each, index) => cut(each, widths[index] ?? 40).padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd();
  const lines = [line(columns), ...rows.map(line)].join("\n");
  const block: RichTextBlock = {
    type: "rich_text",
    elements: [{ type: "rich_text_preformatted", elements: [plain(lines)] }],
  };
  return [...(rows.length > 0 ? [block] : []), ...notes.map(noteOf)];
}

/** What the whole table would take. */
export function tableNeeds(reply: Reply): number {
  const { table } = reply;
  if (!table || isRepeated(reply)) return 0;
  const cells = [table.columns, ...table.rows].flat();
  return cells.reduce((sum, each) => sum + Math.min(widestCell, lengthOf(each)) + 1, 2 * noteRoom);
}

/** Nothing in it, or nothing but what the words say already: a list with more to say of each job, for one. */
function isRepeated({ table, text }: Reply): boolean {
  if (!table || table.rows.length === 0 || table.columns.length === 0) return true;
  const names = table.rows.every((row) => text.includes(row[0] ?? ""));
  return names && table.rows.flat().every((each) => /^[-–—\s]*$/.test(each) || text.includes(each.trim()));
}

function fitted(reply: Reply, table: Table, room: number, padding: number, most = limits.tableRows - 1) {
  const say = words[reply.locale];
  const columns = table.columns.slice(0, limits.tableColumns).map((column) => cut(column, 75));
  const hidden = table.columns.slice(limits.tableColumns);
  let left = room - columns.reduce((sum, column) => sum + lengthOf(column) + padding, 0);
  const rows: (readonly string[])[] = [];
  for (const row of table.rows.slice(0, most)) {
    const cells = columns.map((_, index) => cut((row[index] ?? "").trim(), widestCell));
    left -= cells.reduce((sum, each) => sum + lengthOf(each) + padding, 0);
    if (left < 0) break;
    rows.push(cells);
  }
  const missing = table.rows.length - rows.length;
  return {
    columns,
    rows,
    notes: [
      ...(missing > 0 ? [say.rowsLeftOut(missing, table.rows.length)] : []),
      ...(hidden.length > 0 ? [cut(say.columnsLeftOut(hidden), noteRoom / 2)] : []),
    ],
  };
}

function isNumeric(rows: readonly (readonly string[])[], column: number): boolean {
  const cells = rows.map((row) => row[column] ?? "").filter((each) => each !== "");
  return cells.length > 0 && cells.every((each) => /^[-+]?[\d.,\s]{1,20}%?$/.test(each));
}

function headOf(column: string): RichTextBlock {
  return {
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: [bold(column.trim() || "–")] }],
  };
}

function cell(shown: string): RawTextElement {
  return { type: "raw_text", text: shown || "–" };
}

function noteOf(note: string): KnownBlock {
  return { type: "context", elements: [plainText(note, limits.sectionText)] };
}
