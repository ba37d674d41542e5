// Where an answer goes in Teams: the id of a conversation as Teams itself writes it. A thread of a channel is the channel's
// id with `;messageid=` and its first message; the channel's id alone begins a new thread with whatever is posted there.

import { createHash } from "node:crypto";
import type { Root } from "#core/chat-event.ts";
import type { TeamsConversation } from "#ports/teams-conversations.ts";

export type Kind = TeamsConversation["kind"];

const threadMark = ";messageid=";

/** The chat or channel a thread is in. */
export function baseOf(thread: string): string {
  const at = thread.indexOf(threadMark);
  return at < 0 ? thread : thread.slice(0, at);
}

/** The thread that a message in a channel begins. */
export function threadUnder(channel: string, activityId: string): string {
  return `${baseOf(channel)}${threadMark}${activityId}`;
}

/** The first message of a channel's thread; null: it is a chat, or the channel itself. */
export function rootOf(thread: string): string | null {
  const at = thread.indexOf(threadMark);
  return at < 0 ? null : thread.slice(at + threadMark.length);
}

/** The message that a thread of a channel is under, as cards are referred to; null: it is a chat, or the channel itself. */
export function cardPlaceOf(thread: string): Root | null {
  const ref = rootOf(thread);
  return ref === null ? null : { thread: baseOf(thread), ref };
}

export function kindOf(conversation: {
  readonly id: string;
  readonly conversationType?: string | null | undefined;
  readonly isGroup?: boolean | null | undefined;
}): Kind {
  if (conversation.conversationType === "channel" || /@thread\.(?:tacv2|skype)/.test(conversation.id))
    return "channel";
  if (conversation.conversationType === "personal") return "personal";
  return conversation.conversationType === "groupChat" || conversation.isGroup ? "group" : "personal";
}

/**
 * The conversation that a message belongs to, the same after a restart and in every process. A thread of a channel is
 * about one thing, so it is everybody's who writes there: a colleague may ask "why?". A group chat has no threads and its
 * questions cross each other, so each person has a conversation of their own there: nobody's "why?" leans on what somebody
 * else asked. A personal chat has one person.
 */
export function conversationOf(thread: string, kind: Kind, speaker: string): string {
  const digest = createHash("sha256").update(
    kind === "group" ? `teams ${thread} ${speaker}` : `teams ${thread}`,
  );
  const hex = digest.digest("hex");
  // Written as a UUID (version 8: of our own making), as every other conversation's id is.
  const variant = "89ab"[Number.parseInt(hex.charAt(16), 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
