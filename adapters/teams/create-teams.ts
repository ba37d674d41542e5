// Microsoft Teams: the bot that people write to, and the cards they press.
//
//   POST /api/messages → token checked → activity → who speaks → inbox → 200 … answer → outbox → lane → Teams
//
// botbuilder carries what comes in and proves who we are; it is archived by Microsoft, and nothing beyond this folder knows it.

import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { Reception } from "#ports/reception.ts";
import type { TeamsConversations } from "#ports/teams-conversations.ts";
import type { Webhook } from "#ports/webhook.ts";
import type { Activity } from "./activity.ts";
import { createAddressBook } from "./address-book.ts";
import { createBotAuth, publicCloud, type TeamsAuth, type TeamsCloud } from "./bot-auth.ts";
import { createConnector } from "./connector.ts";
import { createEvents, type EventsDeps } from "./events.ts";
import { createInvokes, type InvokeAnswer } from "./invokes.ts";
import { createLanes } from "./lanes.ts";
import { createMembers } from "./members.ts";
import { baseOf, kindOf, rootOf, threadUnder } from "./place.ts";
import { type CardNow, createPosts } from "./posts.ts";
import { createPressAnswers } from "./press-answers.ts";
import { createRoster } from "./roster.ts";
import { createFetchFile } from "./sent-files.ts";
import { isPlaygroundUrl, isServiceUrl } from "./service-hosts.ts";
import { createThinking } from "./thinking.ts";
import { createTokenCheck } from "./token-check.ts";
import { createMessagesWebhook } from "./webhook.ts";

export interface TeamsOptions {
  readonly auth: TeamsAuth;
  /** Hosts of service URLs besides Microsoft's own. */
  readonly serviceHosts: readonly string[];
  /** Answers for one person stand in the thread, where the tenant has that preview; else in their personal chat. */
  readonly targetedMessages: boolean;
  readonly reception: Reception;
  readonly conversations: TeamsConversations;
  /** What a card of a thread shows now. Without it everybody sees the buttons that decide, and the house refuses the others. */
  readonly cardNow?: CardNow;
  /** Where Resync need not be called, should Teams hand over what does not mention it; absent: nowhere. */
  readonly tookPart?: EventsDeps["tookPart"];
  /** Whether a message has its answer; absent: nobody but this process answers. */
  readonly answered?: EventsDeps["answered"];
  readonly now: () => Date;
  readonly log: Logger;
  /** Default: Microsoft's public cloud. */
  readonly cloud?: TeamsCloud;
  /** Shorter in tests. */
  readonly times?: {
    readonly keepWithinMs?: number;
    readonly answerWithinMs?: number;
    readonly callWithinMs?: number;
    readonly streamAfterMs?: number;
  };
}

export type TeamsPlatform = ChatPlatform & { readonly webhooks: readonly Webhook[] };

export async function createTeams(options: TeamsOptions): Promise<TeamsPlatform> {
  const { auth, reception, now, log, cloud = publicCloud, times = {} } = options;
  const { adapter, token } = createBotAuth(auth, cloud);
  // The playground has neither dialogs nor cards that show each reader their own.
  const anonymous = auth.kind === "anonymous";
  const dialogs = !anonymous;
  const cardNow = anonymous ? null : (options.cardNow ?? null);
  const tenantId = anonymous ? null : auth.tenantId;
  const mayCall = anonymous
    ? isPlaygroundUrl
    : (serviceUrl: string) => isServiceUrl(serviceUrl, options.serviceHosts);
  const lanes = createLanes();
  const connector = createConnector({
    token,
    lanes,
    mayCall,
    ...(times.callWithinMs === undefined ? {} : { withinMs: times.callWithinMs }),
  });
  const book = createAddressBook(options.conversations);
  const members = createMembers({ connector, tenantId, now });
  const roster = createRoster({ connector, tenantId, now });
  const answers = createPressAnswers();
  const thinking = createThinking({
    connector,
    lanes,
    ...(times.streamAfterMs === undefined ? {} : { streamAfterMs: times.streamAfterMs }),
  });
  const { targetedMessages } = options;
  const posts = createPosts({
    connector,
    lanes,
    book,
    members,
    roster,
    answers,
    targetedMessages,
    cardNow,
    dialogs,
    now,
  });
  const running = new Set<Promise<unknown>>();

  function aside(work: Promise<unknown>): void {
    const tracked = work
      .catch((error: unknown) =>
        log.warn({ err: toFault(error).message }, "Something could not be shown in Teams."),
      )
      .finally(() => running.delete(tracked));
    running.add(tracked);
  }

  const events = createEvents({
    reception,
    book,
    members,
    posts,
    thinking,
    tookPart: options.tookPart ?? (async () => false),
    answered: options.answered ?? (async () => false),
    now,
    log,
    aside,
    ...(times.keepWithinMs === undefined ? {} : { keepWithinMs: times.keepWithinMs }),
  });
  const invoke = createInvokes({
    reception,
    events,
    posts,
    answers,
    book,
    cardNow,
    log,
    ...(times.answerWithinMs === undefined ? {} : { answerWithinMs: times.answerWithinMs }),
  });

  /** Teams tells of the same installation twice, in two words; whichever comes first is greeted. */
  async function joined(activity: Activity): Promise<void> {
    if ((await book.note(activity)) === "new") aside(events.greet(activity));
  }

  async function take(activity: Activity, body: Buffer): Promise<InvokeAnswer> {
    switch (activity.type) {
      case "message":
        return (await events.written(activity, body)) === "refused" ? { status: 503 } : { status: 200 };
      case "invoke":
        return await invoke(activity, body);
      case "installationUpdate":
        if (activity.action?.startsWith("remove")) await book.forget(activity.conversation.id);
        else await joined(activity);
        return { status: 200 };
      case "conversationUpdate":
        if (activity.membersAdded?.some(({ id }) => id === activity.recipient.id)) await joined(activity);
        return { status: 200 };
      default:
        // Edits, deletions and reactions are nothing anybody asked.
        return { status: 200 };
    }
  }

  const check = anonymous
    ? null
    : createTokenCheck({ appId: auth.appId, issuer: cloud.issuer, metadataUrl: cloud.metadataUrl, now });

  return {
    platform: "teams",
    placeOf: baseOf,
    threadUnder: (thread, ref) =>
      kindOf({ id: thread }) === "channel" && rootOf(thread) === null ? threadUnder(thread, ref) : thread,
    webhooks: [createMessagesWebhook({ adapter, check, mayCall, tenantId, take, log })],

    async post(thread, reply, delivery) {
      const stream = await thinking.end(thread);
      await posts.post(thread, reply, delivery, stream);
    },
    async notify(thread, reply, under = null) {
      await posts.notify(thread, reply, under);
    },
    fetchFile: createFetchFile(options),
    showCard: (thread, card, reply) => posts.showCard(thread, card, reply),

    async threadOfChannel(channel) {
      const id = /^teams:(19:[^\s;]+)$/.exec(channel)?.[1];
      return id ?? null;
    },
    directThread: (identity) => posts.directThread(identity),

    async [Symbol.asyncDispose]() {
      thinking[Symbol.dispose]();
      await Promise.allSettled(running);
    },
  };
}
