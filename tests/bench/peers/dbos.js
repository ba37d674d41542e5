// DBOS Transact: workflows run in the process that starts them, each step's result is kept before the next.

import { randomUUID } from "node:crypto";
import { DBOS } from "@dbos-inc/dbos-sdk";

/** @param {{ databaseUrl: string }} place */
export async function open({ databaseUrl }) {
  const began = new Map();
  const trivial = (number) => async () => ({ ok: true, number });
  const five = DBOS.registerWorkflow(
    async () => {
      for (let n = 1; n <= 5; n++) await DBOS.runStep(trivial(n), { name: `step-${n}` });
    },
    { name: "five" },
  );
  const parallel = DBOS.registerWorkflow(
    async () => {
      await Promise.all(
        Array.from({ length: 50 }, (_, n) => DBOS.runStep(trivial(n), { name: `branch-${n}` })),
      );
      await DBOS.runStep(trivial(51), { name: "join" });
    },
    { name: "parallel" },
  );
  const waits = DBOS.registerWorkflow(
    async (id) => {
      await DBOS.recv("go", { timeoutSeconds: 86_400 });
      await DBOS.runStep(
        async () => {
          began.get(id)?.(performance.now());
          return { ok: true };
        },
        { name: "next" },
      );
    },
    { name: "waits" },
  );
  DBOS.setConfig({
    name: "bench",
    systemDatabaseUrl: databaseUrl,
    systemDatabasePoolSize: 20,
    logLevel: "error",
  });
  await DBOS.launch();
  const run = async (workflow) => (await DBOS.startWorkflow(workflow)()).getResult();

  return {
    five: () => run(five),
    parallel: () => run(parallel),
    async wait() {
      const id = randomUUID();
      await DBOS.startWorkflow(waits, { workflowID: id })(id);
      return {
        async signal() {
          const next = new Promise((resolve) => began.set(id, resolve));
          await DBOS.send(id, "yes", "go");
          const at = await next;
          began.delete(id);
          return at;
        },
      };
    },
    [Symbol.asyncDispose]: () => DBOS.shutdown(),
  };
}
