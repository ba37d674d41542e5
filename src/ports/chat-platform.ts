// A place people talk to us from: it brings events and shows replies.

import type { ChatEvent, Platform, SentFile } from "#core/chat-event.ts";
import type { Reply } from "#core/reply.ts";
import type { Identity } from "#core/rights.ts";

/** Hands an event to the house; resolves once the inbox has it, which is when the platform may be acknowledged. */
export type Receive = (event: ChatEvent) => Promise<void>;

/** How a reply is on its way. */
export interface Delivery {
  /** The same at every try: a post whose fate is unknown is looked for by it before it is repeated. */
  readonly id: string;
  /** This one included; above one, an earlier post may have arrived. */
  readonly tries: number;
  /** Who asked, as the platform calls them; null: nobody did. */
  readonly speaker: string | null;
  /** For the speaker alone; where the platform cannot do that in the thread, it writes to them directly and says so. */
  readonly privately: boolean;
}

export interface ChatPlatform extends AsyncDisposable {
  readonly platform: Platform;
  /** The channel or chat that a thread is in, whose threads share one pace: a beginning of the thread's own name. */
  placeOf?(thread: string): string;
  /**
   * Shows a reply in a thread. Throws a Fault; a retryable one is tried again by the outbox, not before
   * `detail.retryAfterMs` has passed when the platform named a time. Like `showCard` it settles within a minute: what
   * takes longer counts as lost and is tried again, so a longer wait for one's turn is such a Fault.
   */
  post(thread: string, reply: Reply, delivery: Delivery): Promise<void>;
  /**
   * More of an answer that is being made, for places where it can be watched; the whole of it is posted at the end, and takes
   * its place. Never throws.
   */
  partly?(thread: string, piece: string): void;
  /** What was only overheard is for us: that an answer is looked for may be shown from now on. */
  meant?(event: ChatEvent): void;
  /** Whether anybody sees the thread now, for places that forget it otherwise; absent: always. */
  listens?(thread: string): boolean;
  /**
   * Shows something nobody asked for just now, such as a change of a monitored job. `under`: the reference of the card
   * it belongs to, where the card itself began the thread.
   */
  notify(thread: string, reply: Reply, under?: string | null): Promise<void>;
  /**
   * Shows a card, or edits it in place where it stands already; absent: this place has no cards, and is told of what
   * must be read only. Resolves with the platform's own reference of the card, given back as `ref` the next time, also
   * after a restart; null: it needs none. A card somebody deleted is shown anew.
   */
  showCard?(thread: string, card: Card, reply: Reply): Promise<string | null>;
  /**
   * A file that somebody sent in the thread, whole; only what everybody there can see is given. A Fault says why it cannot be
   * had: `too_large` before it is loaded. Absent: files cannot be taken from here.
   */
  fetchFile?(thread: string, file: SentFile, signal: AbortSignal): Promise<Uint8Array>;
  /** Tells when somebody begins to look at a thread, for places that forget it otherwise. */
  onListen?(listener: (thread: string) => void): Disposable;
  /** The thread that a channel named in the configuration begins, `slack:C…` or `teams:…`; null: it is not one of ours. */
  threadOfChannel?(channel: string): Promise<string | null>;
  /** The thread below a message of ours that stands in a thread, by its reference; a place without threads gives its own. */
  threadUnder?(thread: string, ref: string): string;
  /** The thread of a private conversation with somebody; null: they cannot be written to here. */
  directThread?(identity: Identity): Promise<string | null>;
}

export interface Card {
  /** What the card is of: a job's id, `checkpoint:<id>`, `alert:<id>`. Found again by it when the reference was lost. */
  readonly key: string;
  readonly ref: string | null;
  /** People are asked, or it has ended: worth showing again where the card has scrolled away. */
  readonly important: boolean;
}
