// How a job spent its time: acceptance, each step, each wait for people, the end.

import { z } from "zod";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import type { EndedAttempt } from "#core/job/step.ts";
import { redact } from "#core/redact.ts";

export const timelineEntry = z.object({
  what: z.enum(["accepted", "started", "step", "checkpoint", "ended"]),
  title: z.string(),
  state: z.string(),
  step: z.string().nullable(),
  from: z.string(),
  to: z.string().nullable().describe("null: still going on."),
  durationMs: z.number().int().nullable(),
});
export type TimelineEntry = z.output<typeof timelineEntry>;

/** Oldest first. */
export function timelineOf(
  job: Job,
  attempts: readonly EndedAttempt[],
  checkpoints: readonly Checkpoint[],
): TimelineEntry[] {
  const entries = [entry("accepted", "Accepted", "PENDING", null, job.createdAt, job.createdAt)];
  if (job.startedAt) entries.push(entry("started", "Began", "RUNNING", null, job.startedAt, job.startedAt));
  for (const step of Object.values(job.steps)) {
    const first = attempts.find((each) => each.step === step.id)?.claimedAt ?? step.claimedAt ?? step.readyAt;
    if (first) entries.push(entry("step", step.id, step.state, step.id, first, step.endedAt));
  }
  for (const checkpoint of checkpoints) {
    const { title, status, step, createdAt, decidedAt, purpose } = checkpoint;
    const until = purpose === "note" ? createdAt : status === "EXPIRED" ? checkpoint.expiresAt : decidedAt;
    entries.push(entry("checkpoint", redact(title), status, step, createdAt, until));
  }
  if (job.endedAt && hasEnded(job.status))
    entries.push(entry("ended", "Ended", job.status, null, job.endedAt, job.endedAt));
  const rank = { accepted: 0, started: 1, step: 2, checkpoint: 3, ended: 4 };
  return entries.sort((a, b) => Date.parse(a.from) - Date.parse(b.from) || rank[a.what] - rank[b.what]);
}

function entry(
  what: TimelineEntry["what"],
  title: string,
  state: string,
  step: string | null,
  from: Date,
  to: Date | null,
): TimelineEntry {
  return {
    what,
    title,
    state,
    step,
    from: from.toISOString(),
    to: to?.toISOString() ?? null,
    durationMs: to ? Math.max(0, to.getTime() - from.getTime()) : null,
  };
}
