// Messages as they arrived. A row here is the point after which nothing is lost; implemented by adapters/postgres.

import type { ChatEvent } from "#core/chat-event.ts";

export interface Inbox {
  /** Keeps the event. `duplicate` when this platform event id was received before; the first one counts. */
  receive(event: ChatEvent): Promise<"accepted" | "duplicate">;
  /**
   * Takes up to `limit` events that nobody answered and nobody has had in hand for `leaseMs`,
   * and leases them to the caller by the database's clock.
   */
  unanswered(limit: number, leaseMs: number): Promise<readonly ChatEvent[]>;
  /** It was not said to us and is none of our business: settled, and its words are forgotten. */
  heard(event: ChatEvent): Promise<void>;
  /** Gives up on an event after too many tries; the reason is kept. */
  abandon(event: ChatEvent, reason: string): Promise<void>;
  tries(event: ChatEvent): Promise<number>;
}
