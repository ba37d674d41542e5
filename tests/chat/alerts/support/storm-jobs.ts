// Jobs that fail by the hundred, and are well again.

import type { PlanChange, PlanStore, SnapshotJob } from "#ports/plan-store.ts";

/** Each in a stream of its own, on one of seven workstations; number 500 is critical. */
function stormJob(n: number, failed: boolean): SnapshotJob {
  return {
    id: `storm-${n}`,
    name: `STORM_${n}`,
    stream: `STREAM_${n}`,
    workstation: `WS${n % 7}`,
    internal: failed ? "ABEND" : "SUCC",
    common: failed ? "ERROR" : "SUCCESSFUL",
    substatus: null,
    canceled: false,
    runId: `run-${n}`,
    returnCode: failed ? n % 3 : 0,
    startedAt: null,
    endedAt: null,
    estimatedMs: null,
    late: false,
    critical: n === 500,
    scheduledAt: null,
  };
}

type Recorder = Pick<PlanStore, "record">;

export function storm(plan: Recorder, count: number, from = 0): Promise<unknown> {
  return record(plan, count, (n) => ({ kind: "job", before: null, after: stormJob(from + n, true) }));
}

export function calm(plan: Recorder, count: number): Promise<unknown> {
  return record(plan, count, (n) => ({ kind: "job", before: stormJob(n, true), after: stormJob(n, false) }));
}

function record(plan: Recorder, count: number, change: (n: number) => PlanChange): Promise<unknown> {
  const poll = { readAt: new Date(), engine: "e", totalJobs: 1, countsByStatus: {} };
  return plan.record(
    poll,
    Array.from({ length: count }, (_, n) => change(n)),
  );
}
