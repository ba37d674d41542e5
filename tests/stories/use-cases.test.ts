// The use cases the product was conceived in, asked of a whole Resync in both languages.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type TestApp, testApp } from "../support/app.ts";

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

describe("the use cases", () => {
  let app: TestApp;
  beforeAll(async () => {
    // Time stands still in the plan, so that "50%" is 50% however slow the machine is.
    app = await testApp({ env: { HWA_SIM_SPEED: "0" } });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  it("1: tells the status of a job with its owner and its documentation", async () => {
    const answer = await app.ask("What is the status of job FINANCE_PAYROLL?");
    expect(answer.intent).toMatchObject({ name: "job.status", slots: { job: "FINANCE_PAYROLL" } });
    expect(answer.data).toMatchObject({
      job: "FINANCE_PAYROLL",
      status: "Completed",
      start_time: expect.stringMatching(iso),
      end_time: expect.stringMatching(iso),
      details: { controller: "CTRL_FIN", workstation: "FIN_WS", internal_status: "SUCC" },
      related_info: {
        last_failure: null,
        owner: "finance-team@company.com",
        documentation: "https://internal-docs/finance-payroll",
      },
    });
    expect(answer.text).toMatch(/^FINANCE_PAYROLL completed .*FIN_WS/);
    expect(answer.sources.map((source) => source.ref).join()).toMatch(/plan\/job\/.*Jobs!A\d+:E\d+/);
    expect(answer.asOf).toMatch(iso);
  });

  it("1: answers in the language of the question", async () => {
    const answer = await app.ask("Qual o status do job FINAL_BATCH_PAYROLL?");
    expect(answer.locale).toBe("pt");
    expect(answer.data).toMatchObject({ job: "FINAL_BATCH_PAYROLL", status: "Running" });
    expect(answer.text).toContain("em execução");
  });

  it("2: lists the failed jobs of the window with their codes, steps and owners", async () => {
    const answer = await app.ask("Show me failed jobs in the last 4 hours");
    const failed = answer.data as { job: string }[];
    expect(failed.find((each) => each.job === "INVOICE_PROCESSING")).toMatchObject({
      job: "INVOICE_PROCESSING",
      status: "Failed",
      end_time: expect.stringMatching(iso),
      error_code: "ABEND_UFL",
      resolution_steps: [
        "Check input file path",
        "Verify database connection",
        "Consult https://internal-docs/invoice-processing-errors",
      ],
      owner: "systems-team@company.com",
    });
    const all = (await app.ask("quais jobs falharam nas últimas 24 horas?")).data as unknown[];
    expect(failed.length).toBeLessThan(all.length);
    expect(all).toHaveLength(10);
  });

  it("3: sums up the health of the plan", async () => {
    const { data } = await app.ask("What's the system health?");
    expect(data).toMatchObject({
      timestamp: expect.stringMatching(iso),
      workstations: { total: 15, available: 12, unreachable: 3 },
      jobs: { total: 245, running: 45, completed: 190, failed: 10 },
      critical_path: { on_track: true, delayed_jobs: 2 },
    });
  });

  it("5: shows all agents, each with a health check made just now", async () => {
    const { data } = await app.ask("Show me all agents");
    const agents = data as { name: string; version: string; status: string; last_check: string }[];
    expect(agents.map((agent) => agent.name)).toEqual([
      "HWA Monitor Agent",
      "Knowledge Agent",
      "Resync Operations",
      "Resync Alerts",
      "Learning Agent",
      "Security Agent",
      "Resync Guide",
    ]);
    for (const agent of agents) {
      expect(agent.version).toMatch(/^\d+\.\d+\.\d+$/);
      expect(agent.status).toBe("healthy");
      expect(Date.now() - Date.parse(agent.last_check)).toBeLessThan(30_000);
    }
  });

  it("5: an agent whose HWA is away says so, and is not healthy", async () => {
    await using alone = await testApp();
    await alone.sim("faults", { down: true });
    const { data } = await alone.ask("Show me all agents");
    const hwa = (data as { name: string; status: string }[]).find(
      (agent) => agent.name === "HWA Monitor Agent",
    );
    expect(hwa?.status).toBe("unhealthy");
  });

  it("6: talks to one agent, runs its scan and serves the report", async () => {
    const bound = await app.ask("-talkto security-agent");
    expect(bound.text).toMatch(/security/i);
    const scan = await app.ask("run security scan", { conversationId: bound.conversationId });
    expect(scan.agent).toBe("security-agent");
    expect(scan.text).toMatch(/1\. .*\n(?:.*\n)*2\. .*\n(?:.*\n)*3\. /);
    const report = await app.request("/reports/security-audit-report.md");
    expect(report.status).toBe(200);
    expect(await report.text()).toMatch(/^# /);
    const left = await app.ask("-leave", { conversationId: bound.conversationId });
    const after = await app.ask("help", { conversationId: left.conversationId });
    expect(after.agent).toBe("guide");
  });

  it("7: streams a job's state and each change on a WebSocket", async () => {
    const socket = new WebSocket(`${app.url.replace("http", "ws")}/ws/monitor?job=CRITICAL_JOB`, {
      headers: { authorization: `Bearer ${app.token}` },
    });
    const messages: { job: string; status: string; progress?: string; duration?: string }[] = [];
    const ended = new Promise<void>((resolve, reject) => {
      socket.on("error", reject);
      socket.on("message", (data) => {
        messages.push(JSON.parse(String(data)));
        if (messages.length === 1) void app.sim("jobs/CRITICAL_JOB/finish", {});
        if (messages.at(-1)?.status === "completed") resolve();
      });
    });
    await ended;
    socket.close();
    expect(messages[0]).toMatchObject({ job: "CRITICAL_JOB", status: "running", progress: "50%" });
    expect(messages.at(-1)).toMatchObject({
      job: "CRITICAL_JOB",
      status: "completed",
      duration: expect.stringMatching(/^\d+[smhd]/),
    });
  });
});
