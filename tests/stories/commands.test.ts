// The commands beside `npm start`, as an operator types them.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { eventually } from "../support/app.ts";
import { command, freshDataDir, launch, start } from "../support/process.ts";

const json = { "content-type": "application/json" };

it("lets a worker of its own join a running Resync, and do its work while the server's worker is stopped", async () => {
  const dataDir = await freshDataDir();
  const resync = await start(dataDir, { HWA_ALLOW_ACTIONS: "true" });
  const token = (await readFile(join(dataDir, "admin-token"), "utf8")).trim();
  const api = (path: string, init: RequestInit = {}) =>
    fetch(`${resync.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
    });

  const check = command(dataDir, ["worker:check-db"]);
  expect(check.out.trim().split("\n")).toEqual([
    "✅ Database connection successful!",
    "✅ agent_checkpoints table exists",
    "✅ ai_jobs table exists",
    "✅ Database is ready for agent worker!",
  ]);
  expect(check.code).toBe(0);

  expect(await (await api("/api/admin/agent-worker", { method: "DELETE" })).json()).toMatchObject({
    worker: { isRunning: false },
  });
  const body = JSON.stringify({
    jobType: "simple-task",
    taskDescription: "Process user data",
    inputData: { userId: "user-123", action: "update-profile" },
  });
  const created = await api("/api/agent-jobs", { method: "POST", headers: json, body });
  const { job } = (await created.json()) as { job: { id: string; status: string } };
  expect(job.status).toBe("PENDING");
  await new Promise((resolve) => setTimeout(resolve, 500));
  const statusOf = async () =>
    ((await (await api(`/api/agent-jobs/${job.id}`)).json()) as { job: { status: string } }).job.status;
  expect(await statusOf()).toBe("PENDING");

  const worker = launch(dataDir, "src/worker-main.ts", { WORKER_POLL_INTERVAL_MS: "200" });
  await eventually(async () => worker.output().includes("Press Ctrl+C to stop"), "the worker's last line");
  expect(worker.output()).toContain("🚀 Starting Agent Worker...");
  const stats = /📊 Worker Stats:\n(\{[^}]*\})/.exec(worker.output())?.[1] ?? "";
  expect(JSON.parse(stats)).toEqual({
    isRunning: true,
    activeJobs: expect.toBeOneOf([0, 1]), // it may have the job in hand already
    maxConcurrentJobs: 3,
    pollInterval: 200,
  });
  for (let tries = 0; tries < 4 && (await statusOf()) !== "COMPLETED"; tries += 1)
    await eventually(async () => (await statusOf()) === "COMPLETED", "the worker's work").catch(() => {});
  expect(await statusOf()).toBe("COMPLETED");

  const doctor = command(dataDir, ["doctor"]);
  expect(doctor.out.match(/✅ I\d /g)).toHaveLength(9);
  expect(doctor.out).toContain("✅ The audit's chain is whole");
  expect(doctor.code).toBe(0);
  expect(command(dataDir, ["people", "list"]).out).toContain("Administrator");

  worker.child.kill("SIGTERM");
  expect(await worker.exited).toBe(0);
}, 120_000);

it("says what is missing when there is no database to work against", async () => {
  const dataDir = await freshDataDir();
  const check = command(dataDir, ["worker:check-db"]);
  expect(check.code).toBe(1);
  expect(check.err).toContain("Start it first (npm start), or set DATABASE_URL.");
  const unreachable = command(dataDir, ["worker:check-db"], {
    DATABASE_URL: "postgres://nobody:wrong@127.0.0.1:1/none",
  });
  expect(unreachable.code).toBe(1);
  expect(unreachable.err).toContain("127.0.0.1:1");
  expect(unreachable.err).not.toContain("wrong");
}, 60_000);

it("checks, draws and explains workflows without anything running", async () => {
  const dataDir = await freshDataDir();
  const good = command(dataDir, ["workflows:check"]);
  expect(good.out).toMatch(/^\d+ workflows are good: .*code-generation/m);
  expect(good.code).toBe(0);

  const dir = join(dataDir, "workflows");
  await mkdir(join(dir, "jobs"), { recursive: true });
  await writeFile(
    join(dir, "jobs", "broken.yml"),
    "id: broken\nkind: job\ntitle: Broken\nversion: 1\nsteps:\n  - id: a\n    uses: data.smaple\n",
  );
  const bad = command(dataDir, ["workflows:check"], { WORKFLOWS_DIR: dir });
  expect(bad.out).toMatch(/broken\.yml:7: .*data\.smaple.*Did you mean.*data\.sample/);
  expect(bad.code).toBe(1);

  const picture = join(dataDir, "picture.svg");
  const graph = command(dataDir, ["workflows:graph", "code-generation", picture]);
  expect(graph.out).toContain("flowchart");
  expect(await readFile(picture, "utf8")).toContain("<svg");
  expect(command(dataDir, ["workflows:graph", "code-genration"]).err).toContain(
    "Did you mean code-generation?",
  );
  expect(command(dataDir, ["actions", "hwa.rerun"]).out).toContain("run_id");
}, 60_000);
