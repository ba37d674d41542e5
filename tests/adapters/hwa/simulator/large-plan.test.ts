import { afterAll, beforeAll, expect, it } from "vitest";
import { api, runningSimulator } from "./running-simulator.ts";

const jobs = 200_000;
let simulated: Awaited<ReturnType<typeof runningSimulator>>;

beforeAll(async () => {
  simulated = await runningSimulator();
  expect((await simulated.sim("/plan", { jobs })).json.jobs).toBe(jobs);
});
afterAll(() => simulated[Symbol.asyncDispose]());

async function examined(path: string): Promise<[found: number, looked: number]> {
  const { json } = await simulated.call(path);
  const { json: account } = await simulated.call("/sim/requests", { user: null });
  return [json.count, account.requests.at(-1).examined];
}
const list = (oql: string) => examined(`${api}/plan/job?limit=10&oql=${encodeURIComponent(oql)}`);

it("has a realistic shape with the named jobs in their states", async () => {
  const { json } = await simulated.call(`${api}/plan/job/count?grouping_filters=status`);
  const { SUCCESSFUL = 0, RUNNING = 0, ERROR = 0, WAITING = 0, READY = 0 } = json.groupedCount;
  expect(json.count).toBe(jobs);
  expect(SUCCESSFUL / jobs).toBeCloseTo(0.6, 1);
  expect((WAITING + READY) / jobs).toBeCloseTo(0.39, 1);
  expect(ERROR / jobs).toBeCloseTo(0.003, 2);
  expect(RUNNING).toBeGreaterThan(100);
  expect(RUNNING).toBeLessThanOrEqual(500);
  expect((await simulated.job("INVOICE_PROCESSING")).lastRunCompositeStatus.status).toBe("ABEND");
  expect((await simulated.job("CRITICAL_JOB")).lastRunCompositeStatus.status).toBe("EXEC");
});

it("finds by name, id, status, successor, recent end and start without looking at more than it finds", async () => {
  const { id } = await simulated.job("INVOICE_PROCESSING");
  for (const oql of [
    "name = 'CRITICAL_JOB'",
    `id = '${id}'`,
    "name IN ['CRITICAL_JOB','FINANCE_PAYROLL']",
    "jobruns.commonStatus IN ['ERROR','RUNNING']",
    "jobruns.timeInfo.actualEndTime >= '2026-03-10T13:50:00Z'",
    "jobruns.timeInfo.actualStartTime >= '2026-03-10T13:50:00Z'",
    `dependencies.jobId = '${id}'`,
  ]) {
    const [found, looked] = await list(oql);
    expect([oql, looked]).toEqual([oql, found]);
    expect([oql, found > 0 && found < jobs / 20]).toEqual([oql, true]);
  }
  const [, looked] = await list("jobruns.commonStatus = 'SUCCESSFUL' AND name = 'FINANCE_PAYROLL'");
  expect(looked).toBe(1);
});

it("counts by status in as many steps as there are groups", async () => {
  const [count, looked] = await examined(`${api}/plan/job/count?grouping_filters=status`);
  expect(count).toBe(jobs);
  expect(looked).toBeLessThan(1000);
});
