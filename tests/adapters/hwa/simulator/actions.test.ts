import { expect, it } from "vitest";
import { api, runningSimulator } from "./running-simulator.ts";

type Simulated = Awaited<ReturnType<typeof runningSimulator>>;
const state = async (simulated: Simulated, name: string) =>
  (await simulated.job(name)).lastRunCompositeStatus.status;

async function act(simulated: Simulated, name: string, action: string, body: unknown = {}) {
  const { id } = await simulated.job(name);
  return simulated.put(`/plan/job/${id}/action/${action}`, { body });
}

it("confirms by state as the guide's table says", async () => {
  await using simulated = await runningSimulator();
  await simulated.advance(300);
  const table: readonly [string, string, number, string][] = [
    ["GL_CLOSE_POST", "confirm-succ", 200, "HOLD"],
    ["BKP_TAPE_COPY_WEEKLY", "confirm-abend", 200, "READY"],
    ["FIN_MANUAL_CHECK", "confirm-succ", 200, "SUCC"],
    ["CRITICAL_JOB", "confirm-succ", 200, "SUCC"],
    ["FINAL_BATCH_PAYROLL", "confirm-abend", 200, "ABEND"],
    ["BILLING_CYCLE_RUN_2", "confirm-abend", 200, "ABEND"],
    ["BILLING_CYCLE_RUN_2", "confirm-succ", 200, "SUCC"],
    ["FINANCE_PAYROLL", "confirm-succ", 500, "SUCC"],
    ["LEGACY_STOCK_SYNC", "confirm-succ", 500, "FAIL"],
    ["PAYROLL_ROLLBACK", "confirm-succ", 200, "SUCC"],
  ];
  for (const [name, action, status, after] of table) {
    const { status: answered } = await act(simulated, name, action);
    expect([name, action, answered, await state(simulated, name)]).toEqual([name, action, status, after]);
  }
});

it("adds a run to the chain on rerun, and frees the jobs that waited when it goes well", async () => {
  await using simulated = await runningSimulator();
  await simulated.advance(125);
  const before = await simulated.job("INVOICE_PROCESSING");
  const [first] = before.jobruns;
  expect((await simulated.put(`/plan/job/run/${first.id}/action/rerun`, { body: {} })).status).toBe(200);
  const { jobruns } = await simulated.job("INVOICE_PROCESSING");
  expect(
    jobruns.map((run: { rerunType: string; lastInRerunChain: boolean }) => [
      run.rerunType,
      run.lastInRerunChain,
    ]),
  ).toEqual([
    ["REGULAR", false],
    ["RERUN", true],
  ]);
  expect((await simulated.put(`/plan/job/run/${first.id}/action/rerun`, { body: {} })).status).toBe(500);
  await simulated.advance(5);
  await simulated.sim("/jobs/INVOICE_PROCESSING/finish");
  await simulated.advance(5);
  expect(await state(simulated, "INVOICE_LEDGER_UPDATE")).toBe("EXEC");
});

it("holds, releases, frees dependencies, kills, cancels", async () => {
  await using simulated = await runningSimulator();
  await simulated.advance(125);
  const held = async () => (await simulated.job("GL_CLOSE_POST")).lastRunCommonStatus;
  await act(simulated, "GL_CLOSE_POST", "hold");
  expect(await held()).toBe("HELD");
  await act(simulated, "GL_CLOSE_POST", "release");
  expect(await held()).toBe("WAITING");
  await act(simulated, "GL_CLOSE_POST", "release-all-dependencies");
  await simulated.advance(3);
  expect(await held()).toBe("RUNNING");
  await act(simulated, "GL_CLOSE_POST", "kill");
  expect(await held()).toBe("ERROR");
  expect((await act(simulated, "GL_CLOSE_POST", "kill")).status).toBe(500);
  await act(simulated, "GL_CLOSE_POST", "cancel");
  await simulated.advance(3);
  expect([await held(), await state(simulated, "GL_CLOSE_REPORT")]).toEqual(["CANCELED", "EXEC"]);
});

it("answers a prompt, changes limits, fences, quantities and links, and jobs go on", async () => {
  await using simulated = await runningSimulator();
  await simulated.advance(125);
  const idOf = async (kind: string, name: string) =>
    (await simulated.list(kind, `name = '${name}'`)).json.results[0].id;
  const prompt = await idOf("prompt", "PAYROLL_APPROVAL");
  expect(
    (await simulated.put(`/plan/prompt/${prompt}/action/reply`, { body: { answer: true } })).status,
  ).toBe(200);
  expect(
    (await simulated.put(`/plan/prompt/${prompt}/action/reply`, { body: { answer: true } })).status,
  ).toBe(500);
  await simulated.put(
    `/plan/workstation/${await idOf("workstation", "WEB_AGT1")}/action/update-limit?limit=3`,
  );
  await simulated.put(
    `/plan/workstation/${await idOf("workstation", "HR_WS")}/action/update-fence?priority=0`,
  );
  const branch = await idOf("workstation", "BRANCH_SP03");
  await simulated.put(`/plan/workstation/${branch}/action/link`);
  await simulated.put(`/plan/workstation/${branch}/action/start`);
  await simulated.put(
    `/plan/resource/${await idOf("resource", "TAPE_DRIVES")}/action/update-quantity?quantity=4`,
  );
  await simulated.advance(4);
  for (const name of [
    "PAYROLL_BANK_TRANSFER",
    "WEB_CONTENT_PUBLISH",
    "HR_BENEFITS_SYNC",
    "BRANCH_SALES_PULL",
    "BKP_TAPE_COPY_WEEKLY",
  ])
    expect([name, await state(simulated, name)]).toEqual([name, "EXEC"]);
});

it("acts by filter on one object unless told otherwise, and reports refusals beside successes", async () => {
  await using simulated = await runningSimulator();
  await simulated.advance(125);
  const oql = encodeURIComponent("name LIKE 'GL_CLOSE_@'");
  const one = await simulated.put(`/plan/job/action/hold?oql=${oql}`);
  expect(one.json.successfulResourceResponses).toHaveLength(1);
  const all = await simulated.put(
    `/plan/job/action/hold?max_object_affected=9&oql=${encodeURIComponent("name IN ['GL_CLOSE_POST','CRITICAL_JOB']")}`,
  );
  expect([all.json.successfulResourceResponses.length, all.json.failedResourceResponses.length]).toEqual([
    1, 1,
  ]);
  expect(all.json.failedResourceResponses[0].message).toContain("AWSBIN076E");
});

it("submits jobs, job streams and ad hoc commands", async () => {
  await using simulated = await runningSimulator();
  const oql = encodeURIComponent("name = 'FINANCE_PAYROLL'");
  const model = (await simulated.call(`${api}/model/jobdefinition?oql=${oql}`)).json.results[0].def.id;
  const post = (path: string, body: unknown) => simulated.call(`${api}${path}`, { method: "POST", body });
  const job = await post(`/plan/job/${model}/submit`, { alias: "PAYROLL_AGAIN" });
  expect(job.status).toBe(200);
  expect((await post(`/plan/job/${model}/submit`, { alias: "PAYROLL_AGAIN" })).status).toBe(409);
  const { results } = (
    await simulated.call(`${api}/model/jobstream?oql=${encodeURIComponent("name = 'INVOICE_DAILY'")}`)
  ).json;
  const stream = await post(`/plan/jobstream/${results[0].def.id}/submit`, {});
  expect([stream.status, stream.json.count]).toEqual([200, 1]);
  const adHoc = await post("/plan/job/submit-ad-hoc-job", {
    workstationKey: "MDM01",
    task: { UNIX: { taskString: "sleep 10", isCommand: "true", userName: "wauser" } },
  });
  expect(adHoc.json).toEqual({ id: "MDM01;JOBS;SLEEP" });
  await simulated.advance(3);
  for (const name of ["PAYROLL_AGAIN", "SLEEP"])
    expect([name, await state(simulated, name)]).toEqual([name, "EXEC"]);
});
