// How the graph stands in its table: names within what an index takes, rows as edges.

import type { EdgeKind, KnownEdge, NodeKind, NodeRef } from "#core/knowledge/edge.ts";
import { storable } from "../storable.ts";

/** An index entry has 2,704 bytes at most. */
const longestName = 200;

export interface EdgeRow {
  readonly from_kind: NodeKind;
  readonly from_name: string;
  readonly kind: EdgeKind;
  readonly to_kind: NodeKind;
  readonly to_name: string;
}

export interface KnownRow extends EdgeRow {
  readonly source: string;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly count: number;
}

export function named(name: string): string {
  return storable(name).slice(0, longestName).toWellFormed();
}

/** What comes after everything that begins so, in the order of "C". */
export function after(begins: string): string {
  return `${begins}\u{10ffff}`;
}

export function keyOf({ kind, name }: NodeRef): string {
  return `${kind}\0${name}`;
}

export function fromOf(row: EdgeRow): NodeRef {
  return { kind: row.from_kind, name: row.from_name };
}

export function toOf(row: EdgeRow): NodeRef {
  return { kind: row.to_kind, name: row.to_name };
}

export function knownEdgeOf(row: KnownRow): KnownEdge {
  return {
    from: fromOf(row),
    kind: row.kind,
    to: toOf(row),
    source: row.source,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    count: row.count,
  };
}
