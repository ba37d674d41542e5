// What is due: expiries, escalations and reminders of checkpoints, and the end of waits. Each once: what was done is written
// down where the next look finds it.

import type { Checkpoint } from "../checkpoint.ts";
import { checkpointIn, type Draft, moveStep, setCheckpoint, stepIn, tell } from "./draft.ts";
import { timesOf } from "./look-at.ts";

export function time(draft: Draft): void {
  if (draft.job.endedAt !== null) return;
  for (const id in draft.job.checkpoints) {
    const checkpoint = checkpointIn(draft.job, id);
    if (checkpoint) timeOf(draft, checkpoint);
  }
  endWaits(draft);
}

/** Timers and retries that are due; in a paused job they wait for it to be resumed. */
export function endWaits(draft: Draft): void {
  if (draft.job.paused) return;
  for (const id in draft.job.steps) {
    const step = stepIn(draft.job, id);
    if (step?.state !== "WAITING" || step.dueAt === null || step.dueAt.getTime() > draft.now.getTime())
      continue;
    moveStep(draft, step, "READY");
  }
}

function timeOf(draft: Draft, checkpoint: Checkpoint): void {
  const now = draft.now.getTime();
  const { expiry, reminder, escalation } = timesOf(checkpoint);
  const { id: checkpointId, title, step, policy } = checkpoint;
  if (expiry <= now) {
    // The job is parked, not failed: its step goes on waiting, and who may decide can open the checkpoint again.
    const reason = "Nobody decided in time.";
    setCheckpoint(draft, checkpoint, { status: "EXPIRED", decidedAt: draft.now, reason });
    tell(draft, "checkpoint.expired", step, { checkpointId, title, reason });
    return;
  }
  let present = checkpoint;
  if (escalation <= now) {
    present = setCheckpoint(draft, present, { escalatedAt: draft.now });
    tell(draft, "checkpoint.escalated", step, { checkpointId, title, to: policy.escalate?.to ?? [] });
  }
  if (reminder > now) return;
  setCheckpoint(draft, present, { remindedAt: draft.now });
  tell(draft, "checkpoint.reminded", step, { checkpointId, title, from: policy.from });
}
