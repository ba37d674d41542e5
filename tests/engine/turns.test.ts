// More jobs than slots: each takes its turn as soon as there is room.

import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { testEngine, workflow } from "../support/engine.ts";

it("a turn that comes before its job is kept is not lost", { timeout: 8_000 }, async () => {
  await using resync = await testEngine({
    workflows: [workflow("short", ["id: a, uses: test.echo"])],
    concurrency: 1,
    pollIntervalMs: 60_000, // nobody finds a lost turn
    store: (real) => ({
      ...real,
      async commit(transitions) {
        if (transitions.some(({ before }) => before === null)) await sleep(400);
        return real.commit(transitions);
      },
    }),
  });
  const first = resync.run("short");
  await sleep(200);
  // The slot is free again while this one is being kept.
  const second = resync.run("short");
  expect((await first).status).toBe("COMPLETED");
  expect((await second).status).toBe("COMPLETED");
});
