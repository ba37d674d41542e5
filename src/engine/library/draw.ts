// A workflow as a picture.

import { instance } from "@viz-js/viz";
import { toFault } from "#core/fault.ts";
import { dotOf, mermaidOf } from "#core/workflow/diagram.ts";
import type { Workflow } from "#core/workflow/workflow.ts";

/** Mermaid for places that render it, and SVG by Graphviz for everywhere else. */
export async function drawWorkflow(
  workflow: Workflow,
): Promise<{ readonly mermaid: string; readonly svg: string }> {
  const graphviz = await instance();
  try {
    const svg = graphviz.renderString(dotOf(workflow), { format: "svg", engine: "dot" });
    return { mermaid: mermaidOf(workflow), svg };
  } catch (error) {
    throw toFault(
      error,
      `The workflow ${workflow.id} could not be drawn. Its Mermaid text still can: leave the SVG out.`,
    );
  }
}
