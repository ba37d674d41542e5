// Where answers and actions look knowledge up. They only read, and what is read may be quoted.

import type { KnowledgeSources, KnownFixes } from "#ports/knowledge-sources.ts";
import type { Retrieval } from "#ports/retrieval.ts";

export interface KnowledgeDesk {
  /** What is known of exactly this job or this code. */
  readonly fixes: KnownFixes;
  /** What is known about some words. */
  readonly retrieval: Retrieval;
  /** Where it was looked, and what could not be read. */
  readonly sources: Pick<KnowledgeSources, "page">;
}
