// `npm run test:chat-ui`, the Slack part: conversations with the whole product, played step by step, each step held to what
// it must show, and drawn as Slack shows it. `node tests/chat-ui/slack-conversations.ts 3 6` plays those two.

import { ending } from "../support/ending.ts";
import { playNamed, playStories } from "./play-stories.ts";
import { createCamera } from "./slack/camera.ts";
import { stories } from "./slack/stories.ts";
import { openWorkplace } from "./slack/workplace.ts";

export function slackConversations(only: readonly number[] = []): Promise<readonly string[]> {
  return playStories("Slack", stories, only, async ({ story, browser, folder, number }) => {
    const { env, locale = "en", play } = story;
    await using at = await openWorkplace(env);
    await ending.unless(play(at, createCamera(at, browser, { folder, story: number, locale })));
  });
}

if (process.argv[1]?.endsWith("slack-conversations.ts")) await playNamed(slackConversations);
