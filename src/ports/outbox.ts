// Replies on their way out, written in the transaction that made them; implemented by adapters/postgres.

export interface Outgoing {
  readonly id: string;
  readonly platform: string;
  readonly thread: string;
  readonly payload: unknown;
  readonly tries: number;
  readonly createdAt: Date;
}

export interface Outbox {
  /** Adds what answers no message of its thread. The same id again changes nothing. */
  put(message: Pick<Outgoing, "id" | "platform" | "thread" | "payload">): Promise<void>;
  /**
   * Takes what is due for a platform, oldest first within its thread, and leases it to the caller. What was never tried comes
   * before what failed: a place that is dead holds up nobody. Nothing is taken for a thread whose name begins with one of `full`.
   */
  due(
    platform: string,
    limit: number,
    leaseMs: number,
    full?: readonly string[],
  ): Promise<readonly Outgoing[]>;
  /** A payload with `fleeting: true` is forgotten once nothing is tried with it any more. */
  sent(id: string): Promise<void>;
  /** Tries again after `delayMs`; after the last try it is kept as undeliverable with the reason. */
  failed(id: string, reason: string, delayMs: number | null): Promise<void>;
}
