// The order of a workflow's steps: what comes before what, and what can never come.

/** A step as far as the graph is concerned. */
export interface Node {
  readonly id: string;
  readonly needs: readonly string[];
}

/** Every step after all it needs, and otherwise in the order of the file. Steps in or behind a cycle are left out. */
export function topologicalOrder(nodes: readonly Node[]): readonly string[] {
  const known = new Set(nodes.map((node) => node.id));
  const open = new Map(nodes.map((node) => [node.id, new Set(node.needs.filter((need) => known.has(need)))]));
  const followers = new Map<string, string[]>();
  for (const node of nodes)
    for (const need of open.get(node.id) ?? [])
      followers.set(need, [...(followers.get(need) ?? []), node.id]);
  const order: string[] = [];
  let ready = nodes.filter((node) => open.get(node.id)?.size === 0).map((node) => node.id);
  while (ready.length > 0) {
    const next: string[] = [];
    for (const id of ready) {
      order.push(id);
      for (const follower of followers.get(id) ?? []) {
        const waits = open.get(follower);
        if (waits?.delete(id) && waits.size === 0) next.push(follower);
      }
    }
    ready = next;
  }
  return order;
}

/** By step: everything that has ended before it begins. In a cycle, that includes the step itself. */
export function ancestorsOf(nodes: readonly Node[]): ReadonlyMap<string, ReadonlySet<string>> {
  const needs = new Map(nodes.map((node) => [node.id, node.needs]));
  const found = new Map<string, ReadonlySet<string>>();
  const order = topologicalOrder(nodes);
  const cyclic = nodes.map((node) => node.id).filter((id) => !order.includes(id));
  for (const id of order) {
    const all = new Set<string>();
    for (const need of needs.get(id) ?? []) {
      all.add(need);
      for (const before of found.get(need) ?? []) all.add(before);
    }
    found.set(id, all);
  }
  for (const id of cyclic) found.set(id, reach(id, needs));
  return found;
}

/** One way round for each knot of steps that wait for each other, as `[a, b, c]`: a needs b, b needs c, c needs a. */
export function cyclesOf(nodes: readonly Node[]): readonly (readonly string[])[] {
  const order = new Set(topologicalOrder(nodes));
  const needs = new Map(nodes.filter((node) => !order.has(node.id)).map((node) => [node.id, node.needs]));
  const seen = new Set<string>();
  const cycles: (readonly string[])[] = [];
  for (const start of needs.keys()) {
    const way: string[] = [];
    let here: string | undefined = start;
    // Every step left over needs another one left over, so walking on must meet itself.
    while (here !== undefined && !seen.has(here)) {
      seen.add(here);
      way.push(here);
      here = needs.get(here)?.find((need) => needs.has(need));
    }
    const from = here === undefined ? -1 : way.indexOf(here);
    if (from >= 0) cycles.push(way.slice(from));
  }
  return cycles;
}

function reach(from: string, needs: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(needs.get(from) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(needs.get(next) ?? []));
  }
  return found;
}
