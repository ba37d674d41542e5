// The runbook a diagnosis proposes: a line for everybody, and a button for who may start it.

import type { Proposal } from "#core/diagnosis/diagnosis.ts";
import { isFault } from "#core/fault.ts";
import type { Choice } from "#core/reply.ts";
import { mayStart } from "#core/rights.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { Speech } from "../speech.ts";
import type { Asked } from "./desk.ts";

/** `run recover-abend job=X`, as somebody would type it. */
export function commandOf({ runbook, inputs }: Pick<Proposal, "runbook" | "inputs">): string {
  return ["run", runbook, ...Object.entries(inputs).map(([name, value]) => `${name}=${typed(value)}`)].join(
    " ",
  );
}

function typed(value: string): string {
  return /\s/.test(value) ? `"${value.replaceAll('"', "")}"` : value;
}

export function proposalLine(proposal: Proposal, say: Speech): string {
  const command = commandOf(proposal);
  const { en, pt } = proposal.why.text;
  return say.say({
    en: `Proposed: ${command} (${en}).`,
    pt: `Proposta: ${command} (${pt}).`,
  });
}

/** More is needed than is filled in. */
export function lacksInputs({ inputs }: Pick<Proposal, "inputs">, workflow: Workflow): boolean {
  return Object.entries(workflow.inputs).some(
    ([name, { required, default: preset }]) =>
      required && preset === undefined && !Object.hasOwn(inputs, name),
  );
}

/** Only for whoever may start it as it stands; who may is asked again when it is pressed. */
export async function proposalChoices(
  { workflows, people, question, say }: Pick<Asked, "workflows" | "people" | "question" | "say">,
  proposal: Proposal | null,
): Promise<readonly Choice[]> {
  const workflow = proposal && workflows.find(proposal.runbook);
  if (!workflow) return [];
  try {
    const allowed = mayStart(workflow.id, proposal.inputs, question.person, await people.rights());
    if (!allowed.may) return [];
  } catch (error) {
    if (!isFault(error)) throw error;
    return [];
  }
  return [
    {
      id: commandOf(proposal),
      label: say.say({ en: `Run ${workflow.id}…`, pt: `Executar ${workflow.id}…` }),
      style: "primary",
      ...(lacksInputs(proposal, workflow) ? { form: true as const } : {}),
    },
  ];
}
