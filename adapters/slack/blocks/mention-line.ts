// Whose attention is wanted: called where Slack knows them in this workspace, named where it does not.

import type { RichTextBlock, RichTextElement } from "@slack/types";
import type { Mention, Reply } from "#core/reply.ts";
import { accountOf } from "../thread.ts";
import { cut } from "./limits.ts";
import { plain } from "./text-block.ts";
import { words } from "./words.ts";

export const mentionsAtMost = 20;

export function mentionLine(reply: Reply, team: string | null): readonly RichTextBlock[] {
  // Whoever has no account here and stands in the words already would only be named twice.
  const mentions = (reply.mentions ?? []).filter(
    (mention) => userIn(team, mention) !== null || !reply.text.includes(mention.name),
  );
  const shown = mentions.slice(0, mentionsAtMost).flatMap((mention) => elementOf(mention, team));
  if (shown.length === 0) return [];
  const say = words[reply.locale];
  const missing = mentions.length - mentionsAtMost;
  return [
    {
      type: "rich_text",
      elements: [
        {
          type: "rich_text_section",
          elements: [
            plain(`${say.forThem} `),
            ...shown.flatMap((each, index) => (index === 0 ? [each] : [plain(", "), each])),
            ...(missing > 0 ? [plain(` ${say.moreToFind(missing)}`)] : []),
          ],
        },
      ],
    },
  ];
}

/** The account of this workspace; null where they have none here, or nobody knows where here is. */
export function userIn(team: string | null, { identities }: Pick<Mention, "identities">): string | null {
  for (const identity of identities) {
    const account = accountOf(identity);
    if (account && account.team === team) return account.user;
  }
  return null;
}

function elementOf(mention: Mention, team: string | null): readonly RichTextElement[] {
  const user = userIn(team, mention);
  if (user !== null) return [{ type: "user", user_id: user }];
  return mention.name === "" ? [] : [plain(cut(mention.name, 80))];
}
