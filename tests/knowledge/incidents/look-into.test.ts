// Each run that failed is looked into once, behind everybody's back: the queue on a real database, and what is found on the
// simulated HWA, also when the job is well by then.

import { pino } from "pino";
import { expect, test } from "vitest";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import { startSimulator } from "#adapters/hwa/simulator/start-simulator.ts";
import { lookIntoIncident } from "#agents/learning/incidents-look.ts";
import type { DiagnosisDesk } from "#diagnosis/desk.ts";
import { findJob } from "#hwa/find-job.ts";
import { createIncidentLooks, type LookDeps } from "#knowledge/incidents/look-into.ts";
import { incidentStage, type Stage } from "./stage.ts";

const log = pino({ level: "silent" });
const signal = new AbortController().signal;

function looksOf(stage: Stage, look: LookDeps["look"], now: () => Date = () => new Date()) {
  return createIncidentLooks({
    watch: stage.watch,
    incidents: stage.incidents,
    look,
    clock: { now },
    log,
  });
}

test("Every run that fails is looked into once, two at a time, and never again after a restart.", async () => {
  await using stage = await incidentStage();
  await stage.turn();
  for (const job of ["A", "B", "C", "D", "E"]) await stage.fails(job);
  await stage.turn();
  const looked: string[] = [];
  let atOnce = 0;
  let most = 0;
  const look: LookDeps["look"] = async ({ job, runId }) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    await new Promise((resolve) => setTimeout(resolve, 20));
    atOnce -= 1;
    looked.push(`${job} ${runId}`);
    return { errorCode: "E1", cause: "disk_full", signature: "no space left" };
  };
  const looks = looksOf(stage, look);
  for (let turn = 0; turn < 6; turn += 1) {
    await looks.turn(signal);
    await looks.settled();
  }
  expect(looked.toSorted()).toEqual(["A run-1", "B run-1", "C run-1", "D run-1", "E run-1"]);
  expect(most).toBe(2);
  await stage.fails("A", "run-2");
  await stage.turn();
  const after = looksOf(stage, look);
  for (let turn = 0; turn < 3; turn += 1) {
    await after.turn(signal);
    await after.settled();
  }
  expect(looked.slice(5)).toEqual(["A run-2"]);
  expect(await stage.incidents.page({ job: "A", limit: 1, offset: 0 })).toMatchObject({
    incidents: [{ errorCode: "E1", cause: "disk_full", signature: "no space left" }],
  });
});

test("A storm is looked into a few at a time and only so many in a while, the newest first.", async () => {
  await using stage = await incidentStage();
  await stage.turn();
  const jobs = Array.from({ length: 9 }, (_, n) => `J${n}`);
  for (const job of jobs) await stage.fails(job);
  await stage.turn();
  const looked: string[] = [];
  let now = new Date();
  const looks = createIncidentLooks({
    watch: stage.watch,
    incidents: stage.incidents,
    look: async ({ job }) => {
      looked.push(job);
      return { errorCode: null, cause: null, signature: null };
    },
    clock: { now: () => now },
    log,
    mostInAWhile: 4,
  });
  const all = async () => {
    for (let turn = 0; turn < 6; turn += 1) {
      await looks.turn(signal);
      await looks.settled();
    }
  };
  await all();
  expect(looked).toEqual(["J8", "J7", "J6", "J5"]);
  now = new Date(now.getTime() + 600_000);
  await all();
  expect(looked).toHaveLength(8);
});

test("What could not be looked into is tried again later, and holds up nothing else; what HWA has no more is let be.", async () => {
  await using stage = await incidentStage();
  await stage.turn();
  for (const job of ["GONE", "AWAY", "FINE"]) await stage.fails(job);
  await stage.turn();
  const looked: string[] = [];
  let away = true;
  // Three minutes from then is long past.
  let now = new Date();
  const looks = looksOf(
    stage,
    async ({ job }) => {
      looked.push(job);
      if (job === "AWAY" && away) throw new Error("HWA is away.");
      return job === "GONE" ? null : { errorCode: null, cause: null, signature: null };
    },
    () => now,
  );
  const all = async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      await looks.turn(signal);
      await looks.settled();
    }
  };
  await all();
  expect(looked.toSorted()).toEqual(["AWAY", "FINE", "GONE"]);
  now = new Date(Date.now() - 3_600_000);
  await stage.fails("AWAY", "run-2");
  await stage.turn();
  await all();
  away = false;
  await all();
  expect(looked.filter((job) => job === "AWAY").length).toBeGreaterThan(2);
  expect(looked.filter((job) => job !== "AWAY").toSorted()).toEqual(["FINE", "GONE"]);
});

test("A run is looked at that failed, though the job is well again; two runs that failed alike have one signature.", async () => {
  await using stack = new AsyncDisposableStack();
  const simulator = stack.use(await startSimulator({ port: 0, log, seed: 7 }));
  const hwa = stack.use(
    createHwaReader({
      hosts: [simulator.url],
      auth: { user: "resync", password: "resync" },
      cacheMs: 0,
      log,
    }),
  );
  const desk: DiagnosisDesk = {
    hwa,
    hwaTitle: "HWA",
    fixes: { about: async () => [] },
    retrieval: { search: async () => [] },
    incidents: { before: async () => [] },
    proposals: () => [],
  };
  const control = async (path: string, body: object = {}) => {
    const answer = await fetch(`${simulator.url}/sim/jobs/FINANCE_PAYROLL/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  const lastRun = async () => {
    const found = await findJob(hwa, "FINANCE_PAYROLL");
    if (found.kind === "unknown") throw new Error("The simulated plan has no FINANCE_PAYROLL.");
    const job = await hwa.job(found.job.id);
    return {
      jobId: found.job.id,
      runId: (job?.runs.findLast(({ last }) => last) ?? job?.runs.at(-1))?.id ?? null,
    };
  };
  const look = (failed: { jobId: string; runId: string | null }) =>
    lookIntoIncident(desk, failed, new Date(), AbortSignal.timeout(20_000));
  const fails = async (file: string) => {
    await control("abend", {
      returnCode: 2,
      log: `ERROR: open failed: No such file or directory: /data/in/${file}`,
    });
    return await lastRun();
  };

  const first = await fails("pay_0301.csv");
  const atOnce = await look(first);
  expect(atOnce).toMatchObject({
    cause: "missing_file",
    signature: "error: open failed: no such file or directory: <path>",
  });
  await control("run");
  await control("finish");
  expect(await look(first)).toEqual(atOnce);
  const second = await fails("pay_0302.csv");
  expect(second.runId).not.toBe(first.runId);
  expect((await look(second))?.signature).toBe(atOnce?.signature);
  expect(await look({ jobId: first.jobId, runId: "no-such-run" })).toBeNull();
  expect(await look({ jobId: "00000000-0000-0000-0000-000000000000", runId: null })).toBeNull();
});
