// The answer's words: the point first and bold, lists as lists, what a step said set apart. Built of rich text, which
// interprets nothing: `_`, `*`, `~` and backticks in a name stay what they are, and nobody can smuggle a mention in. What
// stands in the quote as well is left to the quote: the words alone are the whole answer, beside the box they are a repeat.

import type { RichTextBlock, RichTextBlockElement, RichTextElement, RichTextSection } from "@slack/types";
import type { Mood, Reply } from "#core/reply.ts";
import { withoutQuoted } from "#core/without-quoted.ts";
import { withoutMiddle } from "./limits.ts";
import { linkOf } from "./link.ts";
import { words } from "./words.ts";

/** Told apart by their shape as well as by their colour. Most answers need none. */
const signOf: Readonly<Record<Mood, { readonly name: string; readonly unicode: string } | null>> = {
  good: { name: "white_check_mark", unicode: "2705" },
  bad: { name: "red_circle", unicode: "1f534" },
  warning: { name: "warning", unicode: "26a0-fe0f" },
  unknown: { name: "grey_question", unicode: "2754" },
  neutral: null,
};

/** More than a line: it is set as text, not as a headline. */
const longestPoint = 240;

/** Several blocks where steps are listed, so that what is asked after them stands on its own. */
export function textBlocks(reply: Reply, room: number): readonly RichTextBlock[] {
  const say = words[reply.locale];
  const own = withoutQuoted(reply);
  const whole = own === "" ? say.nothing : own;
  const [point = "", ...rest] = withoutMiddle(whole, room, say.linesLeftOut).split("\n");
  const sign = signOf[reply.mood];
  const stands = rest.some((line) => line.trim() !== "") || reply.facts.length > 0 || reply.quote !== null;
  const headline = stands && point.length <= longestPoint;
  const head: RichTextSection = {
    type: "rich_text_section",
    elements: [
      ...(sign ? [{ type: "emoji" as const, ...sign }, plain(" ")] : []),
      ...linked(point, reply).map((each) => (headline ? { ...each, style: { bold: true } } : each)),
    ],
  };
  const blocks: RichTextBlock[] = [{ type: "rich_text", elements: [head] }];
  let steps = false;
  for (const part of partsOf(rest)) {
    const elements = drawn(part, reply);
    const step: boolean = part.kind === "steps" || (steps && part.kind === "said");
    const last = blocks.at(-1);
    if (elements.length === 0) continue;
    if (last && step === steps) last.elements.push(...elements);
    else blocks.push({ type: "rich_text", elements: [...elements] });
    steps = step;
  }
  return blocks;
}

type Part = { readonly kind: "lines" | "items" | "said" | "steps"; readonly lines: string[] };

/**
 * Neighbouring lines of one kind together: items begin with a bullet and go on indented, steps with their mark, what was
 * said with `›`.
 */
function partsOf(lines: readonly string[]): readonly Part[] {
  const parts: Part[] = [];
  for (const line of lines) {
    const item = /^• (.*)$/.exec(line)?.[1];
    const said = /^› (.*)$/.exec(line)?.[1];
    const last = parts.at(-1);
    if (last?.kind === "items" && item === undefined && /^ {2,}\S/.test(line))
      last.lines.push(`${last.lines.pop() ?? ""}\n${line.trim()}`);
    else if (item !== undefined) add(parts, "items", item);
    else if (said !== undefined) add(parts, "said", said);
    else if (/^[○●◐✓✗–?] /.test(line)) add(parts, "steps", line);
    else add(parts, "lines", line);
  }
  return parts;
}

function add(parts: Part[], kind: Part["kind"], line: string): void {
  const last = parts.at(-1);
  if (last?.kind === kind) last.lines.push(line);
  else parts.push({ kind, lines: [line] });
}

function drawn({ kind, lines }: Part, trusted: Trusted): readonly RichTextBlockElement[] {
  if (kind === "items")
    return [
      {
        type: "rich_text_list",
        style: "bullet",
        elements: lines.map((line) => ({ type: "rich_text_section", elements: linked(line, trusted) })),
      },
    ];
  const text = lines.join("\n").replace(/\n{3,}/g, "\n\n");
  if (kind === "said") return [{ type: "rich_text_quote", elements: [plain(text || " ")] }];
  return text.trim() === "" ? [] : [{ type: "rich_text_section", elements: linked(text.trimEnd(), trusted) }];
}

export type Trusted = Pick<Reply, "sources" | "links">;

/**
 * Addresses that are sources of the answer, or links of its own, can be followed; what is shown is always the address itself. Any other may come
 * out of a log that somebody else wrote, and is text.
 */
export function linked(text: string, { sources, links = [] }: Trusted): RichTextElement[] {
  const known = new Set([...sources.map(({ ref }) => ref), ...links].flatMap((ref) => linkOf(ref) ?? []));
  const parts: RichTextElement[] = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(/https?:\/\/[^\s<>"'`|]+/gi)) {
    const shown = found.replace(/[.,;:!?)\]}]+$/, "");
    const url = linkOf(shown);
    if (url === null || !known.has(url)) continue;
    if (index > from) parts.push(plain(text.slice(from, index)));
    parts.push({ type: "link", url, text: shown });
    from = index + shown.length;
  }
  if (from < text.length) parts.push(plain(text.slice(from)));
  return parts.length > 0 ? parts : [plain(" ")];
}

export function plain(text: string): RichTextElement & { type: "text" } {
  return { type: "text", text };
}

export function bold(text: string): RichTextElement & { type: "text" } {
  return { type: "text", text, style: { bold: true } };
}
