// openworkflow: workers claim runs from Postgres by polling. Its own handle asks for the result once a second; here the
// end is heard at the moment its backend has kept it, which flatters it. A signal that comes before the wait is kept would be
// lost, so that moment is heard as well.

import { randomUUID } from "node:crypto";
import { OpenWorkflow } from "openworkflow";
import { BackendPostgres } from "openworkflow/postgres";

/** @param {{ databaseUrl: string }} place */
export async function open({ databaseUrl }) {
  const began = new Map();
  const ends = createMoments();
  const waitings = createMoments();
  const backend = await BackendPostgres.connect(databaseUrl, { namespaceId: "bench" });
  const complete = backend.completeWorkflowRun.bind(backend);
  backend.completeWorkflowRun = async (params) => {
    const run = await complete(params);
    ends.mark(params.workflowRunId);
    return run;
  };
  const sleepRun = backend.sleepWorkflowRun.bind(backend);
  backend.sleepWorkflowRun = async (params) => {
    const run = await sleepRun(params);
    waitings.mark(params.workflowRunId);
    return run;
  };
  const ow = new OpenWorkflow({ backend });
  const trivial = (number) => async () => ({ ok: true, number });
  const five = ow.defineWorkflow({ name: "five" }, async ({ step }) => {
    for (let n = 1; n <= 5; n++) await step.run({ name: `step-${n}` }, trivial(n));
  });
  const parallel = ow.defineWorkflow({ name: "parallel" }, async ({ step }) => {
    await Promise.all(Array.from({ length: 50 }, (_, n) => step.run({ name: `branch-${n}` }, trivial(n))));
    await step.run({ name: "join" }, trivial(51));
  });
  const waits = ow.defineWorkflow({ name: "waits" }, async ({ input, step }) => {
    await step.waitForSignal({ signal: `go-${input.id}`, timeout: "1d" });
    await step.run({ name: "next" }, async () => {
      began.get(input.id)?.(performance.now());
      return { ok: true };
    });
  });
  const worker = ow.newWorker({ concurrency: Number(process.env.OPENWORKFLOW_CONCURRENCY ?? 50) });
  await worker.start();

  async function run(workflow) {
    const { workflowRun } = await workflow.run();
    await ends.of(workflowRun.id);
  }

  return {
    five: () => run(five),
    parallel: () => run(parallel),
    async wait() {
      const id = randomUUID();
      const { workflowRun } = await waits.run({ id });
      await waitings.of(workflowRun.id);
      return {
        async signal() {
          const next = new Promise((resolve) => began.set(id, resolve));
          await ow.sendSignal({ signal: `go-${id}`, data: "yes" });
          const at = await next;
          began.delete(id);
          return at;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await worker.stop();
      await backend.stop();
    },
  };
}

/** Who waits for what, whichever of the two comes first. */
function createMoments() {
  const waiting = new Map();
  const past = new Set();
  return {
    mark(id) {
      const resolve = waiting.get(id);
      if (!resolve) past.add(id);
      waiting.delete(id);
      resolve?.();
    },
    async of(id) {
      if (!past.delete(id)) await new Promise((resolve) => waiting.set(id, resolve));
    },
  };
}
