// "What is connected to X?": each thing next to it, in words.

import type { KnownEdge, NodeRef } from "#core/knowledge/edge.ts";
import { type GraphDesk, peopleOf } from "#knowledge/graph/graph-desk.ts";
import { edgeWords, kindWords, labelOf, sourceWords } from "#knowledge/graph/graph-words.ts";
import { isSame, last, looked, type RelatedAsked, sourcesOf, type Told, unknown } from "./graph-lines.ts";

export async function connected({ say }: RelatedAsked, desk: GraphDesk, node: NodeRef): Promise<Told> {
  const near = await desk.graph.around(node, { depth: 1, limit: looked });
  const own = near.edges.filter(({ from, to }) => isSame(from, node) || isSame(to, node));
  if (own.length === 0)
    return unknown(
      say.say({
        en: `Unknown: nothing is known to be connected to ${node.name}, neither from the plan nor from documents, incidents or questions.`,
        pt: `Desconhecido: nada se sabe ligado a ${node.name}, nem pelo plano, nem por documentos, incidentes ou perguntas.`,
      }),
    );
  const [people, documents] = await Promise.all([peopleOf(desk, near), desk.documents(own)]);
  const edges = mergedOf(own);
  const line = ({ edge, sources }: Merged) => {
    const isOut = isSame(edge.from, node);
    const other = isOut ? edge.to : edge.from;
    const label = `${say.say(kindWords[other.kind])} ${labelOf(other, people)}`;
    const words = say.say(edgeWords[edge.kind]);
    const it = say.say({ en: "it", pt: "ele" });
    const by = say.some(
      sources.slice(0, 2).map((source) => say.say(sourceWords(source, documents))),
      sources.length,
    );
    return `• ${isOut ? `${words} ${label}` : `${label} ${words} ${it}`} (${by}, ${last(say, edge.lastSeen)})`;
  };
  const rest = edges.length - mostLines;
  return {
    isKnown: true,
    lines: [
      say.say({
        en: `What is known to be connected to ${say.say(kindWords[node.kind])} ${node.name}:`,
        pt: `O que se sabe ligado a ${say.say(kindWords[node.kind])} ${node.name}:`,
      }),
      ...edges.slice(0, mostLines).map(line),
      ...(rest > 0 || near.cut
        ? [
            say.say({
              en: `… and ${rest > 0 ? rest : "there is"} more${rest > 0 && near.cut ? " at least" : ""}.`,
              pt: `… e ${rest > 0 ? `mais ${rest}` : "há mais"}${rest > 0 && near.cut ? " pelo menos" : ""}.`,
            }),
          ]
        : []),
    ],
    sources: sourcesOf(say, own, documents),
    data: edges.map(({ edge, sources }) => ({
      from: edge.from,
      kind: edge.kind,
      to: edge.to,
      sources,
      last_seen: edge.lastSeen.toISOString(),
    })),
  };
}

const mostLines = 20;

interface Merged {
  readonly edge: KnownEdge;
  readonly sources: readonly string[];
}

/** What several sources say of the same two things, once, as the last one saw it. */
function mergedOf(edges: readonly KnownEdge[]): readonly Merged[] {
  const merged = new Map<string, Merged>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.from, edge.kind, edge.to]);
    const known = merged.get(key);
    merged.set(key, {
      edge: known && known.edge.lastSeen > edge.lastSeen ? known.edge : edge,
      sources: [...(known?.sources ?? []), edge.source],
    });
  }
  return [...merged.values()];
}
