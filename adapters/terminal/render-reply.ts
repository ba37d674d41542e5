// A Reply as lines for a terminal: pure, so that what an operator sees can be tested character by character.

import { styleText } from "node:util";
import { humanDuration } from "#core/duration.ts";
import type { Mood, Reply } from "#core/reply.ts";
import { cleanText } from "#core/text.ts";
import { withoutQuoted } from "#core/without-quoted.ts";
import { layFacts, layTable, wrap } from "./layout.ts";
import { words } from "./words.ts";

export interface RenderOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: boolean;
  readonly now: Date;
  /** Numbers the choices, for replies whose numbers the prompt will understand. */
  readonly numbered: boolean;
}

const colorOf: Readonly<Record<Mood, "green" | "red" | "yellow" | "magenta" | null>> = {
  good: "green",
  bad: "red",
  warning: "yellow",
  unknown: "magenta",
  neutral: null,
};

/** The reply as text without a trailing newline. Nothing in it can move the cursor or change a colour but what we put there. */
export function renderReply(untrusted: Reply, options: RenderOptions): string {
  const reply = cleanReply(untrusted);
  const width = Math.max(20, options.width);
  const paint = painter(options.color);
  const blocks = [
    textLines(reply, width, paint),
    layFacts(reply.facts, width).map(([label, value]) => paint("dim", label) + value),
    tableLines(reply, width, paint),
    quoteLines(reply, width, paint),
    sourceLines(reply, width, options.now).map((line) => paint("dim", line)),
    choiceLines(reply, width, options.numbered, paint),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

type Paint = (
  style: "dim" | "bold" | "green" | "red" | "yellow" | "magenta" | "cyan",
  text: string,
) => string;

function painter(color: boolean): Paint {
  return (style, text) => (color && text !== "" ? styleText(style, text, { validateStream: false }) : text);
}

/** The first line is the point, so it alone carries the mood. */
function textLines(reply: Reply, width: number, paint: Paint): readonly string[] {
  const [point = "", ...rest] = withoutQuoted(reply).trim().split("\n");
  const color = colorOf[reply.mood];
  const head = wrap(point, width).map((line) => paint("bold", color ? paint(color, line) : line));
  return rest.length === 0 ? head : [...head, ...wrap(rest.join("\n"), width)];
}

function tableLines(reply: Reply, width: number, paint: Paint): readonly string[] {
  if (!reply.table || reply.table.rows.length === 0) return [];
  const { head, rows } = layTable(reply.table, width);
  return head === null ? rows : [...head.split("\n").map((line) => paint("bold", line)), ...rows];
}

/** Quoted text always stands behind a bar under its title, so it cannot pass for our own words. */
function quoteLines(reply: Reply, width: number, paint: Paint): readonly string[] {
  if (!reply.quote) return [];
  const bar = (mark: string, text: string) => `${paint("dim", mark)}${text}`.trimEnd();
  return [
    ...wrap(reply.quote.title, width - 3).map((line, index) =>
      bar(index === 0 ? "╭─ " : "│  ", paint("bold", line)),
    ),
    ...wrap(reply.quote.text.replace(/\n+$/, ""), width - 2).map((line) => bar("│ ", line)),
    paint("dim", "╰─"),
  ];
}

function sourceLines(reply: Reply, width: number, now: Date): readonly string[] {
  const lines = reply.sources.map(
    ({ title, ref }, index) => `[${index + 1}] ${title}${ref ? ` · ${ref}` : ""}`,
  );
  const readAt = reply.asOf === null ? Number.NaN : Date.parse(reply.asOf);
  if (!Number.isNaN(readAt)) lines.push(words[reply.locale].readFrom(humanDuration(now.getTime() - readAt)));
  return lines.flatMap((line) => wrap(line, width));
}

function choiceLines(reply: Reply, width: number, numbered: boolean, paint: Paint): readonly string[] {
  if (reply.choices.length === 0) return [];
  const digits = String(reply.choices.length).length;
  const lines = reply.choices.flatMap(({ id, label, style }, index) => {
    const mark = numbered ? `${String(index + 1).padStart(digits + 1)}) ` : " · ";
    // Without a number, what it takes is to type the words.
    const shown = numbered || id === label ? label : `${label}: ${id}`;
    const [first = "", ...rest] = wrap(shown, width - mark.length);
    const colored = style === "danger" ? paint("red", first) : first;
    return [paint("cyan", mark) + colored, ...rest.map((line) => " ".repeat(mark.length) + line)];
  });
  if (!numbered) return lines;
  return [...wrap(words[reply.locale].choose, width).map((line) => paint("dim", line)), ...lines];
}

/** Every text of the reply made printable; cells and labels become one line. */
function cleanReply(reply: Reply): Reply {
  const text = (untrusted: string) => cleanText(untrusted).replace(/\t/g, "    ");
  const line = (untrusted: string) => text(untrusted).replace(/\s*\n\s*/g, " ");
  return {
    ...reply,
    text: text(reply.text),
    facts: reply.facts.map(({ label, value }) => ({ label: line(label), value: text(value) })),
    table: reply.table && {
      columns: reply.table.columns.map(line),
      rows: reply.table.rows.map((row) => row.map(line)),
    },
    quote: reply.quote && { title: line(reply.quote.title), text: text(reply.quote.text) },
    sources: reply.sources.map(({ title, ref }) => ({ title: line(title), ref: line(ref) })),
    choices: reply.choices.map((choice) => ({ ...choice, id: line(choice.id), label: line(choice.label) })),
  };
}
