// What follows from a happening, for the store to keep in one transaction.

import type { JobEvent } from "./event.ts";
import type { Job } from "./job.ts";
import type { EndedAttempt } from "./step.ts";

export interface Advanced {
  /** The same object when nothing changed. `revision` is left alone: the store raises it. */
  readonly job: Job;
  /** Numbered on from the job's last; `job.seq` is the last of these. */
  readonly events: readonly JobEvent[];
  readonly attempts: readonly EndedAttempt[];
  /** Running steps whose workers must stop now: the job was cancelled. */
  readonly stop: readonly string[];
}
