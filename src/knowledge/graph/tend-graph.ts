// The graph, kept up with the house: documents, incidents, conversations and the plan, each in its turn. What cannot be read now
// keeps none of the others waiting, and is tried again in the next round.

import type { Logger } from "pino";
import { createRounds, type Rounds } from "../rounds.ts";
import { type ConversationReadingDeps, createConversationReading } from "./read-conversations.ts";
import { createDocumentReading, type DocumentReadingDeps } from "./read-documents.ts";
import { createIncidentReading, type IncidentReadingDeps } from "./read-incidents.ts";
import { createPlanReading, type PlanReadingDeps } from "./read-plan.ts";

export interface GraphTendingDeps
  extends DocumentReadingDeps,
    IncidentReadingDeps,
    ConversationReadingDeps,
    PlanReadingDeps {
  readonly spelling: DocumentReadingDeps["spelling"];
  /** One process tends the graph: the one that leads the monitor. */
  readonly mayWork: () => boolean;
  readonly log: Logger;
  readonly everyMs?: number;
}

const defaultEveryMs = 30_000;

export function tendGraph(deps: GraphTendingDeps): Rounds {
  const readings = [
    createDocumentReading(deps),
    createIncidentReading(deps),
    createConversationReading(deps),
    createPlanReading(deps),
  ];
  return createRounds({
    name: "The graph",
    everyMs: deps.everyMs ?? defaultEveryMs,
    mayWork: deps.mayWork,
    log: deps.log,
    async work(signal) {
      const failures: unknown[] = [];
      for (const read of readings) {
        try {
          await read(signal);
        } catch (error) {
          signal.throwIfAborted();
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  });
}
