// HWA objects for tests: say only what matters, the rest is ordinary.

import { commonStatusOf } from "#core/hwa-status.ts";
import type {
  HwaDependency,
  HwaJob,
  HwaJobRun,
  HwaJobStream,
  HwaStatus,
  HwaWorkstation,
} from "#ports/hwa.ts";

export function anHwaStatus(internal: string, more: Partial<HwaStatus> = {}): HwaStatus {
  return {
    internal,
    common: commonStatusOf(internal),
    substatus: null,
    canceled: false,
    cancelPending: false,
    ...more,
  };
}

export function anHwaRun(more: Partial<HwaJobRun> = {}): HwaJobRun {
  return {
    id: "run-1",
    number: 1,
    workstation: "AGT1",
    status: anHwaStatus("SUCC"),
    returnCode: null,
    rerunType: "REGULAR",
    startedAt: null,
    endedAt: null,
    elapsedMs: null,
    estimatedMs: null,
    last: true,
    ...more,
  };
}

/** `internal` is a short way to a status; the id is the name unless said otherwise. */
export function anHwaJob(
  more: Partial<Omit<HwaJob, "time">> & {
    readonly internal?: string;
    readonly substatus?: string;
    readonly time?: Partial<HwaJob["time"]>;
  } = {},
): HwaJob {
  const { internal, substatus, time, ...rest } = more;
  const name = more.name ?? "JOB_A";
  return {
    id: name,
    name,
    folder: "/",
    workstation: "AGT1",
    stream: { id: null, name: "DAILY", workstation: "MDM" },
    status: anHwaStatus(internal ?? "SUCC", { substatus: substatus ?? null }),
    priority: 10,
    scheduledAt: null,
    runs: [],
    estimatedMs: null,
    critical: false,
    criticalStart: null,
    confidence: null,
    late: false,
    deadlinePassed: false,
    requiresConfirmation: false,
    dependencies: [],
    unresolvedDependencies: null,
    description: null,
    command: null,
    login: null,
    recovery: null,
    ...rest,
    time: {
      start: null,
      deadline: null,
      latestStart: null,
      maxDurationMs: null,
      startSatisfied: null,
      ...time,
    },
  };
}

export function anHwaStream(
  more: Partial<Omit<HwaJobStream, "time">> & {
    readonly internal?: string;
    readonly time?: Partial<HwaJobStream["time"]>;
  } = {},
): HwaJobStream {
  const { internal, time, ...rest } = more;
  const name = more.name ?? "DAILY";
  return {
    id: name,
    name,
    folder: "/",
    workstation: "MDM",
    status: anHwaStatus(internal ?? "HOLD"),
    priority: 10,
    limit: null,
    scheduledAt: null,
    startedAt: null,
    endedAt: null,
    estimatedMs: null,
    late: false,
    carriedForward: false,
    jobCounts: { total: null, succeeded: null, abended: null, failed: null, running: null },
    dependencies: [],
    ...rest,
    time: {
      start: null,
      deadline: null,
      latestStart: null,
      maxDurationMs: null,
      startSatisfied: null,
      ...time,
    },
  };
}

export function anHwaWorkstation(more: Partial<HwaWorkstation> = {}): HwaWorkstation {
  const name = more.name ?? "AGT1";
  return {
    id: `ws-${name}`,
    name,
    type: "AGENT",
    os: "LINUX",
    node: null,
    domain: null,
    limit: 10,
    fence: 0,
    states: [],
    linked: true,
    agentUp: true,
    host: null,
    ...more,
  };
}

/** An unsatisfied dependency on the job of this id. */
export function waitsForJob(jobId: string, status = "HOLD"): HwaDependency {
  return {
    kind: "job",
    id: `dep-${jobId}`,
    satisfied: false,
    state: "UNSATISFIED",
    jobId,
    jobName: jobId,
    streamName: "DAILY",
    workstation: "MDM",
    predecessorStatus: status,
    external: false,
  };
}

/** An unsatisfied dependency on the whole stream of this id. */
export function waitsForStream(streamId: string): HwaDependency {
  return {
    kind: "stream",
    id: `dep-${streamId}`,
    satisfied: false,
    state: "UNSATISFIED",
    streamId,
    streamName: streamId,
    workstation: "MDM",
    predecessorStatus: null,
  };
}
