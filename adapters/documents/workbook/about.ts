// Which rows speak about a job and an error, and in which order.

import type { KnowledgeRow } from "#ports/knowledge-store.ts";
import { codeKey, type KnowledgeIndex } from "./knowledge-index.ts";

/** Job and code together, then the job's own, then the code's own; without a job, whoever has the code comes last. */
export function about(
  indexes: readonly KnowledgeIndex[],
  job: string | undefined,
  errorCode: string | undefined,
): readonly KnowledgeRow[] {
  const ofCode = errorCode === undefined ? [] : indexes.flatMap((index) => index.byCode(errorCode));
  const alone = ofCode.filter((row) => row.job === null);
  if (job === undefined) return [...alone, ...ofCode.filter((row) => row.job !== null)];
  const ofJob = indexes.flatMap((index) => index.byJob(job));
  const plain = ofJob.filter((row) => row.errorCode === null);
  if (errorCode === undefined) return [...plain, ...ofJob.filter((row) => row.errorCode !== null)];
  const both = ofJob.filter((row) => row.errorCode !== null && codeKey(row.errorCode) === codeKey(errorCode));
  return [...both, ...plain, ...alone];
}
