// The sources of knowledge and their passages, kept. Implemented by adapters/postgres.

import type { Fix, Passage, Piece } from "#core/knowledge/passage.ts";
import type { KnowledgeSource, Origin, SourceKind, Standing } from "#core/knowledge/source.ts";

export interface SourceContent {
  readonly id: string;
  readonly kind: SourceKind;
  readonly origin: Origin;
  readonly name: string;
  readonly title: string;
  readonly addedBy: string | null;
  /** SHA-256 of what it was read from, in hex. */
  readonly digest: string;
  /** What a source that is new becomes; one that is known keeps its own, except that new content of an upload is `pending`. */
  readonly standing: Standing;
  readonly pieces: readonly Piece[];
  /** What was left out and why; absent: nothing was. */
  readonly notes?: readonly string[];
}

export interface SourceQuery {
  readonly standing?: Standing;
  readonly origin?: Origin;
  /** Part of the name or title. */
  readonly words?: string;
  readonly limit: number;
  readonly offset: number;
}

export interface KnowledgeSources {
  /**
   * One transaction: passages that are the same stay as they are (with their vectors), changed ones are written, others go.
   * `unchanged`: the digest is what it was; a problem or `missing` is cleared all the same.
   */
  put(
    content: SourceContent,
  ): Promise<{ readonly source: KnowledgeSource; readonly change: "new" | "changed" | "unchanged" }>;
  /** The newest version was not taken; a source nobody knows is kept with no passages, so that it can be shown. */
  refuse(
    source: Pick<SourceContent, "id" | "kind" | "origin" | "name" | "addedBy">,
    problem: string,
  ): Promise<void>;
  missing(id: string, missing: boolean): Promise<void>;
  /** null: there is none. Setting what it is already changes nothing. */
  stand(id: string, standing: Standing): Promise<KnowledgeSource | null>;
  byId(id: string): Promise<KnowledgeSource | null>;
  page(query: SourceQuery): Promise<{ readonly sources: readonly KnowledgeSource[]; readonly total: number }>;
  /** Digests of the sources of one origin, to know which changed without reading them. */
  digests(origin: Origin): Promise<ReadonlyMap<string, string>>;
  passages(
    sourceId: string,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly passages: readonly Passage[]; readonly total: number }>;
  /** Those that passages of these ids, or cited so, are of. */
  quoted(passages: readonly string[], cites: readonly string[]): Promise<readonly KnowledgeSource[]>;
  /** With its passages and vectors; entries and audit that cite it keep their words. */
  remove(id: string): Promise<boolean>;
}

/** A fix that may be quoted, with where it stands. */
export interface QuotableFix extends Fix {
  readonly passageId: string;
  readonly sourceId: string;
  readonly cite: string;
  readonly origin: Origin;
  readonly dated: Date | null;
  /** What else stands in its row, a cell each under its header: `Notes: Ana left in March`. */
  readonly remarks?: readonly string[];
  /** Of what was learned: the cause and the line of the failures it was learned from, which a return code alone does not tell. */
  readonly learnedFrom?: { readonly cause: string | null; readonly signature: string | null };
}

/** What is known for sure: rows and entries whose job or code is exactly this. */
export interface KnownFixes {
  /**
   * Only of approved sources that are not missing: job and code first, then the job's alone, then the code's alone; among equals
   * the newest. Case does not matter; a row's job may end in `*`.
   */
  about(query: { readonly job?: string; readonly errorCode?: string }): Promise<readonly QuotableFix[]>;
}
