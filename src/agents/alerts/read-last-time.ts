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
  const before = await alerts.before(alert.key, alert.openedAt);
  if (before?.resolved) return ofAlert(before, before.resolved);
  const lead = leadOf(alert);
  if (!lead?.job || lead.why !== "failed") return null;
  return lastFailure(await plan.history(lead.job, remembered), lead.runId, alert.openedAt);
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
