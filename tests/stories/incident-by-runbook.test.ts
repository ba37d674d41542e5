// A failure that Resync itself reruns, with the engine as it is: the incident knows the runbook, who asked and who approved, and
// the rerun is one act, not two.

import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, type TestApp, testApp } from "../support/app.ts";

let app: TestApp;

beforeAll(async () => {
  app = await testApp({ env: { HWA_ALLOW_ACTIONS: "true" } });
}, 60_000);
afterAll(() => app[Symbol.asyncDispose]());

interface Told {
  readonly how: string | null;
  readonly by: readonly string[];
  readonly acts: readonly { readonly text: string; readonly from: string; readonly by: string | null }[];
}

async function last(job: string): Promise<Told | undefined> {
  return ((await app.ask(`incidents of ${job}`)).data as { incidents: readonly Told[] }).incidents[0];
}

async function approves(job: string): Promise<void> {
  const id = await eventually(async () => {
    const { data } = await app.ask("what is waiting for my approval?");
    const waiting = data as readonly { checkpoint?: string; id?: string; job?: string }[];
    return Array.isArray(waiting) ? (waiting[0]?.checkpoint ?? waiting[0]?.id) : null;
  }, `an approval for ${job}`);
  const { data } = await app.ask(`approve ${id.slice(0, 13)} the file is back`);
  expect(data).toMatchObject({ decision: "approve", settled: true });
}

test("One rerun by a runbook is one act, by whoever asked, though HWA shows it before the step has ended.", async () => {
  await eventually(async () => await last("INVOICE_PROCESSING"), "the first picture");
  await app.ask("run recover-abend for INVOICE_PROCESSING");
  await approves("INVOICE_PROCESSING");
  await eventually(async () => {
    const { data } = await app.ask("status of INVOICE_PROCESSING");
    return JSON.stringify(data).includes("Running");
  }, "the rerun");
  await app.sim("jobs/INVOICE_PROCESSING/finish", {});
  const ended = await eventually(async () => {
    const found = await last("INVOICE_PROCESSING");
    return found?.how ? found : null;
  }, "its end");
  expect(ended.how).toBe("runbook");
  expect(ended.by).toEqual(["Administrator"]);
  expect(ended.acts).toEqual([
    { text: "hwa.rerun INVOICE_PROCESSING", from: "seen", by: expect.any(String) },
  ]);
  const listed = await app.ask("incidents of INVOICE_PROCESSING");
  expect(listed.text).toContain("the rerun of INVOICE_PROCESSING by Resync (Administrator)");
}, 60_000);

test("Rerun by a runbook it fails again: the same incident, and what ends it afterwards in HWA is told beside it.", async () => {
  const job = "BILLING_CYCLE_RUN_2";
  await app.ask(`run recover-abend job=${job} anyway=true`);
  await approves(job);
  await eventually(async () => {
    const { data } = await app.ask(`status of ${job}`);
    return JSON.stringify(data).includes("Running");
  }, "the rerun");
  await app.sim(`jobs/${job}/abend`, { returnCode: 28, log: "cp: error writing: No space left on device" });
  await eventually(async () => ((await last(job))?.acts.length ?? 0) > 0, "the failed rerun");
  await app.sim(`jobs/${job}/run`, {});
  await app.sim(`jobs/${job}/finish`, {});
  const ended = await eventually(async () => {
    const found = await last(job);
    return found?.how ? found : null;
  }, "its end");
  expect(ended).toMatchObject({ how: "rerun" });
  expect(ended.acts.map(({ text, by }) => `${text} ${by === null ? "in HWA" : "by Resync"}`)).toEqual([
    `hwa.rerun ${job} by Resync`,
    `hwa.rerun ${job} in HWA`,
  ]);
  const { total } = (await app.ask(`incidents of ${job}`)).data as { total: number };
  expect(total).toBe(1);
}, 60_000);
