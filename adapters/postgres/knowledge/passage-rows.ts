// Rows of sources and passages as what they stand for.

import type { Fix, Passage } from "#core/knowledge/passage.ts";
import type { KnowledgeSource, Origin, SourceKind, Standing } from "#core/knowledge/source.ts";

export interface SourceRow {
  readonly id: string;
  readonly kind: SourceKind;
  readonly origin: Origin;
  readonly name: string;
  readonly title: string;
  readonly standing: Standing;
  readonly problem: string | null;
  readonly notes: readonly string[];
  readonly missing: boolean;
  readonly added_by: string | null;
  readonly added_at: Date;
  readonly changed_at: Date;
  readonly passages: number;
}

export function sourceOf(row: SourceRow): KnowledgeSource {
  const { id, kind, origin, name, title, standing, passages, problem, notes, missing } = row;
  return {
    ...{ id, kind, origin, name, title, standing, passages, problem, notes, missing },
    addedBy: row.added_by,
    addedAt: row.added_at,
    changedAt: row.changed_at,
  };
}

export interface PassageRow {
  readonly id: string;
  readonly source_id: string;
  readonly place: string;
  readonly cite: string;
  readonly heading: string | null;
  readonly body: string;
  readonly fix: Fix | null;
  readonly dated: Date | null;
}

export function passageOf(row: PassageRow): Passage {
  const { id, place, cite, heading, body, fix, dated } = row;
  return { id, sourceId: row.source_id, place, cite, heading, text: body, fix, dated };
}
