import { expect, it } from "vitest";
import { api, runningSimulator } from "./running-simulator.ts";

interface Seen {
  readonly name: string;
  readonly lastRunCommonStatus: string;
  readonly lastRunCompositeStatus: { readonly status: string; readonly substatus?: string };
}

it("brings every kind of waiting with the first wave", async () => {
  await using simulated = await runningSimulator();
  await simulated.advance(125);
  const { json } = await simulated.call(`${api}/plan/job`);
  const why = new Map<string, string>(
    json.results.map(({ name, lastRunCompositeStatus: { status, substatus } }: Seen) => [
      name,
      `${status} ${substatus ?? ""}`.trim(),
    ]),
  );
  expect(
    Object.fromEntries(
      [
        "GL_CLOSE_POST",
        "BOARD_KPI_REPORT",
        "PAYROLL_BANK_TRANSFER",
        "EDI-ORDERS-IMPORT",
        "HR_PENSION_EXPORT",
        "CRM-CAMPAIGN-MAILING",
        "BKP_TAPE_COPY_WEEKLY",
        "WEB_CONTENT_PUBLISH",
        "HR_BENEFITS_SYNC",
        "LEGACY_STOCK_EXPORT",
        "BRANCH_SALES_PULL",
        "PAYROLL_ROLLBACK",
      ].map((name) => [name, why.get(name)]),
    ),
  ).toEqual({
    GL_CLOSE_POST: "HOLD HOLD_WAITING_FOR_PREDECESSOR",
    BOARD_KPI_REPORT: "HOLD HOLD_WAITING_FOR_PREDECESSOR",
    PAYROLL_BANK_TRANSFER: "HOLD HOLD_WAITING_FOR_PROMPT",
    "EDI-ORDERS-IMPORT": "HOLD HOLD_WAITING_FOR_FILE",
    HR_PENSION_EXPORT: "HOLD HOLD_WAITING_FOR_TIME",
    "CRM-CAMPAIGN-MAILING": "HOLD HOLD_PRIORITY_ZERO",
    BKP_TAPE_COPY_WEEKLY: "READY READY_WAITING_FOR_RESOURCES",
    WEB_CONTENT_PUBLISH: "READY READY_WAITING_FOR_LIMIT",
    HR_BENEFITS_SYNC: "FENCE",
    LEGACY_STOCK_EXPORT: "READY READY_WAITING_FOR_AGENT",
    BRANCH_SALES_PULL: "READY READY_WAITING_FOR_AGENT",
    PAYROLL_ROLLBACK: "SUPPR SUPPR_UNSATISFIED_DEPENDENCY",
  });
  await simulated.advance(180);
  expect((await simulated.job("FIN_MANUAL_CHECK")).lastRunCompositeStatus.status).toBe("PEND");
});

it("leads from a waiting report through its predecessors to the job that failed", async () => {
  await using simulated = await runningSimulator();
  await simulated.advance(125);
  const path: string[] = [];
  let job = await simulated.job("GL_CLOSE_REPORT");
  for (;;) {
    path.push(job.name);
    const open = job.dependencies.find((dependency: { satisfied: boolean }) => !dependency.satisfied);
    if (!open) break;
    job = (await simulated.call(`${api}/plan/job/${open.jobId}`)).json;
  }
  expect(path).toEqual([
    "GL_CLOSE_REPORT",
    "GL_CLOSE_POST",
    "GL_CLOSE_PREPARE",
    "INVOICE_MAIL_SEND",
    "INVOICE_AGING_REPORT",
    "INVOICE_LEDGER_UPDATE",
    "INVOICE_PROCESSING",
  ]);
  const { id } = await simulated.job("INVOICE_PROCESSING");
  const { json } = await simulated.list("job", `dependencies.jobId = '${id}'`);
  expect(json.results.map((one: Seen) => one.name)).toEqual(["INVOICE_LEDGER_UPDATE"]);
});

it("tells the same story for the same seed however time is cut, and another for another", async () => {
  const story = async (seed: number, steps: readonly number[]) => {
    await using simulated = await runningSimulator({ seed });
    for (const seconds of steps) await simulated.advance(seconds);
    const { json } = await simulated.call(`${api}/plan/job`);
    return json.results.map((job: Seen & { id: string }) => [
      job.id,
      job.name,
      job.lastRunCompositeStatus.status,
    ]);
  };
  const whole = await story(7, [20_000]);
  expect(await story(7, [130, 5_000, 1, 14_869])).toEqual(whole);
  expect(await story(8, [20_000])).not.toEqual(whole);
});

it("lives for days without growing: FINAL runs each night and old streams leave", async () => {
  await using simulated = await runningSimulator();
  await simulated.advance(2 * 86_400);
  const { json: finals } = await simulated.list("jobstream", "name = 'FINAL'");
  expect(
    finals.results.some((stream: { commonStatus: string }) => stream.commonStatus === "SUCCESSFUL"),
  ).toBe(true);
  const count = async () => (await simulated.call(`${api}/plan/job/count`)).json.count as number;
  const two = await count();
  await simulated.advance(3 * 86_400);
  expect(await count()).toBeLessThan(two * 1.25);
  for (const name of ["FINANCE_PAYROLL", "INVOICE_PROCESSING", "CRITICAL_JOB", "FINAL_BATCH_PAYROLL"])
    expect((await simulated.job(name)).name).toBe(name);
});
