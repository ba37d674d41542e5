import type { StepSpec, Workflow } from "../../workflow/workflow.ts";

/** A workflow's steps with every need before what needs it; `needs` are places in this order. */
export interface Graph {
  readonly order: readonly { readonly spec: StepSpec; readonly needs: readonly number[] }[];
}

const known = new WeakMap<Workflow, Graph>();

/** Made once for each workflow. Loading a workflow refuses cycles and needs that are not there; they are passed over here. */
export function graphOf(workflow: Workflow): Graph {
  const kept = known.get(workflow);
  if (kept) return kept;
  const specs = new Map(workflow.steps.map((spec) => [spec.id, spec]));
  const places = new Map<string, number>();
  const order: { spec: StepSpec; needs: readonly number[] }[] = [];
  const seen = new Set<string>();
  // Depth first, with a stack of our own: a chain may be as long as a workflow is.
  const stack: { readonly spec: StepSpec; next: number }[] = [];
  for (const root of workflow.steps) {
    if (!seen.has(root.id)) stack.push({ spec: root, next: 0 });
    seen.add(root.id);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const need = top.spec.needs[top.next++];
      const before = need === undefined ? undefined : specs.get(need);
      if (need !== undefined) {
        if (before && !seen.has(need)) stack.push({ spec: before, next: 0 });
        seen.add(need);
        continue;
      }
      const needs = top.spec.needs.map((id) => places.get(id)).filter((place) => place !== undefined);
      places.set(top.spec.id, order.length);
      order.push({ spec: top.spec, needs });
      stack.pop();
    }
  }
  const graph: Graph = { order };
  known.set(workflow, graph);
  return graph;
}
