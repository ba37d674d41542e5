// Where answers, pages and programs ask the graph: with the names of people and documents that its edges know by their ids.

import type { KnownEdge, NodeRef } from "#core/knowledge/edge.ts";
import type { Rights } from "#core/rights.ts";
import type { Graph, Neighbourhood } from "#ports/graph.ts";
import type { KnowledgeSources } from "#ports/knowledge-sources.ts";
import { errorNode, jobNode, nodeOf, type Spelling } from "./edge-of.ts";

export interface GraphDesk {
  readonly graph: Pick<Graph, "around" | "dependents" | "brokeWith" | "resolvedBy" | "find" | "counts">;
  readonly spelling: Spelling;
  /** A thing as the graph calls it, however it was written. */
  thing(node: NodeRef): NodeRef | null;
  /** People's names by their ids; somebody who is gone has none. */
  people(ids: Iterable<string>): Promise<ReadonlyMap<string, string>>;
  /** Names of the documents that told these edges, by their ids. */
  documents(edges: readonly Pick<KnownEdge, "source">[]): Promise<ReadonlyMap<string, string>>;
}

export interface GraphDeskDeps {
  readonly graph: Graph;
  readonly sources: Pick<KnowledgeSources, "byId">;
  readonly rights: () => Promise<Rights>;
  readonly spelling: Spelling;
}

const mostDocuments = 100;

export function createGraphDesk({ graph, sources, rights, spelling }: GraphDeskDeps): GraphDesk {
  return {
    graph,
    spelling,
    thing({ kind, name }) {
      if (kind === "job") return jobNode(name, spelling);
      return kind === "error" ? errorNode(name, spelling) : nodeOf(kind, name);
    },
    async people(ids) {
      const wanted = new Set(ids);
      if (wanted.size === 0) return new Map();
      const { people } = await rights();
      return new Map(people.filter(({ id }) => wanted.has(id)).map(({ id, name }) => [id, name]));
    },
    async documents(edges) {
      const told = edges.flatMap(({ source }) => (source.startsWith("document:") ? [source.slice(9)] : []));
      const ids = [...new Set(told)].slice(0, mostDocuments);
      const found = await Promise.all(ids.map((id) => sources.byId(id)));
      return new Map(found.flatMap((each) => (each ? [[each.id, each.name] as const] : [])));
    },
  };
}

/** The names of everybody in a neighbourhood. */
export function peopleOf(
  desk: GraphDesk,
  { nodes }: Pick<Neighbourhood, "nodes">,
): Promise<ReadonlyMap<string, string>> {
  return desk.people(nodes.flatMap(({ kind, name }) => (kind === "person" ? [name] : [])));
}
