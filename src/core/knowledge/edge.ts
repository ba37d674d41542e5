// The words of the knowledge graph: what there is, and how it hangs together.

export const nodeKinds = [
  "job",
  "stream",
  "workstation",
  "resource",
  "error",
  "cause",
  "fix",
  "owner",
  "document",
  "incident",
  "person",
  "conversation",
] as const;
export type NodeKind = (typeof nodeKinds)[number];

/** `name` is the thing's own: a job's HWA name, an error's code, a person's id. */
export interface NodeRef {
  readonly kind: NodeKind;
  readonly name: string;
}

/**
 * Read as a sentence from left to right: job `runs_in` stream, job `runs_on` workstation, job or stream `follows` its
 * predecessor, job `needs` resource, job or incident `failed_with` error, error or incident `caused_by` cause, fix `cures` error, cause or
 * job, owner `owns` job, document `mentions` anything, incident `broke` job, person `resolved` incident, conversation `asked_about`
 * anything, job `broke_with` job (within minutes of each other).
 */
export const edgeKinds = [
  "runs_in",
  "runs_on",
  "follows",
  "needs",
  "failed_with",
  "caused_by",
  "cures",
  "owns",
  "mentions",
  "broke",
  "resolved",
  "asked_about",
  "broke_with",
] as const;
export type EdgeKind = (typeof edgeKinds)[number];

export interface Edge {
  readonly from: NodeRef;
  readonly kind: EdgeKind;
  readonly to: NodeRef;
}

/**
 * As it is known: by which source (`plan:…`, `document:<source id>`, `incident:<id>`, `conversations`), since when, and how
 * often it was seen.
 */
export interface KnownEdge extends Edge {
  readonly source: string;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly count: number;
}
