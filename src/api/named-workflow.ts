// The workflow a caller names, or a refusal that names the field and what they may have meant.

import { Fault } from "#core/fault.ts";
import { nearest } from "#core/nearest.ts";
import { oneLine } from "#core/text.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import type { WorkflowLibrary } from "#engine/engine.ts";

export function namedWorkflow(library: WorkflowLibrary, id: string, field: string): Workflow {
  const found = library.find(id);
  if (found) return found;
  throw new Fault("invalid_input", unknownWorkflow(library, id), { detail: { field } });
}

/** Names it, and what may have been meant or where the list is. */
export function unknownWorkflow(library: WorkflowLibrary, id: string): string {
  const near = nearest(
    id,
    library.list().map((each) => each.id),
  );
  const hint = near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "GET /api/v1/workflows lists them.";
  return `No workflow is called "${oneLine(id, 80)}". ${hint}`;
}
