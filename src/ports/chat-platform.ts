// A place people talk to us from: it brings events and shows replies.

import type { ChatEvent, Platform } from "#core/chat-event.ts";
import type { Reply } from "#core/reply.ts";

/** Hands an event to the house; resolves once the inbox has it, which is when the platform may be acknowledged. */
export type Receive = (event: ChatEvent) => Promise<void>;

export interface ChatPlatform extends AsyncDisposable {
  readonly platform: Platform;
  /** Shows a reply in a thread. Throws a Fault; a retryable one is tried again by the outbox. */
  post(thread: string, reply: Reply): Promise<void>;
  /** Whether anybody sees the thread now, for places that forget it otherwise; absent: always. */
  listens?(thread: string): boolean;
  /** Shows something nobody asked for just now, such as a change of a monitored job. */
  notify(thread: string, reply: Reply): Promise<void>;
}
