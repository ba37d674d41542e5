// Rings the other workers for a job that could go on, and remembers whether anybody could be rung.

import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import type { Job } from "#core/job/job.ts";
import type { Doorbell } from "#ports/doorbell.ts";

export interface Bell {
  ring(job: Job): void;
  /** Whether the last ring was taken. */
  works(): boolean;
}

export function createBell(doorbell: Pick<Doorbell, "ring">, log: Logger): Bell {
  let works = true;
  return {
    ring(job) {
      doorbell.ring([{ jobId: job.id, revision: job.revision, priority: job.priority }]).then(
        () => {
          works = true;
        },
        (error: unknown) => {
          works = false;
          log.debug(
            { err: toFault(error).message, job: job.id },
            "Nobody could be rung; the sweepers look by themselves.",
          );
        },
      );
    },
    works: () => works,
  };
}

/** A step waits for a worker. */
export function isWaiting(job: Job): boolean {
  return !job.paused && Object.values(job.steps).some((step) => step.state === "READY");
}

/** A step became READY in this change, and nobody here had room for it. */
export function becameReady(before: Job | null, job: Job): boolean {
  return (
    !job.paused &&
    Object.values(job.steps).some(
      (step) => step.state === "READY" && before?.steps[step.id]?.state !== "READY",
    )
  );
}
