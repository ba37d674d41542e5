// What runbooks build on: whether a failure's cause is gone, what holds a stream and what would free it, and sentences to say.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultOf, type HwaDesk, hwaDesk } from "./hwa-desk.ts";

let desk: HwaDesk;

beforeAll(async () => {
  desk = await hwaDesk();
  await desk.readNames();
  await desk.advance(300);
});
afterAll(() => desk[Symbol.asyncDispose]());

describe("hwa.check-cause", () => {
  it("says that nobody can tell when HWA does not see it, and where to look", async () => {
    expect(await desk.run("hwa.check-cause", { job: "INVOICE_PROCESSING" })).toMatchObject({
      cause: "missing_file",
      verdict: "unknown",
      text: "HWA cannot show whether the cause is gone. HWA does not watch /data/inbound/invoices/INV_DAILY.dat: look on INV_WS whether it is there. The workstation INV_WS can be reached.",
      checks: [
        { what: "cause", ok: null },
        { what: "workstation", ok: true },
      ],
    });
    expect((await desk.run("hwa.check-cause", { job: "BKP_FULL_ORADATA" })).text).toContain(
      "HWA sees nothing of its cause (disk full): look on BKP_WS; its owner is unknown.",
    );
    expect((await desk.run("hwa.check-cause", { job: "ERP_MRP_NIGHTLY_CALC" })).text).toContain(
      "its maximum duration; nothing shows that it would be faster now.",
    );
  });

  it("knows it of a file that HWA watches", async () => {
    const log = (path: string) => ({
      returnCode: 2,
      log: `ERROR: open failed: No such file or directory: ${path}`,
    });
    await desk.sim("/jobs/CRITICAL_JOB/abend", log("/data/inbound/edi/orders_today.xml"));
    const missing = await desk.run("hwa.check-cause", { job: "CRITICAL_JOB" });
    expect([missing.verdict, missing.text]).toEqual([
      "still_there",
      "A rerun would not get far now. The file /data/inbound/edi/orders_today.xml is still missing.",
    ]);
    await desk.sim("/jobs/CRITICAL_JOB/abend", log("/data/inbound/invoices/INV_DAILY.dat.flag"));
    const there = await desk.run("hwa.check-cause", { job: "CRITICAL_JOB" });
    expect([there.verdict, there.checks[0].text]).toEqual([
      "gone",
      "The file /data/inbound/invoices/INV_DAILY.dat.flag is there now.",
    ]);
  });

  it("knows it of a workstation, whatever the cause was", async () => {
    const of = async (job: string) => (await desk.run("hwa.check-cause", { job })).verdict;
    expect(await of("LEGACY_STOCK_SYNC")).toBe("still_there");
    await desk.sim("/workstations/LEGACY_AIX/up");
    expect(await of("LEGACY_STOCK_SYNC")).toBe("gone");
    await desk.sim("/workstations/DW_AGT1/down");
    const loader = await desk.run("hwa.check-cause", { job: "DW_SALES_FACT_LOAD" });
    expect(loader.text).toBe(
      "A rerun would not get far now. The workstation DW_AGT1 cannot be reached (unlinked and agent down).",
    );
    await desk.sim("/workstations/DW_AGT1/up");
  });

  it("refuses a job that has not failed, and stands on the card of every rerun of one that has", async () => {
    const fault = await faultOf(desk.run("hwa.check-cause", { job: "FINANCE_PAYROLL" }));
    expect([fault.code, fault.message]).toEqual([
      "conflict",
      "FINANCE_PAYROLL has not failed: it completed at 05:15 (SUCC RC=0). There is no cause to check.",
    ]);
    const labels = async (job: string) =>
      (await desk.preview("hwa.rerun", { job })).evidence.map((each) => each.label);
    expect(await labels("INVOICE_PROCESSING")).toContain("Cause now");
    expect(await labels("FINANCE_PAYROLL")).not.toContain("Cause now");
  });
});

describe("hwa.why-stream-waits", () => {
  it.each([
    ["PAYROLL_PAYMENT", "prompt", "reply", "PAYROLL_BANK_TRANSFER"],
    ["CRM-CAMPAIGN", "priority_zero", "release_job", "CRM-CAMPAIGN-MAILING"],
    ["EDI-ORDERS", "file", "release_dependencies", "EDI-ORDERS-IMPORT"],
    ["GL_DAILY_CLOSE", "failed", "recover", "GL_CLOSE_PREPARE"],
    ["HR_PENSION", "time", "wait", "HR_PENSION_EXPORT"],
    ["WEB_CONTENT", "workstation_limit", "raise_limit", "WEB_CONTENT_PUBLISH"],
    ["HR_BENEFITS", "fence", "lower_fence", "HR_BENEFITS_SYNC"],
    ["BRANCH_SALES", "workstation_unreachable", "link", "BRANCH_SALES_PULL"],
    ["FIN_MANUAL_CHECKS", "confirmation", "confirm", "FIN_MANUAL_CHECK"],
    ["BKP_TAPE_COPIES", "resource", "wait", "BKP_TAPE_COPY_WEEKLY"],
    ["LOG-ROUTE-PLANNING", "stream_limit", "wait", "LOG-ROUTES-NORTH"],
  ])("of %s it is %s, and what helps is %s", async (stream, kind, remedy, job) => {
    expect(await desk.run("hwa.why-stream-waits", { stream })).toMatchObject({
      waiting: true,
      known: true,
      root_cause: { kind },
      remedy,
      job,
    });
  });

  it("a held stream is released as a stream, although HWA says priority zero of its jobs too", async () => {
    const { stream_id } = await desk.run("hwa.why-stream-waits", { stream: "LOG-ROUTE-PLANNING" });
    await desk.run("hwa.hold-stream", { stream_id });
    expect(await desk.run("hwa.why-stream-waits", { stream_id })).toMatchObject({
      held: true,
      holds: "stream",
      root_cause: { kind: "priority_zero", holds: "stream", stream_id },
      remedy: "release_stream",
      remedy_text: "to release the stream LOG-ROUTE-PLANNING",
    });
    await desk.run("hwa.release-stream", { stream_id });
  });

  it("is nothing of a stream whose jobs have all started or ended", async () => {
    expect(await desk.run("hwa.why-stream-waits", { stream: "INVOICE_DAILY" })).toMatchObject({
      waiting: false,
      known: true,
      job: null,
      root_cause: { kind: "nothing", needs_person: false },
      remedy: "none",
      total_jobs: 2,
      started_jobs: 2,
      text: "INVOICE_DAILY has failed jobs (ABEND), and no job of it waits.",
    });
  });
});

describe("ids of jobs and runs", () => {
  it("may be written as job_id or jobId, run_id or runId, in reads and in changes", async () => {
    const { job_id, run_id } = await desk.run("hwa.job", { job: "INVOICE_PROCESSING" });
    for (const way of [{ jobId: job_id }, { runId: run_id }, { jobId: job_id, run_id, runId: run_id }]) {
      expect((await desk.run("hwa.job", way)).job_id).toBe(job_id);
      expect((await desk.preview("hwa.rerun", way)).summary).toContain("INVOICE_PROCESSING");
    }
    const stale = await faultOf(desk.prepare("hwa.rerun", { jobId: job_id, runId: "another" }));
    expect(stale.message).toContain("has no run another");
  });

  it("that contradict each other are refused", () => {
    const { input } = desk.action("hwa.rerun");
    expect(input.safeParse({ job_id: "a", jobId: "b" }).error?.issues[0]?.message).toBe(
      "job_id and jobId, or run_id and runId, say different things. Leave one of them out.",
    );
    expect(input.safeParse({ job_id: "a", jobId: null }).success).toBe(true);
  });
});

it("hwa.job with later_than tells a job only once it was run again", async () => {
  const { job_id, run_id } = await desk.run("hwa.job", { job: "EDI-PARTNER-ACK" });
  const early = await faultOf(desk.run("hwa.job", { job_id, later_than: run_id }));
  expect([early.code, early.retryable]).toEqual(["unavailable", true]);
  expect(early.message).toMatch(/^EDI-PARTNER-ACK was not run again yet: it failed at/);
  await desk.run("hwa.rerun", { job_id });
  const later = await desk.run("hwa.job", { job_id, later_than: run_id });
  expect(later.run_id).not.toBe(run_id);
});

it("every look at the plan says in a sentence what it found", async () => {
  const text = async (name: string, input: object) => (await desk.run(name, input)).text;
  expect(await text("hwa.job", { job: "FINANCE_PAYROLL" })).toBe(
    "FINANCE_PAYROLL completed at 05:15 (SUCC RC=0).",
  );
  expect(await text("hwa.workstation", { workstation: "WEB_AGT1" })).toBe(
    "WEB_AGT1 is available; its limit is 0 and its fence 0.",
  );
  expect(await text("hwa.stream", { stream: "INVOICE_DAILY" })).toBe(
    "INVOICE_DAILY has failed jobs (ABEND).",
  );
  expect(await text("hwa.jobs", { status: "Failed", hours: 3 })).toMatch(
    /^\d failed jobs in the last 3 h: .*INVOICE_PROCESSING \(ABEND RC=12, 09:05\)/,
  );
  expect(await text("hwa.jobs", { status: "Failed", stream: "NO_SUCH" })).toBe("No failed jobs of NO_SUCH.");
  expect(await text("hwa.prompt", {})).toBe(
    '1 open prompt: PAYROLL_APPROVAL "Has HR approved the payroll totals? (y/n)".',
  );
  expect(await text("hwa.late", {})).toMatch(/^\d+ late jobs?: DW_CUSTOMER_CUBE_BUILD \(\d+ min\)/);
  expect(await text("hwa.health", {})).toMatch(
    /^\d+ jobs: .* of 15 workstations are available; not BRANCH_SP03 \(unlinked and agent down\), .* Closed by limit 0: WEB_AGT1\. /,
  );
  expect((await desk.run("hwa.diagnose", { job: "INVOICE_PROCESSING" })).known_fix_text).toBe(
    "Known fix: Check input file path; see https://internal-docs/invoice-processing-errors (resync.xlsx · Jobs!A2:E2).",
  );
  expect((await desk.run("hwa.diagnose", { job: "BKP_FULL_ORADATA" })).known_fix_text).toBe(
    "No fix for it is known.",
  );
});

it("hwa.confirm shows the end of the log also of a job that did not fail, and refuses another run than was looked at", async () => {
  const { run_id } = await desk.run("hwa.job", { job: "FIN_MANUAL_CHECK" });
  const card = await desk.preview("hwa.confirm", { job: "FIN_MANUAL_CHECK", run_id, as: "succ" });
  expect(card.detail?.title).toBe("End of the log of FIN_MANUAL_CHECK");
  expect(card.detail?.text.length).toBeGreaterThan(50);
  const failed = await desk.run("hwa.job", { job: "CRM-LEADS-PUSH-01" });
  await desk.run("hwa.rerun", { job_id: failed.job_id });
  const stale = await faultOf(
    desk.prepare("hwa.confirm", { job_id: failed.job_id, run_id: failed.run_id, as: "succ" }),
  );
  expect(stale.message).toMatch(/^CRM-LEADS-PUSH-01 was run again meanwhile/);
});
