// Facts, one to a line, its label bold: a phone shows them as they are meant. A value too long for that stands below its label
// in monospace: it may be the command that somebody is about to approve. The order stays as it was given.

import type { KnownBlock, RichTextBlockElement } from "@slack/types";
import type { Fact, Reply } from "#core/reply.ts";
import { cut, lengthOf, limits, withoutMiddle } from "./limits.ts";
import { plainText } from "./plain-text.ts";
import { bold, linked, plain } from "./text-block.ts";
import { words } from "./words.ts";

const longestBeside = 160;
const longestLabel = 100;
/** Less than this of a long value is worth nothing. */
const leastShown = 400;

export function factBlocks(reply: Reply, room: number): readonly KnownBlock[] {
  if (reply.facts.length === 0) return [];
  const say = words[reply.locale];
  const elements: RichTextBlockElement[] = [];
  // Room for the line that says what was left out is kept from the beginning.
  let left = room - lengthOf(say.factsLeftOut(reply.facts.length)) - 300;
  let shown = 0;
  for (const fact of reply.facts) {
    const label = labelOf(fact);
    const need = lengthOf(label) + lengthOf(fact.value) + 4;
    if (need > left && (isShort(fact) || left < leastShown)) break;
    if (isShort(fact)) {
      const value = linked(fact.value.trim() || "–", reply);
      elements.push({ type: "rich_text_section", elements: [bold(`${label}:`), plain(" "), ...value] });
    } else {
      const most = Math.min(limits.sectionText, left - lengthOf(label));
      elements.push(
        { type: "rich_text_section", elements: [bold(`${label}:`)] },
        {
          type: "rich_text_preformatted",
          elements: [plain(withoutMiddle(fact.value, most, say.linesLeftOut))],
        },
      );
    }
    left -= Math.min(need, left);
    shown += 1;
  }
  const missing = reply.facts.length - shown;
  return [
    ...(elements.length > 0 ? [{ type: "rich_text" as const, elements }] : []),
    ...(missing > 0
      ? [{ type: "context" as const, elements: [plainText(say.factsLeftOut(missing), limits.fieldText)] }]
      : []),
  ];
}

/** What all facts would take. */
export function factsNeed({ facts }: Reply): number {
  const sum = facts.reduce((total, { label, value }) => total + lengthOf(label) + lengthOf(value) + 4, 0);
  return facts.length > 0 ? sum + 500 : 0;
}

function isShort({ value }: Fact): boolean {
  return value.length <= longestBeside && !value.includes("\n");
}

/** An argument's name is indented below the action it belongs to. */
function labelOf({ label }: Fact): string {
  const indent = /^ {2}/.test(label) ? "\u2003" : "";
  return `${indent}${cut(label.trim() || "–", longestLabel)}`;
}
