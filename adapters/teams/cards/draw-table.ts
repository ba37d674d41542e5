// A table as Teams' own where its columns fit beside each other on a phone; wider ones row by row, each under the other.

import type { Reply } from "#core/reply.ts";
import { type Element, type RichTextBlock, richText, type TextRun } from "./adaptive-card.ts";
import type { CardBudget } from "./budgets.ts";
import { aside, run } from "./draw-body.ts";
import { cut, literal } from "./literal-text.ts";
import type { Words } from "./words.ts";

/** In characters. A phone breaks the words of a wider one; its rows then stand one under the other. */
const widestTable = 40;
const mostColumns = 4;

/** Row by row, a table says no more than words that list each of its rows already: then they stand alone. */
export function drawTable({ table, text }: Reply, budget: CardBudget, words: Words): readonly Element[] {
  if (!table || table.rows.length === 0 || table.columns.length === 0) return [];
  const cell = (text: string) => cut(literal(text).replace(/\s*\n\s*/g, " "), budget.cell, () => "…");
  const columns = table.columns.map(cell);
  const rows = table.rows.slice(0, budget.rows).map((row) => columns.map((_, at) => cell(row[at] ?? "")));
  const widths = columns.map((title, at) =>
    Math.max(4, title.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const fits =
    columns.length <= mostColumns && widths.reduce((sum, width) => sum + width + 2, 0) <= widestTable;
  if (!fits && table.rows.every(([name = ""]) => name !== "" && text.includes(`\n• ${name}`))) return [];
  const drawn = fits ? [asTable(columns, rows, widths)] : asRows(columns, rows);
  const more = table.rows.length - rows.length;
  return more > 0 ? [...drawn, aside(words.moreRows(more))] : drawn;
}

function asTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
): Element {
  const rowOf = (texts: readonly string[], heads: boolean) => ({
    type: "TableRow" as const,
    cells: texts.map((text) => ({
      type: "TableCell" as const,
      items: [
        richText(heads ? { type: "TextRun", text: text || " ", weight: "Bolder" } : run(text || "—")),
      ] as readonly RichTextBlock[],
    })),
  });
  return {
    type: "Table",
    spacing: "Medium",
    // Two more each, so that the padding of a cell does not break what just fits in it.
    columns: widths.map((width) => ({ width: width + 2 })),
    showGridLines: false,
    rows: [rowOf(columns, true), ...rows.map((row) => rowOf(row, false))],
  };
}

function asRows(columns: readonly string[], rows: readonly (readonly string[])[]): readonly Element[] {
  return rows.map((row, index) => {
    const rest = columns
      .slice(1)
      .map((title, at) => ({ title, value: row[at + 1] ?? "" }))
      .filter(({ value }) => value.trim() !== "")
      .map(({ title, value }) => (title === "" ? value : `${title}:\u00a0${value}`))
      .join(" · ");
    const name: TextRun = { type: "TextRun", text: row[0] || "—", weight: "Bolder" };
    const paragraph = rest === "" ? richText(name) : richText(name, run(`\n${rest}`));
    return {
      ...paragraph,
      spacing: index === 0 ? "Medium" : "Small",
      ...(index === 0 ? {} : { separator: true }),
    };
  });
}
