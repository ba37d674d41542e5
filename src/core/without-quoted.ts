// The words of a reply beside its quote. The words alone are the whole answer; beside the box, what it quotes is a repeat.

import type { Reply } from "./reply.ts";

/** The words without the lines that the quote shows. */
export function withoutQuoted({ text, quote }: Pick<Reply, "text" | "quote">): string {
  const quoted = quote?.text.trim() ?? "";
  if (quoted === "") return text;
  const at = `\n${text}\n`.indexOf(`\n${quoted}\n`);
  if (at < 0) return text;
  const before = text.slice(0, Math.max(0, at - 1)).trimEnd();
  const after = text.slice(at + quoted.length).trim();
  return [before, after].filter((part) => part !== "").join("\n");
}
