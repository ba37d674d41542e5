// What Resync knows and learns, by its ports: one of each for the whole house.

import { resolve } from "node:path";
import { createDocumentReader } from "#adapters/documents/create-document-reader.ts";
import { readHeaderCatalog } from "#adapters/documents/header-catalog.ts";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createConversations } from "#adapters/postgres/create-conversations.ts";
import { createGraph } from "#adapters/postgres/knowledge/create-graph.ts";
import { createIncidents } from "#adapters/postgres/knowledge/create-incidents.ts";
import { createInteractions } from "#adapters/postgres/knowledge/create-interactions.ts";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { createKnownFixes } from "#adapters/postgres/knowledge/create-known-fixes.ts";
import { createLearnedEntries } from "#adapters/postgres/knowledge/create-learned-entries.ts";
import { createRetrieval } from "#adapters/postgres/knowledge/create-retrieval.ts";
import { createReviews } from "#adapters/postgres/knowledge/create-reviews.ts";
import { readKnownNames } from "#adapters/postgres/knowledge/read-known-names.ts";
import type { Database } from "#adapters/postgres/open-database.ts";
import type { Config } from "#config";
import { createPersonErasure, type PersonErasure } from "#knowledge/interactions/erase-person.ts";
import { createFeedbackDesk, type FeedbackDesk } from "#knowledge/interactions/feedback-desk.ts";
import { createKeptLater, type KeepLaterDeps } from "#knowledge/interactions/keep-later.ts";
import { linkingIncidents } from "#knowledge/interactions/link-incidents.ts";
import type { FinetuneDeps } from "#knowledge/learn/export-finetune.ts";
import { createUploads, type Uploads } from "#knowledge/upload/uploads.ts";
import type { Audit } from "#ports/audit.ts";
import type { DocumentReader } from "#ports/documents.ts";
import type { Graph } from "#ports/graph.ts";
import type { Incidents } from "#ports/incidents.ts";
import type { Interactions } from "#ports/interactions.ts";
import type { KnowledgeSources, KnownFixes } from "#ports/knowledge-sources.ts";
import type { LearnedEntries } from "#ports/learned-entries.ts";
import type { Retrieval } from "#ports/retrieval.ts";
import type { Reviews } from "#ports/reviews.ts";

export interface Knowledge {
  readonly reader: DocumentReader;
  readonly sources: KnowledgeSources;
  readonly fixes: KnownFixes;
  readonly retrieval: Retrieval;
  readonly incidents: Incidents;
  readonly graph: Graph;
  readonly interactions: Interactions;
  readonly feedback: FeedbackDesk;
  readonly erasure: PersonErasure;
  readonly names: FinetuneDeps["names"];
  readonly reviews: Reviews;
  readonly entries: LearnedEntries;
  readonly audit: Audit;
  readonly uploads: Uploads;
}

/** Opened in `opening`, which closes it. */
export function openKnowledge(
  config: Config,
  db: Database,
  keeping: Omit<KeepLaterDeps, "store"> & { readonly now?: () => Date },
  opening: AsyncDisposableStack,
): Knowledge {
  const incidents = createIncidents(db);
  const store = linkingIncidents(createInteractions(db), incidents);
  const interactions = opening.use(createKeptLater({ ...keeping, store }));
  const catalog = resolve(config.knowledgeDir, "columns.yml");
  const reader = createDocumentReader({ headers: () => readHeaderCatalog(catalog) });
  const sources = createKnowledgeSources(db);
  const reviews = createReviews(db);
  const audit = createAudit(db);
  const graph = createGraph(db);
  const entries = createLearnedEntries(db);
  return {
    reader,
    sources,
    fixes: createKnownFixes(db),
    retrieval: createRetrieval(db),
    incidents,
    graph,
    names: () => readKnownNames(db),
    erasure: createPersonErasure({
      interactions,
      conversations: createConversations(db),
      incidents,
      entries,
      graph,
      audit,
    }),
    interactions,
    feedback: createFeedbackDesk({ interactions, now: keeping.now ?? (() => new Date()) }),
    reviews,
    entries,
    audit,
    uploads: createUploads({ reader, sources, reviews, audit, now: () => new Date() }),
  };
}
