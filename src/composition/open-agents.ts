// Every agent there is, each with what it reads.

import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createAlerts } from "#adapters/postgres/create-alerts.ts";
import { createLinkCodes } from "#adapters/postgres/create-link-codes.ts";
import { createShownPlans } from "#adapters/postgres/create-shown-plans.ts";
import { createSignInLinks } from "#adapters/postgres/create-sign-in-links.ts";
import { databaseRights } from "#adapters/postgres/database-rights.ts";
import { createIncidentQuestions } from "#adapters/postgres/knowledge/create-incident-questions.ts";
import type { Database } from "#adapters/postgres/open-database.ts";
import type { Agent } from "#agents/agent.ts";
import type { AccountDesk } from "#agents/guide/account-desk.ts";
import { createGuide } from "#agents/guide.ts";
import { createHwaMonitorAgent } from "#agents/hwa-monitor/agent.ts";
import { createFailureNow } from "#agents/hwa-monitor/failure-now.ts";
import { createKnowledgeAgent } from "#agents/knowledge/knowledge-agent.ts";
import { type AddDocumentDeps, createAddDocumentHandler } from "#agents/learning/add-document.ts";
import { createFeedbackHandler } from "#agents/learning/feedback.ts";
import { incidentHandlers } from "#agents/learning/incidents-handlers.ts";
import { createLearningAgent } from "#agents/learning/learning-agent.ts";
import { reviewHandlers } from "#agents/learning/review-handlers.ts";
import { createOperationsAgent } from "#agents/operations/agent.ts";
import type { JobCards } from "#agents/operations/job-cards.ts";
import { type AgentRegistry, createRegistry } from "#agents/registry.ts";
import { checkClaims } from "#agents/router.ts";
import { createSecurityAgent } from "#agents/security/security-agent.ts";
import type { Config } from "#config";
import type { Engine } from "#engine/engine.ts";
import type { GraphDesk } from "#knowledge/graph/graph-desk.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { People } from "#ports/people.ts";
import { projectDir, packageVersion as version } from "../project.ts";
import type { OpenHwa } from "./open-hwa.ts";
import type { Knowledge } from "./open-knowledge.ts";
import type { OpenModel } from "./open-model.ts";
import { pageAddress } from "./page-address.ts";

export interface AgentParts {
  readonly db: Database;
  readonly people: People;
  readonly engine: Engine;
  readonly jobs: JobReader;
  readonly cards: JobCards;
  readonly desk: Parameters<typeof createHwaMonitorAgent>[0];
  readonly hwaSide: OpenHwa;
  readonly knowledge: Knowledge;
  readonly graph: GraphDesk;
  readonly alertsAgent: Agent;
  /** null: no language model is configured. */
  readonly model: OpenModel | null;
  readonly tell: AccountDesk["tell"];
  readonly fetchFile: AddDocumentDeps["fetchFile"];
  readonly adminTokenLength: number | null;
  readonly dataDir: string;
  readonly now: () => Date;
}

export function openAgents(config: Config, parts: AgentParts): AgentRegistry {
  const { db, people, engine, jobs, desk, hwaSide, knowledge, dataDir, now } = parts;
  const { timezone } = config;
  const audit = createAudit(db);
  const registry: AgentRegistry = createRegistry(
    [
      createHwaMonitorAgent(desk, version),
      createKnowledgeAgent({
        knowledge: desk.knowledge,
        failureNow: createFailureNow(desk),
        related: { graph: parts.graph, address: pageAddress(config) },
        timezone,
        version,
      }),
      createOperationsAgent(
        {
          engine,
          jobs,
          cards: parts.cards,
          reviews: knowledge.reviews,
          names: desk.names,
          timezone,
          audit,
          shownPlans: createShownPlans(db),
        },
        version,
      ),
      parts.alertsAgent,
      createLearningAgent({
        handlers: {
          ...incidentHandlers({
            incidents: knowledge.incidents,
            alerts: createAlerts(db),
            questions: createIncidentQuestions(db),
            people,
            audit,
            timezone,
          }),
          ...reviewHandlers({
            reviews: knowledge.reviews,
            entries: knowledge.entries,
            sources: knowledge.sources,
            interactions: knowledge.interactions,
            people,
            audit,
            timezone,
          }),
          "feedback.give": createFeedbackHandler({ desk: knowledge.feedback, timezone }),
          "knowledge.add": createAddDocumentHandler({
            uploads: knowledge.uploads,
            fetchFile: parts.fetchFile,
            people,
            timezone,
          }),
        },
        health: async () => {
          const { total } = await knowledge.incidents.page({ open: true, limit: 1, offset: 0 });
          return { status: "healthy", detail: `Keeps incidents; open now: ${total}.` };
        },
        timezone,
        version,
      }),
      createSecurityAgent({
        projectDir,
        dataDir,
        config: {
          host: config.http.host,
          hwa: config.hwa.remote
            ? { hosts: config.hwa.remote.hosts, verifyTls: config.hwa.remote.verifyTls, simulated: false }
            : { hosts: [hwaSide.url], verifyTls: true, simulated: true },
          hwaUser: hwaSide.hwa.connection().user,
          allowActions: config.hwa.allowActions,
          adminTokenLength: parts.adminTokenLength,
          logLevel: config.log.level,
          databaseUrl: config.databaseUrl,
        },
        databaseRights: () => databaseRights(db),
        timezone,
        version,
        now,
      }),
      createGuide({
        registry: () => registry,
        accounts: { people, codes: createLinkCodes(db), audit, tell: parts.tell, timezone },
        signIn: { people, links: createSignInLinks(db), address: pageAddress(config), timezone },
        timezone,
        version,
        model: parts.model !== null,
      }),
      ...(parts.model ? [parts.model.agent] : []),
    ],
    now,
  );
  checkClaims(registry.agents);
  return registry;
}
