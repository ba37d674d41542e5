// A worker that is asked to leave, in the one moment in which a step is claimed and does not run yet.

import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { checkInvariants } from "#adapters/postgres/jobs/invariants.ts";
import { engineOn, testEngine, workflow } from "../support/engine.ts";

it("a step whose claim is being kept while the worker leaves is done before it has left", async () => {
  let committing: () => void = () => {};
  const claimed = new Promise<void>((resolve) => {
    committing = resolve;
  });
  await using resync = await testEngine({
    workflows: [workflow("chain", ["id: a, uses: test.once", "id: b, uses: test.once, with: { ms: 500 }"])],
    works: false,
  });
  const { databaseUrl, effectsUrl, workflowsDir } = resync;
  const leaving = await engineOn({
    databaseUrl,
    effectsUrl,
    workflowsDir,
    store: (real) => ({
      ...real,
      async commit(transitions) {
        // Recording `a` is claiming `b`.
        if (transitions.some(({ after }) => after.steps.b?.phase === "armed")) {
          committing();
          await sleep(300);
        }
        return real.commit(transitions);
      },
    }),
  });
  await leaving.engine.worker.start();
  const { id } = await leaving.engine.start({ workflowId: "chain", inputs: {}, by: resync.as("olga") });
  await claimed;
  await leaving[Symbol.asyncDispose]();
  const job = await resync.engine.job(id);
  expect(job?.steps).toMatchObject({ a: { state: "SUCCEEDED" }, b: { state: "SUCCEEDED", attempt: 1 } });
  expect(await resync.hits(id)).toEqual(["a", "b"]);
  expect((await checkInvariants(resync.db)).filter(({ holds }) => !holds)).toEqual([]);
});
