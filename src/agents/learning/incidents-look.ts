// What is kept of a run that failed: its error, the cause as the diagnosis names it, and what its log has in common with others.

import { signatureOf } from "#core/knowledge/signature.ts";
import type { DiagnosisDesk } from "#diagnosis/desk.ts";
import { lookInto } from "#diagnosis/diagnose.ts";
import type { FoundOfIncident } from "#knowledge/incidents/look-into.ts";
import type { Unlooked } from "#ports/incident-watch.ts";

/** null: HWA has the job, or that run of it, no more. */
export async function lookIntoIncident(
  desk: DiagnosisDesk,
  failed: Pick<Unlooked, "jobId" | "runId">,
  now: Date,
  signal: AbortSignal,
): Promise<FoundOfIncident | null> {
  const job = await desk.hwa.job(failed.jobId, { signal });
  if (!job) return null;
  // It may run again by now, or be well: the run that failed is what is looked at.
  const run = job.runs.find(({ id }) => id === failed.runId) ?? null;
  if (run === null && failed.runId !== null) return null;
  const seen = await lookInto(desk, job, { now, signal, ...(run ? { run } : {}) });
  if (seen.kind !== "failed") return null;
  const { broken, diagnosis } = seen;
  const { errorCode, cause } = broken;
  // What names the failure; else the line its code stands on; else the last thing the log says.
  const line =
    (cause.from === "log" ? cause.line : null) ??
    errorCode.line ??
    broken.defect ??
    broken.tail.at(-1) ??
    null;
  return {
    errorCode: errorCode.from === "status" ? null : errorCode.code,
    cause: diagnosis.cause?.cause ?? null,
    signature: line === null ? null : signatureOf(line.text),
  };
}
