// Finding what is known about something. Implemented by adapters/postgres: words in English and Portuguese, names and codes
// spelled nearly right, and meaning where a model gives vectors.

import type { Passage } from "#core/knowledge/passage.ts";
import type { KnowledgeSource } from "#core/knowledge/source.ts";
import type { Person } from "#core/person.ts";

export interface Sought {
  /** As a person wrote it; at most 2,000 characters of it count. */
  readonly text: string;
  /** HWA names and error codes in it that are known to be such; they count more than words. */
  readonly jobs: readonly string[];
  readonly codes: readonly string[];
  /** Its meaning, by the model that made the passages' vectors; null: there is none. */
  readonly vector: { readonly model: string; readonly values: Float32Array } | null;
  readonly limit: number;
  /**
   * Whoever seeks: where a model makes vectors, that of their words is made at their cost. Absent, or a visitor: it is sought
   * by words and names alone.
   */
  readonly by?: Pick<Person, "id" | "visitor">;
}

export interface Hit {
  readonly passage: Passage;
  readonly source: Pick<KnowledgeSource, "id" | "kind" | "origin" | "name" | "title" | "changedAt">;
  /** 0–1: how sure it is that the passage is about what was sought. Comparable between questions. */
  readonly relevance: number;
  /** Why it was found, for people and for tests; ranks begin at 1, null: not found that way. */
  readonly found: {
    readonly exact: boolean;
    readonly words: number | null;
    readonly names: number | null;
    readonly meaning: number | null;
  };
}

export interface Retrieval {
  /** Approved passages only, most relevant first; what is not relevant enough is left out, so none is an answer. */
  search(sought: Sought, signal?: AbortSignal): Promise<readonly Hit[]>;
}

/** Vectors of passages, made in the background by whichever model is configured. */
export interface PassageVectors {
  /** Passages that may be quoted and have none by this model yet. */
  wanting(model: string, limit: number): Promise<readonly Pick<Passage, "id" | "heading" | "text">[]>;
  /** A vector of another length than the model's others is refused with a Fault. */
  keep(
    model: string,
    vectors: readonly { readonly passageId: string; readonly values: Float32Array }[],
  ): Promise<void>;
  /** Forgets those of other models; returns how many. */
  forgetOthers(model: string): Promise<number>;
}
