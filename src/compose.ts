// All the wiring there is; this file and composition/ alone know the adapters. What is opened first is closed last.

import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { Registry } from "prom-client";
import { holdDataDir } from "#adapters/data-dir/hold-data-dir.ts";
import { keepTokenFile } from "#adapters/data-dir/keep-token-file.ts";
import { createAccess } from "#adapters/postgres/create-access.ts";
import { createPlanStore } from "#adapters/postgres/create-plan-store.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import { createTerminal } from "#adapters/terminal/create-terminal.ts";
import { rememberedAccess } from "#api/remembered-access.ts";
import type { Config } from "#config";
import { Fault } from "#core/fault.ts";
import { newToken } from "#core/ids.ts";
import type { Engine } from "#engine/engine.ts";
import { createMonitor, type Monitor } from "#hwa/monitor/monitor.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import type { Access } from "#ports/access.ts";
import { activeJobs, addAgentMetrics } from "./agent-metrics.ts";
import { allOrNothing } from "./composition/all-or-nothing.ts";
import { ensureFirstAdmins } from "./composition/first-admins.ts";
import { tellSimulator } from "./composition/join-running.ts";
import { openActions } from "./composition/open-actions.ts";
import { openApi } from "./composition/open-api.ts";
import { openChat } from "./composition/open-chat.ts";
import { openEngine } from "./composition/open-engine.ts";
import { type HwaOverrides, openHwa } from "./composition/open-hwa.ts";
import { openKnowledge } from "./composition/open-knowledge.ts";
import { openModel } from "./composition/open-model.ts";
import { openStorage } from "./composition/open-storage.ts";
import { openTending } from "./composition/open-tending.ts";
import { createMetrics } from "./metrics.ts";

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

const firstPictureMs = 1_000;
const firstLookMs = 5_000;

/** Opens the whole house, or throws one Fault that says what keeps it from opening, with nothing left behind. */
export async function compose(config: Config, log: Logger, overrides: Overrides = {}): Promise<House> {
  await using opening = new AsyncDisposableStack();
  const now = overrides.now ?? (() => new Date());
  const dataDir = resolve(config.dataDir);
  // A worker alone shares the directory with whoever holds it.
  if (!config.databaseUrl || config.roles.api || config.roles.monitor)
    opening.use(await holdDataDir(dataDir, {}));

  // Postgres takes longest to start; the simulator comes up beside it.
  const [db, hwaSide] = await allOrNothing(opening, [
    openStorage(config, dataDir, log, opening),
    openHwa(config, log, overrides),
  ]);
  const { hwa, simulator } = hwaSide;
  if (simulator && config.roles.api) opening.use(await tellSimulator(dataDir, simulator.url));

  const access = rememberedAccess(createAccess(db));
  const adminToken = config.roles.api ? await keepAdminToken(config, dataDir, access) : null;
  const store = createPlanStore(db);
  const metrics = createMetrics(new Registry());
  const opened = openKnowledge(
    config,
    db,
    {
      log: log.child({ part: "knowledge" }),
      onKept: (count) => metrics.onInteractions("kept", count),
      onLost: (count) => metrics.onInteractions("lost", count),
      now,
    },
    opening,
  );
  const names = createNameIndex();
  const people = createPeople(db);
  const model = openModel(config, {
    db,
    people,
    names,
    hwaHost: () => hwa.connection().host,
    registry: metrics.registry,
    secrets: adminToken ? [adminToken.token] : [],
    log,
    now,
  });
  const knowledge = model ? { ...opened, retrieval: model.withMeaning(opened.retrieval) } : opened;
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
  const { timezone } = config;
  await ensureFirstAdmins(people, config.admins);
  const actions = openActions(config, dataDir, {
    hwa: { hwa, changer: hwaSide.changer, knowledge, names, timezone },
    people,
    ask: () => chat.askAgent,
  });
  const tending = openTending(
    config,
    log,
    { db, knowledge, model, hwa, store, names, people, actions, monitor, metrics, now },
    opening,
  );
  const firstLook = tending.firstLook();
  const { engine, reader, roll, doorbell } = await openEngine(config, log, { db, people, actions }, opening);
  addAgentMetrics(metrics.registry, reader, () => activeJobs(engine.worker.status, roll));
  const chat = await openChat(
    config,
    log,
    {
      db,
      engine,
      jobs: reader,
      people,
      monitor,
      plan: {
        hwa,
        store,
        names,
        knowledge,
        incidents: knowledge.incidents,
        workflows: engine.workflows,
        people,
        timezone,
      },
      knowledge,
      graph: tending.graph,
      model,
      hwaSide,
      adminTokenLength: adminToken?.token.length ?? null,
      dataDir,
      now,
      onAnswer: metrics.onAnswer,
    },
    opening,
  );

  const server = config.roles.api
    ? opening.use(
        await openApi(config, log, {
          db,
          access,
          people,
          engine,
          jobs: reader,
          roll,
          doorbell,
          hwa,
          monitor,
          knowledge,
          graph: tending.graph,
          model,
          chat,
          metrics,
          dataDir,
          now,
        }),
      )
    : null;
  chat.begin();
  // A small plan is known by name before the first question; a large one is read while questions are answered.
  const firstPicture = monitor.pollOnce().then(() => {
    monitor.start();
    tending.planIsKnown();
  });
  await Promise.all([
    Promise.race([firstPicture, sleep(firstPictureMs, undefined, { ref: false })]),
    Promise.race([firstLook, sleep(firstLookMs, undefined, { ref: false })]),
  ]);
  tending.start();
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
          receive: chat.dispatch.receive,
          stop: chat.dispatch.stop,
          complete: (prefix) => names.startingWith(prefix, 20),
          historyFile: join(dataDir, "terminal-history"),
          locale: config.locale,
          now,
          color: config.color,
          onLeave,
        }),
      );
      chat.attach(terminal);
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
