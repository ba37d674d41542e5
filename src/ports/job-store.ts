// Where jobs are kept: Postgres, the only truth. One `commit` is one statement and one commit for many jobs.

import type { JobEvent } from "#core/job/event.ts";
import type { Job } from "#core/job/job.ts";
import type { EndedAttempt } from "#core/job/step.ts";
import type { AuditEntry } from "#ports/audit.ts";

/** One job's change, computed by `advance` from the job as it was read. */
export interface Transition {
  /** The job it was computed from; null: a new job. Its revision must still be the stored one, else `conflict`. */
  readonly before: Job | null;
  readonly after: Job;
  readonly events: readonly JobEvent[];
  readonly attempts: readonly EndedAttempt[];
  readonly audit: readonly AuditEntry[];
  readonly guard?: Guard;
  /** For a new job: the caller's key, good for 24 h, and a digest of what was asked under it. */
  readonly idempotency?: { readonly key: string; readonly personId: string; readonly bodyDigest: string };
}

/** Facts that must hold inside the transaction, by the database's own clock and rows. */
export interface Guard {
  /** A decision is refused at or after this instant. */
  readonly before?: Date;
  /** The rights a decision was checked against; refused when anybody's rights changed since. */
  readonly rightsEpoch?: number;
  /** The worker whose lease must be good: for claiming and arming. */
  readonly worker?: string;
}

export type Verdict =
  | { readonly kind: "committed"; readonly revision: number; readonly at: Date }
  /** Somebody else changed the job first: read it again and compute anew. Also: a new job's id exists already. */
  | { readonly kind: "conflict" }
  | { readonly kind: "too_late" }
  | { readonly kind: "rights_changed" }
  | { readonly kind: "lease_lost" }
  /** The idempotency key was used within 24 h. */
  | { readonly kind: "known"; readonly jobId: string; readonly sameBody: boolean };

export interface Due {
  /** Live jobs whose `lookAt` has passed, the most urgent first (priority, then age). */
  readonly jobIds: readonly string[];
  /** The earliest `lookAt` of a live job that has not passed. */
  readonly nextAt: Date | null;
}

export interface JobStore {
  /**
   * All in one transaction; each transition wins or loses on its own, in the order given. At most one per job.
   * Rejects with a retryable Fault when the database did not answer: then nobody knows, and the caller reads again.
   */
  commit(transitions: readonly Transition[]): Promise<readonly Verdict[]>;
  /** In the order asked; null for ids nobody knows. */
  load(ids: readonly string[]): Promise<readonly (Job | null)[]>;
  /** What is due by the database's clock. */
  due(limit: number): Promise<Due>;
  /** The job a checkpoint belongs to. */
  jobOfCheckpoint(checkpointId: string): Promise<string | null>;
  /** Jobs not ended: in all, and of one person. For admission. */
  live(personId: string): Promise<{ readonly all: number; readonly mine: number }>;
}
