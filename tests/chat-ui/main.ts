// `npm run test:chat-ui`: what people see in Slack and Teams, played and drawn, as pictures to look at. Fails when something that
// must be seen is not.

import { ending } from "../support/ending.ts";
import { slackConversations } from "./slack-conversations.ts";
import { teamsCards } from "./teams-cards.ts";
import { teamsConversations } from "./teams-conversations.ts";

const wrong: string[] = [];
for (const look of [teamsCards, teamsConversations, slackConversations])
  if (ending.why === null) wrong.push(...(await look()));
for (const each of wrong) process.stdout.write(`✗ ${each}\n`);
if (wrong.length > 0) process.exitCode ??= 1;
if (ending.why !== null) process.exit();
