// The way of a question: understood, answered by an agent, kept, returned.

import type { Answer } from "#core/answer.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import type { Reply } from "#core/reply.ts";

export interface Exchanged {
  readonly answer: Answer;
  /** The same answer with its facts, table and quote, for platforms that render more than text. */
  readonly reply: Reply;
}

/** Answers one event. Never rejects for what a person wrote: a fault becomes an answer that says what happened. */
export type Converse = (event: ChatEvent, signal: AbortSignal) => Promise<Exchanged>;
