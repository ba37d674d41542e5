// The status of a job stream, which follows from its jobs.

import type { CommonStatus } from "#core/hwa-status.ts";
import { lastRun, type Stream } from "../plan/plan-model.ts";

export interface StreamState {
  readonly status: "HOLD" | "READY" | "EXEC" | "STUCK" | "ABEND" | "SUCC" | "CANCL";
  readonly common: CommonStatus;
  readonly counts: {
    readonly total: number;
    readonly succeeded: number;
    readonly notRunning: number;
    readonly running: number;
    readonly abended: number;
    readonly failed: number;
  };
  readonly startedAt: number | null;
  /** Set once every job has ended. */
  readonly endedAt: number | null;
  readonly estimateMs: number;
}

/**
 * Nothing started: HOLD, or READY when a job has nothing left to wait for. Something runs: EXEC. Everything ended:
 * ABEND when a job did, else SUCC. Some ended badly, the rest waits and nothing runs: STUCK, until an operator acts.
 */
export function streamStateOf(stream: Stream): StreamState {
  let succeeded = 0;
  let notRunning = 0;
  let running = 0;
  let abended = 0;
  let failed = 0;
  let ready = 0;
  let done = 0;
  let startedAt: number | null = null;
  let endedAt: number | null = null;
  let estimateMs = 0;
  for (const job of stream.jobs) {
    const run = lastRun(job);
    const firstStart = job.runs[0]?.startedAt ?? null;
    if (firstStart !== null && (startedAt === null || firstStart < startedAt)) startedAt = firstStart;
    if (run.endedAt !== null && (endedAt === null || run.endedAt > endedAt)) endedAt = run.endedAt;
    if (run.estimateMs > estimateMs) estimateMs = run.estimateMs;
    if (job.canceled || run.state === "SUPPR") done++;
    else if (run.state === "SUCC") succeeded++;
    else if (run.state === "ABEND") abended++;
    else if (run.state === "FAIL") failed++;
    else if (run.state === "EXEC" || run.state === "SUCCP" || run.state === "ABENP") running++;
    else {
      notRunning++;
      if (run.state === "READY" || run.state === "INTRO") ready++;
    }
  }
  const total = stream.jobs.length;
  const bad = abended + failed;
  const open = notRunning + running;
  const counts = { total, succeeded, notRunning, running, abended, failed };
  const shape = (status: StreamState["status"], common: CommonStatus): StreamState => ({
    status,
    common,
    counts,
    startedAt,
    endedAt: open === 0 ? endedAt : null,
    estimateMs,
  });
  if (stream.canceled) return shape("CANCL", "CANCELED");
  if (open === 0 && total > 0 && total === done && startedAt === null) return shape("CANCL", "CANCELED");
  if (open === 0 && total > 0) return bad > 0 ? shape("ABEND", "ERROR") : shape("SUCC", "SUCCESSFUL");
  if (running > 0) return shape("EXEC", "RUNNING");
  if (startedAt === null) {
    if (stream.priority === 0) return shape("HOLD", "HELD");
    return ready > 0 ? shape("READY", "READY") : shape("HOLD", "WAITING");
  }
  if (bad > 0 && ready === 0) return shape("STUCK", "BLOCKED");
  return shape("EXEC", "RUNNING");
}
