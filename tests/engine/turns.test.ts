// More jobs than slots: each takes its turn as soon as there is room.

import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestEngine, testEngine, workflow } from "../support/engine.ts";

let resync: TestEngine;
beforeAll(async () => {
  resync = await testEngine({ workflows: [workflow("short", ["id: a, uses: test.echo"])], concurrency: 1 });
});
afterAll(() => resync?.[Symbol.asyncDispose]());

it("forty jobs started at once on one slot end one after the other, and none waits for the sweeper", async () => {
  const began = performance.now();
  const started = await Promise.all(Array.from({ length: 40 }, () => resync.start("short")));
  const ended = await Promise.all(started.map(({ id }) => resync.ended(id)));
  expect(ended.map(({ status }) => status)).toEqual(ended.map(() => "COMPLETED"));
  // A turn that is lost is found again after ten seconds.
  expect(performance.now() - began).toBeLessThan(9_000);
});
