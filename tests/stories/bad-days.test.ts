// Bad days of the rest of the house: the disk, the folder of workflows, HWA, the clock, and being stopped in the middle.

import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { noSmallDisk, smallDisk } from "../adapters/data-dir/small-disk.ts";
import { testApp } from "../support/app.ts";
import {
  begin,
  type Client,
  call,
  checkpointOf,
  dayEnv,
  figure,
  follow,
  reached,
  until,
  upTo,
  type WorkflowsDir,
  workflowsDir,
} from "../support/bad-day.ts";
import { testDatabase } from "../support/database.ts";
import { eventuallyReady, freshDataDir, launch, root, type Started } from "../support/process.ts";

const jobOf = async (client: Client, id: string) =>
  (await call(client, "GET", `/api/agent-jobs/${id}`)).body.job;

const noDisk = await noSmallDisk();
if (noDisk) process.stderr.write(`The bad days of the disk are skipped: ${noDisk}.\n`);

describe.skipIf(noDisk !== null)("the disk of the data directory", () => {
  const files = { files: [1, 2].map((n) => ({ path: `deep/${n}.txt`, content: "a line\n".repeat(30_000) })) };
  const left = async (dir: string) =>
    (await readdir(join(dir, "files"), { recursive: true }).catch(() => [])).toSorted();

  it("is full: the job fails with a sentence, nothing half is left, and a retry works when there is room", async () => {
    await using disk = await smallDisk("1m");
    await using app = await testApp({ dataDir: disk.path });
    const id = await begin(app, "code-generation", files);
    const checkpoint = await checkpointOf(app, id);
    // Room for the first file and not for the second.
    await writeFile(join(disk.path, "filler"), "x".repeat(700_000));
    expect((await call(app, "POST", `/api/admin/agent-checkpoints/${checkpoint}`)).status).toBe(200);
    await reached(app, id, "FAILED", 20_000);
    const { error } = await jobOf(app, id);
    expect(error).toMatch(/could not be written.*ENOSPC.*nothing was changed\. Make room on the disk\./);
    expect(await left(disk.path)).toEqual([]);
    figure(`full: ${error}`);
    await rm(join(disk.path, "filler"));
    expect((await call(app, "PATCH", `/api/agent-jobs/${id}`, { action: "retry" })).status).toBe(200);
    const again = await checkpointOf(app, id);
    expect((await call(app, "POST", `/api/admin/agent-checkpoints/${again}`)).status).toBe(200);
    await reached(app, id, "COMPLETED", 20_000);
    expect(await left(disk.path)).toEqual(["deep", "deep/1.txt", "deep/2.txt"]);
  }, 60_000);

  it("is read-only: the job fails with a sentence, and everything else goes on", async () => {
    await using disk = await smallDisk("4m");
    await using app = await testApp({ dataDir: disk.path });
    const id = await begin(app, "code-generation", files);
    const checkpoint = await checkpointOf(app, id);
    disk.makeReadOnly();
    expect((await call(app, "POST", `/api/admin/agent-checkpoints/${checkpoint}`)).status).toBe(200);
    await reached(app, id, "FAILED", 20_000);
    const { error } = await jobOf(app, id);
    expect(error).toMatch(/EROFS|read-only/);
    expect(error).toMatch(/\.$/);
    figure(`read-only: ${error}`);
    expect(await left(disk.path)).toEqual([]);
    const simple = await begin(app, "simple-task", { userId: "u1", action: "sweep" });
    await reached(app, simple, "COMPLETED", 10_000);
    disk.makeWritable();
  }, 60_000);
});

describe("the folder of workflows", () => {
  it("is broken, deleted and mended: pinned jobs go on, new ones use the last good version, and it is told", async () => {
    await using day = await workflowsDir();
    await using app = await testApp({ env: dayEnv(day) });
    const { effects } = day;
    const problems = async () => (await call(app, "GET", "/api/v1/workflows")).body.problems;
    const waiting = await begin(app, "ask", { effects, name: "pinned-ask", seconds: "0" });
    const running = await begin(app, "chain", { effects, name: "pinned-chain", seconds: "1" });
    const checkpoint = await checkpointOf(app, waiting);

    const good = await day.read("jobs/chain.yml");
    await day.write("jobs/chain.yml", good.replace("uses: local.command", "uses: local.comand"));
    await until(async () => (await problems()).length > 0, "the problem is told", 10_000);
    expect((await problems())[0]).toMatchObject({ file: "jobs/chain.yml", line: expect.any(Number) });
    await reached(
      app,
      await begin(app, "chain", { effects, name: "last-good", seconds: "0" }),
      "COMPLETED",
      10_000,
    );

    await day.write("jobs/chain.yml", good.replace("Five effects", "Mended five effects"));
    await until(async () => (await problems()).length === 0, "it is mended", 10_000);
    const mended = await begin(app, "chain", { effects, name: "mended", seconds: "0" });
    await reached(app, mended, "COMPLETED", 10_000);

    await rename(day.dir, `${day.dir}-away`);
    await until(async () => (await problems()).length > 0, "the missing folder is told", 15_000);
    figure(`the folder: ${(await problems())[0].message}`);
    await reached(
      app,
      await begin(app, "chain", { effects, name: "no-folder", seconds: "0" }),
      "COMPLETED",
      10_000,
    );
    expect((await call(app, "POST", `/api/admin/agent-checkpoints/${checkpoint}`)).status).toBe(200);
    await reached(app, waiting, "COMPLETED", 10_000);
    await reached(app, running, "COMPLETED", 20_000);

    await rename(`${day.dir}-away`, day.dir);
    await until(async () => (await problems()).length === 0, "it is back", 15_000);
    // The control: a file that is taken out on purpose takes its workflow with it.
    await rm(join(day.dir, "jobs/nap.yml"));
    await until(
      async () =>
        (
          await call(app, "POST", "/api/agent-jobs", {
            jobType: "nap",
            taskDescription: "x",
            inputData: { effects },
          })
        ).status === 404 ||
        (
          await call(app, "POST", "/api/agent-jobs", {
            jobType: "nap",
            taskDescription: "x",
            inputData: { effects },
          })
        ).status === 400,
      "nap is gone",
      15_000,
    );
  }, 90_000);
});

describe("HWA", () => {
  const workflows = {
    "runbooks/look.yml": `id: wait-for-it
kind: runbook
title: Wait until it is so
steps:
  - id: wait
    uses: wait.until
    with: { uses: hwa.job, args: { job: FINANCE_PAYROLL }, condition: "output.status != ''", every: 1s, within: 2m }
`,
    "runbooks/ask.yml": `id: ask-about-it
kind: runbook
title: Ask with what HWA shows
steps:
  - id: hold
    uses: hwa.hold
    with: { job: FINANCE_PAYROLL }
    retry: { attempts: 2, backoff: 1s }
`,
  };

  it("is down while a runbook waits and a card is looked at: sentences, tries as the file says, nothing guessed", async () => {
    await using day = await workflowsDir();
    for (const [file, text] of Object.entries(workflows)) await day.write(file, text);
    await using app = await testApp({
      env: { ...dayEnv(day), HWA_SIM_SPEED: "0", HWA_ALLOW_ACTIONS: "true" },
    });
    await app.sim("faults", { down: true });
    const waits = await begin(app, "wait-for-it", {});
    const asks = await begin(app, "ask-about-it", {});
    await reached(app, asks, "FAILED", 60_000);
    const { error, errorStep } = await jobOf(app, asks);
    expect(errorStep).toBe("hold");
    expect(error).toMatch(/^[A-Z].{20,}\.$/s);
    figure(`HWA down, the card: ${error}`);
    const tries = (await call(app, "GET", `/api/agent-jobs/${asks}/events`)).body.events.filter(
      ({ kind }: { kind: string }) => kind === "step.failed",
    );
    expect(tries).toHaveLength(2);
    const { checkpoints } = (await call(app, "GET", `/api/agent-jobs/${asks}/checkpoints`)).body;
    expect(checkpoints).toEqual([]);
    expect((await jobOf(app, waits)).status).not.toMatch(/COMPLETED|FAILED/);
    await app.sim("faults", {});
    const took = await reached(app, waits, "COMPLETED", 45_000);
    figure(`HWA back: the wait went on after ${Math.round(took)} ms`);
  }, 150_000);
});

/** A Resync of its own, with these workflows. */
async function startOn(
  dataDir: string,
  databaseUrl: string,
  day: WorkflowsDir,
  env: NodeJS.ProcessEnv = {},
): Promise<Started & Client> {
  const launched = launch(dataDir, "src/main.ts", { ...dayEnv(day), DATABASE_URL: databaseUrl, ...env });
  const url = (await eventuallyReady(launched)).replace("localhost", "127.0.0.1");
  const token = (await readFile(join(dataDir, "admin-token"), "utf8")).trim();
  return { ...launched, url, token };
}

async function stop({ child, exited }: Started): Promise<{ code: number | null; ms: number }> {
  const began = performance.now();
  child.kill("SIGTERM");
  const code = await exited;
  return { code, ms: performance.now() - began };
}

describe("the clock of the process", () => {
  it.each([3_600_000, -3_600_000])(
    "is off by %d ms: timers, leases, expiries and events are not",
    async (off) => {
      await using day = await workflowsDir();
      await using database = await testDatabase();
      const { effects } = day;
      const app = await startOn(await freshDataDir(), database.url, day, {
        NODE_OPTIONS: `--import ${join(root, "tests/support/chaos-clock.ts")}`,
        CLOCK_SHIFT_MS: String(off),
        LOG_LEVEL: "info",
      });
      const napping = await begin(app, "nap", { effects, name: "nap", seconds: "2" });
      const asking = await begin(app, "ask", { effects, name: "ask", seconds: "0" });
      const chained = await begin(app, "chain", { effects, name: "chain", seconds: "0" });
      const follower = follow(app, asking);
      const checkpoint = await checkpointOf(app, asking);
      const took = await reached(app, napping, "COMPLETED", 15_000);
      expect(took).toBeGreaterThan(500);
      const shown = (await call(app, "GET", `/api/agent-jobs/${asking}/checkpoints`)).body.checkpoints[0];
      const left = Date.parse(shown.expiresAt) - Date.now();
      expect(Math.abs(left - 86_400_000)).toBeLessThan(30_000);
      expect((await call(app, "POST", `/api/admin/agent-checkpoints/${checkpoint}`)).status).toBe(200);
      for (const id of [asking, chained]) await reached(app, id, "COMPLETED", 10_000);
      await follower.ended;
      const { events } = (await call(app, "GET", `/api/agent-jobs/${asking}/events`)).body;
      expect(follower.seen).toEqual(upTo(events.length));
      for (const { at } of events) expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000);
      // The control: the process does believe that it is another hour.
      const believed = Number(/"time":(\d+)/.exec(app.output())?.[1]);
      expect(Math.abs(believed - off - Date.now())).toBeLessThan(60_000);
      expect(app.output()).not.toMatch(/lease is gone/);
      expect((await stop(app)).code).toBe(0);
    },
    90_000,
  );
});

describe("SIGTERM", () => {
  it("in the middle of everything: short steps end, long looks are given back, approvals wait, and it exits with 0", async () => {
    await using day = await workflowsDir();
    await using database = await testDatabase();
    const dataDir = await freshDataDir();
    const { effects } = day;
    const first = await startOn(dataDir, database.url, day);
    const short = await begin(first, "ask", { effects, name: "short", seconds: "5" });
    const waiting = await begin(first, "ask", { effects, name: "waiting", seconds: "0" });
    const long = await begin(first, "look", { effects, name: "long", seconds: "60" });
    const stubborn = await begin(first, "stubborn", { effects, name: "stubborn" });
    const napping = await begin(first, "nap", { effects, name: "nap", seconds: "3" });
    const checkpoint = await checkpointOf(first, waiting);
    const own = await checkpointOf(first, short);
    expect((await call(first, "POST", `/api/admin/agent-checkpoints/${own}`)).status).toBe(200);
    await until(
      async () => (await day.words()).filter((word) => /short|long|stubborn/.test(word)).length === 3,
      "both act",
      10_000,
    );
    const { code, ms } = await stop(first);
    figure(`SIGTERM with a look of 60 s: exit ${code} after ${Math.round(ms)} ms`);
    expect(code).toBe(0);
    expect(ms).toBeLessThan(28_000);

    // The look would last a minute again; the second time it is short.
    const second = await startOn(dataDir, database.url, day);
    const began = performance.now();
    await reached(second, short, "COMPLETED", 5_000);
    await reached(second, napping, "COMPLETED", 10_000);
    await until(
      async () => (await day.words()).filter((word) => word === "long").length === 2,
      "it looks again",
      15_000,
    );
    figure(`the look began again ${Math.round(performance.now() - began)} ms after the next start`);
    expect((await call(second, "POST", `/api/admin/agent-checkpoints/${checkpoint}`)).status).toBe(200);
    await reached(second, waiting, "COMPLETED", 10_000);
    expect((await day.words()).filter((word) => /short|waiting/.test(word)).toSorted()).toEqual([
      "short",
      "waiting",
    ]);
    for (const id of [long, stubborn]) {
      const cancelled = await call(second, "PATCH", `/api/agent-jobs/${id}`, {
        action: "cancel",
        reason: "Enough",
      });
      expect(cancelled.status).toBe(200);
    }
    for (const id of [long, stubborn]) await reached(second, id, "CANCELLED", 20_000);
    const quick = await stop(second);
    expect(quick.code).toBe(0);
    figure(`SIGTERM with nothing running: exit ${quick.code} after ${Math.round(quick.ms)} ms`);
  }, 120_000);
});
