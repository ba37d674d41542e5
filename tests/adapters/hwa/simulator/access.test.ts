import { expect, it } from "vitest";
import { api, basic, runningSimulator } from "./running-simulator.ts";

it("lets resync do everything, viewer only look, and nobody else in", async () => {
  await using simulated = await runningSimulator();
  const { id } = await simulated.job("CRITICAL_JOB");
  for (const user of [null, "mallory"])
    expect((await simulated.call(`${api}/plan/job`, { user })).status).toBe(401);
  const wrong = await simulated.call(`${api}/plan/job`, {
    user: null,
    headers: { authorization: basic("resync", "guess") },
  });
  expect(wrong.status).toBe(401);
  expect((await simulated.call(`${api}/plan/job`, { user: "viewer" })).status).toBe(200);
  const refused = await simulated.put(`/plan/job/${id}/action/kill`, { user: "viewer" });
  expect([refused.status, refused.json.messages[0]]).toEqual([403, expect.stringContaining("AWSJDB817E")]);
  expect((await simulated.job("CRITICAL_JOB")).lastRunCommonStatus).toBe("RUNNING");
});

it("takes an API key it gave out as a bearer token, and no altered one", async () => {
  await using simulated = await runningSimulator();
  const made = await simulated.call(`${api}/apikey`, {
    method: "POST",
    body: { type: "PERSONAL", label: "test" },
  });
  expect(made.status).toBe(201);
  const bearer = (token: string) =>
    simulated.call(`${api}/engine/info`, { user: null, headers: { authorization: `Bearer ${token}` } });
  expect((await bearer(made.json.token)).status).toBe(200);
  const [head, , signature] = made.json.token.split(".");
  const forged = Buffer.from(JSON.stringify({ jti: made.json.id, sub: "viewer" })).toString("base64url");
  expect((await bearer(`${head}.${forged}.${signature}`)).status).toBe(401);
  expect((await bearer("nonsense")).status).toBe(401);
  expect((await simulated.call(`${api}/apikey`)).json.count).toBe(1);
});

it("answers each kind of wrong request with HWA's status", async () => {
  await using simulated = await runningSimulator();
  const { id, jobruns } = await simulated.job("FINANCE_PAYROLL");
  const run = jobruns[0].id;
  const none = "00000000-0000-3000-8000-000000000000";
  const cases: readonly [string, string, number][] = [
    ["GET", `${api}/plan/job/${none}`, 404],
    ["GET", `${api}/plan/job/not-an-id`, 400],
    ["GET", `${api}/plan/job/FIN_WS;JOBS;SLEEP`, 500],
    ["GET", `${api}/plan/job/${id}/predecessors`, 404],
    ["GET", `${api}/plan/jobstream/count`, 404],
    ["GET", "/twsd/WA_API3_v2.json", 404],
    ["GET", `${api}/login`, 404],
    ["GET", `${api}/plan/job?limit=-1`, 400],
    ["GET", `${api}/plan/job?plan_id=202601010000`, 404],
    ["POST", `${api}/plan/job/${id}/action/hold`, 405],
    ["PUT", `${api}/plan/job/${id}/action/rerun`, 404],
    ["PUT", `${api}/plan/job/run/${run}/action/rerun`, 415],
    ["PUT", `${api}/plan/job/${id}/action/confirm-succ`, 500],
    ["PUT", `${api}/plan/job/action/hold`, 400],
  ];
  for (const [method, path, status] of cases)
    expect([method, path, (await simulated.call(path, { method })).status]).toEqual([method, path, status]);
  const composite = await simulated.put("/plan/job/FIN_WS;JOBS;SLEEP/action/hold");
  expect(composite.json.messages[0]).toContain("AWSBIO006E");
  const state = await simulated.put(`/plan/job/${id}/action/hold`);
  expect(state.json.messages.join(" ")).toMatch(/AWSJSY404E.*AWSBIN076E/);
});
