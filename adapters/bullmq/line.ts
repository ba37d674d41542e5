// The line a doorbell rings through: the server its messages lie on. There are two, redis.ts and postgres.ts.

import type { BackendFactory, IQueueBackend } from "bullmq";
import type { Fault } from "#core/fault.ts";

export interface Line extends AsyncDisposable {
  readonly kind: "redis" | "postgres";
  /** For sentences: `Redis at localhost:6379`. Never a password. */
  readonly place: string;
  /** How long a message stays with one consumer that says nothing. */
  readonly lockMs: number;
  /** BullMQ's way to the server; what it opens ends with its queue or worker. */
  readonly backend: BackendFactory<IQueueBackend>;
  /**
   * Asks the server whether it would take a message now, in bounded time. Rejects with a Fault; `misconfigured`
   * when waiting cures nothing.
   */
  check(): Promise<void>;
  /** Asks over the connection on which this consumer waits, where asking is possible without disturbing it. */
  listens(backend: IQueueBackend): Promise<void>;
  /** Why no message can be sent now, when that is known without asking. */
  refusal(): Fault | null;
  /** What the server or its driver threw, as a sentence; always retryable. */
  fault(error: unknown): Fault;
}

export const queueName = "doorbell";
