// The monitor on its real store: what the tests in memory say must hold where it counts.

import { pino } from "pino";
import { expect, test } from "vitest";
import { createPlanStore } from "#adapters/postgres/create-plan-store.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { createMonitor } from "#hwa/monitor/monitor.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import { testDatabase } from "../support/database.ts";
import {
  createScriptedHwa,
  type JobScript,
  scriptedJob,
  scriptedWorkstation,
} from "../support/scripted-hwa.ts";

const log = pino({ level: "silent" });

async function town() {
  const database = await testDatabase();
  const db = openDatabase({ url: database.url, log });
  const store = createPlanStore(db);
  const hwa = createScriptedHwa([
    scriptedJob({ name: "LOAD", internal: "EXEC", startedAt: new Date("2026-01-05T09:59:00Z") }),
    scriptedJob({ name: "REPORT", internal: "HOLD", estimatedMs: 90_000 }),
  ]);
  let time = Date.parse("2026-01-05T10:00:00Z");
  const clock = { now: () => new Date(time) };
  return {
    store,
    hwa,
    process: (pollMs = 30_000) =>
      createMonitor({
        hwa,
        store,
        names: createNameIndex(),
        clock,
        log,
        pollMs,
        leads: true,
        tickMs: 10,
      }),
    put(script: JobScript) {
      time += 30_000;
      const job = scriptedJob(script);
      hwa.plan.set(job.id, job);
    },
    told: async () =>
      (await store.events(0, 1_000)).map(({ seq, change }) =>
        change.kind === "job"
          ? `${seq} ${(change.after ?? change.before)?.name} ${change.before?.internal}→${change.after?.internal}`
          : `${seq} ${(change.after ?? change.before)?.name} ${change.before?.agentUp}→${change.after?.agentUp}`,
      ),
    async [Symbol.asyncDispose]() {
      await db[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

test("a story with a restart is told once, without gaps in its numbers", async () => {
  await using at = await town();
  {
    await using monitor = at.process();
    expect(await monitor.pollOnce()).toMatchObject({ kind: "read", scope: "first" });
    at.put({
      name: "LOAD",
      internal: "ABEND",
      startedAt: new Date("2026-01-05T09:59:00Z"),
      endedAt: new Date("2026-01-05T10:00:20Z"),
      returnCode: 8,
    });
    at.hwa.machines.set("AGENT1", scriptedWorkstation("AGENT1", true, false));
    expect(await monitor.pollOnce()).toMatchObject({ changes: 2 });
    expect(await monitor.pollOnce()).toMatchObject({ changes: 0 });
  }
  at.put({ name: "REPORT", internal: "READY", estimatedMs: 90_000 });
  at.hwa.plan.delete("id-LOAD");
  await using monitor = at.process();
  expect(await monitor.pollOnce()).toMatchObject({ kind: "read", scope: "sweep", changes: 2 });
  expect(await monitor.pollOnce()).toMatchObject({ changes: 0, scope: "window" });
  expect(await at.told()).toEqual([
    "1 LOAD EXEC→ABEND",
    "2 AGENT1 true→false",
    "3 REPORT HOLD→READY",
    "4 LOAD ABEND→undefined",
  ]);
});

test("of two processes one polls, and when it ends the other goes on where it was", async () => {
  await using at = await town();
  const first = at.process(50);
  first.start();
  await until(async () => (await at.store.lastPoll()) !== null);
  await using second = at.process(50);
  second.start();
  const stop = new AbortController();
  const heard: number[] = [];
  const following = (async () => {
    for await (const event of second.follow(0, stop.signal)) heard.push(event.seq);
  })();
  at.put({ name: "REPORT", internal: "READY" });
  await until(() => heard.length === 1);
  expect(await second.pollOnce()).toEqual({ kind: "not_leading" });
  await first[Symbol.asyncDispose]();
  at.put({ name: "REPORT", internal: "SUSP" });
  expect(await second.pollOnce()).toMatchObject({ kind: "read", changes: 1 });
  await until(() => heard.length === 2);
  expect(heard).toEqual([1, 2]);
  stop.abort();
  await following;
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`It never came to: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
