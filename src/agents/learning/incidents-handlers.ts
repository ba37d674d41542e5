// What the learning agent answers of incidents, by intent.

import type { IncidentDesk } from "./incidents-desk.ts";
import { createIncidentListHandler } from "./incidents-list.ts";
import { createCauseHandler, createFixHandler } from "./incidents-tell.ts";
import type { LearningAgentDeps } from "./learning-agent.ts";

export function incidentHandlers(desk: IncidentDesk): LearningAgentDeps["handlers"] {
  return {
    "incident.list": createIncidentListHandler(desk),
    "incident.fix": createFixHandler(desk),
    "incident.cause": createCauseHandler(desk),
  };
}
