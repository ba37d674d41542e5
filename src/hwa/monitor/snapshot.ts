// What is kept of a job and a workstation as HWA tells them.

import type { HwaJob, HwaWorkstation } from "#ports/hwa.ts";
import type { SnapshotJob, SnapshotWorkstation } from "#ports/plan-store.ts";
import { lastRun } from "../job-facts.ts";

export function snapshotOf(job: HwaJob): SnapshotJob {
  const run = lastRun(job);
  return {
    id: job.id,
    name: job.name,
    stream: job.stream.name,
    workstation: job.workstation,
    internal: job.status.internal,
    common: job.status.common,
    substatus: job.status.substatus,
    canceled: job.status.canceled,
    runId: run?.id ?? null,
    returnCode: run?.returnCode ?? null,
    startedAt: run?.startedAt ?? null,
    endedAt: run?.endedAt ?? null,
    estimatedMs: run?.estimatedMs ?? job.estimatedMs,
    late: job.late || job.deadlinePassed,
    critical: job.critical,
    scheduledAt: job.scheduledAt,
  };
}

export function workstationSnapshotOf(workstation: HwaWorkstation): SnapshotWorkstation {
  return { name: workstation.name, linked: workstation.linked, agentUp: workstation.agentUp };
}

/** The same facts, field by field. */
export function sameJob(a: SnapshotJob, b: SnapshotJob): boolean {
  return (
    a.id === b.id &&
    a.name === b.name &&
    a.stream === b.stream &&
    a.workstation === b.workstation &&
    a.internal === b.internal &&
    a.common === b.common &&
    a.substatus === b.substatus &&
    a.canceled === b.canceled &&
    a.runId === b.runId &&
    a.returnCode === b.returnCode &&
    a.startedAt?.getTime() === b.startedAt?.getTime() &&
    a.endedAt?.getTime() === b.endedAt?.getTime() &&
    a.estimatedMs === b.estimatedMs &&
    a.late === b.late &&
    a.critical === b.critical &&
    a.scheduledAt?.getTime() === b.scheduledAt?.getTime()
  );
}
