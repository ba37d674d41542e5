import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { createReadiness, type Probes } from "#api/readiness.ts";
import { addAgentMetrics } from "../../src/agent-metrics.ts";
import { openHouse } from "./support/house.ts";
import { scriptedEngine } from "./support/scripted-engine.ts";

describe("/api/admin/agent-worker", () => {
  test("status, start and stop answer as the guide says, without a body", async () => {
    await using house = await openHouse();
    house.work.counts.now = {
      jobs: { PENDING: 3, QUEUED: 2, RUNNING: 1, COMPLETED: 42, FAILED: 2, CANCELLED: 9 },
      checkpoints: {},
      durations: [],
    };
    const ask = async (method: string) => {
      const response = await fetch(`${house.url}/api/admin/agent-worker`, house.as(house.admin, { method }));
      return [response.status, await response.json()];
    };
    const jobs = { pending: 5, running: 1, completed: 42, failed: 2 };
    const worker = { isRunning: true, activeJobs: 0, maxConcurrentJobs: 3, pollInterval: 5000 };
    expect(await ask("GET")).toEqual([200, { success: true, worker, jobs }]);
    expect(await ask("DELETE")).toEqual([
      200,
      {
        success: true,
        worker: { ...worker, isRunning: false },
        jobs,
        message: "Worker stopped successfully",
      },
    ]);
    expect(await ask("DELETE")).toMatchObject([200, { message: "The worker was not running." }]);
    expect(await ask("POST")).toMatchObject([200, { worker, message: "Worker started successfully" }]);
    expect(await ask("POST")).toMatchObject([200, { worker, message: "The worker runs already." }]);
  });
});

describe("agent metrics", () => {
  test("are the guide's lines, counted elsewhere", async () => {
    const registry = new Registry();
    const work = scriptedEngine();
    addAgentMetrics(registry, work.reader, () => 1);
    work.counts.now = {
      jobs: { PENDING: 5, COMPLETED: 42 },
      checkpoints: { PENDING: 3, APPROVED: 28 },
      durations: [
        {
          status: "COMPLETED",
          buckets: [
            { le: 1, count: 10 },
            { le: 5, count: 25 },
          ],
          count: 42,
          sum: 156.78,
        },
      ],
    };
    const text = await registry.metrics();
    const lines = text.split("\n");
    for (const line of [
      "# HELP agent_jobs_total Total number of agent jobs by status",
      "# TYPE agent_jobs_total counter",
      'agent_jobs_total{status="PENDING"} 5',
      'agent_jobs_total{status="COMPLETED"} 42',
      'agent_jobs_total{status="FAILED"} 0',
      "# HELP agent_jobs_duration_seconds Duration of agent jobs in seconds",
      "# TYPE agent_jobs_duration_seconds histogram",
      'agent_jobs_duration_seconds_bucket{status="COMPLETED",le="1"} 10',
      'agent_jobs_duration_seconds_bucket{status="COMPLETED",le="5"} 25',
      'agent_jobs_duration_seconds_bucket{status="COMPLETED",le="+Inf"} 42',
      'agent_jobs_duration_seconds_count{status="COMPLETED"} 42',
      'agent_jobs_duration_seconds_sum{status="COMPLETED"} 156.78',
      "# TYPE agent_checkpoints_total counter",
      'agent_checkpoints_total{status="APPROVED"} 28',
      "# TYPE agent_checkpoints_pending gauge",
      "agent_checkpoints_pending 3",
      "# TYPE agent_worker_active_jobs gauge",
      "agent_worker_active_jobs 1",
    ])
      expect(lines).toContain(line);
    work.counts.now = { ...work.counts.now, jobs: { PENDING: 4 } };
    expect(await registry.metrics()).toContain('agent_jobs_total{status="PENDING"} 4');
  });

  test("a scrape reads once, and a database that is away leaves gaps instead of old figures", async () => {
    const registry = new Registry();
    const work = scriptedEngine();
    let readings = 0;
    let away = false;
    const jobs = {
      counts: async () => {
        readings += 1;
        if (away) throw new Error("gone");
        return { ...(await work.reader.counts()), checkpoints: { PENDING: 7 } };
      },
    };
    addAgentMetrics(registry, jobs, () => {
      if (away) throw new Error("gone");
      return 2;
    });
    expect(await registry.metrics()).toContain("agent_checkpoints_pending 7");
    expect(readings).toBe(1);
    away = true;
    const text = await registry.metrics();
    expect(text).not.toMatch(/^agent_/m);
    expect(text).toContain("# TYPE agent_checkpoints_pending gauge");
    away = false;
    expect(await registry.metrics()).toContain("agent_worker_active_jobs 2");
  });
});

describe("the health of queue and worker", () => {
  const sound: Probes = {
    database: async () => {},
    backlog: async () => ({ waiting: 0, oldestMs: 0 }),
    hwa: () => ({
      lastOkAt: new Date(),
      lastFault: null,
      circuit: "closed",
      host: "http://hwa",
      user: "u",
      requests: 1,
      aheadMs: 0,
    }),
    plan: () => null,
    now: () => new Date(),
  };
  const here = (isRunning: boolean) => ({
    isRunning,
    activeJobs: 1,
    maxConcurrentJobs: 3,
    pollInterval: 5000,
  });
  const other = { id: "w", host: "elsewhere", pid: 7, slots: 3, busy: 0, beatAt: new Date(), alive: true };

  test("without a worker anywhere it says that jobs wait, and how to help", async () => {
    const look = (isRunning: boolean, all: readonly (typeof other)[]) =>
      createReadiness({ ...sound, workers: { here: () => here(isRunning), all: async () => all } })();
    expect((await look(true, [])).checks.worker?.state).toBe("healthy");
    expect((await look(false, [other])).checks.worker?.state).toBe("healthy");
    const alone = await look(false, [
      { ...other, alive: false },
      { ...other, slots: 0 },
    ]);
    expect(alone).toMatchObject({ status: "degraded", checks: { worker: { state: "degraded" } } });
    expect(alone.checks.worker?.detail).toContain("npm run worker:start");
  });

  test("a queue that is down degrades the house, and never looks healthy when nobody knows", async () => {
    const look = (state: "healthy" | "unhealthy" | "unknown") =>
      createReadiness({
        ...sound,
        doorbell: async () => ({
          state,
          detail: "Redis said so.",
          checkedAt: state === "unknown" ? null : new Date(),
        }),
      })();
    expect((await look("healthy")).status).toBe("healthy");
    expect(await look("unhealthy")).toMatchObject({
      status: "degraded",
      checks: { queue: { state: "degraded" } },
    });
    expect(await look("unknown")).toMatchObject({
      status: "degraded",
      checks: { queue: { state: "unknown", ageMs: null } },
    });
    expect((await look("healthy")).checks.messages?.state).toBe("healthy");
  });
});
