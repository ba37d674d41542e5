// The HTTP server, with everything it shows.

import { sql } from "kysely";
import type { Logger } from "pino";
import { createSignInLinks } from "#adapters/postgres/create-sign-in-links.ts";
import { measureBacklog } from "#adapters/postgres/measure-backlog.ts";
import type { Database } from "#adapters/postgres/open-database.ts";
import { readReport } from "#agents/security/report-file.ts";
import { type ApiServer, createServer } from "#api/create-server.ts";
import { createReadiness } from "#api/readiness.ts";
import type { Config } from "#config";
import type { Engine } from "#engine/engine.ts";
import type { Monitor } from "#hwa/monitor/monitor.ts";
import type { GraphDesk } from "#knowledge/graph/graph-desk.ts";
import type { Access } from "#ports/access.ts";
import type { Doorbell } from "#ports/doorbell.ts";
import type { HwaReader } from "#ports/hwa.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { People } from "#ports/people.ts";
import type { WorkerRoll } from "#ports/worker-roll.ts";
import type { Metrics } from "../metrics.ts";
import { packageVersion } from "../project.ts";
import { agentViews } from "./agent-views.ts";
import type { OpenChat } from "./open-chat.ts";
import type { Knowledge } from "./open-knowledge.ts";
import type { OpenModel } from "./open-model.ts";

export interface ApiParts {
  readonly db: Database;
  readonly access: Access;
  readonly people: People;
  readonly engine: Engine;
  readonly jobs: JobReader;
  readonly roll: WorkerRoll;
  readonly doorbell: Pick<Doorbell, "health">;
  readonly hwa: HwaReader;
  readonly monitor: Monitor;
  readonly knowledge: Knowledge;
  readonly graph: GraphDesk;
  readonly model: OpenModel | null;
  readonly chat: OpenChat;
  readonly metrics: Metrics;
  readonly dataDir: string;
  readonly now: () => Date;
}

/** Not listening yet; conversations in the browser are shown what happens. */
export async function openApi(config: Config, log: Logger, parts: ApiParts): Promise<ApiServer> {
  const { db, engine, jobs, chat, monitor, roll, model, now } = parts;
  const server = await createServer({
    ...config.http,
    log: log.child({ part: "api" }),
    version: packageVersion,
    now,
    access: parts.access,
    people: parts.people,
    audit: parts.knowledge.audit,
    publicUrl: config.publicUrl,
    signInLinks: createSignInLinks(db),
    conversations: chat.conversations,
    converse: chat.converse,
    webhooks: chat.webhooks,
    monitor,
    engine,
    jobs,
    agents: agentViews(chat.registry, config.locale),
    readiness: createReadiness({
      database: async () => void (await sql`select 1`.execute(db.kysely)),
      backlog: () => measureBacklog(db),
      hwa: () => parts.hwa.connection(),
      plan: () => monitor.age(),
      doorbell: () => parts.doorbell.health(),
      workers: { here: () => engine.worker.status(), all: () => roll.list() },
      ...(model ? { model: model.state } : {}),
      now,
    }),
    metrics: parts.metrics.registry,
    knowledge: { ...parts.knowledge, graphDesk: parts.graph },
    securityReport: () => readReport(parts.dataDir),
    defaultLocale: config.locale,
  });
  chat.liveJobs.attach(server.platform);
  chat.cards.attach(server.platform);
  return server;
}
