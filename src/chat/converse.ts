// The way of a question: understood, answered by an agent, kept, returned.

import type { Answer } from "#core/answer.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import type { Reply } from "#core/reply.ts";
import type { Outgoing } from "#ports/outbox.ts";

export interface Exchanged {
  readonly answer: Answer;
  /** The same answer with its facts, table and quote, for platforms that render more than text. */
  readonly reply: Reply;
  /** The reply, leased to the caller; absent: it waits in the outbox for its turn, or is not sent at all. */
  readonly outgoing?: Outgoing;
}

/**
 * Answers one event. Never rejects for what a person wrote: a fault becomes an answer that says what happened. `lease`: asked
 * when the reply is about to be kept, for how many milliseconds the caller will have it in hand to deliver it at once;
 * undefined: it waits in the outbox. `onText`: given what of a long answer may be shown before it is whole, piece by
 * piece; the answer says all of it again.
 */
export type Converse = (
  event: ChatEvent,
  signal: AbortSignal,
  lease?: () => number | undefined,
  onText?: (piece: string) => void,
) => Promise<Exchanged>;
