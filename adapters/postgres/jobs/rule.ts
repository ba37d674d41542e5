// What a rule is that must hold of everything the engine keeps.

import { type RawBuilder, sql } from "kysely";

export type InvariantId = "I1" | "I2" | "I3" | "I4" | "I5" | "I6" | "I7" | "I8" | "I9";

/** A rule, and the statement whose rows (one column, `finding`) break it. */
export interface Rule {
  readonly id: InvariantId;
  readonly title: string;
  readonly cure: string;
  readonly findings: RawBuilder<{ finding: string }>;
}

/**
 * How often a step may have been begun anew because it was undone: by its rollback, or, for a rollback, because the job was
 * retried and failed again.
 */
export const begunAnew = (jobId: RawBuilder<unknown>, step: RawBuilder<unknown>) => sql`(
  select count(*) from job_event again
  where again.job_id = ${jobId} and (
    (again.kind = 'step.succeeded' and again.step = 'rollback:' || ${step})
    or (again.kind = 'job.retried' and ${step} like 'rollback:%')
  )
)`;
