// Whether a row is about a job and a failure of it.

import { codeKey, jobKey } from "#core/knowledge/name-keys.ts";
import type { QuotableFix } from "#ports/knowledge-sources.ts";

/** Whether a row is about this failure of this job, or about either of them and no other. Without a code any of the job's is. */
export function fits(row: QuotableFix, job: string | null, errorCode: string | null): boolean {
  const ofThisJob = job === null || row.job === null || ofJob(row, job);
  return ofThisJob && (errorCode === null || row.errorCode === null || sameCode(row.errorCode, errorCode));
}

/** A row's job may end in `*`. */
export function ofJob(row: Pick<QuotableFix, "job">, job: string): boolean {
  if (row.job === null) return false;
  const key = jobKey(row.job);
  return key.endsWith("*") ? jobKey(job).startsWith(key.slice(0, -1)) : key === jobKey(job);
}

/** However they are written. */
export function sameCode(a: string, b: string): boolean {
  return codeKey(a) === codeKey(b);
}
