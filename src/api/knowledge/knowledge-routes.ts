// `/api/knowledge/…`: what is known, what was learned, what waits for a judgement. One file per resource beside this one.

import type { Interactions } from "#ports/interactions.ts";
import type { KnowledgeSources } from "#ports/knowledge-sources.ts";
import type { Retrieval } from "#ports/retrieval.ts";
import type { Reviews } from "#ports/reviews.ts";
import type { ApiApp } from "../api-app.ts";

/** Each resource's routes take from it what they need. */
export interface KnowledgeApiDeps {
  readonly sources: KnowledgeSources;
  readonly retrieval: Retrieval;
  readonly interactions: Interactions;
  readonly reviews: Reviews;
}

export function addKnowledgeRoutes(_app: ApiApp, _deps: KnowledgeApiDeps): void {}
