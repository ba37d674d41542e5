// When somebody must look at a job although nobody says anything.
//
// Running steps need no look: the lease of their worker is watched. So a job that goes from step to step without waiting
// has null all the way, and its row stays out of the index the sweeper reads.

import type { Checkpoint } from "../checkpoint.ts";
import type { Job } from "../job.ts";

/** A READY step that nobody took for so long is rung for again. */
export const readyGraceMs = 10_000;
/** How often a waiting parent asks after its child. */
export const childLookMs = 30_000;

/** The earliest moment; null: nothing will happen by itself. */
export function lookAtOf(job: Job, now: Date): Date | null {
  if (job.endedAt !== null) return null;
  let earliest = Number.POSITIVE_INFINITY;
  const consider = (at: number): void => {
    if (at < earliest) earliest = at;
  };
  for (const id in job.checkpoints) {
    const checkpoint = job.checkpoints[id];
    if (checkpoint) consider(dueOf(checkpoint));
  }
  if (!job.paused)
    for (const id in job.steps) {
      const step = job.steps[id];
      if (step?.state === "READY") consider(nextLook(step.readyAt, readyGraceMs, now));
      if (step?.state !== "WAITING" || step.waitingFor?.kind === "checkpoint") continue;
      if (step.waitingFor?.kind === "child") consider(nextLook(step.claimedAt, childLookMs, now));
      else if (step.dueAt !== null) consider(step.dueAt.getTime());
    }
  if (earliest === Number.POSITIVE_INFINITY) return null;
  return job.lookAt?.getTime() === earliest ? job.lookAt : new Date(earliest);
}

/** Some time after `since`, and when that has passed, the same time from now on. */
function nextLook(since: Date | null, everyMs: number, now: Date): number {
  const first = (since ?? now).getTime() + everyMs;
  return first > now.getTime() ? first : now.getTime() + everyMs;
}

/** What is due of a checkpoint that waits for people, and when; Infinity: never. */
export interface CheckpointTimes {
  readonly expiry: number;
  readonly reminder: number;
  readonly escalation: number;
}

export function timesOf(checkpoint: Checkpoint): CheckpointTimes {
  const never = Number.POSITIVE_INFINITY;
  const { policy, remindedAt, escalatedAt, expiresAt } = checkpoint;
  if (checkpoint.status !== "PENDING" || checkpoint.purpose === "review" || checkpoint.purpose === "note")
    return { expiry: never, reminder: never, escalation: never };
  // People were last asked when the present round began: expiry is counted from then.
  const asked = expiresAt === null ? checkpoint.createdAt.getTime() : expiresAt.getTime() - policy.expiresMs;
  return {
    expiry: expiresAt?.getTime() ?? never,
    reminder:
      policy.remindMs === null ? never : Math.max(asked, remindedAt?.getTime() ?? 0) + policy.remindMs,
    escalation: policy.escalate === null || escalatedAt !== null ? never : asked + policy.escalate.afterMs,
  };
}

function dueOf(checkpoint: Checkpoint): number {
  const { expiry, reminder, escalation } = timesOf(checkpoint);
  return Math.min(expiry, reminder, escalation);
}
