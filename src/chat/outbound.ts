// What travels through the outbox: a reply, and for whom it is.

import type { ChatEvent } from "#core/chat-event.ts";
import type { Reply } from "#core/reply.ts";

export interface Outbound {
  readonly reply: Reply;
  readonly speaker: string | null;
  readonly privately: boolean;
  /** Holds a one-time secret: not kept once it was shown. */
  readonly fleeting?: true;
}

/** An answer is as private as its question was, unless it says otherwise itself. */
export function outboundOf(
  { speaker, quiet }: ChatEvent,
  { made: _forTheRecord, ...reply }: Reply,
): Outbound {
  const privately = reply.privately ?? quiet ?? false;
  return { reply, speaker: speaker ?? null, privately, ...(reply.fleeting ? { fleeting: true } : {}) };
}
