// What the operators' workbook knows of a job or a failure, with the cells it stands in.

import { addressesIn } from "#core/addresses-in.ts";
import type { Source } from "#core/reply.ts";
import type { KnowledgeRow, KnowledgeStore } from "#ports/knowledge-store.ts";

export interface KnownFix {
  readonly steps: readonly string[];
  readonly owner: string | null;
  readonly documentation: string | null;
  readonly sources: readonly Source[];
  /** Pages that the workbook names. */
  readonly links: readonly string[];
}

/** The best row gives each field; a field it leaves blank comes from the next. `steps` need the row to fit the failure. */
export function knownFix(knowledge: KnowledgeStore, job: string, errorCode: string | null): KnownFix {
  const rows = knowledge.about(errorCode ? { job, errorCode } : { job });
  const used = new Set<KnowledgeRow>();
  const take = <T>(pick: (row: KnowledgeRow) => T | null): T | null => {
    for (const row of rows) {
      const value = pick(row);
      if (value === null) continue;
      used.add(row);
      return value;
    }
    return null;
  };
  const fits = (row: KnowledgeRow) => row.errorCode === null || errorCode !== null;
  const steps = take((row) => (row.steps.length > 0 && fits(row) ? row.steps : null)) ?? [];
  const owner = take((row) => row.owner);
  const documentation = take((row) => row.procedureUrl);
  const sources = rows.filter((row) => used.has(row)).map(sourceOf);
  return { steps, owner, documentation, sources, links: addressesIn([...steps, documentation]) };
}

export function sourceOf(row: KnowledgeRow): Source {
  return { title: "Knowledge", ref: `${row.source.file} · ${row.source.sheet}!${row.source.cells}` };
}
