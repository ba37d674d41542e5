// An alert for programs.

import type { Alert } from "#core/alert/alert.ts";

export function dataOf(alert: Alert) {
  return {
    alert: alert.id,
    kind: alert.kind,
    severity: alert.severity,
    status: alert.resolved ? "resolved" : alert.snooze ? "snoozed" : alert.mine ? "taken" : "open",
    since: new Date(alert.openedAt).toISOString(),
    resolved: alert.resolved ? new Date(alert.resolved.at).toISOString() : null,
    workstation: alert.workstation?.name ?? null,
    jobs: alert.members.slice(0, 200).map(({ job, workstation, why: wrong, well }) => ({
      job: job ?? workstation,
      why: wrong,
      well: well?.how ?? null,
    })),
    jobs_total: alert.members.length + alert.more,
    error_code: alert.finding?.errorCode ?? null,
    owner: alert.owner,
    mine: alert.mine?.name ?? null,
    threatens: alert.threatens,
  };
}
