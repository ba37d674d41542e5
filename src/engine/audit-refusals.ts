// Who tried and was told no is part of the record.

import { Fault } from "#core/fault.ts";
import type { Audit, AuditVerb } from "#ports/audit.ts";
import type { Actor } from "./engine.ts";

export interface Attempted {
  readonly verb: Extract<AuditVerb, "checkpoint.refused" | "job.refused">;
  readonly by: Actor;
  readonly subject: string;
  readonly tried: string;
}

/** A mistake in what was sent is no refusal. */
const refusals: readonly string[] = ["forbidden", "conflict", "gone", "rate_limited"];

/** What the work gives; when it is refused, the audit has who tried what, and why not, before the caller has. */
export async function auditingRefusals<T>(
  audit: Pick<Audit, "append">,
  { verb, by, subject, tried }: Attempted,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault && refusals.includes(error.code)) {
      const who = { id: by.person.id, name: by.person.name };
      await audit.append([{ verb, who, surface: by.surface, subject, data: { tried, why: error.message } }]);
    }
    throw error;
  }
}
