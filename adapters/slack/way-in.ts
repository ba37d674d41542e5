// The way in: Bolt reads what Slack sends, over HTTP, over Socket Mode or both; each listener hands it to the house, and Slack
// is told so once the house has it.

import { App } from "@slack/bolt";
import type { Logger } from "pino";
import type { ChatEvent } from "#core/chat-event.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { Reception } from "#ports/reception.ts";
import type { Webhook } from "#ports/webhook.ts";
import type { Front } from "./front.ts";
import { createHandIn } from "./hand-in.ts";
import type { HandleOptions } from "./handle-within.ts";
import { createHttpMode } from "./http-mode.ts";
import { createInstallFlow } from "./install-flow.ts";
import { clientOptions, type Installations } from "./installations.ts";
import { listenToApp } from "./listen-to-app.ts";
import { listenToButtons } from "./listen-to-buttons.ts";
import { listenToCommands } from "./listen-to-commands.ts";
import { listenToMessages } from "./listen-to-messages.ts";
import { listenToReactions } from "./listen-to-reactions.ts";
import { createPeople } from "./people.ts";
import { quietLogger } from "./quiet-logger.ts";
import { openSocketMode } from "./socket-mode.ts";
import { createThinking } from "./thinking.ts";
import { readSpeaker, readThread } from "./thread.ts";
import { words } from "./words.ts";

export interface WayInOptions {
  /** As the configuration says; see src/config/slack-config.ts. */
  readonly signingSecret: string | null;
  readonly appToken: string | null;
  readonly apiUrl: string;
  readonly install: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly workspaces: readonly string[];
  } | null;
  /** 32 bytes, kept in the data directory. */
  readonly key: Buffer;
  readonly reception: Reception;
  /** Whether Resync has spoken in a conversation, or began its thread with a card: there it need not be called again. */
  readonly tookPart: Front["tookPart"];
  readonly now: () => Date;
  readonly log: Logger;
}

export interface WayIn extends AsyncDisposable {
  readonly webhooks: readonly Webhook[];
  /** The question has its answer: what said that it is looked for goes. `asked`: the message, where it may have eyes. */
  answered(thread: string, asked?: string | null): void;
  /** What was only overheard is for us: from now on it is shown that its answer is looked for. */
  meant(event: ChatEvent): void;
}

/** Slack gives three seconds; what it sends again may be refused earlier, what it never does is held as long as it can be. */
const eventMs = 2_000;
const keptWithinMs = 2_000;
const otherMs = 2_700;

/** Waits for nobody: Slack may be away now and come later. */
export function openWayIn(
  options: WayInOptions,
  installations: Installations,
  directThread: NonNullable<ChatPlatform["directThread"]>,
): WayIn {
  const { reception, tookPart, log, now, apiUrl, key, signingSecret, appToken, install } = options;
  const { clientFor } = installations;
  const people = createPeople(installations);
  const thinking = createThinking(clientFor, log);
  const running = new Set<Promise<void>>();
  const front: Front = {
    reception,
    installations,
    people,
    handIn: createHandIn(reception, people),
    thinking,
    directThread,
    tookPart,
    clientFor,
    now,
    log,
    apiUrl,
    keptWithinMs,
    run(what, work) {
      const done = work.then(
        () => {},
        (error: unknown) => log.warn({ err: error }, `${what} failed.`),
      );
      running.add(done);
      void done.then(() => running.delete(done));
    },
  };
  const app = createApp(front);
  const handling: HandleOptions = { log, eventMs, otherMs };
  const socket = appToken === null ? null : openSocketMode({ app, appToken, apiUrl, ...handling });
  return {
    webhooks: [
      ...(signingSecret === null ? [] : [createHttpMode({ app, signingSecret, now, ...handling })]),
      ...(install === null ? [] : createInstallFlow({ ...install, apiUrl, key, installations, log })),
    ],
    answered: thinking.answered,
    meant({ thread, speaker, prefers = "en" }) {
      const { asked } = readSpeaker(speaker ?? null);
      const place = readThread(thread);
      if (place && asked !== null)
        thinking.begin({ thread: place, ts: asked, mention: true, status: words[prefers].thinking });
    },
    async [Symbol.asyncDispose]() {
      await socket?.[Symbol.asyncDispose]();
      await Promise.allSettled(running);
      await thinking[Symbol.asyncDispose]();
    },
  };
}

/** Bolt with our receivers instead of its own: it tells requests apart and calls who listens to them. */
function createApp(front: Front): App {
  const { installations, log, apiUrl } = front;
  const app = new App({
    receiver: { init() {}, start: async () => {}, stop: async () => {} },
    authorize: async (_source, body) => {
      const { team, bot } = await installations.of(body);
      const { token: botToken, botId, botUserId, enterpriseId } = bot;
      return { botToken, botId, botUserId, teamId: team, ...(enterpriseId === null ? {} : { enterpriseId }) };
    },
    clientOptions: clientOptions(apiUrl, log),
    logger: quietLogger(log),
    convoStore: false,
  });
  // What a listener throws is the receiver's to judge.
  app.error(async (error) => {
    throw error;
  });
  listenToMessages(app, front);
  listenToApp(app, front);
  listenToCommands(app, front);
  listenToButtons(app, front);
  listenToReactions(app, front);
  return app;
}
