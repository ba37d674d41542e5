// One job in numbers and words: what a status answer is made of.

import { isEnded, type StatusWord, statusWordOf } from "#core/hwa-status.ts";
import type { HwaJob, HwaJobRun } from "#ports/hwa.ts";

export interface FailedRun {
  readonly runId: string;
  readonly internal: string;
  readonly returnCode: number | null;
  readonly endedAt: Date | null;
}

export interface JobFacts {
  readonly id: string;
  readonly name: string;
  readonly status: StatusWord;
  /** conman's word: EXEC, ABEND, HOLD, … */
  readonly internal: string;
  readonly substatus: string | null;
  readonly stream: string;
  readonly streamId: string | null;
  readonly folder: string;
  /** The workstation of the job stream, which schedules the job. */
  readonly controller: string | null;
  /** Where the job runs: the last run's workstation, which for a pool is the chosen agent. */
  readonly workstation: string;
  readonly scheduledAt: Date | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** So far while it runs, in total once it ended. */
  readonly elapsedMs: number | null;
  readonly estimatedMs: number | null;
  /** 0–99 while running and an estimate is known, 100 once completed, else null. */
  readonly progress: number | null;
  /** Estimated end of a running job; never before `now`. */
  readonly estimatedEnd: Date | null;
  /** Elapsed over estimate, 1 = exactly as estimated. */
  readonly ofEstimate: number | null;
  readonly returnCode: number | null;
  readonly runId: string | null;
  readonly jobNumber: number | null;
  /** How many times it was launched in this plan, reruns included. */
  readonly runs: number;
  readonly reruns: number;
  /** The latest failed run before the run that counts now, or that run itself. */
  readonly lastFailure: FailedRun | null;
  readonly priority: number | null;
  readonly critical: boolean;
  readonly late: boolean;
  readonly deadline: Date | null;
  readonly deadlinePassed: boolean;
  readonly unresolvedDependencies: number | null;
}

/** The run that counts: the last of its rerun chain, else the newest. */
export function lastRun(job: HwaJob): HwaJobRun | null {
  return job.runs.findLast((run) => run.last) ?? job.runs.at(-1) ?? null;
}

export function wordOf(job: HwaJob): StatusWord {
  return statusWordOf(job.status);
}

/** Launched and not only planned: HWA lists a run for waiting jobs as well. */
function wasLaunched(run: HwaJobRun): boolean {
  return run.startedAt !== null || run.returnCode !== null || isEnded(statusWordOf(run.status));
}

export function jobFacts(job: HwaJob, now: Date): JobFacts {
  const run = lastRun(job);
  const status = wordOf(job);
  const startedAt = run?.startedAt ?? null;
  const estimatedMs = run?.estimatedMs ?? job.estimatedMs;
  const elapsedMs = elapsedOf(run, status, now);
  const launched = job.runs.filter(wasLaunched);
  const running = status === "Running";
  return {
    id: job.id,
    name: job.name,
    status,
    internal: job.status.internal,
    substatus: job.status.substatus,
    stream: job.stream.name,
    streamId: job.stream.id,
    folder: job.folder,
    controller: job.stream.workstation,
    workstation: run?.workstation ?? job.workstation,
    scheduledAt: job.scheduledAt,
    startedAt,
    endedAt: running ? null : (run?.endedAt ?? null),
    elapsedMs,
    estimatedMs,
    progress: progressOf(status, elapsedMs, estimatedMs),
    estimatedEnd:
      running && elapsedMs !== null && estimatedMs !== null
        ? new Date(now.getTime() + Math.max(0, estimatedMs - elapsedMs))
        : null,
    ofEstimate: elapsedMs !== null && estimatedMs ? elapsedMs / estimatedMs : null,
    returnCode: running ? null : (run?.returnCode ?? null),
    runId: run?.id ?? null,
    jobNumber: run?.number ?? null,
    runs: launched.length,
    reruns: Math.max(0, launched.length - 1),
    lastFailure: lastFailureOf(job),
    priority: job.priority,
    critical: job.critical,
    late: job.late,
    deadline: job.time.deadline,
    deadlinePassed: isPastDeadline(job, now),
    unresolvedDependencies: job.unresolvedDependencies,
  };
}

function elapsedOf(run: HwaJobRun | null, status: StatusWord, now: Date): number | null {
  if (!run) return null;
  // HWA's figure may be older than the answer, our clock may be behind HWA's: the larger one is nearer.
  if (status === "Running" && run.startedAt)
    return Math.max(0, now.getTime() - run.startedAt.getTime(), run.elapsedMs ?? 0);
  if (run.elapsedMs !== null && (run.startedAt !== null || run.elapsedMs > 0)) return run.elapsedMs;
  if (run.startedAt && run.endedAt) return Math.max(0, run.endedAt.getTime() - run.startedAt.getTime());
  return null;
}

/** In whole percent. A running job is never shown as done: it stays at 99 until it ends. */
export function progressOf(
  status: StatusWord,
  elapsedMs: number | null,
  estimatedMs: number | null,
): number | null {
  if (status === "Completed") return 100;
  if (status !== "Running" || elapsedMs === null || !estimatedMs || estimatedMs < 0) return null;
  return Math.min(99, Math.max(0, Math.floor((elapsedMs / estimatedMs) * 100)));
}

function lastFailureOf(job: HwaJob): FailedRun | null {
  const failed = job.runs.findLast((run) => statusWordOf(run.status) === "Failed");
  return failed
    ? {
        runId: failed.id,
        internal: failed.status.internal,
        returnCode: failed.returnCode,
        endedAt: failed.endedAt,
      }
    : null;
}

/** Its deadline is behind us and it has not ended, or it ended after it. HWA's own flag counts as well. */
export function isPastDeadline(job: HwaJob, now: Date): boolean {
  if (job.deadlinePassed) return true;
  const deadline = job.time.deadline;
  if (!deadline) return false;
  const endedAt = isEnded(wordOf(job)) ? lastRun(job)?.endedAt : now;
  return endedAt != null && endedAt > deadline;
}
