// `/api/knowledge/…`: what is known, what was learned, what waits for a judgement. One file per resource beside this one.

import type { GraphDesk } from "#knowledge/graph/graph-desk.ts";
import type { PersonErasure } from "#knowledge/interactions/erase-person.ts";
import type { FeedbackDesk } from "#knowledge/interactions/feedback-desk.ts";
import type { FinetuneDeps } from "#knowledge/learn/export-finetune.ts";
import type { Uploads } from "#knowledge/upload/uploads.ts";
import type { Audit } from "#ports/audit.ts";
import type { Interactions } from "#ports/interactions.ts";
import type { KnowledgeSources } from "#ports/knowledge-sources.ts";
import type { LearnedEntries } from "#ports/learned-entries.ts";
import type { Retrieval } from "#ports/retrieval.ts";
import type { Reviews } from "#ports/reviews.ts";
import type { ApiApp } from "../api-app.ts";
import { addEntriesRoutes } from "./entries-routes.ts";
import { addFeedbackRoutes } from "./feedback-routes.ts";
import { addFinetuneRoutes } from "./finetune-routes.ts";
import { addGraphRoutes } from "./graph-routes.ts";
import { addInteractionsRoutes } from "./interactions-routes.ts";
import { addPersonDataRoutes } from "./person-data-routes.ts";
import { addReviewsRoutes } from "./reviews-routes.ts";
import { addSearchRoutes } from "./search-routes.ts";
import { addSourcesRoutes } from "./sources-routes.ts";

/** Each resource's routes take from it what they need. */
export interface KnowledgeApiDeps {
  readonly sources: KnowledgeSources;
  readonly retrieval: Retrieval;
  readonly interactions: Interactions;
  readonly feedback: FeedbackDesk;
  readonly erasure: PersonErasure;
  /** Names of people and machines, for what leaves the house. */
  readonly names: FinetuneDeps["names"];
  readonly reviews: Reviews;
  readonly entries: LearnedEntries;
  readonly audit: Audit;
  /** Absent: documents cannot be uploaded here. */
  readonly uploads?: Uploads;
  /** Absent: no graph is shown here. */
  readonly graphDesk?: GraphDesk;
}

export function addKnowledgeRoutes(app: ApiApp, deps: KnowledgeApiDeps): void {
  addSearchRoutes(app, deps);
  addInteractionsRoutes(app, deps.interactions);
  addFeedbackRoutes(app, deps.feedback);
  addPersonDataRoutes(app, deps.erasure);
  addFinetuneRoutes(app, deps);
  addSourcesRoutes(app, deps);
  if (deps.graphDesk) addGraphRoutes(app, deps.graphDesk);
  addEntriesRoutes(app, deps.entries);
  addReviewsRoutes(app, deps.reviews);
}
