// The rules of src/hwa against a whole HWA: the simulator behind the real client.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Simulator } from "#adapters/hwa/simulator/start-simulator.ts";
import { lateBecauseOf, predecessorsOf, successorsOf } from "#hwa/dependencies.ts";
import { failedJobs } from "#hwa/failed-jobs.ts";
import { whatBroke } from "#hwa/failure/what-broke.ts";
import { findJob } from "#hwa/find-job.ts";
import { planHealth } from "#hwa/health.ts";
import { jobHistory } from "#hwa/history.ts";
import { jobFacts } from "#hwa/job-facts.ts";
import { lateJobs } from "#hwa/lateness/late-jobs.ts";
import { streamFacts } from "#hwa/streams.ts";
import { whyWaiting } from "#hwa/waiting/why-waiting.ts";
import { workstationFacts, workstationsOverview } from "#hwa/workstations.ts";
import type { HwaJob, HwaReader } from "#ports/hwa.ts";
import { type SimulatedHwa, simulatedHwa } from "../support/simulated-hwa.ts";

let simulated: SimulatedHwa;
let simulator: Simulator;
let hwa: HwaReader;
const start = new Date("2026-03-04T11:00:00Z");

/** A clock that stands still: the plan is as it starts. */
const now = () => start;

async function control(path: string, body: object = {}): Promise<void> {
  const response = await fetch(`${simulator.url}/sim/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.ok, await response.text()).toBe(true);
}

beforeAll(async () => {
  simulated = await simulatedHwa({ now });
  ({ simulator, hwa } = simulated);
});

afterAll(() => simulated[Symbol.asyncDispose]());

async function job(name: string): Promise<HwaJob> {
  const found = await findJob(hwa, name);
  if (found.kind === "unknown") throw new Error(`The simulated plan has no ${name}.`);
  return found.job;
}

describe("the plan as it starts", () => {
  it("has its health in numbers", async () => {
    const health = await planHealth(hwa, start);
    expect(health).toMatchObject({
      workstations: { total: 15, available: 12, unreachable: 3 },
      jobs: { total: 245, byStatus: { Running: 45, Completed: 190, Failed: 10, Waiting: 0 } },
      criticalPath: {
        onTrack: true,
        delayedJobs: 2,
        atRisk: [],
        coverage: { deadlines: true, complete: true },
      },
    });
    expect(health.criticalPath.critical.map((each) => each.job.name)).toContain("CRITICAL_JOB");
    expect(health.workstations.unreachableOnes.map((each) => [each.name, each.why]).sort()).toEqual([
      ["BRANCH_SP03", "unlinked_and_agent_down"],
      ["DR_SITE01", "unlinked_and_agent_down"],
      ["LEGACY_AIX", "agent_down"],
    ]);
    expect(health.workstations.closed.map((each) => each.name)).toEqual(["WEB_AGT1"]);
  });

  it("has its named jobs, found in any case and any notation", async () => {
    expect(jobFacts(await job("finance_payroll"), start)).toMatchObject({
      status: "Completed",
      controller: "CTRL_FIN",
      workstation: "FIN_WS",
      elapsedMs: 900_000,
      returnCode: 0,
      lastFailure: null,
    });
    expect(jobFacts(await job("CRITICAL_JOB"), start)).toMatchObject({
      status: "Running",
      progress: 50,
      critical: true,
    });
    const { stream, id } = await job("INVOICE_PROCESSING");
    for (const ref of [
      id,
      `${stream.name}.INVOICE_PROCESSING`,
      `${stream.workstation}#${stream.name}.invoice_processing`,
    ])
      expect(await findJob(hwa, ref)).toMatchObject({ kind: "found", job: { id } });
    expect((await findJob(hwa, "PAYROLLX")).kind).toBe("unknown");
  });

  it("has ten failed jobs, newest first, and those of a window", async () => {
    const all = await failedJobs(hwa, null, start);
    expect(all).toMatchObject({ total: 10, exact: true });
    const times = all.jobs.map(({ failedAt }) => failedAt?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const since = new Date(start.getTime() - 3_600_000);
    const recent = await failedJobs(hwa, { since, until: start }, start);
    expect(recent.total).toBe(times.filter((at) => at >= since.getTime()).length);
    expect(recent.total).toBeGreaterThan(0);
    expect(recent.total).toBeLessThan(10);
  });

  it("tells of every failed job what broke it", async () => {
    const { jobs } = await failedJobs(hwa, null, start);
    for (const { job: failed } of jobs) {
      const broken = await whatBroke(hwa, failed, start);
      expect(broken, failed.name).toMatchObject({ kind: "broken", log: { kind: "read", whole: true } });
      if (broken.kind !== "broken") continue;
      expect(broken.cause.kind, failed.name).not.toBe("unknown");
      expect(broken.evidence.length, failed.name).toBeGreaterThan(0);
    }
    expect(await whatBroke(hwa, await job("INVOICE_PROCESSING"), start)).toMatchObject({
      errorCode: { code: "ABEND_UFL", from: "program" },
      returnCode: 12,
      cause: { kind: "missing_file" },
    });
  });

  it("has two late jobs, each with how late", async () => {
    const report = await lateJobs(hwa, start);
    expect(report.late.map((each) => [each.job.name, each.late[0]?.kind]).sort()).toEqual([
      ["DW_CUSTOMER_CUBE_BUILD", "deadline_passed"],
      ["GL_CONSOLIDATION_EU", "deadline_passed"],
    ]);
    expect(report.critical).toMatchObject([{ confidence: { percent: expect.any(Number) }, risks: [] }]);
  });

  it("has workstations, streams and histories", async () => {
    expect(await workstationsOverview(hwa)).toMatchObject({ total: 15, available: 12 });
    const found = await workstationFacts(hwa, "fin_ws");
    expect(found).toMatchObject({ kind: "found", workstation: { name: "FIN_WS", available: true } });
    expect(found.kind === "found" && found.workstation.running).toBeGreaterThanOrEqual(2);
    expect(await streamFacts(hwa, "finance_payroll_daily", start)).toMatchObject({
      kind: "found",
      facts: { status: "Completed", progress: 100 },
    });
    expect(await jobHistory(hwa, "finance_payroll")).toMatchObject({
      kind: "found",
      runs: 1,
      successRate: 1,
    });
  });
});

describe("the plan two minutes later, when everything that can wait does", () => {
  const later = new Date(start.getTime() + 150_000);
  beforeAll(() => control("clock", { advanceSeconds: 150 }));

  /** The first cause of each job's wait, and the job at its root. */
  it.each([
    ["GL_CLOSE_REPORT", "predecessor", "INVOICE_PROCESSING", "predecessor_repaired"],
    ["BOARD_KPI_REPORT", "predecessor", "INVOICE_PROCESSING", "predecessor_repaired"],
    ["FIN_STATEMENTS_PRINT", "predecessor", "CRITICAL_JOB", "predecessor_succeeds"],
    ["EDI-ORDERS-CONFIRM", "predecessor", "EDI-ORDERS-IMPORT", "file_appears"],
    ["EDI-ORDERS-IMPORT", "file", null, "file_appears"],
    ["PAYROLL_BANK_TRANSFER", "prompt", null, "prompt_answered"],
    ["BKP_TAPE_COPY_WEEKLY", "resource", null, "resource_freed"],
    ["HR_PENSION_EXPORT", "time", null, "time_comes"],
    ["STARTAPPSERVER", "time", null, "time_comes"],
    ["CRM-CAMPAIGN-MAILING", "priority_zero", null, "priority_raised"],
    ["WEB_CONTENT_PUBLISH", "workstation_limit", null, "limit_raised"],
    ["HR_BENEFITS_SYNC", "fence", null, "fence_lowered"],
    ["LOG-ROUTES-NORTH", "stream_limit", null, "slot_freed"],
    ["LEGACY_STOCK_EXPORT", "workstation_unreachable", null, "agent_started"],
    ["BRANCH_SALES_PULL", "workstation_unreachable", null, "workstation_linked"],
    ["PAYROLL_ROLLBACK", "suppressed", null, "condition_met"],
  ])("%s waits by %s, root %s, until %s", async (name, kind, root, end) => {
    const answer = await whyWaiting(hwa, await job(name), later);
    expect(answer).toMatchObject({ kind: "waiting", complete: true, unread: [] });
    if (answer.kind !== "waiting") return;
    const [cause] = answer.causes;
    expect(cause).toMatchObject({ kind, endsWhen: { kind: end } });
    expect(cause?.kind === "predecessor" && "job" in cause.root ? cause.root.job.name : null).toBe(root);
  });

  it("names who holds the resource that is missing", async () => {
    const answer = await whyWaiting(hwa, await job("BKP_TAPE_COPY_WEEKLY"), later);
    expect(answer).toMatchObject({
      causes: [{ kind: "resource", name: "TAPE_DRIVES", holders: [{ job: "BKP_TAPE_COPY_MONTHLY" }] }],
    });
  });

  it("tells what waits because of a failed job, through streams as well", async () => {
    const impact = await lateBecauseOf(hwa, await job("INVOICE_PROCESSING"));
    const names = impact.waiting.map((each) => each.name);
    expect(names).toEqual(
      expect.arrayContaining(["INVOICE_LEDGER_UPDATE", "GL_CLOSE_REPORT", "BOARD_KPI_REPORT"]),
    );
    expect(impact.complete).toBe(true);
  });

  it("tells who comes before and after a job", async () => {
    expect(await predecessorsOf(hwa, await job("INVOICE_LEDGER_UPDATE"), later)).toMatchObject({
      own: [{ facts: { name: "INVOICE_PROCESSING", status: "Failed" } }],
      unsatisfied: 1,
    });
    const { items } = await successorsOf(hwa, await job("INVOICE_LEDGER_UPDATE"), 1);
    expect(items.map((each) => each.name)).toEqual(["INVOICE_AGING_REPORT"]);
  });

  it("was read without changing anything", async () => {
    const response = await fetch(`${simulator.url}/sim/requests`);
    const { requests } = (await response.json()) as { requests: { changing: boolean; method: string }[] };
    expect(requests.length).toBeGreaterThan(50);
    expect(requests.filter((each) => each.changing || each.method !== "GET")).toEqual([]);
  });
});
