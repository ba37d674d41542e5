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

// What a fact's Markdown could take for markup, on a desktop or on a phone, which escape it differently: links, bare addresses, code, pairs
// of stars, entities, our client's own functions, lists, and spaces at an end. An underscore inside a word means nothing
// to either, and a bracket or a star alone no more, so that names and patterns of jobs are no such case.
const markup =
  /[\\\n]|:\/\/|\bwww\.|\][(:[]|`.*`|\*.*\*|~~|__|&#?\w+;|\{\{|(?<![\p{L}\p{N}])_.*_(?![\p{L}\p{N}])|^\s*(?:[-+*#>=]|\d+[.)])(?:\s|$)|^\s|\s$|^$/u;

/** Whether a FactSet shows this exactly as it is on every client; what it does not show so belongs into a TextRun. */
export function isPlain(text: string): boolean {
  return !markup.test(text);
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
