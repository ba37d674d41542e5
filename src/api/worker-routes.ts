import { z } from "zod";
import type { Engine } from "#engine/engine.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { ApiApp } from "./api-app.ts";
import { takeEmptyBodies } from "./optional-body.ts";

const answer = z.object({
  success: z.literal(true),
  worker: z
    .object({
      isRunning: z.boolean(),
      activeJobs: z.number().int(),
      maxConcurrentJobs: z.number().int(),
      pollInterval: z
        .number()
        .int()
        .describe("How often it looks for work nobody rang for, in milliseconds."),
    })
    .describe("The worker of this process; there may be others elsewhere."),
  jobs: z
    .object({
      pending: z.number().int().describe("Waiting for a worker: PENDING and QUEUED."),
      running: z.number().int(),
      completed: z.number().int(),
      failed: z.number().int(),
    })
    .describe("Of all processes."),
});
const changed = answer.extend({ message: z.string() });

/** `/api/admin/agent-worker`: the worker of this process, and how many jobs there are. */
export function addWorkerRoutes(app: ApiApp, engine: Engine, jobs: JobReader): void {
  const { worker } = engine;

  async function status(): Promise<z.output<typeof answer>> {
    const counts = (await jobs.counts()).jobs;
    return {
      success: true,
      worker: worker.status(),
      jobs: {
        pending: (counts.PENDING ?? 0) + (counts.QUEUED ?? 0),
        running: counts.RUNNING ?? 0,
        completed: counts.COMPLETED ?? 0,
        failed: counts.FAILED ?? 0,
      },
    };
  }

  app.get(
    "/api/admin/agent-worker",
    {
      config: { access: "read_jobs" },
      schema: {
        summary: "The worker of this process, and the jobs",
        tags: ["worker"],
        response: { 200: answer },
      },
    },
    status,
  );

  app.register(async (scope) => {
    takeEmptyBodies(scope);
    const inner = scope as unknown as ApiApp;
    inner.post(
      "/api/admin/agent-worker",
      {
        config: { access: "manage_worker" },
        schema: {
          summary: "Start the worker of this process",
          tags: ["worker"],
          body: z.strictObject({}).nullish(),
          response: { 200: changed },
        },
      },
      async () => {
        const ran = worker.status().isRunning;
        await worker.start();
        const message = ran ? "The worker runs already." : "Worker started successfully";
        return { ...(await status()), message };
      },
    );

    inner.delete(
      "/api/admin/agent-worker",
      {
        config: { access: "manage_worker" },
        schema: {
          summary: "Stop the worker of this process",
          description: "It takes on nothing more; what runs, runs on. Jobs wait, or other workers take them.",
          tags: ["worker"],
          body: z.strictObject({}).nullish(),
          response: { 200: changed },
        },
      },
      async () => {
        const ran = worker.status().isRunning;
        await worker.stop();
        const message = ran ? "Worker stopped successfully" : "The worker was not running.";
        return { ...(await status()), message };
      },
    );
  });
}
