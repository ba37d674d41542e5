import { expect, it } from "vitest";
import { runningSimulator } from "./running-simulator.ts";

const now = Date.parse("2026-03-10T14:00:00.000Z");

it("starts with 245 jobs on 15 workstations, and for two minutes nothing but elapsed time changes", async () => {
  await using simulated = await runningSimulator();
  const counts = async () =>
    (await simulated.call("/twsd/api/v2/plan/job/count?grouping_filters=status")).json;
  const expected = { count: 245, groupedCount: { RUNNING: 45, SUCCESSFUL: 190, ERROR: 10 } };
  expect(await counts()).toEqual(expected);
  const { json: workstations } = await simulated.call("/twsd/api/v2/plan/workstation");
  expect(workstations.count).toBe(15);
  const { json: available } = await simulated.list(
    "workstation",
    "activeStates IN ['LINKED'] AND jobmanUp = true",
  );
  expect(available.count).toBe(12);
  for (const { activeStates } of available.results)
    expect(activeStates).toEqual(expect.arrayContaining(["LINKED", "JOBMAN_UP"]));
  await simulated.advance(119);
  expect(await counts()).toEqual(expected);
});

it("has the four named jobs in their named states", async () => {
  await using simulated = await runningSimulator();
  const payroll = await simulated.job("FINANCE_PAYROLL");
  expect(payroll).toMatchObject({
    lastRunCommonStatus: "SUCCESSFUL",
    jobStreamWorkstation: "/CTRL_FIN",
    workstation: "/FIN_WS",
  });
  expect(payroll.jobruns[0].timeInfo).toMatchObject({
    actualStartTime: "2026-03-10T08:00:00.000Z",
    actualEndTime: "2026-03-10T08:15:00.000Z",
  });
  const invoices = await simulated.job("INVOICE_PROCESSING");
  expect(invoices.lastRunCompositeStatus.status).toBe("ABEND");
  expect(now - Date.parse(invoices.jobruns[0].timeInfo.actualEndTime)).toBeLessThan(4 * 3_600_000);
  const log = await simulated.call(`/twsd/api/v2/plan/job/run/${invoices.jobruns[0].id}/joblog`);
  expect(log.text).toContain("ABEND_UFL");
  expect(log.text).toContain("No such file or directory");
  const critical = await simulated.job("CRITICAL_JOB");
  expect(critical).toMatchObject({
    jobOptions: { critical: true },
    lastRunCompositeStatus: { status: "EXEC" },
  });
  expect(critical.jobruns[0].timeInfo).toMatchObject({ elapsedTime: "PT20M", estimatedDuration: "PT40M" });
  expect((await simulated.job("FINAL_BATCH_PAYROLL")).lastRunCompositeStatus.status).toBe("EXEC");
});

it("has two late jobs, no critical job at risk, and failures of both kinds and ten causes, six of them recent", async () => {
  await using simulated = await runningSimulator();
  const late = (await simulated.list("job", "jobStatusFlags.jobLate = true")).json;
  expect(late.results.map((job: { lastRunCommonStatus: string }) => job.lastRunCommonStatus)).toEqual([
    "RUNNING",
    "RUNNING",
  ]);
  const { text: metrics } = await simulated.call("/metrics", { user: null });
  expect(metrics).toContain('application_wa_criticalJob_highRisk_boolean{job="CRITICAL_JOB"} 0');
  expect(metrics).toContain('application_wa_criticalJob_potentialRisk_boolean{job="CRITICAL_JOB"} 0');
  const failed = (await simulated.list("job", "jobruns.commonStatus = 'ERROR'")).json.results;
  const states = failed.map(
    (job: { lastRunCompositeStatus: { status: string } }) => job.lastRunCompositeStatus.status,
  );
  expect(new Set(states)).toEqual(new Set(["ABEND", "FAIL"]));
  const recent = (
    await simulated.list(
      "job",
      "jobruns.commonStatus = 'ERROR' AND jobruns.timeInfo.actualEndTime >= '2026-03-10T10:00:00Z'",
    )
  ).json;
  expect(recent.count).toBe(6);
  const logs = await Promise.all(
    failed.map((job: { jobruns: { id: string }[] }) =>
      simulated.call(`/twsd/api/v2/plan/job/run/${job.jobruns[0]?.id}/joblog`),
    ),
  );
  const all = logs.map(({ text }) => text).join("\n");
  for (const sign of [
    "ORA-01653",
    "No space left",
    "AWSBDW009E",
    "not found",
    "Permission denied",
    "Connection refused",
    "maximum duration",
    "NOT NUMERIC",
    "AWSITA245E",
  ])
    expect(all).toContain(sign);
});
