import { get } from "node:https";
import { expect, it } from "vitest";
import { api, runningSimulator } from "./running-simulator.ts";

it("runs, abends and finishes a job on command, and says so when there is none", async () => {
  await using simulated = await runningSimulator();
  const state = async () => (await simulated.job("FINANCE_PAYROLL")).lastRunCompositeStatus.status;
  await simulated.sim("/jobs/FINANCE_PAYROLL/run");
  expect(await state()).toBe("EXEC");
  await simulated.sim("/jobs/FINANCE_PAYROLL/abend", { returnCode: 42, log: "it broke" });
  expect((await simulated.job("FINANCE_PAYROLL")).jobruns[1]).toMatchObject({
    returnCode: 42,
    commonStatus: "ERROR",
  });
  await simulated.sim("/jobs/FINANCE_PAYROLL/finish");
  expect(await state()).toBe("SUCC");
  const missing = await simulated.sim("/jobs/NO_SUCH_JOB/run");
  expect([missing.status, missing.json.message]).toEqual([
    404,
    'The simulated plan has no job called "NO_SUCH_JOB".',
  ]);
});

it("takes a workstation down and up", async () => {
  await using simulated = await runningSimulator();
  const available = async () =>
    (await simulated.list("workstation", "jobmanUp = true AND activeStates = 'LINKED'")).json.count;
  await simulated.sim("/workstations/FIN_WS/down");
  expect(await available()).toBe(11);
  await simulated.sim("/workstations/FIN_WS/up");
  expect(await available()).toBe(12);
});

it("plays faults and takes them back", async () => {
  await using simulated = await runningSimulator();
  const ask = () => simulated.call(`${api}/engine/info`);
  await simulated.sim("/faults", { errorRate: 1 });
  expect((await ask()).status).toBe(503);
  await simulated.sim("/faults", { errorRate: 0, down: true });
  await expect(ask()).rejects.toThrow();
  await simulated.sim("/faults", {});
  expect((await ask()).status).toBe(200);
  const count = async () => (await simulated.call(`${api}/plan/job/count`)).json.count;
  await simulated.sim("/faults", { staleSeconds: 600 });
  await simulated.advance(300);
  expect(await count()).toBe(245);
  await simulated.sim("/faults", {});
  expect(await count()).toBeGreaterThan(245);
});

it("keeps account of what it was asked, and of what would have changed HWA", async () => {
  await using simulated = await runningSimulator();
  const { id } = await simulated.job("CRITICAL_JOB");
  const { json: before } = await simulated.call("/sim/requests", { user: null });
  expect(before.totals.changing).toBe(0);
  await simulated.put(`/plan/job/${id}/action/hold`, { user: "viewer" });
  const { json: after } = await simulated.call(`/sim/requests?after=${before.last}`, { user: null });
  expect(after.totals.changing).toBe(1);
  expect(after.requests).toEqual([
    expect.objectContaining({
      operation: `PUT ${api}/plan/job/{job_id}/action/hold`,
      user: "viewer",
      changing: true,
      status: 403,
    }),
  ]);
});

it("keeps the reason a change was asked with", async () => {
  await using simulated = await runningSimulator();
  const { id } = await simulated.job("CRITICAL_JOB");
  const headers = { "justification-description": "because", "justification-ticket-num": "INC7" };
  await simulated.put(`/plan/job/${id}/action/kill`, { headers });
  const { json } = await simulated.call("/sim/requests", { user: null });
  expect(json.requests.map((each: { justification: unknown }) => each.justification)).toEqual([
    null,
    null,
    { category: null, description: "because", ticket: "INC7" },
  ]);
});

it("loses the answer of a change that was made, or the change itself", async () => {
  await using simulated = await runningSimulator();
  const { id } = await simulated.job("CRITICAL_JOB");
  const state = async () => (await simulated.job("CRITICAL_JOB")).lastRunCompositeStatus.status;
  const kill = () => simulated.put(`/plan/job/${id}/action/kill`);
  await simulated.sim("/faults", { loseChanges: true });
  await expect(kill()).rejects.toThrow();
  expect(await state()).toBe("EXEC");
  await simulated.sim("/faults", { loseChanges: false, loseAnswers: true });
  await expect(kill()).rejects.toThrow();
  expect(await state()).toBe("ABEND");
});

it("serves HTTPS with a certificate of its own making", async () => {
  await using simulated = await runningSimulator({ tls: true, now: () => new Date() });
  const { certificate } = simulated.simulator;
  expect(certificate).toContain("BEGIN CERTIFICATE");
  const status = await new Promise((resolve, reject) => {
    get(`${simulated.url}/metrics`, { ca: certificate ?? "" }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", reject);
  });
  expect(status).toBe(200);
});
