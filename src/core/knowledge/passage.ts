// A citable piece of a source: a row, a section, a page.

/** What a row or an entry says of a failure, in fields. Every text is data: never evaluated, cleaned on entry. */
export interface Fix {
  readonly job: string | null;
  readonly errorCode: string | null;
  readonly problem: string | null;
  readonly steps: readonly string[];
  /** A person, a team, an address, as written. */
  readonly owner: string | null;
  readonly procedureUrl: string | null;
}

/** As a reader of documents finds it, before it has a source. */
export interface Piece {
  /** Where in the source: `Jobs!A2:E2`, `Recovery > Disk full`, `page 3`, `$.errors[4]`; unique within it. */
  readonly place: string;
  readonly heading: string | null;
  /** Everything it says, for reading and for searching; at most 4,000 characters. */
  readonly text: string;
  readonly fix: Fix | null;
  /** When it was written or last checked, where the source says so (a column `updated`, front matter). */
  readonly dated: Date | null;
}

/** Longer pieces are cut at a sentence and go on in the next, `place` numbered `(2)`. */
export const longestPiece = 4_000;

export interface Passage extends Piece {
  readonly id: string;
  readonly sourceId: string;
  /** `knowledge/resync.xlsx · Jobs!A2:E2` */
  readonly cite: string;
}
