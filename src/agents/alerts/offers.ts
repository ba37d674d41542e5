// The runbooks an alert offers: those the rules name and the house has, with what is known filled in.

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
  return ids.flatMap((id) => {
    const workflow = find(id);
    if (!workflow) return [];
    const filled = Object.keys(workflow.inputs).flatMap((name) => {
      const value = known[name];
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
