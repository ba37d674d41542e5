// The words of a reply beside its quote. The words alone are the whole answer; beside the box, what it quotes is a repeat.

import type { Reply } from "./reply.ts";

/** What is quoted as lines of the words, below its title; empty where nothing is. */
export function quotedLines(quote: Reply["quote"]): string {
  const quoted = quote?.text.trim() ?? "";
  return quoted === "" ? "" : `${titleLine(quote)}\n${quoted}`;
}

/** The words without the lines that the quote shows, and without its title over them. */
export function withoutQuoted({ text, quote }: Pick<Reply, "text" | "quote">): string {
  const quoted = quote?.text.trim() ?? "";
  if (quoted === "") return text;
  const at = `\n${text}\n`.indexOf(`\n${quoted}\n`);
  if (at < 0) return text;
  const upTo = text.slice(0, Math.max(0, at - 1)).trimEnd();
  const title = titleLine(quote);
  const before = `\n${upTo}`.endsWith(`\n${title}`) ? upTo.slice(0, -title.length).trimEnd() : upTo;
  const after = text.slice(at + quoted.length).trim();
  return [before, after].filter((part) => part !== "").join("\n");
}

function titleLine(quote: Reply["quote"]): string {
  return `${quote?.title ?? ""}:`;
}
