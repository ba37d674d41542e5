// Quoted text such as the end of a log: in monospace under its title, each character as it was. Rich text has no fence that
// backticks in the log could close.

import type { RichTextBlock } from "@slack/types";
import type { Reply } from "#core/reply.ts";
import { cut, lengthOf, withoutMiddle } from "./limits.ts";
import { bold, plain } from "./text-block.ts";
import { words } from "./words.ts";

const longestTitle = 150;

export function quoteBlocks({ quote, locale }: Reply, room: number): readonly RichTextBlock[] {
  if (!quote || (quote.text === "" && quote.title === "")) return [];
  const title = cut(quote.title, longestTitle);
  const shown = withoutMiddle(
    quote.text,
    Math.max(200, room - lengthOf(title) - 130),
    words[locale].linesLeftOut,
  );
  return [
    {
      type: "rich_text",
      elements: [
        ...(title ? [{ type: "rich_text_section" as const, elements: [bold(title)] }] : []),
        { type: "rich_text_preformatted", elements: [plain(shown || "–")] },
      ],
    },
  ];
}

export function quoteNeeds({ quote }: Reply): number {
  return quote ? lengthOf(quote.title) + lengthOf(quote.text) + 140 : 0;
}
