// The doorbell: a queue message says "look at this job" and nothing else. Lost, doubled or late messages do no harm.

export interface Ring {
  readonly jobId: string;
  /** The job's revision when it was rung: makes a message id that is never used twice. */
  readonly revision: number;
  /** 1 to 10; 10 goes first. */
  readonly priority: number;
}

export interface DoorbellHealth {
  /** `unknown` before the first ring or answer. */
  readonly state: "healthy" | "unhealthy" | "unknown";
  readonly detail: string;
  readonly checkedAt: Date | null;
}

export interface Doorbell extends AsyncDisposable {
  /** `redis` or `postgres`, for people. */
  readonly kind: string;
  /** Rejects with a Fault when nobody can be rung; nothing is lost, the sweepers look by themselves. Bounded in time. */
  ring(rings: readonly Ring[]): Promise<void>;
  /**
   * Hands each message to `onRing` until disposed, at most `concurrency` at once; a message is done when it resolves.
   * Survives a queue that is down, flushed, frozen or read-only, and says so in the log.
   */
  answer(
    onRing: (jobId: string) => Promise<void>,
    options: { readonly concurrency: number },
  ): Promise<AsyncDisposable>;
  health(): Promise<DoorbellHealth>;
}
