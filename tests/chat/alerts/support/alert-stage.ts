// Alerts on the simulated HWA and a real database, with a channel that remembers every message and every edit of it.

import { pino } from "pino";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import { startSimulator } from "#adapters/hwa/simulator/start-simulator.ts";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createAlerts as createAlertStore } from "#adapters/postgres/create-alerts.ts";
import { createPlanStore } from "#adapters/postgres/create-plan-store.ts";
import { createIncidents } from "#adapters/postgres/knowledge/create-incidents.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import { createAlertsAgent } from "#agents/alerts/alerts-agent.ts";
import { createAlertBoard } from "#agents/alerts/board.ts";
import type { FindingDesk } from "#agents/alerts/read-finding.ts";
import { createHwaMonitorAgent } from "#agents/hwa-monitor/agent.ts";
import { type AlertsDeps, createAlerts } from "#chat/alerts/create-alerts.ts";
import { readRules } from "#chat/alerts/open-rules.ts";
import type { Intent } from "#core/intent.ts";
import type { Locale } from "#core/locale.ts";
import type { Person } from "#core/person.ts";
import type { Reply } from "#core/reply.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import { createMonitor } from "#hwa/monitor/monitor.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import type { QuotableFix } from "#ports/knowledge-sources.ts";
import type { Notice } from "#ports/notices.ts";
import { testDatabase } from "../../../support/database.ts";
import { knowing } from "../../../support/known-rows.ts";

const log = pino({ level: process.env.TEST_LOG ?? "silent" });

export const olga: Person = { id: "p-olga", name: "Olga", roles: ["operator"] };
export const vic: Person = { id: "p-vic", name: "Vic", roles: ["viewer"] };

export interface Shown {
  readonly thread: string;
  readonly key: string;
  /** What stood there, oldest first; the last is what stands there now. */
  readonly versions: Reply[];
  important: number;
}

export interface StageOptions {
  readonly rules?: string;
  readonly speed?: number;
  readonly startAt?: Date;
  readonly knowledge?: readonly QuotableFix[];
  readonly editMs?: number;
  /** Meant for causes, by what they say under `remedies`. */
  readonly workflows?: readonly Workflow[];
}

export async function alertStage(options: StageOptions = {}) {
  const stack = new AsyncDisposableStack();
  let time = (options.startAt ?? new Date()).getTime();
  const now = () => new Date(time);
  const database = stack.use(await testDatabase());
  const db = stack.use(openDatabase({ url: database.url, log }));
  const simulator = stack.use(await startSimulator({ port: 0, log, now }));
  const hwa = createHwaReader({
    hosts: [simulator.url],
    auth: { user: "resync", password: "resync" },
    cacheMs: 0,
    timeoutMs: 5_000,
    log,
    now,
  });
  const plan = createPlanStore(db);
  const store = createAlertStore(db);
  const people = createPeople(db);
  const audit = createAudit(db);
  const names = createNameIndex();
  const rows = options.knowledge ?? [];
  const read = readRules(
    Buffer.from(options.rules ?? "storm: 10\noff: [{ kind: [late, too_long, at_risk] }]"),
    {
      oncall: "slack:C0ONCALL",
      timezone: "UTC",
    },
  );
  if (!read.rules) throw new Error(JSON.stringify(read.problems));
  const rules = read.rules;
  const monitor = stack.use(
    createMonitor({ hwa, store: plan, names, clock: { now }, log, pollMs: 30_000, leads: true, tickMs: 5 }),
  );
  const desk: FindingDesk = {
    hwa,
    monitor,
    store: plan,
    names,
    timezone: "UTC",
    knowledge: knowing(rows),
    incidents: createIncidents(db),
    workflows: {
      list: () => options.workflows ?? [],
      find: (id) => options.workflows?.find((each) => each.id === id) ?? null,
    },
    people,
  };
  const shown = new Map<string, Shown>();
  let puts = 0;
  const notices: AlertsDeps["notices"] = {
    async put(list: readonly Notice[]) {
      for (const { thread, key, reply, important } of list) {
        const at = `${thread} ${key}`;
        const there = shown.get(at) ?? { thread, key, versions: [], important: 0 };
        shown.set(at, there);
        if (JSON.stringify(there.versions.at(-1)) === JSON.stringify(reply)) continue;
        puts += 1;
        there.versions.push(reply);
        if (important) there.important += 1;
      }
    },
  };
  const platform: ChatPlatform = {
    platform: "slack",
    post: async () => {},
    notify: async () => {},
    threadOfChannel: async (channel) =>
      channel.startsWith("slack:") ? channel.slice("slack:".length) : null,
    directThread: async (identity) => (identity.startsWith("slack:") ? `direct ${identity}` : null),
    [Symbol.asyncDispose]: async () => {},
  };
  const workflow = (id: string) =>
    id === "recover-abend"
      ? {
          id,
          kind: "runbook" as const,
          title: id,
          description: null,
          version: 1,
          owner: null,
          digest: "d",
          inputs: { job: { schema: {}, required: true, description: null } },
          steps: [],
          outputs: {},
        }
      : null;

  /** A process of alerts; a second one is a restart, or another process beside. */
  function process(more: Partial<AlertsDeps> = {}) {
    const alerts = stack.use(
      createAlerts({
        store,
        plan,
        desk,
        rules: () => rules,
        clock: { now },
        log,
        defaultLocale: "en",
        leads: () => true,
        people,
        notices,
        workflow,
        timezone: "UTC",
        editMs: options.editMs ?? 0,
        ...more,
      }),
    );
    alerts.attach(platform);
    return alerts;
  }
  const alerts = process();
  const board = createAlertBoard({ alerts: store, audit, clock: { now } });
  const agent = createAlertsAgent(
    { board, rules: () => rules, problems: () => read.problems, workflow, audit, timezone: "UTC" },
    "1",
  );
  const monitorAgent = createHwaMonitorAgent(
    { ...desk, subscriptions: { watch: () => "cannot_show", unwatch: () => [], watched: () => [] } },
    "1",
  );
  const question = (person: Person, intent: Intent, text: string, locale: Locale) => ({
    text,
    locale,
    intent,
    person,
    conversationId: "c",
    thread: "t",
    platform: "slack",
    now: now(),
  });

  async function control(path: string, body: object = {}): Promise<void> {
    const answer = await fetch(`${simulator.url}/sim/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    await answer.body?.cancel();
  }

  await monitor.pollOnce();
  await alerts.turn();

  return {
    alerts,
    process,
    store,
    plan,
    hwa,
    db,
    audit,
    people,
    simulator,
    monitor,
    now,
    pass(ms: number) {
      time += ms;
    },
    control,
    poll: () => monitor.pollOnce(),
    /** It runs, if it does not, and abends. */
    async abend(job: string, log = "boom") {
      const { items } = await hwa.jobs({ oql: `name = '${job}'`, limit: 1 });
      if (items[0]?.status.common !== "RUNNING") await control(`jobs/${job}/run`);
      await monitor.pollOnce();
      await control(`jobs/${job}/abend`, { returnCode: 12, log });
      await monitor.pollOnce();
      await alerts.turn();
    },
    /** Somebody runs it again in HWA's console, and it ends well. */
    async rerun(job: string) {
      await control(`jobs/${job}/run`);
      await monitor.pollOnce();
      await control(`jobs/${job}/finish`);
      await monitor.pollOnce();
      await alerts.turn();
    },
    async wait(minutes: number) {
      time += minutes * 60_000;
      await alerts.turn();
    },
    /** The plan is read and the alerts do all there is to do. */
    async turn(of = alerts) {
      await monitor.pollOnce();
      await of.turn();
    },
    /** What stands in a channel now, oldest first. */
    inChannel: (channel = "C0ONCALL") => [...shown.values()].filter(({ thread }) => thread === channel),
    text: (channel = "C0ONCALL") =>
      [...shown.values()]
        .filter(({ thread }) => thread === channel)
        .map(({ versions }) => versions.at(-1)?.text ?? ""),
    puts: () => puts,
    say: (name: Intent["name"], slots: Intent["slots"], person = olga, locale: Locale = "en") =>
      agent.answer(question(person, { name, slots, confidence: 1 }, "", locale), AbortSignal.timeout(10_000)),
    ask: (name: Intent["name"], slots: Intent["slots"], locale: Locale = "en") =>
      monitorAgent.answer(
        question(olga, { name, slots, confidence: 1 }, "", locale),
        AbortSignal.timeout(10_000),
      ),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
