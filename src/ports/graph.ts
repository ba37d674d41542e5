// The knowledge graph, kept. Implemented by adapters/postgres with recursive SQL.

import type { Edge, KnownEdge, NodeKind, NodeRef } from "#core/knowledge/edge.ts";

export interface Neighbourhood {
  readonly nodes: readonly (NodeRef & { readonly distance: number })[];
  readonly edges: readonly KnownEdge[];
  /** There is more than was asked for. */
  readonly cut: boolean;
}

/** A thing found from another, with the steps between them. */
export interface Reached extends NodeRef {
  readonly distance: number;
  /** The way there, as edges; the last one ends at this thing. */
  readonly via: readonly Edge[];
}

export interface Graph {
  /** An edge known from this source is counted and its `lastSeen` moved, unless `at` is not later; others are new. */
  note(source: string, at: Date, edges: readonly Edge[]): Promise<void>;
  /**
   * These are all there are from this source: others of it are forgotten, and those it has already are seen at `at`, without being
   * counted again. For whatever can be read as a whole: the plan, documents, incidents.
   */
  replace(source: string, at: Date, edges: readonly Edge[]): Promise<void>;
  forget(source: string): Promise<number>;
  /** Every source whose name begins so, with the moment at which it was last seen: what need not be read again. */
  sources(begins: string): Promise<ReadonlyMap<string, Date>>;
  /** Forgets what sources whose name begins so have not told since then; returns how many edges. */
  forgetUnseen(begins: string, before: Date): Promise<number>;
  /**
   * Everything within `depth` steps, either way; at most `limit` nodes, nearest first. Of a thing with very many neighbours of one
   * kind those seen last.
   */
  around(node: NodeRef, options: { readonly depth: number; readonly limit: number }): Promise<Neighbourhood>;
  /** What follows this job or stream, and what follows that, … */
  dependents(
    node: NodeRef,
    options: { readonly depth: number; readonly limit: number },
  ): Promise<readonly Reached[]>;
  /** Jobs that broke with this one, most often first. */
  brokeWith(
    job: string,
    limit: number,
  ): Promise<readonly { readonly job: string; readonly count: number; readonly lastSeen: Date }[]>;
  /** Who resolved incidents of this job, or of this error anywhere; most often first. */
  resolvedBy(
    about: { readonly job?: string; readonly errorCode?: string },
    limit: number,
  ): Promise<readonly { readonly person: string; readonly count: number; readonly lastSeen: Date }[]>;
  /** Things whose name begins so, for questions and pages. */
  find(words: string, kinds: readonly NodeKind[], limit: number): Promise<readonly NodeRef[]>;
  counts(): Promise<{
    readonly nodes: Readonly<Record<string, number>>;
    readonly edges: Readonly<Record<string, number>>;
  }>;
  /** Takes a person out of every edge. */
  erase(person: string): Promise<void>;
}
