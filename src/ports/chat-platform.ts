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
  /**
   * Shows a job's card, or edits it in place where it stands already; absent: this place has no cards, and is told of
   * what must be read only. Resolves with the platform's own reference of the card, given back as `ref` the next time,
   * also after a restart; null: it needs none.
   */
  showCard?(thread: string, card: Card, reply: Reply): Promise<string | null>;
  /** Tells when somebody begins to look at a thread, for places that forget it otherwise. */
  onListen?(listener: (thread: string) => void): Disposable;
}

export interface Card {
  /** The job's id. */
  readonly key: string;
  readonly ref: string | null;
  /** People are asked, or it has ended: worth showing again where the card has scrolled away. */
  readonly important: boolean;
}
