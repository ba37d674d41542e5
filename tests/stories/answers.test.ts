// What the HWA monitor agent says of a plan in which everything that can hold a job holds one, in both languages.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApp, testApp } from "../support/app.ts";

describe("answers about a living plan", () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp({ env: { HWA_SIM_SPEED: "0" } });
    await app.sim("clock", { advanceSeconds: 150 });
    // The next answer brings HWA's clock, the next poll the names of the new jobs.
    await app.ask("health");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  });
  afterAll(() => app[Symbol.asyncDispose]());

  it.each([
    [
      "why is GL_CLOSE_POST waiting?",
      "predecessor",
      /→ INVOICE_PROCESSING; INVOICE_PROCESSING failed \(ABEND RC=12\)/,
    ],
    ["por que o PAYROLL_BANK_TRANSFER não rodou?", "prompt", /aguarda resposta: "Has HR approved/],
    ["why hasn't EDI-ORDERS-IMPORT started?", "file", /orders_today\.xml is missing on EDI_WS/],
    ["o que está segurando o BKP_TAPE_COPY_WEEKLY?", "resource", /recurso TAPE_DRIVES.*em uso por/],
    ["why is HR_PENSION_EXPORT waiting", "time", /may not start before/],
    ["CRM-CAMPAIGN-MAILING está preso por quê?", "priority_zero", /prioridade é 0/],
    ["why is WEB_CONTENT_PUBLISH not running", "workstation_limit", /limit of WEB_AGT1 must be raised/],
    ["por que HR_BENEFITS_SYNC não inicia?", "fence", /fence 50 de HR_WS/],
  ])("%s names the cause and what ends the wait", async (question, kind, said) => {
    const answer = await app.ask(question);
    expect(answer.intent.name).toBe("job.why_waiting");
    const data = answer.data as {
      waiting: boolean;
      causes: { kind: string; ends_when: string; evidence: unknown[] }[];
    };
    expect(data.waiting).toBe(true);
    expect(data.causes[0]?.kind).toBe(kind);
    expect(data.causes[0]?.ends_when).not.toBe("");
    expect(data.causes[0]?.evidence.length).toBeGreaterThan(0);
    expect(answer.text).toMatch(said);
  });

  it("follows a failure to everything that waits because of it", async () => {
    const answer = await app.ask("why did INVOICE_PROCESSING fail?");
    expect(answer.data).toMatchObject({
      error_code: "ABEND_UFL",
      cause: { kind: "missing_file", known: true },
    });
    expect((answer.data as { waiting_because_of_it: string[] }).waiting_because_of_it).toEqual(
      expect.arrayContaining(["INVOICE_LEDGER_UPDATE", "GL_CLOSE_POST"]),
    );
    const after = await app.ask("o que depende do INVOICE_PROCESSING?");
    expect((after.data as { successors: { name: string }[] }).successors.map((each) => each.name)).toContain(
      "INVOICE_LEDGER_UPDATE",
    );
  });

  it("does not call a running job waiting, nor a healthy one broken", async () => {
    expect((await app.ask("why is CRITICAL_JOB waiting?")).data).toMatchObject({
      waiting: false,
      status: "Running",
    });
    expect((await app.ask("por que o FINANCE_PAYROLL falhou?")).data).toMatchObject({
      status: "Completed",
      last_failure: null,
    });
  });

  it("judges one job's deadline and lists what is late", async () => {
    expect((await app.ask("will CRITICAL_JOB make its deadline?")).text).toMatch(
      /deadline is .*(\n.*)*in time/,
    );
    const late = (await app.ask("o que está atrasado?")).data as {
      late: { job: string; minutes_late: number }[];
    };
    expect(late.late.map((each) => each.job).sort()).toEqual([
      "DW_CUSTOMER_CUBE_BUILD",
      "GL_CONSOLIDATION_EU",
    ]);
  });

  it("shows the log of a run, its history, its stream and its workstation", async () => {
    expect((await app.ask("log of INVOICE_PROCESSING")).data).toMatchObject({
      exit_status: 12,
      lines: expect.any(Number),
    });
    expect((await app.ask("histórico do FINANCE_PAYROLL")).data).toMatchObject({
      runs: 1,
      succeeded: 1,
      failed: 0,
    });
    expect((await app.ask("status do stream FINANCE_PAYROLL_DAILY")).data).toMatchObject({
      job_stream: "FINANCE_PAYROLL_DAILY",
      status: "Completed",
    });
    expect((await app.ask("is FIN_WS up?")).data).toMatchObject({ workstation: "FIN_WS", available: true });
    const down = (await app.ask("quais workstations estão fora?")).data as {
      workstation: string;
      available: boolean;
    }[];
    expect(down.filter((each) => !each.available).map((each) => each.workstation)).toContain("LEGACY_AIX");
  });

  it("lists jobs of a status, and hands a shift over", async () => {
    const held = (await app.ask("which jobs are held?")).data as { job: string; status: string }[];
    expect(held.map((each) => each.job)).toContain("CRM-CAMPAIGN-MAILING");
    expect(new Set(held.map((each) => each.status))).toEqual(new Set(["Held"]));
    const handover = await app.ask("passagem de turno");
    expect(handover.text).toContain("INVOICE_PROCESSING");
    expect(handover.data).toMatchObject({ failed_total: expect.any(Number), late: expect.any(Array) });
  });

  it("says plainly what this version does not do, and starts nothing", async () => {
    const answer = await app.ask("show my tickets");
    expect(answer.intent.name).toBe("ticket.list");
    expect(answer.text).toContain("Nothing was started or changed");
  });
});
