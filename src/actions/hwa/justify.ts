// The reason that goes into HWA's own audit with every change: who asked, who approved, which job of ours, and why.

import { oneLine } from "#core/text.ts";
import type { ActionContext } from "#ports/action.ts";
import type { Justification } from "#ports/hwa.ts";

export const justificationCategory = "Resync";

/** HWA's audit keeps a few hundred characters, so the people and the job come first and the task last. */
export function justify(context: ActionContext, ticket: string | null | undefined): Justification {
  const name = (who: { readonly name: string }) => oneLine(who.name, 60);
  const [first, second, ...others] = context.approvedBy;
  const approvers = [first, second].filter((who) => who !== undefined).map(name);
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  const approved =
    approvers.length > 0 ? `approved by ${approvers.join(", ")}${more}` : "no approval was asked";
  const why = oneLine(context.task, 160);
  return {
    category: justificationCategory,
    description: `Asked by ${name(context.requester)}, ${approved}. Resync job ${context.jobId} (${context.workflowId}, ${context.stepId}): ${why}`,
    ...(ticket ? { ticket: oneLine(ticket, 60) } : {}),
  };
}
