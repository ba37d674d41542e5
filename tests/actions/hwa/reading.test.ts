import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { faultOf, type HwaDesk, hwaDesk, password } from "./hwa-desk.ts";

let desk: HwaDesk;

beforeAll(async () => {
  desk = await hwaDesk();
  await desk.readNames();
  await desk.advance(300);
});
afterAll(() => desk[Symbol.asyncDispose]());

describe("every action", () => {
  it("has docs, and an example that its own input schema takes as it stands", () => {
    expect(desk.actions.length).toBeGreaterThan(25);
    for (const action of desk.actions) {
      expect([action.name, action.input.safeParse(action.example).success]).toEqual([action.name, true]);
      expect(action.docs.length, action.name).toBeGreaterThan(80);
      expect(() => z.toJSONSchema(action.input, { io: "input" }), action.name).not.toThrow();
      expect(() => z.toJSONSchema(action.output), action.name).not.toThrow();
    }
  });

  it("asks people exactly when it changes HWA, and then looks before it acts", () => {
    for (const action of desk.actions) {
      expect([action.name, action.asks]).toEqual([action.name, action.effect !== "read"]);
      expect([action.name, Boolean(action.prepare), Boolean(action.preview)]).toEqual([
        action.name,
        action.asks,
        action.asks,
      ]);
    }
    const once = desk.actions.filter((action) => action.effect === "once").map((action) => action.name);
    expect(once.toSorted()).toEqual([
      "hwa.cancel",
      "hwa.cancel-stream",
      "hwa.confirm",
      "hwa.kill",
      "hwa.release-dependencies",
      "hwa.release-stream-dependencies",
      "hwa.reply",
      "hwa.rerun",
      "hwa.submit",
    ]);
  });

  it("refuses an input with a field it does not know, and one that names no object", () => {
    for (const action of desk.actions) {
      const more = { ...(action.example as object), command: "rm" };
      expect([action.name, action.input.safeParse(more).success]).toEqual([action.name, false]);
    }
    expect(desk.action("hwa.rerun").input.safeParse({ stream: "INVOICE_DAILY" }).success).toBe(false);
    expect(desk.action("hwa.hold-stream").input.safeParse({}).success).toBe(false);
  });

  it("that reads tells JSON and no secret of HWA's", async () => {
    const outputs: unknown[] = [];
    for (const action of desk.actions.filter((each) => each.effect === "read"))
      outputs.push(await desk.run(action.name, action.example as object));
    const text = JSON.stringify(outputs);
    expect(JSON.parse(text)).toEqual(outputs);
    const basic = Buffer.from(`resync:${password}`).toString("base64");
    expect(text).not.toContain(basic);
    expect(text).not.toMatch(/authorization|"command"|"login"/i);
    expect(await desk.changes()).toEqual([]);
  });
});

describe("hwa.job", () => {
  it("tells a job's facts in our words and in HWA's", async () => {
    expect(await desk.run("hwa.job", { job: "invoice_processing" })).toMatchObject({
      job: "INVOICE_PROCESSING",
      status: "Failed",
      internal_status: "ABEND",
      return_code: 12,
      job_stream: "INVOICE_DAILY",
      workstation: "INV_WS",
      workstation_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      end_time: "2026-03-10T12:05:00.000Z",
      duration_seconds: 144,
      priority: 10,
      confirmation_needed: false,
      instances: 1,
    });
    expect(await desk.run("hwa.job", { job: "FIN_MANUAL_CHECK" })).toMatchObject({
      internal_status: "PEND",
      confirmation_needed: true,
    });
  });

  it("finds the same job by name, notation, id and run id", async () => {
    const { job_id, run_id, notation } = await desk.run("hwa.job", { job: "INVOICE_PROCESSING" });
    expect(notation).toBe("CTRL_FIN#/FINANCE/INVOICING/INVOICE_DAILY(0802 03/10).INVOICE_PROCESSING");
    const ways = [
      { job: notation },
      { job: "INVOICE_DAILY.INVOICE_PROCESSING" },
      { job: "INVOICE_PROCESSING", stream: "invoice_daily", workstation: "inv_ws" },
      { job_id },
      { run_id },
      { job: "INVOICE_PROCESSING", job_id, run_id, stream: null },
    ];
    for (const way of ways) expect((await desk.run("hwa.job", way)).job_id).toBe(job_id);
  });

  it("offers the nearest names for one the plan does not have, and says where a job is instead", async () => {
    const unknown = await faultOf(desk.run("hwa.job", { job: "INVOICE_PROCESING" }));
    expect(unknown.code).toBe("not_found");
    expect(unknown.message).toMatch(
      /^No HWA job is called "INVOICE_PROCESING" in the current plan\. Did you mean INVOICE_PROCESSING, .* or .*\?$/,
    );
    const elsewhere = await faultOf(
      desk.run("hwa.job", { job: "INVOICE_PROCESSING", stream: "FINAL_BATCH" }),
    );
    expect(elsewhere.message).toBe(
      "No job INVOICE_PROCESSING in stream FINAL_BATCH is in HWA's plan. It has CTRL_FIN#/FINANCE/INVOICING/INVOICE_DAILY(0802 03/10).INVOICE_PROCESSING.",
    );
    for (const wrong of [
      { job_id: "00000000-0000-3000-8000-000000000000" },
      { run_id: "00000000-0000-3000-8000-000000000000" },
      { job: 'it\'s "nothing"' },
    ])
      expect((await faultOf(desk.run("hwa.job", wrong))).code).toBe("not_found");
  });
});

it("hwa.jobs lists by status, stream, workstation and time", async () => {
  const failed = await desk.run("hwa.jobs", { status: "Failed", limit: 3 });
  expect([failed.total, failed.jobs.length]).toEqual([11, 3]);
  expect((await desk.run("hwa.jobs", { status: "Failed", hours: 1 })).total).toBeLessThan(11);
  const ofStream = await desk.run("hwa.jobs", { stream: "invoice_daily" });
  expect(ofStream.jobs.map((job: { job: string }) => job.job).toSorted()).toEqual([
    "INVOICE_PROCESSING",
    "INVOICE_PROCESSING_PREPARE",
  ]);
  const there = await desk.run("hwa.jobs", { workstation: "branch_sp03", status: "Ready" });
  expect(there.jobs.map((job: { job: string }) => job.job)).toEqual(["BRANCH_SALES_PULL"]);
  expect(await desk.run("hwa.jobs", { stream: "NO_SUCH" })).toEqual({
    total: 0,
    jobs: [],
    text: "No jobs of NO_SUCH.",
    texto: "0 jobs de NO_SUCH.",
  });
});

it("hwa.job-log tells the end of the log, the code and the lines that matter, and refuses a job that has not run", async () => {
  const log = await desk.run("hwa.job-log", { job: "INVOICE_PROCESSING", lines: 3 });
  expect(log).toMatchObject({ error_code: "ABEND_UFL", whole: true, ended: true });
  expect(log.text.split("\n")).toHaveLength(3);
  expect(log.signatures[0]).toMatchObject({ line: 14, kind: "missing_file" });
  const waiting = await faultOf(desk.run("hwa.job-log", { job: "GL_CLOSE_POST" }));
  expect([waiting.code, waiting.message]).toEqual([
    "conflict",
    "CTRL_FIN#/FINANCE/LEDGER/GL_DAILY_CLOSE(1102 03/10).GL_CLOSE_POST has not run yet (HOLD), so there is no log. hwa.why-waiting tells what it waits for.",
  ]);
});

it("hwa.job-log masks what looks like a credential and drops terminal escapes", async () => {
  await using other = await hwaDesk();
  await other.sim("/jobs/CRITICAL_JOB/abend", {
    returnCode: 3,
    log: "\u001b[31mlogin with password=hunter2secret\u001b[0m\nsecond line \u202e",
  });
  const { text } = await other.run("hwa.job-log", { job: "CRITICAL_JOB" });
  expect(text).toContain("password=[masked]");
  for (const bad of ["hunter2", "\u001b", "\u202e"]) expect(text).not.toContain(bad);
});

it("hwa.why-waiting follows a wait to its root, with the ids a following step needs", async () => {
  const chain = await desk.run("hwa.why-waiting", { job: "GL_CLOSE_POST" });
  expect(chain).toMatchObject({
    waiting: true,
    known: true,
    root_cause: { kind: "failed", job: "INVOICE_PROCESSING", internal_status: "ABEND", needs_person: true },
  });
  expect(chain.text).toContain("INVOICE_PROCESSING failed (ABEND RC=12) at 09:05.");
  const [prompt] = (await desk.run("hwa.prompt", {})).prompts;
  expect((await desk.run("hwa.why-waiting", { job: "PAYROLL_BANK_TRANSFER" })).root_cause).toMatchObject({
    kind: "prompt",
    job: "PAYROLL_BANK_TRANSFER",
    prompt_id: prompt.prompt_id,
  });
  const running = await desk.run("hwa.why-waiting", { job: "CRITICAL_JOB" });
  expect([running.waiting, running.root_cause]).toEqual([false, null]);
});

it("hwa.diagnose tells cause, code, evidence, known fix with its cells, owner and who waits", async () => {
  const { run_id: _run, ...told } = await desk.run("hwa.diagnose", { job: "INVOICE_PROCESSING" });
  expect(told).toMatchObject({
    broken: true,
    cause: "missing_file",
    error_code: "ABEND_UFL",
    missing_file: "/data/inbound/invoices/INV_DAILY.dat",
    known_fix: { steps: ["Check input file path"], sources: ["resync.xlsx · Jobs!A2:E2"] },
    owner: "systems-team@company.com",
    waiting_total: 8,
  });
  const well = await desk.run("hwa.diagnose", { job: "FINANCE_PAYROLL" });
  expect([well.broken, well.text]).toEqual([
    false,
    "FINANCE_PAYROLL has not failed: it completed at 05:15 (SUCC RC=0).",
  ]);
  expect(await desk.run("hwa.owner", { job: "no_such_job" })).toEqual({
    job: "no_such_job",
    owner: null,
    documentation: null,
    sources: [],
  });
});

it("streams, workstations, prompts, resources and awaited files are told, and unknown ones are named", async () => {
  expect(await desk.run("hwa.stream", { stream: "CTRL_FIN#INVOICE_DAILY" })).toMatchObject({
    internal_status: "ABEND",
    total_jobs: 2,
    by_status: { Failed: 1, Completed: 1 },
  });
  expect(await desk.run("hwa.workstation", { workstation: "legacy_aix" })).toMatchObject({
    available: false,
    why: "agent_down",
  });
  const named = await desk.run("hwa.prompt", { prompt: "payroll_approval" });
  expect(named.prompts[0]).toMatchObject({ open: true, status: "ASKED" });
  expect((await desk.run("hwa.prompt", { job: "PAYROLL_BANK_TRANSFER" })).total).toBe(1);
  expect((await desk.run("hwa.prompt", { job: "GL_CLOSE_POST" })).total).toBe(0);
  expect(await desk.run("hwa.resource", { resource: "tape_drives" })).toMatchObject({
    available: 0,
    holders: [{ job: "BKP_TAPE_COPY_MONTHLY" }],
  });
  const awaited = { path: "/data/inbound/edi/orders_today.xml" };
  expect((await desk.run("hwa.file-exists", awaited)).exists).toBe(false);

  const wrong: readonly [string, object, string][] = [
    ["hwa.stream", { stream: "INVOICE_DAYLY" }, "Did you mean INVOICE_DAILY"],
    ["hwa.workstation", { workstation: "INV_WSS" }, "Did you mean INV_WS"],
    ["hwa.resource", { resource: "TAPES" }, 'no resource called "TAPES"'],
    ["hwa.file-exists", { path: "/etc/passwd" }, "Nothing in HWA's plan depends on the file /etc/passwd"],
  ];
  for (const [name, input, sentence] of wrong) {
    const fault = await faultOf(desk.run(name, input));
    expect([name, fault.code]).toEqual([name, "not_found"]);
    expect(fault.message).toContain(sentence);
  }
});

it("hwa.health and hwa.late tell the plan at a glance", async () => {
  expect(await desk.run("hwa.health", {})).toMatchObject({
    jobs: 275,
    workstations: 15,
    workstations_available: 12,
    closed: ["WEB_AGT1"],
    open_prompts: 1,
  });
  const { total, late } = await desk.run("hwa.late", {});
  expect([total, late[0].job, late[0].late]).toEqual([2, "DW_CUSTOMER_CUBE_BUILD", ["deadline_passed"]]);
});
