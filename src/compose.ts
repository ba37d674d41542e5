// All the wiring there is: the only file that knows the adapters. What is opened first is closed last.

import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import type { Logger } from "pino";
import { Registry } from "prom-client";
import { holdDataDir } from "#adapters/data-dir/hold-data-dir.ts";
import { keepTokenFile } from "#adapters/data-dir/keep-token-file.ts";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createAccess } from "#adapters/postgres/create-access.ts";
import { createConversations } from "#adapters/postgres/create-conversations.ts";
import { createInbox } from "#adapters/postgres/create-inbox.ts";
import { createJobLinks } from "#adapters/postgres/create-job-links.ts";
import { createLinkCodes } from "#adapters/postgres/create-link-codes.ts";
import { createOutbox } from "#adapters/postgres/create-outbox.ts";
import { createPlanStore } from "#adapters/postgres/create-plan-store.ts";
import { databaseRights } from "#adapters/postgres/database-rights.ts";
import { measureBacklog } from "#adapters/postgres/measure-backlog.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import { createTerminal } from "#adapters/terminal/create-terminal.ts";
import { openKnowledge } from "#adapters/workbook/open-knowledge.ts";
import { createGuide } from "#agents/guide.ts";
import { createHwaMonitorAgent } from "#agents/hwa-monitor/agent.ts";
import { createKnowledgeAgent } from "#agents/knowledge/knowledge-agent.ts";
import { createOperationsAgent } from "#agents/operations/agent.ts";
import { type AgentRegistry, createRegistry } from "#agents/registry.ts";
import { checkClaims } from "#agents/router.ts";
import { readReport } from "#agents/security/report-file.ts";
import { createSecurityAgent } from "#agents/security/security-agent.ts";
import type { ApiServer } from "#api/create-server.ts";
import { createServer } from "#api/create-server.ts";
import { createReadiness } from "#api/readiness.ts";
import { rememberedAccess } from "#api/remembered-access.ts";
import { createAskAgent } from "#chat/ask-agent.ts";
import { createConverse } from "#chat/create-converse.ts";
import { createDispatch } from "#chat/dispatch.ts";
import { createLexicon } from "#chat/lexicon.ts";
import { createLiveCards } from "#chat/live-cards.ts";
import { createLiveJobs } from "#chat/live-jobs.ts";
import { createTell } from "#chat/tell.ts";
import type { Config } from "#config";
import { Fault } from "#core/fault.ts";
import { newToken } from "#core/ids.ts";
import type { Engine } from "#engine/engine.ts";
import { createMonitor, type Monitor } from "#hwa/monitor/monitor.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import type { Access } from "#ports/access.ts";
import { activeJobs, addAgentMetrics } from "./agent-metrics.ts";
import { agentViews } from "./composition/agent-views.ts";
import { allOrNothing } from "./composition/all-or-nothing.ts";
import { ensureFirstAdmins } from "./composition/first-admins.ts";
import { tellSimulator } from "./composition/join-running.ts";
import { openActions } from "./composition/open-actions.ts";
import { openEngine } from "./composition/open-engine.ts";
import { type HwaOverrides, openHwa } from "./composition/open-hwa.ts";
import { openStorage } from "./composition/open-storage.ts";
import { createMetrics } from "./metrics.ts";
import { packageVersion, projectDir } from "./project.ts";

/** What tests bring instead of what the configuration says. */
export type Overrides = HwaOverrides;

export interface House extends AsyncDisposable {
  /** Where it serves; null without the role `api`. */
  readonly url: string | null;
  /** The token of the first administrator, and whether it was made at this very start. */
  readonly adminToken: {
    readonly token: string;
    readonly file: string | null;
    readonly made: boolean;
  } | null;
  readonly hwaUrl: string;
  readonly simulated: boolean;
  readonly monitor: Monitor;
  readonly worker: Engine["worker"];
  /** A prompt for the administrator, who started the process and holds its token. */
  openTerminal(streams: TerminalStreams): Promise<void>;
}

export interface TerminalStreams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly onLeave: () => void;
}

const sweepMs = 5_000;
const firstPictureMs = 1_000;

/** Opens the whole house, or throws one Fault that says what keeps it from opening, with nothing left behind. */
export async function compose(config: Config, log: Logger, overrides: Overrides = {}): Promise<House> {
  await using opening = new AsyncDisposableStack();
  const now = overrides.now ?? (() => new Date());
  const dataDir = resolve(config.dataDir);
  // A worker alone shares the directory with whoever holds it.
  if (!config.databaseUrl || config.roles.api || config.roles.monitor)
    opening.use(await holdDataDir(dataDir, {}));

  // Postgres takes longest to start; the simulator and the workbooks come up beside it.
  const [db, hwaSide, knowledge] = await allOrNothing(opening, [
    openStorage(config, dataDir, log, opening),
    openHwa(config, log, overrides),
    openKnowledge({ dir: resolve(config.knowledgeDir), log: log.child({ part: "knowledge" }), now }),
  ]);
  const { hwa, simulator } = hwaSide;
  if (simulator && config.roles.api) opening.use(await tellSimulator(dataDir, simulator.url));

  const access = rememberedAccess(createAccess(db));
  const adminToken = config.roles.api ? await keepAdminToken(config, dataDir, access) : null;
  const store = createPlanStore(db);
  const names = createNameIndex();
  const metrics = createMetrics(new Registry());
  const monitor = opening.use(
    createMonitor({
      hwa,
      store,
      names,
      clock: { now },
      log: log.child({ part: "monitor" }),
      pollMs: config.hwa.pollSeconds * 1000,
      leads: config.roles.monitor,
      onPoll: metrics.onPoll,
    }),
  );
  const liveJobs = opening.use(createLiveJobs(monitor, log));

  const { timezone } = config;
  const people = createPeople(db);
  await ensureFirstAdmins(people, config.admins);
  const actions = openActions(config, dataDir, {
    hwa: { hwa, changer: hwaSide.changer, knowledge, names, timezone },
    people,
    ask: () => askAgent,
  });
  const { engine, reader, roll, doorbell } = await openEngine(config, log, { db, people, actions }, opening);
  addAgentMetrics(metrics.registry, reader, () => activeJobs(engine.worker.status, roll));
  const cards = opening.use(
    createLiveCards({
      engine,
      jobs: reader,
      links: createJobLinks(db),
      timezone,
      defaultLocale: config.locale,
      now,
      log: log.child({ part: "chat" }),
    }),
  );
  const desk = { hwa, monitor, store, names, knowledge, subscriptions: liveJobs, timezone };
  const version = packageVersion;
  const registry: AgentRegistry = createRegistry(
    [
      createHwaMonitorAgent(desk, version),
      createKnowledgeAgent({ knowledge, timezone, version }),
      createOperationsAgent(
        { engine, jobs: reader, cards, names, timezone, audit: createAudit(db) },
        version,
      ),
      createSecurityAgent({
        projectDir,
        dataDir,
        config: {
          host: config.http.host,
          hwa: config.hwa.remote
            ? { hosts: config.hwa.remote.hosts, verifyTls: config.hwa.remote.verifyTls, simulated: false }
            : { hosts: [hwaSide.url], verifyTls: true, simulated: true },
          hwaUser: hwa.connection().user,
          allowActions: config.hwa.allowActions,
          adminTokenLength: adminToken?.token.length ?? null,
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
        accounts: {
          people,
          codes: createLinkCodes(db),
          audit: createAudit(db),
          tell: createTell(createOutbox(db), (platform) => dispatch.wake(platform)),
          timezone,
        },
        timezone,
        version,
      }),
    ],
    now,
  );
  checkClaims(registry.agents);

  const lexicon = createLexicon(names, registry, engine.workflows.find);
  const askAgent = createAskAgent({ registry, lexicon, timezone, now });
  const inbox = createInbox(db);
  const conversations = createConversations(db);
  const attached = new Set<string>();
  const converse = createConverse({
    conversations,
    inbox,
    registry,
    lexicon,
    timezone,
    defaultLocale: config.locale,
    now,
    log: log.child({ part: "chat" }),
    delivers: (platform) => attached.has(platform),
    onAnswer: metrics.onAnswer,
  });
  const dispatch = opening.use(
    createDispatch({ inbox, outbox: createOutbox(db), converse, log: log.child({ part: "chat" }), sweepMs }),
  );

  let server: ApiServer | null = null;
  if (config.roles.api) {
    server = opening.use(
      await createServer({
        ...config.http,
        log: log.child({ part: "api" }),
        version,
        now,
        access,
        people,
        audit: createAudit(db),
        conversations,
        converse,
        monitor,
        engine,
        jobs: reader,
        agents: agentViews(registry, config.locale),
        readiness: createReadiness({
          database: async () => void (await sql`select 1`.execute(db.kysely)),
          backlog: () => measureBacklog(db),
          hwa: () => hwa.connection(),
          plan: () => monitor.age(),
          doorbell: () => doorbell.health(),
          workers: { here: () => engine.worker.status(), all: () => roll.list() },
          now,
        }),
        metrics: metrics.registry,
        securityReport: () => readReport(dataDir),
        defaultLocale: config.locale,
      }),
    );
    liveJobs.attach(server.platform);
    cards.attach(server.platform);
  }
  // A small plan is known by name before the first question; a large one is read while questions are answered.
  const firstPicture = monitor.pollOnce().then(() => monitor.start());
  await Promise.race([firstPicture, sleep(firstPictureMs)]);
  const url = server ? await server.listen() : null;
  if (config.roles.worker) await engine.worker.start();

  const parts = opening.move();
  return {
    url,
    adminToken,
    hwaUrl: hwaSide.url,
    simulated: simulator !== null,
    monitor,
    worker: engine.worker,
    async openTerminal({ input, output, onLeave }) {
      const person = adminToken ? await access.personOf(adminToken.token) : null;
      if (!person)
        throw new Fault("unauthenticated", "The prompt needs an administrator: start with the role api.");
      const terminal = parts.use(
        createTerminal({
          input,
          output,
          person,
          receive: dispatch.receive,
          complete: (prefix) => names.startingWith(prefix, 20),
          historyFile: join(dataDir, "terminal-history"),
          locale: config.locale,
          now,
          color: config.color,
          onLeave,
        }),
      );
      attached.add(terminal.platform);
      liveJobs.attach(terminal);
      cards.attach(terminal);
      dispatch.attach(terminal);
    },
    async [Symbol.asyncDispose]() {
      server?.drain();
      await parts.disposeAsync();
    },
  };
}

/** The configured token, or the one in the data dir, made at the first start. */
async function keepAdminToken(
  config: Config,
  dataDir: string,
  access: Access,
): Promise<NonNullable<House["adminToken"]>> {
  const kept = config.adminToken
    ? { token: config.adminToken, file: null, made: false }
    : await keepTokenFile(dataDir, newToken);
  await access.keepAdminToken(kept.token);
  return kept;
}
