// Rows that are known, for tests that are about something else: found by equality alone. How they are ordered is the store's
// own test.

import type { KnowledgeSource } from "#core/knowledge/source.ts";
import type { KnowledgeDesk } from "#knowledge/knowledge-desk.ts";
import type { QuotableFix } from "#ports/knowledge-sources.ts";

export function row(number: number, parts: Partial<QuotableFix>): QuotableFix {
  return {
    job: null,
    errorCode: null,
    problem: null,
    steps: [],
    owner: null,
    procedureUrl: null,
    passageId: `row-${number}`,
    sourceId: "workbook",
    cite: `knowledge/resync.xlsx · Jobs!A${number}:E${number}`,
    origin: "folder",
    dated: null,
    ...parts,
  };
}

export function source(parts: Partial<KnowledgeSource> = {}): KnowledgeSource {
  return {
    id: "workbook",
    kind: "workbook",
    origin: "folder",
    name: "knowledge/resync.xlsx",
    title: "Resync",
    standing: "approved",
    addedBy: null,
    addedAt: new Date("2026-03-01T00:00:00Z"),
    changedAt: new Date("2026-03-01T00:00:00Z"),
    passages: 3,
    problem: null,
    notes: [],
    missing: false,
    ...parts,
  };
}

export function knowing(
  rows: readonly QuotableFix[],
  sources: readonly KnowledgeSource[] = [source()],
): KnowledgeDesk {
  const same = (a: string | null, b: string | undefined) =>
    a !== null && b !== undefined && a.toLowerCase() === b.toLowerCase();
  return {
    fixes: {
      about: async ({ job, errorCode }) =>
        rows
          .map((each) => ({
            each,
            rank: (same(each.job, job) ? 0 : 2) + (same(each.errorCode, errorCode) ? 0 : 1),
          }))
          .filter(({ rank }) => rank < 3)
          .sort((a, b) => a.rank - b.rank)
          .map(({ each }) => each),
    },
    retrieval: {
      search: async ({ text, limit }) =>
        rows
          .filter((each) => JSON.stringify(each).toLowerCase().includes(text.toLowerCase()))
          .slice(0, limit)
          .map(({ passageId, sourceId, cite, dated, origin, ...fix }) => ({
            passage: {
              id: passageId,
              sourceId,
              cite,
              place: cite,
              heading: null,
              text: fix.steps.join("; "),
              fix,
              dated,
            },
            source: { ...source(), origin },
            relevance: 1,
            found: { exact: true, words: 1, names: null, meaning: null },
          })),
    },
    sources: { page: async () => ({ sources, total: sources.length }) },
  };
}
