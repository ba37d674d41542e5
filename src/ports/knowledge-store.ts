// What is known about jobs and errors: rows of the operators' workbooks. Implemented by adapters/documents/workbook.

/** A row of a workbook, with the cells it was read from. Every text is data: never evaluated, sanitised on entry. */
export interface KnowledgeRow {
  readonly job: string | null;
  readonly errorCode: string | null;
  readonly steps: readonly string[];
  readonly owner: string | null;
  readonly procedureUrl: string | null;
  /** `knowledge/resync.xlsx · Jobs!A2:E2` */
  readonly source: {
    readonly file: string;
    readonly sheet: string;
    readonly row: number;
    readonly cells: string;
  };
}

export interface KnowledgeFile {
  readonly file: string;
  readonly state: "loaded" | "rejected" | "missing";
  readonly rows: number;
  readonly loadedAt: Date | null;
  /** Why the newest version was not taken; the last good version stays in use. */
  readonly problem: string | null;
}

export interface KnowledgeStore {
  /** Rows for this job and error: job and code first, then the job's alone, then the code's alone. Case does not matter. */
  about(query: { readonly job?: string; readonly errorCode?: string }): readonly KnowledgeRow[];
  /** Rows whose job, code, owner or steps contain the words, best first. */
  search(words: string, limit: number): readonly KnowledgeRow[];
  files(): readonly KnowledgeFile[];
}
