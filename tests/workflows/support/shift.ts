// A shift: a whole Resync with its simulated HWA, and an administrator who starts runbooks and decides over HTTP.

import { eventually, type TestApp, testApp } from "../../support/app.ts";

// biome-ignore lint/suspicious/noExplicitAny: answers as they came over the wire
type Told = any;

export interface Shift extends AsyncDisposable {
  readonly app: TestApp;
  start(runbook: string, inputs?: object): Promise<string>;
  job(id: string): Promise<Told>;
  /** The approval that waits now, with its card. */
  asked(id: string): Promise<Told>;
  approve(id: string, more?: object): Promise<Told>;
  reject(id: string, reason: string): Promise<void>;
  /** The job once it has ended. */
  ended(id: string): Promise<Told>;
  /** Starts, approves whatever is asked, and waits for the end. */
  run(runbook: string, inputs?: object): Promise<Told>;
  /** What a job said in its thread, in order. */
  said(id: string): Promise<readonly string[]>;
  steps(id: string): Promise<Readonly<Record<string, string>>>;
  /** Waits until this step of it has succeeded. */
  passed(id: string, step: string): Promise<void>;
  /** What was asked of HWA to change it, and named this in its path. */
  changes(of: string): Promise<readonly Told[]>;
  dryRun(runbook: string, inputs: object): Promise<Told>;
}

export async function openShift(env: Readonly<Record<string, string>> = {}): Promise<Shift> {
  const app = await testApp({
    env: { HWA_ALLOW_ACTIONS: "true", WORKER_CONCURRENCY: "20", WORKER_POLL_INTERVAL_MS: "200", ...env },
  });
  const call = async (method: string, path: string, body?: object): Promise<Told> => {
    const response = await app.request(path, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
    });
    const told: Told = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${told.detail}`);
    return told;
  };
  const job = async (id: string) => (await call("GET", `/api/agent-jobs/${id}`)).job;
  const pending = async (id: string) => {
    const { checkpoints } = await call("GET", `/api/agent-jobs/${id}/checkpoints?limit=100`);
    return checkpoints.find((each: Told) => each.status === "PENDING") ?? null;
  };
  const hasEnded = ({ status }: Told) => ["COMPLETED", "FAILED", "CANCELLED"].includes(status);

  const shift: Shift = {
    app,
    job,
    async start(runbook, inputs = {}) {
      const started = await call("POST", "/api/agent-jobs", {
        jobType: runbook,
        taskDescription: `try ${runbook}`,
        inputData: inputs,
      });
      return started.job.id;
    },
    asked: (id) =>
      eventually(async () => {
        const found = await pending(id);
        if (!found && hasEnded(await job(id))) throw new Error(`Nothing was asked: ${(await job(id)).error}`);
        return found;
      }, "an approval"),
    async approve(id, more = {}) {
      const checkpoint = await shift.asked(id);
      await call("POST", `/api/admin/agent-checkpoints/${checkpoint.id}`, more);
      return checkpoint;
    },
    async reject(id, reason) {
      const checkpoint = await shift.asked(id);
      await call("DELETE", `/api/admin/agent-checkpoints/${checkpoint.id}`, { reason });
    },
    async ended(id) {
      for (const until = performance.now() + 25_000; ; ) {
        const found = await job(id);
        if (hasEnded(found)) return found;
        if (performance.now() > until)
          throw new Error(`It does not end: ${JSON.stringify(found).slice(0, 2_000)}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    async run(runbook, inputs) {
      const id = await shift.start(runbook, inputs);
      for (;;) {
        const found = await job(id);
        if (hasEnded(found)) return found;
        const checkpoint = await pending(id);
        if (checkpoint) await call("POST", `/api/admin/agent-checkpoints/${checkpoint.id}`, {});
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async said(id) {
      const { events } = await call("GET", `/api/agent-jobs/${id}/events?after=0`);
      return events.filter((event: Told) => event.kind === "step.said").map((event: Told) => event.data.text);
    },
    async steps(id) {
      const { steps } = await job(id);
      return Object.fromEntries(steps.map((step: Told) => [step.id, step.state]));
    },
    async changes(of) {
      const { requests } = (await app.sim("requests")) as Told;
      return requests.filter((each: Told) => each.changing && each.path.includes(of));
    },
    async passed(id, step) {
      await eventually(async () => (await shift.steps(id))[step] === "SUCCEEDED", `the end of ${step}`);
    },
    async dryRun(runbook, inputs) {
      const body = { runbook_id: runbook, inputs, dryRun: true };
      return (await call("POST", "/api/v1/agent/execute", body)).dryRun;
    },
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  };
  return shift;
}
