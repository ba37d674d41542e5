// The same reply in the oldest blocks there are, for a Slack that refused the richer ones: nothing aligned, nothing lost that
// has to be read, and every button.

import type { KnownBlock } from "@slack/types";
import type { Reply } from "#core/reply.ts";
import { choiceButtons } from "./choice-buttons.ts";
import { headOf, limits, weightOf, withoutMiddle } from "./limits.ts";
import { plainText } from "./plain-text.ts";
import { words } from "./words.ts";

/** Of a reply that was made printable. */
export function plainBlocks(reply: Reply, room: number): KnownBlock[] {
  const say = words[reply.locale];
  const buttons = choiceButtons(reply);
  const lines = [
    reply.text || say.nothing,
    ...reply.facts.map(({ label, value }) => `${label.trim()}: ${value}`),
    ...(reply.table ? [reply.table.columns, ...reply.table.rows].map((row) => row.join(" · ")) : []),
    ...(reply.quote ? [`${reply.quote.title}\n${reply.quote.text}`] : []),
  ].join("\n");
  const shown = withoutMiddle(lines, Math.max(500, room - weightOf(buttons) - 800), say.linesLeftOut);
  return [...pieces(shown).map((piece): KnownBlock => sectionOf(piece)), ...buttons];
}

function sectionOf(piece: string): KnownBlock {
  return { type: "section", text: plainText(piece, limits.sectionText) };
}

function pieces(whole: string): readonly string[] {
  const found: string[] = [];
  let left = whole;
  while (left !== "") {
    const piece = headOf(left, limits.sectionText);
    if (piece.trim() !== "") found.push(piece);
    left = left.slice(piece.length);
  }
  return found;
}
