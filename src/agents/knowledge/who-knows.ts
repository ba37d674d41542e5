// "What breaks together with X?", "who fixed X before?", "who knows about ORA-01653?", out of incidents and documents.

import type { KnownEdge, NodeRef } from "#core/knowledge/edge.ts";
import type { GraphDesk } from "#knowledge/graph/graph-desk.ts";
import { sourceWords } from "#knowledge/graph/graph-words.ts";
import type { Speech } from "../speech.ts";
import {
  incidents,
  last,
  looked,
  type RelatedAsked,
  sourcesOf,
  type Told,
  times,
  unknown,
} from "./graph-lines.ts";

const shown = 10;

export async function together({ say }: RelatedAsked, { graph }: GraphDesk, job: string): Promise<Told> {
  const found = await graph.brokeWith(job, shown);
  if (found.length === 0)
    return unknown(
      say.say({
        en: `Unknown: no other job is known to have broken within minutes of ${job}. I looked in the incidents Resync has seen.`,
        pt: `Desconhecido: não há registro de outro job que tenha quebrado poucos minutos antes ou depois de ${job}. Procurei nos incidentes que o Resync viu.`,
      }),
    );
  return {
    isKnown: true,
    lines: [
      say.say({
        en: `Broke within minutes of ${job}, most often first:`,
        pt: `Quebraram poucos minutos antes ou depois de ${job}, os mais frequentes primeiro:`,
      }),
      ...found.map(
        (each) =>
          `• ${each.job}: ${times(say, each.count)}, ${last(say, each.lastSeen)} (${say.say(incidents)})`,
      ),
      say.say({
        en: "That they broke together does not say that one broke the other.",
        pt: "Que quebraram juntos não diz que um derrubou o outro.",
      }),
    ],
    sources: [{ title: say.say(incidents), ref: `graph/job:${job} broke_with` }],
    data: found.map((each) => ({ job: each.job, count: each.count, last_seen: each.lastSeen.toISOString() })),
  };
}

export async function resolvers(asked: RelatedAsked, graph: GraphDesk, node: NodeRef): Promise<Told> {
  const { say } = asked;
  const people = await resolvedBy(graph, node);
  if (people.length === 0)
    return unknown(
      say.say({
        en: `Unknown: nobody is known to have resolved an incident of ${node.name}. I looked in the incidents Resync has seen.`,
        pt: `Desconhecido: não há registro de quem tenha resolvido um incidente de ${node.name}. Procurei nos incidentes que o Resync viu.`,
      }),
    );
  return {
    isKnown: true,
    lines: [
      say.say({ en: `Resolved incidents of ${node.name}:`, pt: `Resolveram incidentes de ${node.name}:` }),
      ...people.map((each) => personLine(say, each)),
    ],
    sources: [{ title: say.say(incidents), ref: `graph/${node.kind}:${node.name} resolved` }],
    data: people.map(personData),
  };
}

interface Resolver {
  readonly person: string;
  readonly name: string | null;
  readonly count: number;
  readonly lastSeen: Date;
}

async function resolvedBy(desk: GraphDesk, { kind, name }: NodeRef): Promise<readonly Resolver[]> {
  const found = await desk.graph.resolvedBy(kind === "job" ? { job: name } : { errorCode: name }, shown);
  const names = await desk.people(found.map(({ person }) => person));
  return found.map((each) => ({ ...each, name: names.get(each.person) ?? null }));
}

function personLine(say: Speech, { name, count, lastSeen }: Resolver): string {
  const who =
    name ?? say.say({ en: "somebody who is not here any more", pt: "alguém que não está mais aqui" });
  return `• ${who}: ${times(say, count)}, ${last(say, lastSeen)} (${say.say(incidents)})`;
}

function personData({ person, name, count, lastSeen }: Resolver) {
  return { person, name, count, last_seen: lastSeen.toISOString() };
}

/** Who resolved it, who owns the jobs that had it, and what is written about it. */
export async function knowers(asked: RelatedAsked, desk: GraphDesk, node: NodeRef): Promise<Told> {
  const { say } = asked;
  const [people, near] = await Promise.all([
    resolvedBy(desk, node),
    desk.graph.around(node, { depth: 2, limit: looked }),
  ]);
  const documents = await desk.documents(near.edges);
  const had = new Set(
    near.edges.flatMap(({ kind, from, to }) =>
      kind === "failed_with" && from.kind === "job" && to.name === node.name ? [from.name] : [],
    ),
  );
  const owners = near.edges.filter(({ kind, to }) => kind === "owns" && had.has(to.name)).slice(0, shown);
  const fixes = near.edges
    .filter(({ kind, to }) => kind === "cures" && to.kind === "error" && to.name === node.name)
    .slice(0, shown);
  if (people.length + owners.length + fixes.length === 0)
    return unknown(
      say.say({
        en: `Unknown: nobody is known to have resolved ${node.name}, no owner of a job that had it is known, and nothing is written about it.`,
        pt: `Desconhecido: não há registro de quem tenha resolvido ${node.name}, nem de responsável por um job que o teve, nem algo escrito sobre ele.`,
      }),
    );
  const told = (edge: KnownEdge) =>
    `${say.say(sourceWords(edge.source, documents))}, ${last(say, edge.lastSeen)}`;
  return {
    isKnown: true,
    lines: [
      ...(people.length > 0
        ? [say.say({ en: `Resolved ${node.name}:`, pt: `Resolveram ${node.name}:` })]
        : []),
      ...people.map((each) => personLine(say, each)),
      ...(owners.length > 0
        ? [say.say({ en: "Own jobs that failed with it:", pt: "Respondem por jobs que falharam com ele:" })]
        : []),
      ...owners.map((edge) => `• ${edge.from.name}, ${edge.to.name} (${told(edge)})`),
      ...(fixes.length > 0 ? [say.say({ en: "Written down about it:", pt: "Escrito sobre ele:" })] : []),
      ...fixes.map((edge) => `• ${edge.from.name} (${told(edge)})`),
    ],
    sources: [
      ...(people.length > 0 ? [{ title: say.say(incidents), ref: `graph/error:${node.name} resolved` }] : []),
      ...sourcesOf(say, [...owners, ...fixes], documents),
    ],
    data: {
      resolved: people.map(personData),
      owners: owners.map(({ from, to }) => ({ owner: from.name, job: to.name })),
      written: fixes.map(({ from }) => from.name),
    },
  };
}
