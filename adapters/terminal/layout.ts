// Fitting text into columns: by the width a terminal gives a character, and without ever dropping one.

import stringWidth from "string-width";
import type { Fact, Table } from "#core/reply.ts";

/** The text with spaces up to a width; a wide character counts two. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}

/** Lines of at most `width` columns, broken between words; a word alone longer than that is broken inside. */
export function wrap(text: string, width: number): readonly string[] {
  const limit = Math.max(8, width);
  return text.split("\n").flatMap((line) => wrapLine(line, limit));
}

function wrapLine(line: string, width: number): readonly string[] {
  if (stringWidth(line) <= width) return [line];
  const indent = /^ */.exec(line)?.[0].slice(0, width - 8) ?? "";
  const lines: string[] = [];
  let current = indent;
  for (const word of line.trim().split(/ +/)) {
    const joined = current.trim() === "" ? current + word : `${current} ${word}`;
    if (stringWidth(joined) <= width) {
      current = joined;
      continue;
    }
    if (current.trim() !== "") lines.push(current);
    const pieces = breakWord(word, width - indent.length).map((piece) => indent + piece);
    current = pieces.pop() ?? indent;
    lines.push(...pieces);
  }
  return [...lines, current];
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function breakWord(word: string, width: number): string[] {
  if (stringWidth(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = "";
  let taken = 0;
  for (const { segment } of graphemes.segment(word)) {
    const columns = stringWidth(segment);
    if (taken + columns > width && piece !== "") {
      pieces.push(piece);
      piece = "";
      taken = 0;
    }
    piece += segment;
    taken += columns;
  }
  return [...pieces, piece];
}

/** Labels in one column, values in the next; a value whose longest word has no room there begins on a line of its own. */
export function layFacts(
  facts: readonly Fact[],
  width: number,
): readonly (readonly [label: string, value: string])[] {
  const widest = Math.max(0, ...facts.map(({ label }) => stringWidth(label)));
  const column = Math.min(widest, Math.floor(width / 2)) + 2;
  return facts.flatMap(({ label, value }) => {
    const longest = longestWord(value);
    if (longest > width - column || stringWidth(label) > column - 2) {
      const indent = longest > width - 2 ? "" : "  ";
      const values = wrap(value, width - indent.length).map((line) => ["", indent + line] as const);
      return [...wrap(label, width).map((line) => [line, ""] as const), ...values];
    }
    const [first = "", ...rest] = wrap(value, width - column);
    return [[pad(label, column), first] as const, ...rest.map((line) => [" ".repeat(column), line] as const)];
  });
}

function longestWord(text: string): number {
  return Math.max(...text.split(/\s+/).map((word) => stringWidth(word)));
}

const gap = 2;

/**
 * The lines of a table that fits the width. Columns shrink to their longest word, so a name stays in one piece; when even
 * that is too wide, each row becomes a small list of its own.
 */
export function layTable(
  table: Table,
  width: number,
): { readonly head: string | null; readonly rows: readonly string[] } {
  const columns = table.columns.map((title, index) => {
    const cells = [title, ...table.rows.map((row) => row[index] ?? "")];
    return {
      wanted: Math.max(...cells.flatMap((cell) => cell.split("\n")).map((line) => stringWidth(line))),
      least: Math.max(...cells.map(longestWord)),
    };
  });
  const room = width - gap * (columns.length - 1);
  const least = columns.reduce((sum, column) => sum + column.least, 0);
  if (least > room) return { head: null, rows: asLists(table, width) };
  const widths = columns.map((column) => column.least);
  let spare = room - least;
  for (const [index, column] of columns.entries()) {
    const more = Math.min(spare, column.wanted - column.least);
    widths[index] = column.least + more;
    spare -= more;
  }
  return {
    head: layRow(table.columns, widths).join("\n"),
    rows: table.rows.flatMap((row) => layRow(row, widths)),
  };
}

function layRow(cells: readonly string[], widths: readonly number[]): readonly string[] {
  const wrapped = widths.map((width, index) => fold(cells[index] ?? "", width));
  const height = Math.max(1, ...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    wrapped
      .map((lines, index) => pad(lines[line] ?? "", widths[index] ?? 0))
      .join(" ".repeat(gap))
      .trimEnd(),
  );
}

/** Like `wrap`, for columns narrower than eight, whose words are known to fit. */
function fold(text: string, width: number): readonly string[] {
  return text.split("\n").flatMap((line) => wrapLine(line, Math.max(1, width)));
}

function asLists(table: Table, width: number): readonly string[] {
  return table.rows.flatMap((row, index) => {
    const facts = table.columns.map((label, column) => ({ label, value: row[column] ?? "" }));
    const lines = layFacts(facts, width).map(([label, value]) => (label + value).trimEnd());
    return index === 0 ? lines : ["", ...lines];
  });
}
