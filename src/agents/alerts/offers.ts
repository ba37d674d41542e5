// The runbooks an alert offers, with what is known filled in: first the one that is meant for its cause, then those that the
// rules name and the house has.

import { type Alert, leadOf } from "#core/alert/alert.ts";
import type { AlertRules } from "#core/alert/rules.ts";
import type { Workflow } from "#core/workflow/workflow.ts";

export interface RunbookOffer {
  readonly id: string;
  /** As somebody would type it. */
  readonly command: string;
  /** More is needed than an alert knows. */
  readonly form: boolean;
}

export function offersFor(
  alert: Alert,
  rules: Pick<AlertRules, "runbooks">,
  find: (id: string) => Workflow | null,
): readonly RunbookOffer[] {
  if (alert.kind === "storm" || alert.resolved) return [];
  const lead = leadOf(alert);
  const known: Readonly<Record<string, string | null | undefined>> = alert.workstation
    ? { workstation: alert.workstation.name }
    : { job: lead?.job, stream: lead?.stream, workstation: lead?.workstation };
  const ids = alert.workstation
    ? alert.workstation.backAt === null
      ? rules.runbooks.workstation
      : []
    : lead?.why === "failed"
      ? lead.rerunning
        ? []
        : rules.runbooks.failed
      : rules.runbooks.late;
  const proposal = proposedFor(alert);
  return [...new Set([...(proposal ? [proposal.runbook] : []), ...ids])].flatMap((id) => {
    const workflow = find(id);
    if (!workflow) return [];
    const filled = Object.keys(workflow.inputs).flatMap((name) => {
      const value = (proposal?.runbook === id ? proposal.inputs[name] : undefined) ?? known[name];
      return value && !/[\s"']/.test(value) ? [[name, value] as const] : [];
    });
    const form = Object.entries(workflow.inputs).some(
      ([name, input]) =>
        input.required && input.default === undefined && !filled.some(([given]) => given === name),
    );
    const command = ["run", id, ...filled.map(([name, value]) => `${name}=${value}`)].join(" ");
    return [{ id, command, form }];
  });
}

/** What the diagnosis of its leading job proposes, as long as that is the trouble. */
function proposedFor(alert: Alert): NonNullable<Alert["finding"]>["proposal"] {
  const { finding } = alert;
  const lead = leadOf(alert);
  return finding && lead && finding.job === lead.job && !lead.rerunning ? finding.proposal : null;
}
