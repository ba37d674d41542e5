// recover-abend, rerun-job and confirm-job from the request to what HWA was asked, on a Resync that lives.

import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShift, type Shift } from "./support/shift.ts";

let shift: Shift;

beforeAll(async () => {
  shift = await openShift();
});
afterAll(() => shift[Symbol.asyncDispose]());

const finish = (job: string) => shift.app.sim(`jobs/${job}/finish`, {});
/** How many runs were asked of HWA by the job of this id. */
const rerunsBy = async (id: string) =>
  (await shift.changes("/action/rerun")).filter((each) => each.justification?.description.includes(id))
    .length;

describe.concurrent("recover-abend", () => {
  it("diagnoses, asks with the evidence, reruns once, waits for the end and tells", async () => {
    const id = await shift.start("recover-abend", { job: "INVOICE_PROCESSING" });
    const card = await shift.approve(id);
    const shown = Object.fromEntries(
      card.evidence.map((each: { label: string; value: string }) => [each.label, each.value]),
    );
    expect(shown).toMatchObject({
      "Error code": "ABEND_UFL",
      "Return code": "12",
      Owner: "systems-team@company.com",
    });
    expect(shown["Known fix"]).toMatch(/^Check input file path; .*\(knowledge\/resync\.xlsx · Jobs!A3:E3\)$/);
    expect(shown["Cause now"]).toBe(
      "HWA cannot show whether the cause is gone. HWA does not watch /data/inbound/invoices/INV_DAILY.dat: look on INV_WS whether it is there. The workstation INV_WS can be reached.",
    );
    expect(card.detail.text).toContain("error code ABEND_UFL: missing input file INV_DAILY.dat");
    expect(card.policy.from).toEqual(["operators"]);

    await shift.passed(id, "rerun");
    await finish("INVOICE_PROCESSING");
    const done = await shift.ended(id);
    expect([done.status, done.error]).toEqual(["COMPLETED", null]);
    expect(done.outputData).toMatchObject({
      result: "Completed",
      job: "INVOICE_PROCESSING",
      cause: "missing_file",
      error_code: "ABEND_UFL",
    });
    expect(done.outputData.run_id).not.toBe(card.plan.args.run_id);
    const [found, told, ...more] = await shift.said(id);
    expect(more).toEqual([]);
    expect(found).toMatch(
      /^INVOICE_PROCESSING failed at .* \(ABEND RC=12\)\. A file it needs is missing \(log line 14: /,
    );
    expect(found?.split("\n")).toHaveLength(3);
    expect(told).toMatch(
      /^INVOICE_PROCESSING completed at \d\d:\d\d \(SUCC RC=0\)\. It was rerun after ABEND_UFL; \d+ jobs waited/,
    );
    expect(await rerunsBy(id)).toBe(1);
  });

  it("rejected, it fails with the reason and nothing was asked of HWA", async () => {
    const id = await shift.start("recover-abend", { job: "DW_SALES_FACT_LOAD" });
    await shift.reject(id, "The tablespace is still full");
    const done = await shift.ended(id);
    expect(done.status).toBe("FAILED");
    expect(done.error).toContain("The tablespace is still full");
    expect(await rerunsBy(id)).toBe(0);
    expect((await shift.steps(id)).ended).toBe("PENDING");
  });

  it("does not rerun what somebody else reran while the approval waited", async () => {
    const id = await shift.start("recover-abend", { job: "HR_TIMESHEETS_IMPORT" });
    await shift.asked(id);
    await shift.app.sim("jobs/HR_TIMESHEETS_IMPORT/abend", { returnCode: 4 });
    await shift.approve(id);
    const done = await shift.ended(id);
    expect([done.status, done.errorStep]).toEqual(["FAILED", "rerun"]);
    expect(done.error).toMatch(
      /^HR_TIMESHEETS_IMPORT was run again meanwhile: .* is not its latest run any more, and it failed at .* \(ABEND RC=4\)/,
    );
    expect(await rerunsBy(id)).toBe(0);
  });

  it("would run it a second time without the run_id (control)", async () => {
    await using undo = new AsyncDisposableStack();
    const dir = await mkdtemp(join(tmpdir(), "resync-workflows-"));
    undo.defer(() => rm(dir, { recursive: true, force: true }));
    await mkdir(join(dir, "runbooks"));
    const text = await readFile("workflows/runbooks/recover-abend.yml", "utf8");
    const careless = text.replace(/run_id: .*\n {6}(?=ticket)/, "");
    expect(careless).not.toBe(text);
    await writeFile(join(dir, "runbooks", "recover-abend.yml"), careless);
    const other = undo.use(await openShift({ WORKFLOWS_DIR: dir }));
    const id = await other.start("recover-abend", { job: "HR_TIMESHEETS_IMPORT" });
    await other.asked(id);
    await other.app.sim("jobs/HR_TIMESHEETS_IMPORT/abend", { returnCode: 4 });
    await other.approve(id);
    await other.passed(id, "rerun");
    expect(await other.changes("/action/rerun")).toHaveLength(1);
  });

  it("that fails again fails, and says why", async () => {
    const id = await shift.start("recover-abend", { job: "BILLING_CYCLE_RUN_2" });
    await shift.approve(id);
    await shift.passed(id, "rerun");
    await shift.app.sim("jobs/BILLING_CYCLE_RUN_2/abend", {
      returnCode: 28,
      log: "cp: error writing '/billing/out': No space left on device",
    });
    const done = await shift.ended(id);
    expect([done.status, done.errorStep]).toEqual(["FAILED", "failed_again"]);
    expect(done.error).toMatch(
      /^The job was rerun and did not end well\. BILLING_CYCLE_RUN_2 failed at .* \(ABEND RC=28\)\. A disk is full \(log line \d+: .*No space left on device/,
    );
    expect(await rerunsBy(id)).toBe(1);
  });

  it("stops with a sentence at a job that has not failed, and asks nobody", async () => {
    const done = await shift.ended(await shift.start("recover-abend", { job: "FINANCE_PAYROLL" }));
    expect([done.status, done.errorStep]).toEqual(["FAILED", "not_failed"]);
    expect(done.error).toMatch(
      /^FINANCE_PAYROLL has not failed: it completed at .*\. There is nothing to recover, and nothing was done\.$/,
    );
  });

  it("stops while the cause is there, asks all the same when told to, and goes on when it is gone", async () => {
    const stopped = await shift.ended(await shift.start("recover-abend", { job: "LEGACY_STOCK_SYNC" }));
    expect([stopped.status, stopped.errorStep]).toEqual(["FAILED", "still_there"]);
    expect(stopped.error).toContain(
      "A rerun would not get far now. The workstation LEGACY_AIX cannot be reached (agent down).",
    );
    const insisting = await shift.start("recover-abend", { job: "LEGACY_STOCK_SYNC", anyway: true });
    const causeNow = (card: { evidence: { label: string; value: string }[] }) =>
      card.evidence.find((each) => each.label === "Cause now")?.value;
    expect(causeNow(await shift.asked(insisting))).toMatch(/^A rerun would not get far now\./);
    await shift.reject(insisting, "Link it first");
    await shift.ended(insisting);

    expect((await shift.run("link-workstation", { workstation: "legacy_aix" })).status).toBe("COMPLETED");
    const mended = await shift.start("recover-abend", { job: "LEGACY_STOCK_SYNC" });
    expect(causeNow(await shift.approve(mended))).toBe(
      "HWA shows that the cause is gone. The workstation LEGACY_AIX can be reached.",
    );
    await shift.passed(mended, "rerun");
    await finish("LEGACY_STOCK_SYNC");
    expect((await shift.ended(mended)).status).toBe("COMPLETED");
  });

  it("names the nearest jobs when the plan has none of that name", async () => {
    const done = await shift.ended(await shift.start("recover-abend", { job: "INVOICE_PROCESING" }));
    expect(done.error).toMatch(/^No HWA job is called "INVOICE_PROCESING" .*Did you mean INVOICE_PROCESSING/);
  });
});

describe.concurrent("rerun-job", () => {
  it("reruns a job once and waits for its end", async () => {
    const id = await shift.start("rerun-job", { job: "CRM-LEADS-PUSH-01" });
    await shift.approve(id);
    await shift.passed(id, "rerun");
    await finish("CRM-LEADS-PUSH-01");
    const done = await shift.ended(id);
    expect([done.status, done.outputData.result]).toEqual(["COMPLETED", "Completed"]);
    expect(await shift.said(id)).toEqual([
      expect.stringMatching(
        /^CRM-LEADS-PUSH-01 completed at .*\. It was rerun; before that: CRM-LEADS-PUSH-01 failed at/,
      ),
    ]);
    expect(await rerunsBy(id)).toBe(1);
  });

  it("fails when the new run fails, and when there is nothing to rerun", async () => {
    const id = await shift.start("rerun-job", { job: "EDI-PARTNER-ACK" });
    await shift.approve(id);
    await shift.passed(id, "rerun");
    await shift.app.sim("jobs/EDI-PARTNER-ACK/abend", { returnCode: 5 });
    expect((await shift.ended(id)).error).toMatch(
      /^The job was rerun and did not end well\. EDI-PARTNER-ACK failed at .* \(ABEND RC=5\)\.$/,
    );
    const running = await shift.ended(await shift.start("rerun-job", { job: "CRITICAL_JOB" }));
    expect([running.status, running.errorStep]).toEqual(["FAILED", "rerun"]);
    expect(running.error).toContain("so there is nothing to rerun");
  });
});

describe.concurrent("confirm-job", () => {
  it("shows return code and log, confirms, and sees that it counts", async () => {
    const id = await shift.start("confirm-job", { job: "BKP_FULL_ORADATA", as: "succ" });
    const card = await shift.approve(id);
    expect(card.detail.text).toContain("No space left on device (errno 28)");
    expect(card.evidence).toContainEqual({ label: "Return code", value: "28" });
    expect(card.policy.from).toEqual(["approvers"]);
    const done = await shift.ended(id);
    expect(done.outputData).toMatchObject({ result: "succ", before: "ABEND", return_code: 28 });
    expect(await shift.said(id)).toEqual([
      expect.stringMatching(
        /^BKP_FULL_ORADATA is confirmed as succ\. Before that: BKP_FULL_ORADATA failed at/,
      ),
    ]);
  });

  it("refuses what HWA would not take, before anybody is asked, and knows only two outcomes", async () => {
    const never = await shift.ended(
      await shift.start("confirm-job", { job: "GL_TRIAL_BALANCE_REPORT", as: "succ" }),
    );
    expect([never.status, never.errorStep]).toEqual(["FAILED", "confirm"]);
    expect(never.error).toContain("it never started, and HWA confirms no such job");
    await expect(shift.start("confirm-job", { job: "BKP_FULL_ORADATA", as: "good" })).rejects.toThrow(
      /"as" must be one of "succ", "abend"/,
    );
  });

  it("does not confirm another run than the one that was looked at", async () => {
    const id = await shift.start("confirm-job", { job: "ERP_MRP_NIGHTLY_CALC", as: "succ" });
    await shift.asked(id);
    await shift.app.sim("jobs/ERP_MRP_NIGHTLY_CALC/run", {});
    await shift.approve(id);
    const done = await shift.ended(id);
    expect(done.status).toBe("FAILED");
    expect(done.error).toMatch(/^ERP_MRP_NIGHTLY_CALC was run again meanwhile/);
    expect(await shift.changes("confirm")).not.toContainEqual(
      expect.objectContaining({
        justification: expect.objectContaining({ description: expect.stringContaining(id) }),
      }),
    );
  });
});
