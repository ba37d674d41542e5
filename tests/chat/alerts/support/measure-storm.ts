// What a storm costs: so many failures within so long, from the plan's events to a channel that takes its time, on a database
// of its own. For benchmarks: it needs no test around it.

import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import { startSimulator } from "#adapters/hwa/simulator/start-simulator.ts";
import { createAlerts as createAlertStore } from "#adapters/postgres/create-alerts.ts";
import { createNotices } from "#adapters/postgres/create-notices.ts";
import { createPlanStore } from "#adapters/postgres/create-plan-store.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { createAlerts } from "#chat/alerts/create-alerts.ts";
import { readRules } from "#chat/alerts/open-rules.ts";
import { createCourier } from "#chat/courier.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import { knowing } from "../../../support/known-rows.ts";
import { calm, storm } from "./storm-jobs.ts";

export interface StormOptions {
  /** Migrated, and empty. */
  readonly databaseUrl: string;
  readonly failures: number;
  readonly overMs: number;
  /** How long the platform takes for a message. */
  readonly postMs: number;
}

export interface StormFigures {
  readonly failures: number;
  readonly messages: number;
  readonly edits: number;
  /** From the first failure to the first message. */
  readonly firstMessageMs: number;
  /** From the last failure until the channel shows every one of them. */
  readonly toldMs: number;
  /** From the moment that everything is well until every message says so. */
  readonly calmMs: number;
  /** What the heap grew by at most. */
  readonly heapMb: number;
}

const slices = 20;

export async function measureStorm(options: StormOptions): Promise<StormFigures> {
  const { failures, overMs, postMs } = options;
  const log = pino({ level: "silent" });
  await using stack = new AsyncDisposableStack();
  const db = stack.use(openDatabase({ url: options.databaseUrl, log }));
  const simulator = stack.use(await startSimulator({ port: 0, log }));
  const hwa = createHwaReader({ hosts: [simulator.url], auth: { user: "r", password: "r" }, log });
  stack.use(hwa);
  const plan = createPlanStore(db);
  const store = createAlertStore(db);
  const notices = createNotices(db);
  const { rules } = readRules(Buffer.from("off: [{ kind: [late, too_long, at_risk] }]"), {
    oncall: "slack:C0ONCALL",
    timezone: "UTC",
  });
  if (!rules) throw new Error("The rules of the measurement are not right.");

  const texts = new Map<string, string>();
  let edits = 0;
  let firstAt: number | null = null;
  const platform: ChatPlatform = {
    platform: "slack",
    post: async () => {},
    notify: async () => {},
    threadOfChannel: async (channel) => channel,
    async showCard(_thread, { key, ref }, { text }) {
      await sleep(postMs);
      firstAt ??= performance.now();
      if (ref !== null) edits += 1;
      texts.set(key, text);
      return key;
    },
    [Symbol.asyncDispose]: async () => {},
  };
  const courier = stack.use(createCourier({ notices, log, sweepMs: 1_000 }));
  courier.attach(platform);
  const alerts = stack.use(
    createAlerts({
      store,
      plan,
      desk: {
        hwa,
        monitor: {
          age: () => ({ readAt: new Date(), stale: false, problem: null }),
          async *watch() {},
          async *follow() {},
        },
        store: plan,
        names: createNameIndex(),
        timezone: "UTC",
        knowledge: knowing([]),
        incidents: { before: async () => [], openOf: async () => null },
        workflows: { list: () => [], find: () => null },
        people: { rights: async () => ({ epoch: 0, people: [], startRules: [] }) },
      },
      rules: () => rules,
      clock: { now: () => new Date() },
      log,
      defaultLocale: "en",
      leads: () => true,
      people: { rights: async () => ({ epoch: 0, people: [], startRules: [] }) },
      notices: courier,
      workflow: () => null,
      timezone: "UTC",
    }),
  );
  alerts.attach(platform);
  await alerts.turn();
  globalThis.gc?.();
  const heapBefore = process.memoryUsage().heapUsed;
  let heapMost = heapBefore;
  const timer = setInterval(() => {
    heapMost = Math.max(heapMost, process.memoryUsage().heapUsed);
  }, 50);
  stack.defer(() => clearInterval(timer));
  alerts.start();

  const told = () =>
    [...texts.values()].reduce(
      (sum, text) => sum + Number(/: ([\d,]+) more troubles/.exec(text)?.[1]?.replace(",", "") ?? 1),
      0,
    );
  const began = performance.now();
  for (let slice = 0; slice < slices; slice += 1) {
    await storm(plan, failures / slices, (slice * failures) / slices);
    await sleep(Math.max(0, began + ((slice + 1) * overMs) / slices - performance.now()));
  }
  const ended = performance.now();
  while (told() < failures) await sleep(20);
  const toldAt = performance.now();
  await calm(plan, failures);
  while ([...texts.values()].some((text) => !text.startsWith("Resolved"))) await sleep(20);
  return {
    failures,
    messages: texts.size,
    edits,
    firstMessageMs: (firstAt ?? Number.NaN) - began,
    toldMs: toldAt - ended,
    calmMs: performance.now() - toldAt,
    heapMb: (heapMost - heapBefore) / 2 ** 20,
  };
}
