// What would it do? The walk shows what a real run would come to, and no more.

import { afterAll, beforeAll, expect, it } from "vitest";
import { ref, type TestEngine, testEngine, workflow } from "../support/engine.ts";

const ends = (onFailure: string) =>
  workflow(`fails-${onFailure}`, [
    "id: look, uses: test.echo",
    `id: end, uses: test.echo, with: { value: "${ref("steps.look.output.value.missing")}" }, on_failure: ${onFailure}`,
    "id: act, uses: test.once",
    "id: last, uses: test.once",
    "id: beside, uses: test.once, needs: [look]",
  ]);

let resync: TestEngine;
beforeAll(async () => {
  resync = await testEngine({ workflows: [ends("stop"), ends("continue")] });
});
afterAll(async () => {
  await resync?.[Symbol.asyncDispose]();
});

async function walked(workflowId: string): Promise<readonly (readonly [string, string])[]> {
  const dry = await resync.engine.dryRun(
    { workflowId, inputs: {}, by: resync.as("olga") },
    AbortSignal.timeout(10_000),
  );
  return dry.steps.map((step) => [step.step, step.verdict === "skipped" ? step.text : step.verdict]);
}

it("does not reach what comes after a step that ends the job", async () => {
  expect(await walked("fails-stop")).toEqual([
    ["look", "read"],
    ["end", "failed"],
    ["act", "Not reached, since end ends the job."],
    ["last", "Not reached, since end ends the job."],
    ["beside", "would_do"],
  ]);
});

it("goes on after a step that may fail", async () => {
  expect((await walked("fails-continue")).map(([step, verdict]) => `${step} ${verdict}`)).toEqual([
    "look read",
    "end failed",
    "act would_do",
    "last would_do",
    "beside would_do",
  ]);
});
