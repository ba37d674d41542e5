// What of a neighbourhood is drawn. A picture says how things hang together, so what only repeats it is left out: a document's
// mention of what its fix cures, what broke with what else in the same outage, and the many jobs that share nothing with the
// thing in the middle but their workstation or their stream; those are counted instead.

import type { KnownEdge, NodeKind, NodeRef } from "#core/knowledge/edge.ts";
import type { Neighbourhood } from "#ports/graph.ts";
import { keyOf } from "./edge-of.ts";

/** So many of a kind that hang on one thing alone. */
export interface Folded {
  readonly at: NodeRef;
  readonly edge: KnownEdge;
  readonly kind: NodeKind;
  readonly count: number;
}

export interface Trimmed extends Pick<Neighbourhood, "nodes" | "edges"> {
  readonly folded: readonly Folded[];
}

/** Up to so many are shown one by one. */
const fewest = 3;

export function trimmed(near: Neighbourhood, start: NodeRef): Trimmed {
  const distances = new Map(near.nodes.map((node) => [keyOf(node), node.distance]));
  const cured = new Map<string, Set<string>>();
  for (const { from, kind, to } of near.edges)
    if (kind === "cures") cured.set(keyOf(from), (cured.get(keyOf(from)) ?? new Set()).add(keyOf(to)));
  const throughFix = new Set(
    near.edges.flatMap(({ from, kind, to }) =>
      kind === "mentions" && to.kind === "fix"
        ? [...(cured.get(keyOf(to)) ?? [])].map((key) => `${keyOf(from)}\n${key}`)
        : [],
    ),
  );
  const edges = near.edges.filter(({ from, kind, to }) => {
    if (!distances.has(keyOf(from)) || !distances.has(keyOf(to))) return false;
    if (kind !== "mentions" && kind !== "broke_with") return true;
    if (throughFix.has(`${keyOf(from)}\n${keyOf(to)}`)) return false;
    return distances.get(keyOf(from)) !== distances.get(keyOf(to)) || distances.get(keyOf(to)) === 0;
  });
  return fold({ nodes: near.nodes, edges }, start);
}

function fold({ nodes, edges }: Pick<Neighbourhood, "nodes" | "edges">, start: NodeRef): Trimmed {
  const touching = new Map<string, Set<string>>();
  for (const { from, to } of edges) {
    touching.set(keyOf(from), (touching.get(keyOf(from)) ?? new Set()).add(keyOf(to)));
    touching.set(keyOf(to), (touching.get(keyOf(to)) ?? new Set()).add(keyOf(from)));
  }
  const middle = keyOf(start);
  const leaves = new Map<
    string,
    { readonly leaf: NodeRef; readonly hub: NodeRef; readonly edge: KnownEdge }[]
  >();
  for (const edge of edges)
    for (const [leaf, hub] of [
      [edge.from, edge.to],
      [edge.to, edge.from],
    ] as const) {
      if (keyOf(leaf) === middle || keyOf(hub) === middle || touching.get(keyOf(leaf))?.size !== 1) continue;
      const group = `${keyOf(hub)}\n${edge.kind}\n${leaf.kind}`;
      const known = leaves.get(group) ?? [];
      if (!known.some((each) => keyOf(each.leaf) === keyOf(leaf))) known.push({ leaf, hub, edge });
      leaves.set(group, known);
    }
  const many = [...leaves.values()].filter((group) => group.length > fewest);
  const gone = new Set(many.flatMap((group) => group.map(({ leaf }) => keyOf(leaf))));
  return {
    // What nothing leads to any more, is not drawn either.
    nodes: nodes.filter(
      (node) => keyOf(node) === middle || (touching.has(keyOf(node)) && !gone.has(keyOf(node))),
    ),
    edges: edges.filter(({ from, to }) => !gone.has(keyOf(from)) && !gone.has(keyOf(to))),
    folded: many.flatMap((group) => {
      const [first] = group;
      return first ? [{ at: first.hub, edge: first.edge, kind: first.leaf.kind, count: group.length }] : [];
    }),
  };
}
