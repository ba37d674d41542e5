// The parts of a card, top to bottom: the point with its mood, the rest of the text, facts, table, quoted text, sources.
// Everything wraps and nothing has a width of its own, so that a phone shows all of it; colours are Teams' own words for
// them, so that they are legible on dark too. What others wrote stands in TextRuns, which interpret nothing.

import { humanDuration } from "#core/duration.ts";
import type { Fact, Mood, Reply } from "#core/reply.ts";
import { withoutQuoted } from "#core/without-quoted.ts";
import { type Element, richText, type TextRun, type Tint } from "./adaptive-card.ts";
import type { CardBudget } from "./budgets.ts";
import { cut, literal } from "./literal-text.ts";
import type { Words } from "./words.ts";

/** A sign beside the point, so that the mood is not told by colour alone. */
const signs: Readonly<Record<Mood, { readonly sign: string; readonly color: Tint } | null>> = {
  good: { sign: "✓", color: "Good" },
  bad: { sign: "✗", color: "Attention" },
  warning: { sign: "▲", color: "Warning" },
  unknown: { sign: "?", color: "Accent" },
  neutral: null,
};

/** How the steps of a job are marked at the beginning of their lines. */
const marks: Readonly<Record<string, Tint>> = { "✓": "Good", "✗": "Attention", "◐": "Accent" };

/** A longer one is a text of its own, and none to be read in bold. */
const longestPoint = 160;

export function drawText(reply: Reply, budget: CardBudget, words: Words): readonly Element[] {
  // In a card without room for the quote, the words keep what it would show.
  const own = budget.quote === 0 ? reply.text : withoutQuoted(reply);
  const text = cut(literal(own).trim(), budget.text, words.moreCharacters);
  const [point = "", ...rest] = text.split("\n");
  const mood = signs[reply.mood];
  const head: TextRun[] = [];
  if (mood && !point.startsWith(mood.sign))
    head.push({ type: "TextRun", text: `${mood.sign} `, color: mood.color, weight: "Bolder" });
  if (point !== "")
    head.push({
      type: "TextRun",
      text: point,
      ...(point.length <= longestPoint && !startsPlain(reply) ? { weight: "Bolder" as const } : {}),
    });
  const blocks: Element[] = head.length > 0 ? [richText(...head)] : [];
  for (const [index, paragraph] of paragraphsOf(rest).entries())
    blocks.push({ ...richText(...paragraph), spacing: index === 0 ? "Small" : "Medium" });
  return blocks;
}

/** A sentence alone needs no heading. */
function startsPlain({ text, facts, table, quote }: Reply): boolean {
  return !text.trim().includes("\n") && facts.length === 0 && !table && !quote && text.length > 120;
}

/** What a line is about, as in "Owner: …". */
const labelled = /^\p{Lu}[\p{L} ]{1,27}(?: \([^()]{1,80}\))?:(?=\s|$)/u;

/** Lines that belong together: up to an empty one, and the steps of a job among themselves. Their marks are coloured. */
function paragraphsOf(lines: readonly string[]): readonly (readonly TextRun[])[] {
  const paragraphs: TextRun[][] = [[]];
  let inSteps = false;
  for (const line of lines) {
    const isStep = /^[✓✗◐○●–?›] /.test(line);
    if (line.trim() === "" || isStep !== inSteps) paragraphs.push([]);
    inSteps = isStep;
    const last = paragraphs.at(-1);
    if (!last || line.trim() === "") continue;
    const before = last.length > 0 ? "\n" : "";
    const color = marks[line.charAt(0)];
    if (color) last.push({ type: "TextRun", text: before + line.charAt(0), color }, run(line.slice(1)));
    else if (/^[○–›] /.test(line)) last.push({ type: "TextRun", text: before + line, isSubtle: true });
    else {
      const label = labelled.exec(line)?.[0] ?? "";
      if (label === "") last.push(run(before + indented(line)));
      else
        last.push(
          { ...run(before + label), weight: "Bolder" },
          run(line.slice(label.length, label.length + 1) + indented(line.slice(label.length + 1))),
        );
    }
  }
  return paragraphs.filter((paragraph) => paragraph.length > 0);
}

export function run(text: string): TextRun {
  return { type: "TextRun", text };
}

/** Runs of spaces shrink to one where text flows. */
function indented(line: string): string {
  return line.replace(/^ +| {2,}/g, (spaces) => "\u00a0".repeat(spaces.length));
}

/** In characters. What is longer, or has lines of its own, is read more easily in the whole width, under its label. */
const longestBeside = 300;
/** In pixels, so that the values of all facts begin at one line; a phone's card has some 290 in all. */
const labelWidth = { least: 48, most: 104, character: 8 } as const;

/** In order, each label beside its value. All of it stands in TextRuns, which wrap on a phone and interpret nothing. */
export function drawFacts(facts: readonly Fact[], budget: CardBudget, words: Words): readonly Element[] {
  const shown = facts.slice(0, budget.facts).map(({ label, value }) => ({
    label: labelOf(label),
    value: cut(literal(value).trim(), budget.factValue, words.moreCharacters) || "—",
  }));
  const widest = Math.max(0, ...shown.map(({ label }) => label.length)) * labelWidth.character;
  const width = `${Math.min(labelWidth.most, Math.max(labelWidth.least, widest))}px` as const;
  const elements = shown.map(({ label, value }, index): Element => {
    const spacing = index === 0 ? ("Medium" as const) : ("Small" as const);
    const name: TextRun = { type: "TextRun", text: label, weight: "Bolder" };
    if (label === "") return { ...richText(run(indented(value))), spacing };
    if (value.includes("\n") || value.length > longestBeside)
      return { ...richText({ ...name, text: `${label}\n` }, run(indented(value))), spacing };
    return {
      type: "ColumnSet",
      spacing,
      columns: [
        { type: "Column", width, items: [richText(name)] },
        { type: "Column", width: "stretch", spacing: "Small", items: [richText(run(indented(value)))] },
      ],
    };
  });
  const more = facts.length - shown.length;
  return more > 0 ? [...elements, aside(words.moreFacts(more))] : elements;
}

/** An argument's label is indented under the action it belongs to. */
function labelOf(label: string): string {
  const line = literal(label).replace(/\s*\n\s*/g, " ");
  return cut((/^\s/.test(line) ? "›\u00a0" : "") + line.trim(), 60, () => "…");
}

/** In a box of its own, under its title, so that it cannot pass for our own words. */
export function drawQuote(quote: Reply["quote"], budget: CardBudget, words: Words): readonly Element[] {
  if (!quote || budget.quote === 0) return [];
  const title = cut(literal(quote.title).replace(/\s+/g, " ").trim(), 160, () => "…");
  const text = middleCut(literal(quote.text).replace(/^\n+|\s+$/g, ""), budget, words);
  const items: Element[] = [];
  if (title !== "") items.push(richText({ type: "TextRun", text: title, weight: "Bolder", size: "Small" }));
  items.push({
    ...richText({
      type: "TextRun",
      text: text.split("\n").map(indented).join("\n") || "—",
      fontType: "Monospace",
      size: "Small",
    }),
    spacing: "Small",
  });
  return [{ type: "Container", style: "emphasis", spacing: "Medium", items }];
}

/** What went wrong stands at the end of a log, what was begun at its beginning. */
function middleCut(text: string, { quoteLines, quote }: CardBudget, words: Words): string {
  const perLine = Math.max(200, Math.floor(quote / 8));
  const lines = text.split("\n").map((line) => cut(line, perLine, words.moreCharacters));
  const tail: string[] = [];
  const head: string[] = [];
  let room = quote;
  const wanted = Math.floor(quoteLines / 3);
  const take = (line: string | undefined, into: string[], first: boolean): boolean => {
    if (line === undefined || line.length + 1 > room) return false;
    room -= line.length + 1;
    if (first) into.unshift(line);
    else into.push(line);
    return true;
  };
  if (lines.length <= quoteLines && text.length <= quote) return lines.join("\n");
  for (let at = 0; at < Math.min(wanted, lines.length) && room > quote * 0.7; at += 1)
    if (!take(lines[at], head, false)) break;
  for (let at = lines.length - 1; at >= head.length && head.length + tail.length < quoteLines; at -= 1)
    if (!take(lines[at], tail, true)) break;
  const left = lines.length - head.length - tail.length;
  return [...head, ...(left > 0 ? [words.moreLines(left)] : []), ...tail].join("\n");
}

/** Older than this when they are shown, the facts say how old they are. */
const oldMs = 60_000;

/** Where it comes from and when it was read, small. */
export function drawSources(reply: Reply, budget: CardBudget, words: Words, now: Date): readonly Element[] {
  const all = sourceLines(reply.sources, words);
  const lines = all.slice(0, budget.sources);
  const more = all.length - lines.length;
  if (more > 0) lines.push(words.moreSources(more));
  const elements: Element[] = [];
  if (lines.length > 0)
    elements.push({
      ...richText({ type: "TextRun", text: lines.join("\n"), isSubtle: true, size: "Small" }),
      spacing: "Medium",
    });
  const read = readLine(reply, words, now, true);
  if (read === null) return elements;
  const spacing = lines.length > 0 ? ("None" as const) : ("Medium" as const);
  return [...elements, { ...aside(read), spacing }];
}

/** One line for each title, with what of it was read. A path of an API tells a reader nothing; a place in a workbook does. */
export function sourceLines(sources: Reply["sources"], words: Words): string[] {
  const line = (text: string) => cut(literal(text).replace(/\s+/g, " ").trim(), 160, () => "…");
  const titles = Map.groupBy(sources, ({ title, ref }) => line(title) || line(ref));
  return [...titles].flatMap(([title, those]) => {
    const refs = those.map(({ ref }) => line(ref)).filter((ref) => ref !== title && isTelling(ref));
    const [first = "", ...others] = new Set(refs);
    const more = others.length > 0 ? ` ${words.moreSources(others.length)}` : "";
    return title === "" ? [] : [`${[title, first].filter((part) => part !== "").join(" · ")}${more}`];
  });
}

function isTelling(ref: string): boolean {
  return ref !== "" && !/^(?:plan|\/api)\/|[0-9a-f]{8}-[0-9a-f]{4}-/i.test(ref);
}

/** `inZone`: where the reader's client puts a time into its own zone; elsewhere only an age can be told. */
export function readLine({ asOf }: Reply, words: Words, now: Date, inZone: boolean): string | null {
  const readAt = asOf === null ? Number.NaN : Date.parse(asOf);
  if (Number.isNaN(readAt)) return null;
  const age = Math.max(0, now.getTime() - readAt);
  const at = inZone ? `{{TIME(${new Date(readAt).toISOString().replace(/\.\d+Z$/, "Z")})}}` : null;
  return `${words.readFrom(age > oldMs ? humanDuration(age) : null, at)}.`;
}

/** A small sentence of our own: never of others, as it is Markdown. */
export function aside(text: string): Element {
  return { type: "TextBlock", text, wrap: true, isSubtle: true, size: "Small", spacing: "Small" };
}
