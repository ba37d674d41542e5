// Threads in which Resync need not be called: it was spoken to there, or the message that began them is a card of ours.
// Asked for every message that somebody writes in a thread of a channel, so it must cost next to nothing. Implemented by
// adapters/postgres.

import type { Root } from "#core/chat-event.ts";
import type { Locale } from "#core/locale.ts";

/** A card that began a thread. */
export interface RootCard {
  /** A job's id, `checkpoint:<id>` or `alert:<id>`; what called people to such a card is as good as the card. */
  readonly key: string;
  /** In which it is written; null: it is not known. */
  readonly locale: Locale | null;
  /** The data of what the card shows, as the platform last took it; null: it is not known. */
  readonly shows: unknown;
  /** Since when, where it showed other data before; null: it never did. */
  readonly since: Date | null;
}

export interface Threads {
  /** Whether we were spoken to in the conversation, or a card of ours began the thread. */
  areOurs(platform: string, conversationId: string, root: Root | null): Promise<boolean>;
  /** The card that is this message; null: it is none of ours. */
  cardAt(platform: string, root: Root): Promise<RootCard | null>;
}
