// What answers from the graph share: who told it, how often, and when it was last seen.

import type { KnownEdge, NodeRef } from "#core/knowledge/edge.ts";
import type { Source } from "#core/reply.ts";
import { sourceWords } from "#knowledge/graph/graph-words.ts";
import type { Question } from "../agent.ts";
import type { Speech } from "../speech.ts";

export interface RelatedAsked {
  readonly question: Question;
  readonly say: Speech;
}

export interface Told {
  readonly lines: readonly string[];
  readonly sources: readonly Source[];
  readonly data: unknown;
  readonly isKnown: boolean;
}

/** Edges looked at for one answer. */
export const looked = 60;

export function sourcesOf(
  say: Speech,
  edges: readonly KnownEdge[],
  documents: ReadonlyMap<string, string>,
): readonly Source[] {
  const titled = edges.map(({ source }) => {
    const title = say.say(sourceWords(source, documents));
    return [title, { title, ref: source.startsWith("plan:") ? "plan" : source }] as const;
  });
  return [...new Map(titled).values()].slice(0, 8);
}

export function unknown(line: string): Told {
  return { isKnown: false, lines: [line], sources: [], data: [] };
}

export const incidents = { en: "incidents", pt: "incidentes" };

export function times(say: Speech, count: number): string {
  return count === 1
    ? say.say({ en: "once", pt: "uma vez" })
    : say.say({ en: `${say.number(count)} times`, pt: `${say.number(count)} vezes` });
}

export function last(say: Speech, at: Date): string {
  return say.say({ en: `last seen ${say.at(at)}`, pt: `visto pela última vez ${say.at(at)}` });
}

export function isSame(one: NodeRef, other: NodeRef): boolean {
  return one.kind === other.kind && one.name === other.name;
}
