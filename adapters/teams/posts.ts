// Replies on their way into Teams: where each goes, whom it is for, and what becomes of a card that is shown again.
//
// What is for one person alone goes, in this order: with the answer to the button they pressed; as a message in the thread
// that only they see, where the tenant has that preview and the configuration says so; to their personal chat. Whether a
// tenant without the preview would show such a message to everybody is not known, so it is never tried out.
//
// A post whose answer was lost is posted again by its next try, for Teams has neither an id of ours to send it under nor a way
// to look for it: in that rare case it stands there twice, and is never lost.

import { setTimeout as sleep } from "node:timers/promises";
import { Fault, isFault } from "#core/fault.ts";
import { type Mention, type Reply, reply as replyOf } from "#core/reply.ts";
import type { Identity } from "#core/rights.ts";
import type { Card, Delivery } from "#ports/chat-platform.ts";
import type { AddressBook, Place } from "./address-book.ts";
import { renderActivity } from "./cards/render-activity.ts";
import type { Address, Connector, Outgoing } from "./connector.ts";
import type { Lanes } from "./lanes.ts";
import type { Members } from "./members.ts";
import { baseOf, rootOf, threadUnder } from "./place.ts";
import type { PressAnswers } from "./press-answers.ts";
import type { Listed, Roster } from "./roster.ts";
import { readSpeaker } from "./speaker.ts";
import { words } from "./words.ts";

/** The content a card has now, wherever it was shown from; null: none is known. */
export type CardNow = (thread: string, key: string) => Promise<Reply | null>;

export interface PostsDeps {
  readonly connector: Connector;
  readonly lanes: Lanes;
  readonly book: AddressBook;
  readonly members: Members;
  readonly roster: Roster;
  readonly answers: PressAnswers;
  readonly targetedMessages: boolean;
  readonly cardNow: CardNow | null;
  readonly dialogs: boolean;
  readonly now: () => Date;
}

export interface Posts {
  /** `stream`: the one it ends. */
  post(thread: string, reply: Reply, delivery: Delivery, stream: string | null): Promise<void>;
  notify(thread: string, reply: Reply, under: string | null): Promise<void>;
  showCard(thread: string, card: Card, reply: Reply): Promise<string>;
  directThread(identity: Identity): Promise<string | null>;
  /** The card of a reply there, as this user of Teams' shall see it. */
  draw(at: Address, reply: Reply, key: string | null, viewer?: string): Promise<Drawn>;
}

type Drawn = ReturnType<typeof renderActivity>;

export function createPosts(deps: PostsDeps): Posts {
  const { connector, lanes, book, members, roster, answers, now } = deps;

  /** As cards call the people a reply names: as they wrote to us, else as the conversation lists them. */
  async function userIdsOf(at: Address, named: readonly Mention[]): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const identity of named.flatMap(({ identities }) => identities)) {
      if (!identity.startsWith("teams:") || found.has(identity)) continue;
      const id = identity.slice("teams:".length);
      const userId = members.userIdOf(id) ?? (await book.personalWith(id))?.userId;
      if (userId) found.set(identity, userId);
    }
    const strangers = named.filter(({ identities }) => !identities.some((each) => found.has(each)));
    const listed = await roster.find(
      at,
      strangers.flatMap(({ identities }) => identities.filter((each) => /^(?:teams|email):/.test(each))),
    );
    for (const [identity, { userId }] of listed) found.set(identity, userId);
    return found;
  }

  async function draw(at: Address, reply: Reply, key: string | null, viewer?: string): Promise<Drawn> {
    const userIds = await userIdsOf(at, [...(reply.mentions ?? []), ...(reply.deciders ?? [])]);
    const ofEach = (reply.deciders ?? []).map(({ identities }) =>
      identities.map((identity) => userIds.get(identity)).find((userId) => userId !== undefined),
    );
    const known = ofEach.filter((userId) => userId !== undefined);
    // Whoever decides asks for their own view, maybe after a restart: without the content at hand then, everybody sees it all.
    const restricted =
      key !== null && deps.cardNow !== null && known.length > 0 && known.length === ofEach.length;
    const view = viewer !== undefined && known.includes(viewer) ? "decider" : "everyone";
    return renderActivity(reply, {
      locale: reply.locale,
      now: now(),
      asCard: key !== null,
      userIdOf: (identity) => userIds.get(identity) ?? null,
      deciders: restricted ? { userIds: known, key, view } : null,
      dialogs: deps.dialogs,
    });
  }

  async function send(place: Place, drawn: Drawn, targeted: string | null = null): Promise<string> {
    const activity = messageOf(place, drawn);
    return await connector.send(
      place,
      targeted === null ? activity : { ...activity, recipient: { id: targeted, isTargeted: true } },
      { targeted: targeted !== null },
    );
  }

  /** false: Teams ended the stream meanwhile, or its reader stopped it, and the answer is still to be shown. */
  async function endStream(place: Place, reply: Reply, streamId: string): Promise<boolean> {
    const activity = messageOf(place, await draw(place, reply, null));
    const stream = { streamId, streamType: "final" };
    const entities = [
      ...(Array.isArray(activity.entities) ? activity.entities : []),
      { type: "streaminfo", ...stream },
    ];
    try {
      await connector.send(place, { ...activity, channelData: stream, entities });
      return true;
    } catch (error) {
      if (isFault(error) && !error.retryable) return false;
      throw error;
    }
  }

  /** Into the thread; into a channel itself, as the beginning of a thread. Resolves with the message's id. */
  async function put(place: Place, drawn: Drawn): Promise<string> {
    if (place.conversationKind !== "channel" || rootOf(place.conversation) !== null)
      return await send(place, drawn);
    const created = await connector.create(
      place.serviceUrl,
      {
        isGroup: true,
        bot: place.bot,
        ...(place.tenantId === null ? {} : { tenantId: place.tenantId }),
        channelData: { channel: { id: place.conversation } },
        activity: messageOf(place, drawn),
      },
      place.conversation,
    );
    return created.activityId ?? rootOf(created.conversation) ?? "";
  }

  /** As `put`; what is too large after all is said in its first lines. */
  async function show(place: Place, reply: Reply, key: string | null): Promise<string> {
    try {
      return await put(place, await draw(place, reply, key));
    } catch (error) {
      if (!isFault(error) || error.code !== "too_large") throw error;
      return await put(place, await draw(place, shortened(reply), key));
    }
  }

  async function directThread(aadObjectId: string, userId: string | null): Promise<string | null> {
    const known = await book.personalWith(aadObjectId);
    if (known) return known.id;
    const other = await book.anywhere();
    if (!other) return null;
    const { bot, serviceUrl, tenantId } = other;
    try {
      const created = await connector.create(
        serviceUrl,
        {
          isGroup: false,
          bot,
          members: [{ id: userId ?? aadObjectId }],
          ...(tenantId === null ? {} : { tenantId, channelData: { tenant: { id: tenantId } } }),
        },
        `direct ${aadObjectId || userId}`,
      );
      const id = baseOf(created.conversation);
      const person = { aadObjectId: aadObjectId || null, userId };
      await book.keep({ id, kind: "personal", serviceUrl, tenantId, bot, ...person });
      return id;
    } catch (error) {
      // The app is not among their personal apps, or Teams does not know them.
      if (isFault(error) && !error.retryable) return null;
      throw error;
    }
  }

  /** Whose address it is, as a conversation that was read lists them; after a start, the one heard of last. */
  async function listedAnywhere(address: Identity): Promise<Listed | null> {
    const before = roster.known(address);
    const last = before ? null : await book.anywhere();
    if (!last) return before;
    const found = await roster.find({ serviceUrl: last.serviceUrl, conversation: last.id }, [address]);
    return found.get(address) ?? null;
  }

  async function tellAlone(place: Place, reply: Reply, speaker: string): Promise<void> {
    if (answers.say(place.conversation, speaker, reply)) return;
    const { aadObjectId, userId, name } = readSpeaker(speaker);
    if (deps.targetedMessages) {
      await send(place, await draw(place, reply, null), userId);
      return;
    }
    const say = words[reply.locale];
    const thread = await directThread(aadObjectId, userId);
    if (thread !== null) {
      await show(await book.placeOf(thread), { ...reply, text: `${reply.text}\n${say.direct}` }, null);
      return;
    }
    const mentions = [{ name, identities: [`teams:${aadObjectId}`] }];
    await put(
      place,
      await draw(place, replyOf({ locale: reply.locale, text: say.cannotWrite, mentions }), null),
    );
  }

  return {
    draw,
    async directThread(identity) {
      const id = /^teams:([\w-]+)$/.exec(identity)?.[1];
      if (id !== undefined) return await directThread(id, members.userIdOf(id));
      const listed = identity.startsWith("email:") ? await listedAnywhere(identity) : null;
      return listed && (await directThread(listed.aadObjectId, listed.userId));
    },

    async post(thread, reply, { speaker, privately }, stream) {
      const place = await book.placeOf(thread);
      if (privately && speaker !== null && place.conversationKind !== "personal") {
        await tellAlone(place, reply, speaker);
        return;
      }
      if (privately && place.conversationKind !== "personal")
        throw new Fault(
          "invalid_input",
          "A private answer without anybody it is for cannot be shown in Teams.",
        );
      if (stream === null || !(await endStream(place, reply, stream))) await show(place, reply, null);
      // A press in a personal chat is answered as well where it was pressed, which costs no message.
      answers.shown(thread);
    },

    async notify(thread, reply, under) {
      const begun = under !== null && under !== "" && rootOf(thread) === null;
      const place = await book.placeOf(thread);
      const inThread = begun && place.conversationKind === "channel";
      await show(inThread ? { ...place, conversation: threadUnder(thread, under) } : place, reply, null);
    },

    async showCard(thread, { key, ref, important }, reply) {
      const place = await book.placeOf(thread);
      if (ref === null || ref === "") return await show(place, reply, key);
      const isRoot = place.conversationKind === "channel" && rootOf(thread) === null;
      const where = isRoot ? { ...place, conversation: threadUnder(thread, ref) } : place;
      if (!important) await sleep(lanes.restOf(where.conversation));
      try {
        await update(where, ref, reply, key);
      } catch (error) {
        if (!isFault(error) || error.code !== "not_found") throw error;
        return await show(place, reply, key);
      }
      answers.changed(where.conversation, ref, key, reply);
      return ref;
    },
  };

  async function update(place: Place, ref: string, reply: Reply, key: string): Promise<void> {
    try {
      await connector.update(place, ref, messageOf(place, await draw(place, reply, key)));
    } catch (error) {
      if (!isFault(error) || error.code !== "too_large") throw error;
      await connector.update(place, ref, messageOf(place, await draw(place, shortened(reply), key)));
    }
  }
}

function messageOf(place: Place, drawn: Drawn): Outgoing {
  const { conversation, conversationKind, bot, serviceUrl } = place;
  return {
    type: "message",
    channelId: "msteams",
    serviceUrl,
    from: bot,
    conversation: { id: conversation, isGroup: conversationKind !== "personal" },
    ...drawn,
  };
}

/** What is left of a reply that Teams finds too large although it should fit. */
function shortened(reply: Reply): Reply {
  const { file: _, ...rest } = reply;
  const text = `${reply.text.slice(0, 800).toWellFormed()}\n${words[reply.locale].cut}`;
  return {
    ...rest,
    text,
    facts: [],
    table: null,
    quote: null,
    sources: [],
    choices: reply.choices.slice(0, 6),
  };
}
