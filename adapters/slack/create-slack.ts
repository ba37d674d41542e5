// Slack, both ways: what comes in (way-in.ts) and what goes out (create-sender.ts), with the same tokens.

import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { SlackInstallations } from "#ports/slack-installations.ts";
import type { Webhook } from "#ports/webhook.ts";
import { createSlackSender, type SlackSenderDeps } from "./create-sender.ts";
import { createFetchFile } from "./fetch-file.ts";
import { createInstallations, type Installations } from "./installations.ts";
import { channelOf, formatThread, parseThread, readSpeaker } from "./thread.ts";
import { openWayIn, type WayInOptions } from "./way-in.ts";

export interface SlackOptions extends WayInOptions {
  /** Of the one workspace that the app was installed in by hand; null: workspaces install it themselves. */
  readonly botToken: string | null;
  readonly installations: SlackInstallations;
  /** How often Slack may be called and how long is waited for it; tests shorten it. */
  readonly sending?: Omit<SlackSenderDeps, "clientFor" | "homeTeam" | "now" | "log">;
}

export type Slack = ChatPlatform & { readonly webhooks: readonly Webhook[] };

/** Resolves whether or not Slack can be reached: it may be away now and come later. */
export async function createSlack(options: SlackOptions): Promise<Slack> {
  const { log, now } = options;
  const installations = createInstallations({ ...options, store: options.installations });
  const { clientFor, homeTeam } = installations;
  const sender = createSlackSender({ clientFor, homeTeam, now, log, ...options.sending });
  const wayIn = openWayIn(options, installations, sender.directThread);
  if (options.botToken !== null) void checkToken(installations, options);
  return {
    ...sender,
    platform: "slack",
    placeOf: channelOf,
    threadUnder(thread, ref) {
      const { team, channel, ts } = parseThread(thread);
      return formatThread({ team, channel, ts: ts ?? ref });
    },
    webhooks: wayIn.webhooks,
    meant: wayIn.meant,
    fetchFile: createFetchFile({ installations, apiUrl: options.apiUrl }),
    async post(thread, reply, delivery) {
      await sender.post(thread, reply, delivery);
      wayIn.answered(thread, readSpeaker(delivery.speaker).asked);
    },
    async [Symbol.asyncDispose]() {
      await wayIn[Symbol.asyncDispose]();
      await sender[Symbol.asyncDispose]();
    },
  };
}

/** A wrong token is found in the log at the start, not at the first question. */
async function checkToken(installations: Installations, { log }: Pick<SlackOptions, "log">): Promise<void> {
  try {
    await installations.check();
  } catch (error) {
    log.error(
      { err: error },
      "Slack does not take SLACK_BOT_TOKEN now; it is asked again with each request.",
    );
  }
}
