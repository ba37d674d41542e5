// What was said, and what a conversation leans on. Implemented by adapters/postgres.

import type { Answer } from "#core/answer.ts";
import type { Slots } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import type { Matter } from "#core/matter.ts";
import type { AskedBack } from "#core/reply.ts";
import type { Outgoing } from "./outbox.ts";

/** What a follow-up may lean on: "and its log?" */
export interface ConversationContext {
  /** The agent this conversation is bound to by `-talkto`; null: the router chooses. */
  readonly boundAgent: string | null;
  /** Intent and slots of the last answered question. */
  readonly lastIntent: string | null;
  readonly lastSlots: Slots;
  readonly locale: Locale | null;
  /** What an answer asked back for, and the person whom it asked; absent or null: nothing. */
  readonly awaiting?: (AskedBack & { readonly of?: string }) | null;
  /** What the card is about that began the thread; not kept, for it is looked up with each message. */
  readonly about?: Matter | null;
}

/** What is kept of a conversation between its messages. */
export interface KeptContext {
  readonly ownerId: string;
  /** Who said what was answered last: a thread belongs to several people. */
  readonly lastSpeaker: string | null;
  readonly context: ConversationContext;
}

export interface ConversationMessage {
  readonly id: string;
  readonly role: "person" | "resync";
  readonly personId: string | null;
  readonly text: string;
  readonly answer: Answer | null;
  readonly at: Date;
}

export interface Conversation {
  readonly id: string;
  readonly platform: string;
  readonly ownerId: string;
  readonly startedAt: Date;
  readonly messages: readonly ConversationMessage[];
}

/** One question and its answer, kept together. */
export interface Exchange {
  readonly conversationId: string;
  readonly platform: string;
  readonly thread: string;
  readonly personId: string;
  readonly eventId: string;
  readonly question: string;
  readonly askedAt: Date;
  readonly answer: Answer;
  readonly context: ConversationContext;
}

export interface Conversations {
  /** null for a conversation nobody has begun. Whether the person may speak in it, the platform's adapter has checked. */
  context(conversationId: string): Promise<KeptContext | null>;
  /**
   * One transaction: both messages, the new context, the inbox row marked answered, and, for platforms that are
   * answered later, the reply in the outbox. Recording the same event twice changes nothing.
   * With `leaseMs` the reply is taken from the outbox at once, unless something older waits in its thread, and returned:
   * it is leased to the caller, as what `Outbox.due` gives.
   */
  record(
    exchange: Exchange,
    outgoing: { readonly payload: unknown; readonly leaseMs?: number } | null,
  ): Promise<Outgoing | null>;
  /** Whether somebody was answered in a conversation before. */
  hasSpoken(conversationId: string, personId: string): Promise<boolean>;
  /** What one person said in a conversation, oldest first, the last `limit` of it; nobody else's words, and no answers. */
  saidBy(conversationId: string, personId: string, limit: number): Promise<readonly string[]>;
  /** Takes out what a person said everywhere, what they were answered, and that it was them. How many messages were theirs. */
  erase(personId: string): Promise<number>;
  /** The answer an event was given before, on a platform that may send it again; null when it was not answered yet. */
  answerTo(platform: string, eventId: string): Promise<Answer | null>;
  read(
    conversationId: string,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly conversation: Conversation; readonly total: number } | null>;
}
