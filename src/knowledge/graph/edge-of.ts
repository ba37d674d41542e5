// Things and edges as the graph keeps them: names are data of others, cleaned and bounded before they are kept.

import type { Edge, EdgeKind, NodeKind, NodeRef } from "#core/knowledge/edge.ts";
import { redact } from "#core/redact.ts";
import { oneLine } from "#core/text.ts";

const longestName = 160;

/** null: there is no name in it. */
export function nodeOf(kind: NodeKind, name: string | null | undefined): NodeRef | null {
  const clean = oneLine(redact(name ?? ""), longestName);
  return clean === "" ? null : { kind, name: clean };
}

/** None where one side has no name, or where both are the same thing. */
export function edgeOf(from: NodeRef | null, kind: EdgeKind, to: NodeRef | null): readonly Edge[] {
  if (from === null || to === null || keyOf(from) === keyOf(to)) return [];
  return [{ from, kind, to }];
}

export function keyOf({ kind, name }: NodeRef): string {
  return `${kind}:${name}`;
}

/** Each edge once. */
export function distinct(edges: readonly Edge[]): readonly Edge[] {
  return [
    ...new Map(edges.map((each) => [`${keyOf(each.from)}\n${each.kind}\n${keyOf(each.to)}`, each])).values(),
  ];
}

/** How names in documents and questions are called in the plan, and codes by their one spelling. */
export interface Spelling {
  /** The plan's spelling; null: the plan has none such. */
  job(name: string): string | null;
  /** Jobs of the plan whose name begins so. */
  jobsBeginning(prefix: string, limit: number): readonly string[];
  code(code: string): string;
}

/** HWA writes names in capitals: a job the plan does not have today is still the same however a document writes it. */
export function jobNode(name: string | null | undefined, spelling: Pick<Spelling, "job">): NodeRef | null {
  const clean = nodeOf("job", name);
  return clean && { ...clean, name: spelling.job(clean.name) ?? clean.name.toUpperCase() };
}

export function errorNode(code: string | null | undefined, spelling: Pick<Spelling, "code">): NodeRef | null {
  const clean = nodeOf("error", code);
  return clean && nodeOf("error", spelling.code(clean.name));
}
