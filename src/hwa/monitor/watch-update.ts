// From what is known of a job to what its watcher is told. Pure: no clock, no request.

import { humanDuration } from "#core/duration.ts";
import { type StatusWord, statusWordOf } from "#core/hwa-status.ts";
import type { Wording } from "#core/wording.ts";
import type { PlanEvent, SnapshotJob } from "#ports/plan-store.ts";
import type { JobUpdate, WatchedStatus } from "./job-update.ts";

const watchedStatusOf: Readonly<Record<StatusWord, WatchedStatus>> = {
  Completed: "completed",
  Failed: "failed",
  Running: "running",
  Waiting: "queued",
  Ready: "queued",
  Held: "held",
  Blocked: "blocked",
  Cancelled: "cancelled",
  Suppressed: "suppressed",
  Unknown: "unknown",
};

/** The state of a job as its watcher reads it. `now` is in HWA's time. */
export function updateOf(job: SnapshotJob, now: Date): JobUpdate {
  const status = watchedStatusOf[statusWordOf(job)];
  if (status === "running") {
    const percent = percentOf(job, now);
    return { job: job.name, status, ...(percent === null ? {} : { progress: `${percent}%` }) };
  }
  const ended = job.startedAt && job.endedAt && (status === "completed" || status === "failed");
  return {
    job: job.name,
    status,
    ...(ended && job.startedAt && job.endedAt
      ? { duration: humanDuration(job.endedAt.getTime() - job.startedAt.getTime()) }
      : {}),
    ...(status === "unknown"
      ? noted({
          en: `HWA reports ${job.name} as ${job.internal || "undecided"}.`,
          pt: `O HWA diz que ${job.name} está ${job.internal ? `em ${job.internal}` : "em um estado indefinido"}.`,
        })
      : {}),
  };
}

export function noted(note: Wording): Pick<JobUpdate, "note" | "notePt"> {
  return { note: note.en, notePt: note.pt };
}

/** Whole percent of the estimated duration, 0 to 99: an estimate never says that a job is done. */
export function percentOf(job: SnapshotJob, now: Date): number | null {
  if (!job.startedAt || !job.estimatedMs || job.estimatedMs <= 0) return null;
  const share = (now.getTime() - job.startedAt.getTime()) / job.estimatedMs;
  return Math.max(0, Math.min(99, Math.floor(share * 100)));
}

/**
 * Whether an event tells something later than what was shown. A watcher's first state is asked live and may be ahead of
 * the poll under way, whose events then lead up to what was shown already.
 */
export function isNews(shown: SnapshotJob, before: SnapshotJob | null, after: SnapshotJob): boolean {
  const shownStart = shown.startedAt?.getTime() ?? null;
  if (shownStart === null) return true;
  const start = (after.startedAt ?? before?.startedAt)?.getTime() ?? null;
  if (start === null || start < shownStart) return false;
  return !(after.startedAt?.getTime() === shownStart && shown.endedAt && !after.endedAt);
}

/**
 * The instance to show after an event: the one shown, or another of the same name that began to run, or that ran later.
 * Undefined: the event changes nothing for the watcher. Null: the instance has left the plan.
 */
export function instanceAfter(shown: SnapshotJob | null, event: PlanEvent): SnapshotJob | null | undefined {
  if (event.change.kind !== "job") return undefined;
  const { before, after } = event.change;
  if (after === null) return shown !== null && before?.id === shown.id ? null : undefined;
  if (shown === null) return after;
  if (after.id === shown.id) return isNews(shown, before, after) ? after : undefined;
  const began = statusWordOf(after) === "Running" && statusWordOf(shown) !== "Running";
  const later = (after.startedAt?.getTime() ?? 0) > (shown.startedAt?.getTime() ?? 0);
  return began && later ? after : undefined;
}
