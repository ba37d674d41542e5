// `npm run test:chat-ui`, the Teams part: conversations with the whole product, played step by step through the page of
// Microsoft's Agents Playground, each step held to what must be read. `node tests/chat-ui/teams-conversations.ts 3 6` plays those two.

import { join } from "node:path";
import { ending } from "../support/ending.ts";
import { playNamed, playStories } from "./play-stories.ts";
import { stories } from "./teams/stories.ts";
import { openWorkplace } from "./teams/workplace.ts";

export function teamsConversations(only: readonly number[] = []): Promise<readonly string[]> {
  return playStories("Teams", stories, only, async ({ story, browser, folder, number }) => {
    await using at = await openWorkplace(browser, join(folder, number), story);
    try {
      await ending.unless(story.play(at));
    } catch (error) {
      await at.picture("wrong").catch(() => {});
      throw error;
    }
  });
}

if (process.argv[1]?.endsWith("teams-conversations.ts")) await playNamed(teamsConversations);
