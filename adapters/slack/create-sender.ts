// Slack's way out: replies, cards and news to threads, channels and people.
//
// What was sent is known by Slack's answer. Where that did not come, the message carries the delivery's id, and is looked for
// before it is sent again; so nothing is lost and nothing stands twice. Only what is shown to one person alone leaves no
// trace to look for: it may be shown to them twice.

import { createHash } from "node:crypto";
import type { WebClient } from "@slack/web-api";
import { LRUCache } from "lru-cache";
import type { Logger } from "pino";
import { Fault, toFault } from "#core/fault.ts";
import { faultSentence } from "#core/fault-sentence.ts";
import { type Reply, reply as replyOf } from "#core/reply.ts";
import type { Identity } from "#core/rights.ts";
import type { ChatPlatform, Delivery } from "#ports/chat-platform.ts";
import { renderMessage } from "./blocks/render-message.ts";
import { createAccountsByAddress } from "./sending/accounts-by-address.ts";
import { findSent, type Mark } from "./sending/find-sent.ts";
import { createOutgoing, type Drawn } from "./sending/outgoing.ts";
import { createPace, type PaceOptions } from "./sending/pace.ts";
import { isAmbiguous, sendingFault, wordOf } from "./sending/sending-fault.ts";
import { createShowCards } from "./sending/show-cards.ts";
import { words } from "./sending/words.ts";
import {
  accountOf,
  formatThread,
  isDirect,
  parseThread,
  readSpeaker,
  readThread,
  type SlackAccount,
  type SlackThread,
} from "./thread.ts";

export interface SlackSenderDeps {
  /** Fault `not_found` when the app is not installed in the workspace. */
  readonly clientFor: (team: string) => Promise<WebClient>;
  /** The workspace of a channel that the configuration names without one; null: there is none of its own. */
  readonly homeTeam?: () => Promise<string | null>;
  readonly now: () => Date;
  readonly log: Logger;
  /** How often Slack may be called; tests shorten it. */
  readonly pace?: PaceOptions;
  /** Between two edits of one card. */
  readonly editMs?: number;
  /** The longest a message waits for its turn before the outbox takes it back. */
  readonly patienceMs?: number;
  /** How long an edit that Slack does not take now is tried. */
  readonly editPatienceMs?: number;
}

export type SlackSender = Required<
  Pick<ChatPlatform, "post" | "notify" | "showCard" | "threadOfChannel" | "directThread">
> &
  AsyncDisposable;

const lookBackMs = 24 * 3_600_000;
/** Slack's words for somebody to whom nothing can be shown in a channel. */
const notThere = new Set([
  "user_not_in_channel",
  "not_in_channel",
  "channel_not_found",
  "is_archived",
  "restricted_action",
  "user_is_restricted",
]);

export function createSlackSender(deps: SlackSenderDeps): SlackSender {
  const { clientFor, now, log } = deps;
  const stopped = new AbortController();
  const outgoing = createOutgoing({
    clientFor,
    log,
    pace: createPace(deps.pace),
    patienceMs: deps.patienceMs ?? 10_000,
    signal: stopped.signal,
  });
  const accounts = createAccountsByAddress({ outgoing, now, log });
  const showCard = createShowCards({
    outgoing,
    accounts,
    now,
    log,
    everyMs: deps.editMs ?? 1_000,
    patienceMs: deps.editPatienceMs ?? 120_000,
    signal: stopped.signal,
  });
  /** Messages that Slack may have taken without our hearing of it. */
  const uncertain = new LRUCache<string, true>({ max: 5_000 });
  const onTheirWay = new Map<string, Promise<void>>();

  function drawn(place: SlackThread, reply: Reply): Drawn {
    return (options) => renderMessage(reply, { team: place.team, now: now(), ...options });
  }

  /** As `drawn`; whom it names is called as far as Slack knows them. */
  async function drawnFor(place: SlackThread, reply: Reply): Promise<Drawn> {
    return drawn(place, await accounts.called(place.team, reply));
  }

  /** Posts once, whatever became of earlier tries. The timestamp of the message. */
  async function postOnce(
    place: SlackThread,
    mark: Mark & { readonly id: string },
    doubtful: boolean,
    message: Drawn,
  ): Promise<{ readonly ts: string; readonly stood: boolean }> {
    const known = `${formatThread(place)} ${mark.id}`;
    if (doubtful || uncertain.has(known)) {
      const since = new Date(now().getTime() - lookBackMs);
      const found = await findSent(outgoing.asking(place), place, since, (sent) => sent.mark.id === mark.id);
      if (found) return { ts: found.ts, stood: true };
    }
    try {
      const ts = await outgoing.post(place, message, mark);
      uncertain.delete(known);
      return { ts, stood: false };
    } catch (error) {
      if (isAmbiguous(toFault(error))) uncertain.set(known, true);
      throw error;
    }
  }

  async function postIn(place: SlackThread, reply: Reply, { id, tries }: Delivery): Promise<void> {
    const { ts, stood } = await postOnce(place, { id }, tries > 1, await drawnFor(place, reply));
    await uploadUnder(place, ts, stood, reply);
  }

  /** The file goes into the thread that the message is in, or that it begins. */
  async function uploadUnder(place: SlackThread, ts: string, stood: boolean, reply: Reply): Promise<void> {
    const { file } = reply;
    if (!file || file.text === "") return;
    const under = { ...place, ts: place.ts ?? ts };
    if (stood && (await hasFile(under, file.name))) return;
    try {
      await outgoing.upload(under, file);
    } catch (error) {
      const fault = sendingFault(error, place.channel);
      if (fault.retryable) throw fault;
      // The answer stands; what is missing of it is said rather than tried for ever.
      const told = replyOf({
        locale: reply.locale,
        mood: "warning",
        text: words[reply.locale].noFile(file.name, faultSentence(fault, reply.locale)),
      });
      await outgoing.post(under, drawn(under, told), {});
    }
  }

  async function hasFile(place: SlackThread, name: string): Promise<boolean> {
    const since = new Date(now().getTime() - lookBackMs);
    const found = await findSent(outgoing.asking(place), place, since, ({ files }) => files.includes(name));
    return found !== null;
  }

  async function postPrivately(place: SlackThread, reply: Reply, delivery: Delivery): Promise<void> {
    const { user } = readSpeaker(delivery.speaker);
    if (user === null)
      throw new Fault(
        "invalid_input",
        "A private answer has nobody to go to: the question named no Slack user. Ask again in Slack.",
      );
    const { file } = reply;
    const shown = file ? { ...reply, text: `${reply.text}\n${words[reply.locale].fileDirect}` } : reply;
    let instead = false;
    try {
      await outgoing.showTo(user, place, await drawnFor(place, shown));
    } catch (error) {
      const fault = sendingFault(error, place.channel);
      if (!notThere.has(wordOf(fault))) throw fault;
      instead = true;
    }
    if (!instead && !file) return;
    const direct: SlackThread = {
      team: place.team,
      channel: await outgoing.direct(place.team, user),
      ts: null,
    };
    const lead = words[reply.locale].directInstead;
    // Only the file follows where the answer itself could be shown.
    const text = instead ? `${reply.text}\n${lead}` : (file?.name ?? "");
    const own = instead
      ? { ...reply, text }
      : { ...replyOf({ locale: reply.locale, text }), ...(file ? { file } : {}) };
    await postIn(direct, own, delivery);
  }

  /** Of the workspace that Resync is at home in: where there are many, nobody says whose address it is. */
  async function memberAt(address: Identity): Promise<SlackAccount | null> {
    const team = address.startsWith("email:") ? ((await deps.homeTeam?.()) ?? null) : null;
    const user = team === null ? null : await accounts.accountAt(team, address);
    return team === null || user === null ? null : { team, user };
  }

  /** Whoever gave up waiting for a message and sends it again waits for the one that is on its way. */
  function once(id: string, send: () => Promise<void>): Promise<void> {
    const before = onTheirWay.get(id);
    if (before) return before;
    const mine = send().finally(() => onTheirWay.delete(id));
    onTheirWay.set(id, mine);
    return mine;
  }

  return {
    async post(thread, reply, delivery) {
      const place = parseThread(thread);
      const alone = delivery.privately && !isDirect(place.channel);
      await once(`${thread} ${delivery.id}`, () =>
        alone ? postPrivately(place, reply, delivery) : postIn(place, reply, delivery),
      );
    },

    async notify(thread, reply, under) {
      const place = parseThread(thread);
      const at = { ...place, ts: place.ts ?? under ?? null };
      const of = jobOf(reply.data);
      const mark = { id: idOf(thread, reply), ...(of === null ? {} : { of }) };
      await once(`${formatThread(at)} ${mark.id}`, async () => {
        await postOnce(at, mark, false, await drawnFor(at, reply));
      });
    },

    showCard,

    async threadOfChannel(channel) {
      const [, place = ""] = /^slack:(.+)$/.exec(channel) ?? [];
      if (place === "") return null;
      const whole = place.includes("/") ? place : `${(await deps.homeTeam?.()) ?? ""}/${place}`;
      const read = readThread(whole);
      return read && read.ts === null ? formatThread(read) : null;
    },

    async directThread(identity) {
      try {
        const account = accountOf(identity) ?? (await memberAt(identity));
        if (!account) return null;
        return formatThread({
          team: account.team,
          channel: await outgoing.direct(account.team, account.user),
          ts: null,
        });
      } catch (error) {
        const fault = toFault(error);
        if (fault.retryable || fault.code === "misconfigured") throw fault;
        log.info({ err: fault.message }, "Somebody cannot be written to in Slack.");
        return null;
      }
    },

    async [Symbol.asyncDispose]() {
      stopped.abort();
    },
  };
}

/** The same news is the same message: what is told again after a doubt is not told twice. */
function idOf(thread: string, reply: Reply): string {
  return createHash("sha256")
    .update(JSON.stringify([thread, reply.text, reply.data ?? null]))
    .digest("hex")
    .slice(0, 32);
}

function jobOf(data: unknown): string | null {
  return typeof data === "object" && data !== null && "job" in data && typeof data.job === "string"
    ? data.job
    : null;
}
