// What others wrote, so that Teams shows it letter by letter. Its places read text differently: a message is Markdown and
// HTML, a TextBlock and a fact are a little Markdown (of a different kind on phones), a TextRun is neither.

import { cleanText } from "#core/text.ts";

/** Printable, and never one of the `{{DATE(…)}}` functions that a card would work out. */
export function literal(text: string): string {
  return cleanText(text)
    .replace(/\t/g, "    ")
    .replace(/\{\{(?=\s*(?:DATE|TIME)\s*\()/gi, `{${joiner}{`);
}

/** Invisible and without width; keeps apart what would mean something together. */
const joiner = "\u2060";

/** A message's text, line by line. Names keep every character: what Markdown would take is escaped. */
export function messageText(text: string): string {
  return cleanText(text)
    .split("\n")
    .map((line) =>
      line
        .replace(/[\\`*_~[\]]/g, "\\$&")
        .replace(/&/g, "&amp;")
        .replace(/</g, "&lt;")
        .replace(/>/g, "&gt;")
        .replace(/^(\s*)([-+#=|])/, "$1\\$2")
        .replace(/^(\s*\d+)([.)])/, "$1\\$2"),
    )
    .filter((line) => line.trim() !== "")
    .join("\n\n");
}

/** Cut to whole characters as people see them, saying how much is missing. */
export function cut(text: string, limit: number, rest: (characters: number) => string): string {
  if (text.length <= limit) return text;
  const kept = text
    .slice(0, Math.max(0, limit))
    .toWellFormed()
    .replace(/\ufffd$/, "")
    .trimEnd();
  return `${kept}${rest(text.length - kept.length)}`;
}
