// What there is to say of a failed job: its failure, what waits because of it, and the known fix. Answers and alerts are
// made of the same reading, so that the two never disagree.

import { redact } from "#core/redact.ts";
import { type Impact, lateBecauseOf } from "#hwa/dependencies.ts";
import type { LogLine } from "#hwa/failure/job-log.ts";
import { type KnownFix, knownFix } from "#knowledge/known-fix.ts";
import type { HwaJob } from "#ports/hwa.ts";
import type { Asked } from "./desk.ts";
import { type Failure, failureOf } from "./failure.ts";

export interface Diagnosis {
  readonly failure: Failure;
  readonly impact: Impact;
  readonly known: KnownFix;
}

/** Null when the job is not broken (any more). */
export async function readDiagnosis(
  asked: Pick<Asked, "hwa" | "knowledge" | "question" | "read" | "say">,
  job: HwaJob,
): Promise<Diagnosis | null> {
  const failure = await failureOf(asked, job);
  if (!failure) return null;
  const [impact, known] = await Promise.all([
    lateBecauseOf(asked.hwa, job, asked.read),
    knownFix(asked.knowledge.fixes, job.name, failure.errorCode),
  ]);
  return { failure, impact, known };
}

/** Lines of a log as they are shown, numbered, without secrets. */
export function quoted(lines: readonly LogLine[]): string {
  return redact(lines.map((line) => `${String(line.number).padStart(4)}  ${line.text}`).join("\n"));
}
