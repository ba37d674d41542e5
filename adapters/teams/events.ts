// What people write and press in Teams, handed to the house. An activity is acknowledged when the inbox has it; what could not
// be kept in time is refused, so that Teams sends it again.

import { createHash } from "node:crypto";
import type { Logger } from "pino";
import type { Root } from "#core/chat-event.ts";
import { toFault } from "#core/fault.ts";
import type { Locale } from "#core/locale.ts";
import type { Person } from "#core/person.ts";
import { reply } from "#core/reply.ts";
import type { Reception, Speaker } from "#ports/reception.ts";
import { type Activity, isBot } from "./activity.ts";
import type { AddressBook } from "./address-book.ts";
import { type PressedData, readPress } from "./cards/press-data.ts";
import type { Members } from "./members.ts";
import { baseOf, cardPlaceOf, conversationOf, kindOf } from "./place.ts";
import type { Posts } from "./posts.ts";
import { readText } from "./read-text.ts";
import { sentFiles } from "./sent-files.ts";
import { formatSpeaker } from "./speaker.ts";
import type { Thinking } from "./thinking.ts";
import { words } from "./words.ts";

export interface EventsDeps {
  readonly reception: Reception;
  readonly book: AddressBook;
  readonly members: Members;
  readonly posts: Posts;
  /** Whether Resync has spoken in a conversation, or a card of its own is the message that its thread is under. */
  readonly tookPart: (conversationId: string, root: Root | null) => Promise<boolean>;
  readonly thinking: Thinking;
  /** Whether a message has its answer, from whichever process. */
  readonly answered: (eventId: string) => Promise<boolean>;
  readonly now: () => Date;
  readonly log: Logger;
  /** How long the inbox may take; default 5 s. */
  readonly keepWithinMs?: number;
  /** Runs what need not be waited for. */
  readonly aside: (work: Promise<unknown>) => void;
}

/** `refused`: it was not kept; whoever sent it shall send it again. */
export type Kept = "kept" | "refused" | "nobody";

/** Somebody who speaks, as the house knows them. */
export interface Known {
  readonly speaker: Speaker;
  readonly person: Person | null;
  readonly locale: Locale;
}

export interface Events {
  written(activity: Activity, body: Buffer): Promise<Kept>;
  pressed(activity: Activity, press: PressedData, known: Known, body: Buffer): Promise<Kept>;
  /** Fault when Teams or the house cannot say just now. */
  who(activity: Activity): Promise<Known>;
  greet(activity: Activity): Promise<void>;
}

export function createEvents(deps: EventsDeps): Events {
  const { reception, book, members, posts, thinking, now, log } = deps;
  const turnedAway = new Map<string, number>();

  async function who(activity: Activity): Promise<Known> {
    const speaker = await members.speakerOf(activity);
    return { speaker, person: await reception.who(speaker), locale: reception.localeOf(speaker) };
  }

  async function keep(
    activity: Activity,
    { person, speaker }: Known & { readonly person: Person },
    text: string,
    body: Buffer,
    press: { readonly data: PressedData; readonly locale: Locale } | null,
  ): Promise<void> {
    const thread = threadOf(activity, press?.data ?? null);
    const kind = kindOf(activity.conversation);
    const root = cardPlaceOf(thread);
    const files = isAddressed(activity) ? sentFiles(activity) : [];
    await reception.receive({
      id: eventId(activity, body),
      platform: "teams",
      thread,
      conversationId: conversationOf(thread, kind, speaker.identity),
      person,
      text,
      at: now(),
      speaker: speakerOf(activity),
      ...(press ? { pressed: { filled: press.data.filled }, locale: press.locale } : {}),
      ...(activity.recipient.isTargeted ? { quiet: true } : {}),
      ...(press === null && !isAddressed(activity) ? { overheard: true } : {}),
      ...(press === null && files.length > 0 ? { files } : {}),
      ...(root === null || root.ref === activity.id ? {} : { under: root }),
    });
  }

  /**
   * Teams hands a bot what mentions it. Where a team lets it read its channels, all that is written there comes: of that
   * only what is written in threads that are ours may be for us, as it is in Slack: the house decides that.
   */
  async function concerns(activity: Activity): Promise<boolean> {
    if (isAddressed(activity)) return true;
    if (callsOthers(activity)) return false;
    const kind = kindOf(activity.conversation);
    const thread = activity.conversation.id;
    return kind === "channel" && (await deps.tookPart(conversationOf(thread, kind, ""), cardPlaceOf(thread)));
  }

  /** Within the time Teams waits; what is slower may still be kept, and is known when it comes again. */
  async function inTime(work: Promise<unknown>): Promise<Kept> {
    const withinMs = deps.keepWithinMs ?? 5_000;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), withinMs);
    });
    try {
      const done = await Promise.race([work.then(() => "done" as const), late]);
      if (done === "done") return "kept";
      log.warn(
        { withinMs },
        "A message from Teams could not be kept in time; Teams is asked to send it again.",
      );
    } catch (error) {
      const err = toFault(error).message;
      log.warn({ err }, "A message from Teams could not be kept; Teams is asked to send it again.");
    } finally {
      clearTimeout(timer);
      work.catch(() => {});
    }
    return "refused";
  }

  /** Told once in a while, so that nobody can make us write as often as they like. */
  async function turnAway(activity: Activity, { speaker, locale }: Known): Promise<void> {
    const last = turnedAway.get(speaker.identity) ?? Number.NEGATIVE_INFINITY;
    if (now().getTime() - last < 600_000) return;
    if (turnedAway.size > 1_000) turnedAway.clear();
    turnedAway.set(speaker.identity, now().getTime());
    await posts.notify(activity.conversation.id, reply({ locale, text: words[locale].noAccess }), null);
  }

  return {
    who,

    async written(activity, body) {
      if (isBot(activity.from)) return "nobody";
      let known: Known | null = null;
      const kept = await inTime(
        (async () => {
          if (!(await concerns(activity))) return;
          const [found] = await Promise.all([who(activity), book.note(activity)]);
          known = found;
          const { person } = found;
          const press = isPressOfOldClient(activity) ? readPress(activity.value) : null;
          if (!person) return;
          const said = press?.choice ?? readText(activity, activity.recipient.id);
          // A message without words asks what there is, unless a file came with it.
          const text = press === null && said === "help" && isWordless(activity) ? "" : said;
          const locale = found.locale;
          await keep(activity, { ...found, person }, text, body, press ? { data: press, locale } : null);
        })(),
      );
      const found = known as Known | null;
      if (kept !== "kept") return kept;
      if (!found) return "nobody";
      // Of what was only overheard nothing is shown before it is known to be for us; channels show nothing at all.
      if (!isAddressed(activity)) return found.person ? "kept" : "nobody";
      if (!found.person) {
        deps.aside(turnAway(activity, found));
        return "nobody";
      }
      const { locale } = found;
      const answered = () => deps.answered(eventId(activity, body));
      deps.aside(
        book.placeOf(activity.conversation.id).then((place) => thinking.begin(place, locale, answered)),
      );
      return "kept";
    },

    async pressed(activity, data, known, body) {
      const { person } = known;
      if (!person || isBot(activity.from)) return "nobody";
      return await inTime(
        keep(activity, { ...known, person }, data.choice, body, { data, locale: known.locale }),
      );
    },

    async greet(activity) {
      const inChat = kindOf(activity.conversation) === "personal";
      const known = inChat && !isBot(activity.from) ? await who(activity).catch(() => null) : null;
      const locale = known?.locale ?? "en";
      const say = words[locale];
      const text = !inChat ? say.greetingInChannel : known?.person ? say.greeting : say.greetingOfStranger;
      const choices = known?.person ? reception.prompts(known.person, locale).slice(0, 4) : [];
      await posts.notify(activity.conversation.id, reply({ locale, text, choices }), null);
    },
  };
}

/** A client without Action.Execute sends the button's data as a message without words. */
function isPressOfOldClient({ text, value }: Activity): boolean {
  return !text && typeof value === "object" && value !== null;
}

function isCalled({ entities, recipient }: Activity): boolean {
  return (entities ?? []).some(({ type, mentioned }) => type === "mention" && mentioned?.id === recipient.id);
}

/** A file and nothing but us beside it. */
function isWordless({ text, entities, attachments }: Activity): boolean {
  const words = (entities ?? []).reduce(
    (rest, { text: tag }) => rest.replaceAll(tag || "\0", ""),
    text ?? "",
  );
  return sentFiles({ attachments }).length > 0 && !/\p{L}/u.test(words.replace(/<[^<>]*>|&nbsp;/g, ""));
}

/** Said to us: to us alone, by a mention, or with a button. */
function isAddressed(activity: Activity): boolean {
  return kindOf(activity.conversation) === "personal" || isPressOfOldClient(activity) || isCalled(activity);
}

/** Begins by calling somebody, or a tag. */
function callsOthers({ text, entities }: Activity): boolean {
  const said = text?.replace(/^(?:\s|<(?:p|div|span)\b[^<>]*>|&nbsp;)+/i, "") ?? "";
  return (entities ?? []).some(({ type, text: tag }) => type === "mention" && tag && said.startsWith(tag));
}

/** A dialog is sent from its chat or channel and says in which thread its button stood; no other place is believed. */
export function threadOf({ conversation }: Activity, press: PressedData | null): string {
  const said = press?.thread ?? null;
  return said !== null && baseOf(said) === baseOf(conversation.id) ? said : conversation.id;
}

export function speakerOf({ from }: Activity): string {
  return formatSpeaker({ aadObjectId: from.aadObjectId ?? "", userId: from.id, name: from.name ?? "" });
}

/** Teams counts messages within a conversation. What came without an id is known by all that it says. */
function eventId({ id, conversation }: Activity, body: Buffer): string {
  return `${conversation.id}/${id || createHash("sha256").update(body).digest("hex")}`;
}
