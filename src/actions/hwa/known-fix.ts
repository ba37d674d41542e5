// What the operators' workbooks know of a job or a failure, with the cells it stands in.

import type { KnowledgeRow, KnowledgeStore } from "#ports/knowledge-store.ts";

export interface KnownFix {
  readonly steps: readonly string[];
  readonly owner: string | null;
  readonly documentation: string | null;
  /** `resync.xlsx · Jobs!A2:E2` */
  readonly sources: readonly string[];
}

/** The best row gives each field, and the next what it leaves blank; steps need a row that is about this failure. */
export function knownFix(knowledge: KnowledgeStore, job: string, errorCode: string | null): KnownFix {
  const rows = knowledge.about(errorCode === null ? { job } : { job, errorCode });
  const used = new Set<KnowledgeRow>();
  const first = <T>(pick: (row: KnowledgeRow) => T | null): T | null => {
    const row = rows.find((each) => pick(each) !== null);
    if (!row) return null;
    used.add(row);
    return pick(row);
  };
  const about = (row: KnowledgeRow) => row.errorCode === null || errorCode !== null;
  return {
    steps: first((row) => (row.steps.length > 0 && about(row) ? row.steps : null)) ?? [],
    owner: first((row) => row.owner),
    documentation: first((row) => row.procedureUrl),
    sources: rows
      .filter((row) => used.has(row))
      .map(({ source }) => `${source.file} · ${source.sheet}!${source.cells}`),
  };
}
