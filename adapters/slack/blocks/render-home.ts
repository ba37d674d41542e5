// A person's start page: a headline for each part, what it says, and its buttons. Every part gets its share of the page, so
// that a long one at the top does not push those below it out.

import type { HomeView, KnownBlock } from "@slack/types";
import type { Locale } from "#core/locale.ts";
import type { Reply } from "#core/reply.ts";
import { oneLine } from "#core/text.ts";
import { limits, weightOf } from "./limits.ts";
import { plainText } from "./plain-text.ts";
import { printable } from "./printable.ts";
import { fitting } from "./render-message.ts";
import { words } from "./words.ts";

/** What is shown on it, as src/ports/reception names it. */
export interface HomePart {
  readonly title: string;
  readonly reply: Reply;
}

export interface HomeOptions {
  readonly team?: string;
  readonly now?: Date;
}

const partsAtMost = 14;

export function renderHome(
  sections: readonly HomePart[],
  locale: Locale,
  options: HomeOptions = {},
): HomeView {
  const wanted = sections.slice(0, partsAtMost);
  const blocks: KnownBlock[] = [];
  let room = 2 * limits.characters;
  let buttonsFrom = 0;
  let shown = 0;
  for (const { title, reply } of wanted) {
    const part = fitting(printable(reply), {
      ...options,
      room: Math.min(limits.characters / 2, Math.floor(room / (wanted.length - shown))),
      blocks: limits.viewBlocks / 2,
      tables: false,
      buttonsFrom,
    });
    const headline = plainText(oneLine(title, limits.headerText) || "–", limits.headerText);
    const whole: KnownBlock[] = [
      ...(shown > 0 ? [{ type: "divider" as const }] : []),
      { type: "header", text: headline },
      ...part,
    ];
    // One block is kept for the line that says what is not on the page.
    if (blocks.length + whole.length > limits.viewBlocks - 1) break;
    blocks.push(...whole);
    room -= weightOf(part);
    buttonsFrom += reply.choices.length;
    shown += 1;
  }
  const missing = sections.length - shown;
  if (missing > 0)
    blocks.push({
      type: "context",
      elements: [plainText(words[locale].sectionsLeftOut(missing), limits.fieldText)],
    });
  // Slack takes no page without a block.
  if (blocks.length === 0)
    blocks.push({ type: "context", elements: [plainText(words[locale].nothing, limits.fieldText)] });
  return { type: "home", blocks };
}
