// Incidents for the tests of mining, each with what people told.

import type { Act, Incident, RecoveryHow } from "#core/knowledge/incident.ts";

export interface Telling {
  readonly job?: string;
  readonly code?: string | null;
  readonly cause?: string | null;
  readonly signature?: string | null;
  readonly told?: readonly string[];
  readonly seen?: readonly string[];
  readonly by?: string;
  readonly how?: RecoveryHow;
  readonly realCause?: string;
  /** Days since the first. */
  readonly day?: number;
}

let count = 0;

export function incident(telling: Telling): Incident {
  count += 1;
  const { job = "INVOICE_PROCESSING", by = "ana", day = count } = telling;
  const brokeAt = new Date(Date.UTC(2026, 2, 1, 3) + day * 86_400_000);
  const at = new Date(brokeAt.getTime() + 1_200_000);
  const told = (telling.told ?? []).map((text): Act => ({ text, from: "told", by }));
  const seen = (telling.seen ?? [`hwa.rerun ${job}`]).map((text): Act => ({ text, from: "seen", by: null }));
  const how = telling.how ?? "rerun";
  return {
    id: `00000000-0000-4000-8000-${String(count).padStart(12, "0")}`,
    job,
    stream: "INVOICING",
    workstation: "INV_WS",
    jobId: `job-${job}`,
    runId: `run-${count}`,
    brokeAt,
    errorCode: telling.code === undefined ? "ABEND_UFL" : telling.code,
    returnCode: 12,
    cause: telling.cause === undefined ? "missing_file" : telling.cause,
    signature: telling.signature ?? null,
    acts: [...seen, ...told],
    resolution: { how, at, by: how === "by_itself" ? [] : [by], runbook: null, taskId: null },
    realCause: telling.realCause === undefined ? null : { text: telling.realCause, by, at },
  };
}
