// The snapshot's jobs and the plan's events as rows and as JSON, and back.

import type { CommonStatus } from "#core/hwa-status.ts";
import type { PlanChange, PlanEvent, SnapshotJob, SnapshotWorkstation } from "#ports/plan-store.ts";
import type { PlanJobRow } from "./schema.ts";

/** The columns of plan_job in the order of its definition, with their types: what a JSON recordset is read as. */
export const planJobColumns = `id text, name text, stream text, workstation text, internal text, common text,
  substatus text, canceled boolean, run_id text, return_code integer, started_at timestamptz, ended_at timestamptz,
  estimated_ms bigint, late boolean, critical boolean, scheduled_at timestamptz`;

export function rowOfJob(job: SnapshotJob): PlanJobRow {
  return {
    id: job.id,
    name: job.name,
    stream: job.stream,
    workstation: job.workstation,
    internal: job.internal,
    common: job.common,
    substatus: job.substatus,
    canceled: job.canceled,
    run_id: job.runId,
    return_code: job.returnCode,
    started_at: job.startedAt,
    ended_at: job.endedAt,
    estimated_ms: job.estimatedMs === null ? null : Math.round(job.estimatedMs),
    late: job.late,
    critical: job.critical,
    scheduled_at: job.scheduledAt,
  };
}

export function jobOfRow(row: PlanJobRow): SnapshotJob {
  return {
    id: row.id,
    name: row.name,
    stream: row.stream,
    workstation: row.workstation,
    internal: row.internal,
    common: row.common as CommonStatus,
    substatus: row.substatus,
    canceled: row.canceled,
    runId: row.run_id,
    returnCode: row.return_code,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    estimatedMs: row.estimated_ms,
    late: row.late,
    critical: row.critical,
    scheduledAt: row.scheduled_at,
  };
}

export interface PlanEventRow {
  seq: number;
  at: Date;
  kind: "job" | "workstation";
  /** As JSON.stringify wrote them: instants are ISO 8601 strings. */
  before: unknown;
  after: unknown;
}

export function eventOfRow({ seq, at, kind, before, after }: PlanEventRow): PlanEvent {
  const change: PlanChange =
    kind === "job"
      ? { kind, before: jobOfJson(before), after: jobOfJson(after) }
      : { kind, before: before as SnapshotWorkstation | null, after: after as SnapshotWorkstation | null };
  return { seq, at, change };
}

type JobJson = Omit<SnapshotJob, "startedAt" | "endedAt" | "scheduledAt"> & {
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly scheduledAt: string | null;
};

function jobOfJson(json: unknown): SnapshotJob | null {
  if (json === null) return null;
  const job = json as JobJson;
  return {
    ...job,
    startedAt: instant(job.startedAt),
    endedAt: instant(job.endedAt),
    scheduledAt: instant(job.scheduledAt),
  };
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

/** The name a change is found by: a job's or a workstation's. */
export function nameOfChange(change: PlanChange): string {
  return change.after?.name ?? change.before?.name ?? "";
}
