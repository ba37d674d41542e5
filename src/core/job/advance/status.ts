import type { Job, JobStatus } from "../job.ts";

/** What a job's status is, from everything else it knows. */
export function statusOf(job: Job): JobStatus {
  if (job.endedAt !== null) {
    if (job.cancelling !== null) return "CANCELLED";
    return job.failure === null ? "COMPLETED" : "FAILED";
  }
  if (job.paused) return "PAUSED";
  if (job.startedAt === null) return "PENDING";
  let queued = false;
  let asking = false;
  for (const id in job.steps) {
    const step = job.steps[id];
    if (step?.state === "RUNNING") return "RUNNING";
    if (step?.state === "WAITING" && step.waitingFor?.kind !== "checkpoint") return "RUNNING";
    if (step?.state === "READY") queued = true;
    if (step?.state === "WAITING" || step?.state === "UNKNOWN") asking = true;
  }
  return asking && !queued ? "WAITING_APPROVAL" : "QUEUED";
}
