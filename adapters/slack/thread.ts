// Where an answer goes in Slack, as one opaque string: TEAM/CHANNEL, or TEAM/CHANNEL/TIMESTAMP for the thread under a
// message. Direct messages are channels too. Team and channel are Slack's own ids, so nothing in them needs escaping.

import { createHash } from "node:crypto";
import type { Root } from "#core/chat-event.ts";
import { Fault } from "#core/fault.ts";
import type { Identity } from "#core/rights.ts";

export interface SlackThread {
  /** The workspace whose installation of the app sees the channel. */
  readonly team: string;
  readonly channel: string;
  /** The message that the thread is under; null: the channel itself. */
  readonly ts: string | null;
}

const teamPattern = /^[TE][A-Z0-9]{1,39}$/;
const channelPattern = /^[CGD][A-Z0-9]{1,39}$/;
const tsPattern = /^\d{1,12}\.\d{1,9}$/;
const userPattern = /^[UW][A-Z0-9]{1,39}$/;

export function formatThread({ team, channel, ts }: SlackThread): string {
  return ts === null ? `${team}/${channel}` : `${team}/${channel}/${ts}`;
}

/** null when the string is none of ours. */
export function readThread(thread: string): SlackThread | null {
  const [team = "", channel = "", ts = null, ...rest] = thread.split("/");
  const fits =
    rest.length === 0 &&
    teamPattern.test(team) &&
    channelPattern.test(channel) &&
    (ts === null || tsPattern.test(ts));
  return fits ? { team, channel, ts } : null;
}

/** As `readThread`, for strings that this adapter wrote itself. */
export function parseThread(thread: string): SlackThread {
  const read = readThread(thread);
  if (!read) throw new Fault("invalid_input", `"${thread}" is not a thread of Slack's.`);
  return read;
}

/** The message that a thread is under, as cards are referred to; null: it is the channel itself. */
export function rootOf({ team, channel, ts }: SlackThread): Root | null {
  return ts === null ? null : { thread: formatThread({ team, channel, ts: null }), ref: ts };
}

/** TEAM/CHANNEL of any thread, and of what is none no more than its beginning: whoever is to post there says what is wrong. */
export function channelOf(thread: string): string {
  return thread.split("/").slice(0, 2).join("/");
}

/** A direct message between one person and us. */
export function isDirect(channel: string): boolean {
  return channel.startsWith("D");
}

/**
 * The conversation that a message belongs to, the same after a restart and in every process: a thread's is everybody's
 * who writes there; outside of threads each person has one per channel, and so one in their direct messages.
 */
export function conversationOf(thread: SlackThread, user: string): string {
  const place = formatThread(thread);
  const digest = createHash("sha256").update(thread.ts === null ? `${place} ${user}` : place);
  const hex = digest.digest("hex");
  // Written as a UUID (version 8: of our own making), as every other conversation's id is.
  const variant = "89ab"[Number.parseInt(hex.charAt(16), 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Who asked, and the message that did where it may stand there with eyes: `1700000000.000100/U0ANA`, or `U0ANA`. */
export function formatSpeaker(user: string, asked: string | null): string {
  return asked === null ? user : `${asked}/${user}`;
}

/** What of `formatSpeaker` is there; the user may come with a workspace before it. */
export function readSpeaker(speaker: string | null): {
  readonly user: string | null;
  readonly asked: string | null;
} {
  const parts = speaker?.split("/") ?? [];
  const user = parts.at(-1) ?? "";
  const asked = parts.find((part) => tsPattern.test(part)) ?? null;
  return { user: userPattern.test(user) ? user : null, asked };
}

/** Somebody in Slack. `team` is the workspace they belong to. */
export interface SlackAccount {
  readonly team: string;
  readonly user: string;
}

export function identityOf({ team, user }: SlackAccount): Identity {
  return `slack:${team}/${user}`;
}

/** null when the identity is of another platform. */
export function accountOf(identity: Identity): SlackAccount | null {
  const [team = "", user = "", ...rest] = identity.replace(/^slack:/, "").split("/");
  const fits =
    identity.startsWith("slack:") && rest.length === 0 && teamPattern.test(team) && userPattern.test(user);
  return fits ? { team, user } : null;
}
