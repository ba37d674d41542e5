// The last time the same thing happened, and how that ended: by the alert of that time, with what people said of it; else by
// what the monitor saw of the job.

import { type Alert, type LastTime, leadOf } from "#core/alert/alert.ts";
import { statusWordOf } from "#core/hwa-status.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";
import type { Alerts } from "#ports/alerts.ts";
import type { PlanEvent, PlanStore } from "#ports/plan-store.ts";

const remembered = 200;

export async function readLastTime(
  alerts: Pick<Alerts, "before">,
  plan: Pick<PlanStore, "history">,
  alert: Alert,
): Promise<LastTime | null> {
  const lead = alert.workstation ? null : leadOf(alert);
  // A job may have been part of an alert of its stream or its workstation then, or stand in one of those now.
  const key = lead?.job && alert.kind !== "final" ? `job:${lead.stream}.${lead.job}` : alert.key;
  const before = await alerts.before(key, alert.openedAt);
  const told = before?.resolved ? ofAlert(before, before.resolved) : null;
  if (!lead?.job || lead.why !== "failed") return told;
  const events = (await plan.history(lead.job, remembered)).filter(
    ({ change }) => change.kind === "job" && (change.after ?? change.before)?.stream === lead.stream,
  );
  const seen = lastFailure(events, lead.runId, alert.openedAt);
  // Of the same time the alert knows more: who had it, and what they noted.
  const later = seen !== null && (told === null || seen.at > (before?.resolved?.at ?? told.at));
  return later ? seen : told;
}

function ofAlert(before: Alert, { at, how }: NonNullable<Alert["resolved"]>): LastTime {
  const note = before.notes.at(-1)?.text;
  return {
    at: before.openedAt,
    errorCode: before.finding?.errorCode ?? null,
    ended: how === "joined" || how === "again" ? null : { at, how },
    by: before.mine?.name ?? null,
    note: note === undefined ? null : redact(oneLine(note, 200)),
  };
}

/** Events come newest first. */
function lastFailure(events: readonly PlanEvent[], runId: string | null, before: number): LastTime | null {
  const index = events.findIndex(({ at, change }) => {
    if (change.kind !== "job" || !change.after || statusWordOf(change.after) !== "Failed") return false;
    return change.after.runId !== runId && at.getTime() < before;
  });
  const failure = events[index];
  if (failure?.change.kind !== "job" || !failure.change.after) return null;
  const { id, internal, returnCode } = failure.change.after;
  const next = events.slice(0, index).findLast(({ change }) => {
    const after = change.kind === "job" ? change.after : null;
    return after?.id === id && ["Completed", "Cancelled"].includes(statusWordOf(after));
  });
  const after = next?.change.kind === "job" ? next.change.after : null;
  return {
    at: failure.at.getTime(),
    errorCode: returnCode === null ? internal : `${internal} RC=${returnCode}`,
    ended:
      next && after
        ? { at: next.at.getTime(), how: statusWordOf(after) === "Completed" ? "completed" : "cancelled" }
        : null,
    by: null,
    note: null,
  };
}
