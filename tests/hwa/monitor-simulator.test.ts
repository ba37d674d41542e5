// The monitor over real sockets: HWA's own API on one side, its real store on the other.

import { pino } from "pino";
import { expect, test } from "vitest";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import { startSimulator } from "#adapters/hwa/simulator/start-simulator.ts";
import { createPlanStore } from "#adapters/postgres/create-plan-store.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import type { JobUpdate } from "#hwa/monitor/job-update.ts";
import { createMonitor } from "#hwa/monitor/monitor.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import { testDatabase } from "../support/database.ts";

const log = pino({ level: "silent" });

async function operations() {
  // Time stands still unless a test moves it, so that nothing happens to the plan but what the test does.
  let time = Date.now();
  const now = () => new Date(time);
  const database = await testDatabase();
  const db = openDatabase({ url: database.url, log });
  const simulator = await startSimulator({ port: 0, log, now });
  const hwa = createHwaReader({
    hosts: [simulator.url],
    auth: { user: "resync", password: "resync" },
    cacheMs: 0,
    timeoutMs: 1_000,
    log,
  });
  const store = createPlanStore(db);
  return {
    store,
    pass(ms: number) {
      time += ms;
    },
    monitor: (names = createNameIndex()) =>
      createMonitor({ hwa, store, names, clock: { now }, log, pollMs: 30_000, leads: true, tickMs: 5 }),
    async control(path: string, body: object = {}) {
      const answer = await fetch(`${simulator.url}/sim/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(200);
      await answer.body?.cancel();
    },
    /** Operations asked since the last call. */
    asked: (() => {
      let last = 0;
      return async (): Promise<readonly string[]> => {
        const answer = await fetch(`${simulator.url}/sim/requests?after=${last}`);
        const seen = (await answer.json()) as {
          last: number;
          requests: readonly { operation: string; changing: boolean }[];
        };
        last = seen.last;
        expect(seen.requests.filter((request) => request.changing)).toEqual([]);
        return seen.requests.map((request) => request.operation.replace("/twsd/api/v2", ""));
      };
    })(),
    told: async (after = 0) =>
      (await store.events(after, 5_000)).map(({ change }) =>
        change.kind === "job"
          ? `${(change.after ?? change.before)?.name} ${change.before?.internal}→${change.after?.internal}`
          : `${(change.after ?? change.before)?.name} ${change.before?.agentUp}→${change.after?.agentUp}`,
      ),
    async [Symbol.asyncDispose]() {
      await hwa[Symbol.asyncDispose]();
      await simulator[Symbol.asyncDispose]();
      await db[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

test("what happens to the plan is told once, across a restart and an outage", async () => {
  await using at = await operations();
  {
    await using monitor = at.monitor();
    expect(await monitor.pollOnce()).toMatchObject({ kind: "read", scope: "first", rows: 245 });
    at.pass(30_000);
    await monitor.pollOnce();
    const before = await at.store.lastSeq();
    await at.control("jobs/CRITICAL_JOB/abend", { returnCode: 12 });
    expect(await monitor.pollOnce()).toMatchObject({ kind: "read" });
    expect(await monitor.pollOnce()).toMatchObject({ kind: "read", changes: 0 });
    expect((await at.told(before)).filter((line) => line.startsWith("CRITICAL_JOB"))).toEqual([
      "CRITICAL_JOB EXEC→ABEND",
    ]);
  }

  const machine = (await at.store.workstations()).find(({ agentUp }) => agentUp)?.name ?? "";
  await at.control(`workstations/${encodeURIComponent(machine)}/down`);
  const missed = await at.store.lastSeq();
  const names = createNameIndex();
  await using monitor = at.monitor(names);
  await monitor.pollOnce();
  expect(await at.told(missed)).toContain(`${machine} true→false`);
  expect((await at.told(missed)).filter((line) => line.startsWith("CRITICAL_JOB"))).toEqual([]);
  expect(names.nearest("job", "payrol", 2).map(({ name }) => name)).toContain("FINANCE_PAYROLL");

  await at.control("faults", { down: true });
  at.pass(91_000);
  const quiet = await at.store.lastSeq();
  expect(await monitor.pollOnce()).toMatchObject({ kind: "failed" });
  expect(monitor.age()).toMatchObject({
    stale: true,
    problem: { en: expect.stringMatching(/\.$/), pt: expect.stringMatching(/^O HWA .*\.$/) },
  });
  expect(await at.store.lastSeq()).toBe(quiet);
  await at.control("faults");
  await at.control(`workstations/${encodeURIComponent(machine)}/up`);
  await recovered(monitor);
  expect(monitor.age()).toMatchObject({ stale: false, problem: null });
  expect(await at.told(quiet)).toContain(`${machine} false→true`);
});

test("when nothing happens a poll is three questions, and a hundred watchers ask no more than their first state", async () => {
  await using at = await operations();
  await using monitor = at.monitor();
  await monitor.pollOnce();
  await monitor.pollOnce();
  await at.asked();
  expect(await monitor.pollOnce()).toMatchObject({ scope: "window", changes: 0, requests: 3 });
  expect((await at.asked()).toSorted()).toEqual([
    "GET /plan/job",
    "GET /plan/job/count",
    "GET /plan/workstation",
  ]);

  const stop = new AbortController();
  const watchers = Array.from({ length: 100 }, () =>
    monitor.watch("critical_job", stop.signal)[Symbol.asyncIterator](),
  );
  const next = () => Promise.all(watchers.map(async (watcher) => (await watcher.next()).value as JobUpdate));
  for (const update of await next())
    expect(update).toMatchObject({
      job: "CRITICAL_JOB",
      status: "running",
      progress: expect.stringMatching(/^\d+%$/),
    });
  const first = (await at.asked()).length;
  expect(first).toBeLessThanOrEqual(100);
  await at.control("jobs/CRITICAL_JOB/finish");
  await monitor.pollOnce();
  for (const update of await next())
    expect(update).toMatchObject({ status: "completed", duration: expect.stringMatching(/\d+s|\d+m|\d+h/) });
  expect((await at.asked()).length).toBeLessThanOrEqual(10);
  stop.abort();
});

/** The client's circuit needs a moment to trust HWA again. */
async function recovered(monitor: ReturnType<typeof createMonitor>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while ((await monitor.pollOnce()).kind !== "read") {
    if (Date.now() > deadline) throw new Error("HWA came back, the monitor did not.");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
