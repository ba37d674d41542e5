import type { StepSpec, Workflow } from "#core/workflow/workflow.ts";

/** A workflow as a Mermaid flowchart: one node a step, an arrow for each `needs`, a hand where people are asked first. */
export function workflowGraph(workflow: Workflow): string {
  const nameOf = new Map(workflow.steps.map((step, index) => [step.id, `s${index + 1}`]));
  const nodes = workflow.steps.map((step) => `  ${nameOf.get(step.id)}["${labelOf(step)}"]`);
  const arrows = workflow.steps.flatMap((step) =>
    step.needs.map((need) => {
      const condition = step.if === null ? "" : `|"${quoted(`if ${step.if}`)}"|`;
      return `  ${nameOf.get(need) ?? "unknown"} -->${condition} ${nameOf.get(step.id)}`;
    }),
  );
  return ["flowchart TD", ...nodes, ...arrows].join("\n");
}

function labelOf(step: StepSpec): string {
  const asks = step.approval === null ? "" : "✋ ";
  return quoted(`${asks}${step.id}: ${step.uses}`);
}

/** Mermaid's own entities keep a text from ending its node, or from being markup. */
function quoted(text: string): string {
  return text.replace(/[#"<>&|]/g, (sign) => `#${sign.charCodeAt(0)};`).replace(/\s+/g, " ");
}
