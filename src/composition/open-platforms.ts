// The chat platforms the configuration names. Each is a plug behind one port; nothing else in the house knows which there are.

import type { Logger } from "pino";
import { keepKeyFile } from "#adapters/data-dir/keep-key-file.ts";
import { createConversations } from "#adapters/postgres/create-conversations.ts";
import { createNotices } from "#adapters/postgres/create-notices.ts";
import { createSlackInstallations } from "#adapters/postgres/create-slack-installations.ts";
import { createTeamsConversations } from "#adapters/postgres/create-teams-conversations.ts";
import { createThreads } from "#adapters/postgres/create-threads.ts";
import type { Database } from "#adapters/postgres/open-database.ts";
import type { Config } from "#config";
import type { Root } from "#core/chat-event.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { Reception } from "#ports/reception.ts";
import type { Webhook } from "#ports/webhook.ts";

export type OpenPlatform = ChatPlatform & { readonly webhooks: readonly Webhook[] };

export interface PlatformParts {
  readonly db: Database;
  readonly dataDir: string;
  readonly reception: Reception;
  readonly now: () => Date;
}

/**
 * Opened in `opening`, which closes them. A platform that is away now does not keep the house from opening. Their SDKs are
 * large, so each is loaded only where it is configured.
 */
export async function openPlatforms(
  config: Pick<Config, "slack" | "teams">,
  log: Logger,
  { db, dataDir, reception, now }: PlatformParts,
  opening: AsyncDisposableStack,
): Promise<readonly OpenPlatform[]> {
  const open: OpenPlatform[] = [];
  const threads = createThreads(db);
  const tookPart = (platform: string) => (conversationId: string, root: Root | null) =>
    threads.areOurs(platform, conversationId, root);
  if (config.slack) {
    const { createSlack } = await import("#adapters/slack/create-slack.ts");
    const slack = await createSlack({
      ...config.slack,
      reception,
      installations: createSlackInstallations(db),
      key: await keepKeyFile(dataDir, "slack-key"),
      tookPart: tookPart("slack"),
      now,
      log: log.child({ part: "slack" }),
    });
    open.push(opening.use(slack));
  }
  if (config.teams) {
    const { createTeams } = await import("#adapters/teams/create-teams.ts");
    const notices = createNotices(db);
    const conversations = createConversations(db);
    const teams = await createTeams({
      ...config.teams,
      reception,
      conversations: createTeamsConversations(db),
      tookPart: tookPart("teams"),
      answered: async (eventId) => (await conversations.answerTo("teams", eventId)) !== null,
      cardNow: (thread, key) => notices.content({ platform: "teams", thread, key }),
      now,
      log: log.child({ part: "teams" }),
    });
    open.push(opening.use(teams));
  }
  return open;
}
