// Cards: one message each, edited in place. What was lost is found again by the card's key, what somebody deleted is posted
// anew. An important change of a card that has scrolled away is pointed at in its thread: a second card would leave two with
// buttons.

import type { RichTextBlock } from "@slack/types";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import type { Reply } from "#core/reply.ts";
import type { Card } from "#ports/chat-platform.ts";
import { cut } from "../blocks/limits.ts";
import { mentionLine } from "../blocks/mention-line.ts";
import { printable } from "../blocks/printable.ts";
import { renderMessage } from "../blocks/render-message.ts";
import { bold, plain } from "../blocks/text-block.ts";
import { parseThread, type SlackThread } from "../thread.ts";
import type { AccountsByAddress } from "./accounts-by-address.ts";
import { findSent, sentAfter } from "./find-sent.ts";
import { createLatestOnly } from "./latest-only.ts";
import type { Outgoing } from "./outgoing.ts";
import { isAmbiguous, wordOf } from "./sending-fault.ts";
import { words } from "./words.ts";

export interface ShowCardsDeps {
  readonly outgoing: Outgoing;
  readonly accounts: Pick<AccountsByAddress, "called">;
  readonly now: () => Date;
  readonly log: Logger;
  /** Between two edits of one card. */
  readonly everyMs: number;
  /** How long an edit that Slack does not take now is tried. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

export type ShowCard = (thread: string, card: Card, reply: Reply) => Promise<string>;

/** What a process knows of a card it has shown. */
interface Known {
  readonly ref: string;
  /** Whom it called, as far as it was shown here. */
  readonly called: string;
  readonly pointedAt: string;
}

interface Showing {
  readonly place: SlackThread;
  readonly card: Card;
  readonly reply: Reply;
}

/** Slack's words for a message that is not there any more, or is not ours to edit. */
const gone = new Set(["message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"]);
const lookBackMs = 48 * 3_600_000;
/** A new card is not held up for long by the question whether it stands already. */
const shortMs = 1_500;
/** So many messages below, and a card is out of sight. */
const outOfSight = 8;

export function createShowCards(deps: ShowCardsDeps): ShowCard {
  const { outgoing, accounts, now, log, everyMs, patienceMs, signal } = deps;
  const known = new LRUCache<string, Known>({ max: 20_000 });
  /** Cards that may stand there although Slack never said so. */
  const uncertain = new LRUCache<string, true>({ max: 5_000 });

  const latest = createLatestOnly<Showing, string>({
    everyMs,
    patienceMs,
    signal,
    show,
    merge: (older, newer) => ({
      ...newer,
      card: { ...newer.card, important: older.card.important || newer.card.important },
    }),
  });

  async function show(key: string, { place, card, reply }: Showing): Promise<string> {
    const before = known.get(key);
    const ref = before?.ref ?? card.ref ?? (await refOfKey(key, place, card));
    const named = await accounts.called(place.team, reply);
    if (ref !== null) {
      const standing = await edit(place, ref, card, named);
      if (standing) {
        await pointAt(key, place, ref, { card, reply }, before);
        return ref;
      }
      known.delete(key);
    }
    try {
      const posted = await outgoing.post(place, drawn(place, named), { card: card.key });
      uncertain.delete(key);
      known.set(key, { ref: posted, called: calledIn(reply), pointedAt: headOf(reply) });
      return posted;
    } catch (error) {
      if (isAmbiguous(toFault(error))) uncertain.set(key, true);
      throw error;
    }
  }

  /** Whether a card stands there already that nobody remembers. Where Slack does not let us look, only doubt stops us. */
  async function refOfKey(key: string, place: SlackThread, { key: wanted }: Card): Promise<string | null> {
    try {
      const since = new Date(now().getTime() - lookBackMs);
      const found = await findSent(
        uncertain.has(key) ? outgoing.asking(place) : outgoing.asking(place, shortMs),
        place,
        since,
        ({ mark }) => mark.card === wanted,
      );
      return found?.ts ?? null;
    } catch (error) {
      if (uncertain.has(key)) throw error;
      log.debug({ err: toFault(error).message }, "Whether a card stands already could not be looked up.");
      return null;
    }
  }

  /** false: it is not there any more. */
  async function edit(place: SlackThread, ref: string, { key }: Card, reply: Reply): Promise<boolean> {
    try {
      await outgoing.update(place, ref, drawn(place, reply), { card: key });
      return true;
    } catch (error) {
      if (gone.has(wordOf(toFault(error)))) return false;
      throw error;
    }
  }

  async function pointAt(
    key: string,
    place: SlackThread,
    ref: string,
    { card, reply }: Pick<Showing, "card" | "reply">,
    before: Known | undefined,
  ): Promise<void> {
    const called = calledIn(reply);
    const head = headOf(reply);
    const pointed = before?.pointedAt ?? "";
    known.set(key, { ref, called, pointedAt: pointed });
    if (!card.important || head === pointed) return;
    try {
      // An edit calls nobody, so people who are asked now and were not before are called by a message of its own.
      const newlyCalled = called !== "" && before !== undefined && before.called !== called;
      if (!newlyCalled && !(await isOutOfSight(place, ref, card))) return;
      const link = await outgoing.asking(place)("chat.getPermalink", (client) =>
        client.chat.getPermalink({ channel: place.channel, message_ts: ref }),
      );
      const named = await accounts.called(place.team, reply);
      await outgoing.post(
        { ...place, ts: place.ts ?? ref },
        () => pointer(named, place.team, link.permalink ?? null),
        { of: card.key },
        { broadcast: place.ts === null },
      );
      known.set(key, { ref, called, pointedAt: head });
    } catch (error) {
      // The card itself is right; that nobody was pointed at it is no reason to edit it again.
      log.warn({ err: toFault(error).message }, "A card that has scrolled away could not be pointed at.");
    }
  }

  /** Much was written since, and none of the last of it tells of the card already. */
  async function isOutOfSight(place: SlackThread, ref: string, { key }: Card): Promise<boolean> {
    const after = await sentAfter(outgoing.asking(place), place, ref);
    const newest = after.toSorted((a, b) => Number(b.ts) - Number(a.ts)).slice(0, 3);
    return after.length >= outOfSight && !newest.some(({ mark }) => mark.of === key);
  }

  function drawn(place: SlackThread, reply: Reply) {
    return (options: object) => renderMessage(reply, { team: place.team, now: now(), ...options });
  }

  return (thread, card, reply) =>
    latest.show(`${thread} ${card.key}`, { place: parseThread(thread), card, reply });
}

function calledIn({ mentions = [] }: Reply): string {
  return mentions
    .flatMap(({ identities }) => identities)
    .toSorted()
    .join(" ");
}

/** What must have changed for a card to be pointed at again: its point and how it stands. */
function headOf({ text }: Reply): string {
  return text
    .split("\n")
    .slice(0, 2)
    .join("\n")
    .replace(/\d+[smhd](?: \d+[smh])?/g, "");
}

function pointer(untrusted: Reply, team: string, url: string | null) {
  const reply = printable(untrusted);
  const [point = "", status = ""] = reply.text.split("\n");
  const block: RichTextBlock = {
    type: "rich_text",
    elements: [
      {
        type: "rich_text_section",
        elements: [
          bold(cut(point, 240) || " "),
          ...(status ? [plain(`\n${cut(status, 400)}`)] : []),
          ...(url ? [plain("\n"), { type: "link" as const, url, text: words[reply.locale].cardAbove }] : []),
        ],
      },
    ],
  };
  const { text } = renderMessage({ ...reply, text: `${point}\n${status}`.trim() });
  return { text, blocks: [block, ...mentionLine(reply, team)] };
}
