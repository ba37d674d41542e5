// One Reply as one Slack message. The point comes first, then what it rests on, then what can be done next.
//
// A message has room for some 12,000 characters in 50 blocks. Buttons and the words (whose last lines are the question) are
// given theirs before anything else; facts, the quote and the table share what remains, and each says what it left out.

import type { KnownBlock } from "@slack/types";
import type { Reply } from "#core/reply.ts";
import { withoutQuoted } from "#core/without-quoted.ts";
import { choiceButtons, withoutButton } from "./choice-buttons.ts";
import { factBlocks, factsNeed } from "./fact-blocks.ts";
import { cut, headOf, lengthOf, limits, share, weightOf, withoutMiddle } from "./limits.ts";
import { mentionLine } from "./mention-line.ts";
import { plainBlocks } from "./plain-blocks.ts";
import { escaped, printable } from "./printable.ts";
import { quoteBlocks, quoteNeeds } from "./quote-block.ts";
import { sourceLine } from "./source-line.ts";
import { tableAsText, tableBlocks, tableNeeds } from "./table-block.ts";
import { plain, textBlocks } from "./text-block.ts";
import { words } from "./words.ts";

export interface RenderOptions {
  /** The workspace it is shown in: its people are called, all others named. */
  readonly team?: string;
  /** Tells how old the facts are; without it only when they were read. */
  readonly now?: Date;
  /** Characters of the whole message; Slack refused a longer one. */
  readonly room?: number;
  /** Only blocks that every Slack draws; Slack refused the others. */
  readonly simple?: boolean;
}

export interface SlackMessage {
  /** For notifications, and read aloud in place of the blocks. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

export function renderMessage(untrusted: Reply, options: RenderOptions = {}): SlackMessage {
  const reply = printable(untrusted);
  const room = Math.min(options.room ?? limits.characters, limits.characters);
  const blocks = options.simple
    ? plainBlocks(reply, room)
    : fitting(reply, { ...options, room, blocks: limits.messageBlocks, tables: true, buttonsFrom: 0 });
  return { text: notificationOf(reply), blocks };
}

export interface Space extends RenderOptions {
  readonly room: number;
  readonly blocks: number;
  /** Whether tables can stand there, as they can in messages. */
  readonly tables: boolean;
  /** The number of the first button, where several replies stand on one surface. */
  readonly buttonsFrom: number;
}

/** Blocks within the space, of a reply that was made printable. Estimates err at times, so what came out is weighed. */
export function fitting(reply: Reply, space: Space): KnownBlock[] {
  let room = space.room;
  for (let tries = 0; ; tries += 1) {
    const blocks = drawn(reply, { ...space, room });
    if ((weightOf(blocks) <= space.room && blocks.length <= space.blocks) || tries === 8) return blocks;
    room = Math.floor(room * 0.8);
  }
}

function drawn(reply: Reply, space: Space): KnownBlock[] {
  const buttons = choiceButtons(reply, space.buttonsFrom);
  const typed = typedChoices(reply);
  const mentions = mentionLine(reply, space.team ?? null);
  const sources = sourceLine(reply, space.now ?? null);
  const left = space.room - weightOf([...buttons, ...typed, ...mentions, ...sources]) - 150;
  const [ofText = 0, ofFacts = 0, ofQuote = 0, ofTable = 0] = share(left, [
    { need: lengthOf(withoutQuoted(reply)) + 500, floor: 4_000 },
    { need: factsNeed(reply), floor: 3_500 },
    { need: quoteNeeds(reply), floor: 2_000 },
    { need: tableNeeds(reply), floor: 2_000 },
  ]);
  const text = textBlocks(reply, Math.max(300, ofText));
  const quote = quoteBlocks(reply, ofQuote);
  const table = space.tables ? tableBlocks(reply, ofTable) : tableAsText(reply, ofTable, 20);
  const facts = factBlocks(reply, ofFacts);
  return [...text, ...mentions, ...facts, ...table, ...quote, ...typed, ...sources, ...buttons];
}

/** Commands too long for a button, to be copied. */
function typedChoices(reply: Reply): KnownBlock[] {
  return withoutButton(reply)
    .filter(({ id }) => id !== "")
    .map(({ id, label }) => ({
      type: "rich_text",
      elements: [
        { type: "rich_text_section", elements: [plain(`${cut(label, limits.buttonText)}:`)] },
        { type: "rich_text_preformatted", elements: [plain(headOf(id, limits.sectionText))] },
      ],
    }));
}

function notificationOf(reply: Reply): string {
  const say = words[reply.locale];
  return escaped(withoutMiddle(reply.text || say.nothing, limits.fallbackText - 200, say.linesLeftOut));
}
