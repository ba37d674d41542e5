// Which runbooks are meant for a cause, as their own files say it.

import type { Workflow } from "#core/workflow/workflow.ts";
import type { DiagnosisDesk, Remedy } from "./desk.ts";

/** Those that say in which state the job must be before those that are for any; then by name, so that it is always the same. */
export function proposalsFrom(workflows: () => readonly Workflow[]): DiagnosisDesk["proposals"] {
  return (cause) =>
    workflows()
      .flatMap(({ id, remedies = [] }) =>
        remedies
          .filter(({ causes }) => (causes as readonly string[]).includes(cause))
          .map(({ when, inputs, why }): Remedy => ({ runbook: id, inputs, why, ...(when && { when }) })),
      )
      .toSorted(
        (a, b) =>
          Number(b.when !== undefined) - Number(a.when !== undefined) || (a.runbook < b.runbook ? -1 : 1),
      );
}
