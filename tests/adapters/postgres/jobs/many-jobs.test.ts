// Jobs by the thousand: what waits costs rows and nothing else, and what ended long ago goes. Times are printed.

import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createJobReader } from "#adapters/postgres/jobs/create-job-reader.ts";
import { createJobStore } from "#adapters/postgres/jobs/create-job-store.ts";
import { createWorkerRoll } from "#adapters/postgres/jobs/create-worker-roll.ts";
import { forgetEndedJobs, forgetStaleEntries } from "#adapters/postgres/jobs/forget-ended-jobs.ts";
import { type Database, openDatabase } from "#adapters/postgres/open-database.ts";
import { isFault } from "#core/fault.ts";
import type { Transition } from "#ports/job-store.ts";
import { fiveSteps } from "../../../bench/engine/five-steps.ts";
import { testDatabase } from "../../../support/database.ts";
import {
  change,
  opening,
  sampleAttempt,
  sampleCheckpoint,
  sampleEvent,
  sampleJob,
  sampleStep,
  sampleVote,
} from "../../../support/sample-job.ts";
import { cleanJobs } from "./clean-jobs.ts";

const log = pino({ level: "silent" });

test("Ten thousand waiting jobs do not slow down what asks for due jobs and lost steps.", async () => {
  await using db = await cleanJobs();
  const store = createJobStore(db);
  const roll = createWorkerRoll(db);
  const later = new Date(Date.now() + 3_600_000);
  for (let batch = 0; batch < 20; batch++)
    await store.commit(
      Array.from({ length: 500 }, () => {
        const id = randomUUID();
        const checkpoint = sampleCheckpoint(randomUUID(), id);
        return opening(
          sampleJob(id, {
            status: "WAITING_APPROVAL",
            lookAt: later,
            steps: { rerun: sampleStep("rerun", { state: "WAITING" }) },
            checkpoints: { [checkpoint.id]: checkpoint },
          }),
        );
      }),
    );
  await db.pool.query("analyze");
  const took: Record<string, number> = {};
  const time = async (what: string, work: () => Promise<unknown>) => {
    await work();
    const began = performance.now();
    for (let n = 0; n < 5; n++) await work();
    took[what] = Number(((performance.now() - began) / 5).toFixed(1));
  };
  await time("due", async () => expect((await store.due(100)).jobIds).toEqual([]));
  await time("lost", async () => expect(await roll.lost()).toEqual([]));
  await time("live", async () => expect((await store.live("person-ana")).all).toBe(10_000));
  await time("counts", () => createJobReader(db).counts());
  await time("list", async () =>
    expect((await createJobReader(db).list({ live: true, limit: 20, offset: 0 })).total).toBe(10_000),
  );
  // biome-ignore lint/suspicious/noConsole: the figures are what this test is for
  console.log("With 10,000 waiting jobs, in milliseconds:", JSON.stringify(took));
  expect(Math.max(...Object.values(took))).toBeLessThan(1_000);
});

test("Ended jobs are forgotten with all their rows, a few at a time; young, live and awaited ones stay.", async () => {
  await using db = await cleanJobs();
  const store = createJobStore(db);
  const old = new Date("2026-01-01T00:00:00Z");
  const ended = (id: string, parts = {}) =>
    opening(
      sampleJob(id, {
        status: "COMPLETED",
        endedAt: old,
        steps: { rerun: sampleStep("rerun", { state: "SUCCEEDED" }) },
        checkpoints: { [`c-${id}`]: sampleCheckpoint(`c-${id}`, id, { votes: [sampleVote()] }) },
        ...parts,
      }),
      { attempts: [sampleAttempt(id, "rerun")] },
    );
  await store.commit([
    ended("old-1"),
    ended("old-2"),
    ended("old-3"),
    ended("young", { endedAt: new Date("2026-11-01T00:00:00Z") }),
    ended("live", { endedAt: null, status: "RUNNING" }),
    ended("child-of-live", { parent: { jobId: "live", step: "a" } }),
    ended("child-of-nobody", { parent: { jobId: "gone", step: "a" } }),
  ]);
  const before = new Date("2026-06-01T00:00:00Z");
  expect(await forgetEndedJobs(db, before, 2)).toBe(2);
  expect(await forgetEndedJobs(db, before, 10)).toBe(2);
  expect(await forgetEndedJobs(db, before, 10)).toBe(0);
  for (const table of ["ai_jobs", "job_step", "step_attempt", "job_event", "agent_checkpoints"])
    expect(await idsIn(db, table)).toEqual(["child-of-live", "live", "young"]);
  const { rows } = await sql`select from checkpoint_vote`.execute(db.kysely);
  expect(rows).toHaveLength(3);
  await forgetStaleEntries(db);
});

test("A batch of transitions is one round trip, however many jobs go on in it.", async () => {
  await using db = await cleanJobs();
  const store = createJobStore(db);
  await createWorkerRoll(db).enrol({ id: "w", host: "here", pid: 1, slots: 1 }, 60_000);
  let asked = 0;
  const counting = createJobStore({
    url: db.url,
    pool: Object.assign(Object.create(db.pool), {
      query: (...query: Parameters<typeof db.pool.query>) => {
        asked++;
        return db.pool.query(...query);
      },
    }),
  });
  const jobs = Array.from({ length: 32 }, () => [...fiveSteps("w", randomUUID())]);
  for (let transition = 0; transition < 6; transition++)
    await counting.commit(jobs.flatMap((job) => job.slice(transition, transition + 1)));
  expect(asked).toBe(6);
  const ids = jobs.flatMap(([first]) => (first ? [first.after.id] : []));
  expect((await store.load(ids)).every((job) => job?.status === "COMPLETED" && job.revision === 6)).toBe(
    true,
  );
});

test("Control: when rows are locked in the order given, crossing batches do wait in a circle.", async () => {
  await using database = await testDatabase();
  await using db = openDatabase({ url: database.url, log });
  expect(await givesWay(db)).toBe(0);
  const { rows } = await db.pool.query<{ source: string }>(
    "select pg_get_functiondef('commit_jobs'::regproc) as source",
  );
  const unordered = rows[0]?.source.replace('order by id collate "C"\n', "order by o\n") ?? "";
  expect(unordered).not.toBe(rows[0]?.source);
  await db.pool.query(unordered);
  // Whether two batches meet is a matter of luck; that they never meet in so many rounds is none.
  expect(await givesWay(db, 1_000)).toBeGreaterThan(0);
});

/** How many of many crossing batches failed because each waited for the other. */
async function givesWay(db: Database, rounds = 10): Promise<number> {
  const store = createJobStore(db);
  const jobs = Array.from({ length: 200 }, () => sampleJob(randomUUID()));
  await store.commit(jobs.map((job) => opening(job)));
  const now = (await store.load(jobs.map(({ id }) => id))).filter((job) => job !== null);
  let failed = 0;
  const lane = async (turn: (batch: Transition[]) => Transition[]) => {
    for (let round = 0; round < rounds && failed === 0; round++) {
      const batch = turn(now.map((job) => change(job, {})));
      await store.commit(batch).catch((error: unknown) => {
        if (!isFault(error) || error.code !== "conflict") throw error;
        failed++;
      });
    }
  };
  const forth = (batch: Transition[]) => batch;
  const back = (batch: Transition[]) => batch.toReversed();
  await Promise.all([lane(forth), lane(back), lane(forth), lane(back)]);
  return failed;
}

async function idsIn(db: Database, table: string): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct ${sql.ref(table === "ai_jobs" ? "id" : "job_id")} as id from ${sql.table(table)} order by 1
  `.execute(db.kysely);
  return rows.map(({ id }) => id);
}

test("A failing statement takes the whole batch back, and the store goes on.", async () => {
  await using db = await cleanJobs();
  const store = createJobStore(db);
  const good = sampleJob(randomUUID());
  const bad = sampleJob(randomUUID());
  const twice = [sampleEvent(bad.id, 1, "job.created"), sampleEvent(bad.id, 1, "job.created")];
  await expect(store.commit([opening(good), opening(bad, { events: twice })])).rejects.toThrow("refused");
  expect(await store.load([good.id, bad.id])).toEqual([null, null]);
  expect(await store.commit([opening(good)])).toMatchObject([{ kind: "committed" }]);
});
