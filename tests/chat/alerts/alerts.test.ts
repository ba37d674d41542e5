// Failure alerts from the plan to the channel, on the simulated HWA.

import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { KnowledgeRow } from "#ports/knowledge-store.ts";
import type { PlanChange, SnapshotJob } from "#ports/plan-store.ts";
import { alertStage, vic } from "./support/alert-stage.ts";

const fix: KnowledgeRow = {
  job: "FINANCE_PAYROLL",
  errorCode: null,
  steps: ["Look for the payroll file.", "Rerun the job."],
  owner: "Payroll team",
  procedureUrl: null,
  source: { file: "knowledge/resync.xlsx", sheet: "Jobs", row: 2, cells: "A2:E2" },
};

describe("a job that abends", () => {
  test("is told at once, then with its cause, then as somebody's, then as resolved: one message, edited in place.", async () => {
    await using stage = await alertStage({ knowledge: [fix] });
    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.turn();
    expect(stage.inChannel()).toEqual([]);
    await stage.control("jobs/FINANCE_PAYROLL/abend", {
      returnCode: 12,
      log: "reading /in/payroll.csv\ncat: /in/payroll.csv: No such file or directory",
    });
    await stage.turn();
    const [card, ...others] = stage.inChannel();
    expect(others).toEqual([]);
    const [first, ...later] = card?.versions ?? [];
    expect(first?.text).toContain("FINANCE_PAYROLL failed");
    expect(first?.text).toContain("I am looking into it");
    const told = later.at(-1);
    expect(told?.text).toContain("A file it needs is missing");
    expect(told?.text).toContain("1. Look for the payroll file.");
    expect(told?.text).toContain("knowledge/resync.xlsx · Jobs!A2:E2");
    expect(told?.text).toContain("Owner: Payroll team");
    expect(told?.quote?.text).toContain("No such file or directory");
    expect(told?.choices.map(({ id }) => id.replace(/[0-9a-f-]{8,13}/, "ID"))).toEqual([
      "Why did FINANCE_PAYROLL fail?",
      "Show the log of FINANCE_PAYROLL",
      "run recover-abend job=FINANCE_PAYROLL",
      "mine ID",
      "snooze ID 1h",
      "snooze ID 4h",
    ]);

    const [alert] = await stage.store.live();
    const mine = await stage.say("alert.mine", { id: alert?.id.slice(0, 4) ?? "" });
    expect(mine.text).toContain("is yours");
    await stage.turn();
    expect(stage.text()[0]).toContain("Olga has it since");

    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.turn();
    expect(stage.text()[0]).toContain("It runs again");
    stage.pass(60_000);
    await stage.control("jobs/FINANCE_PAYROLL/finish");
    await stage.turn();
    const last = stage.inChannel()[0]?.versions.at(-1);
    expect(last?.text).toMatch(
      /^Resolved after .*: FINANCE_PAYROLL was rerun and completed .*\(SUCC RC=0\)\./,
    );
    expect(last?.text).toContain("Olga had it.");
    expect(last).toMatchObject({ mood: "good", choices: [] });
    expect(stage.inChannel()).toHaveLength(1);
  });

  test("has the cause that the answer to 'why did it fail?' has, word for word, in both languages.", async () => {
    await using stage = await alertStage({ knowledge: [fix] });
    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.poll();
    await stage.control("jobs/FINANCE_PAYROLL/abend", {
      returnCode: 1,
      log: "ORA-01017: invalid username/password",
    });
    await stage.turn();
    const [alert] = await stage.store.live();
    for (const locale of ["en", "pt"] as const) {
      const answer = await stage.ask("job.diagnose", { job: "FINANCE_PAYROLL" }, locale);
      const data = answer.data as { cause: { text: string }; error_code: string; waiting_total: number };
      expect(alert?.finding?.cause?.[locale]).toBe(data.cause.text);
      expect(alert?.finding?.errorCode).toBe(data.error_code);
      expect(alert?.finding?.waits).toBe(data.waiting_total);
    }
  });

  test("says what happened last time, who had it and what they noted.", async () => {
    await using stage = await alertStage();
    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.poll();
    await stage.control("jobs/FINANCE_PAYROLL/abend", { returnCode: 12, log: "boom" });
    await stage.turn();
    const [alert] = await stage.store.live();
    const id = alert?.id.slice(0, 8) ?? "";
    await stage.say("alert.mine", { id });
    await stage.say("alert.note", { id, text: "the share was not mounted" });
    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.poll();
    await stage.control("jobs/FINANCE_PAYROLL/finish");
    await stage.turn();
    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.poll();
    await stage.control("jobs/FINANCE_PAYROLL/abend", { returnCode: 12, log: "boom" });
    await stage.turn();
    expect(stage.inChannel()).toHaveLength(2);
    expect(stage.text()[1]).toMatch(
      /Last time: .*it completed after .*, Olga had it: "the share was not mounted"\./,
    );
    expect(await stage.audit.read(0, 100).then((all) => all.map(({ verb }) => verb))).toEqual(
      expect.arrayContaining(["alert.mine", "alert.note"]),
    );
  });

  test("is told although HWA does not answer any more, and the card says that the cause is not known.", async () => {
    await using stage = await alertStage();
    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.poll();
    await stage.control("jobs/FINANCE_PAYROLL/abend", { returnCode: 12, log: "boom" });
    await stage.poll();
    await stage.control("faults", { down: true });
    await stage.alerts.turn();
    const card = stage.inChannel()[0]?.versions.at(-1);
    expect(card?.text).toContain("FINANCE_PAYROLL failed");
    expect(card?.text).toContain("Why: unknown.");
    await stage.control("faults", { down: false });
    stage.pass(61_000);
    await stage.alerts.turn();
    expect(stage.text()[0]).not.toContain("Why: unknown.");
    expect(stage.inChannel()).toHaveLength(1);
  });

  test("is told once, although two processes hear of it and one of them starts anew in between.", async () => {
    await using stage = await alertStage();
    const other = stage.process();
    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.poll();
    await stage.control("jobs/FINANCE_PAYROLL/abend", { returnCode: 12, log: "boom" });
    await stage.poll();
    await Promise.all([stage.alerts.turn(), other.turn()]);
    expect(await stage.store.live()).toHaveLength(1);
    await stage.alerts[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    // Nobody listens while it is run again and ends well.
    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.poll();
    await stage.control("jobs/FINANCE_PAYROLL/finish");
    await stage.poll();
    const restarted = stage.process();
    await restarted.turn();
    expect(stage.inChannel()).toHaveLength(1);
    expect(stage.text()[0]).toMatch(/^Resolved after/);
  });

  test("is told, taken and resolved without anybody's push, by the process that leads and no other.", async () => {
    await using stage = await alertStage();
    const bystander = stage.process({ leads: () => false, tickMs: 20 });
    bystander.start();
    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.poll();
    await stage.control("jobs/FINANCE_PAYROLL/abend", { returnCode: 12, log: "boom" });
    await stage.poll();
    await pause(200);
    expect(await stage.store.live()).toEqual([]);
    const leader = stage.process({ tickMs: 20 });
    leader.start();
    await expect.poll(() => stage.text()[0], { timeout: 10_000 }).toContain("so the cause is unknown");
    await stage.say("alert.mine", {});
    await expect.poll(() => stage.text()[0], { timeout: 10_000 }).toContain("Olga has it");
    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.poll();
    await stage.control("jobs/FINANCE_PAYROLL/finish");
    await stage.poll();
    await expect.poll(() => stage.text()[0], { timeout: 10_000 }).toMatch(/^Resolved after/);
    expect(stage.inChannel()).toHaveLength(1);
  });

  test("is nobody's to take for a viewer, who is told why, and the attempt is written down.", async () => {
    await using stage = await alertStage();
    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.poll();
    await stage.control("jobs/FINANCE_PAYROLL/abend", { returnCode: 12, log: "boom" });
    await stage.turn();
    const answer = await stage.say("alert.mine", {}, vic);
    expect(answer.text).toContain("role operator");
    expect((await stage.store.live())[0]?.mine).toBeNull();
    expect((await stage.audit.read(0, 10)).at(-1)).toMatchObject({
      verb: "access.refused",
      who: { name: "Vic" },
    });
  });
});

describe("many troubles", () => {
  test("behind one dead workstation are one alert, which ends when it is back and they are well.", async () => {
    await using stage = await alertStage();
    const jobs = await stage.hwa.jobs({ oql: "jobruns.commonStatus = 'RUNNING'", limit: 100 });
    const byMachine = Map.groupBy(jobs.items, ({ workstation }) => workstation);
    const [machine, running] = [...byMachine].toSorted((a, b) => b[1].length - a[1].length)[0] ?? ["", []];
    expect(running.length).toBeGreaterThan(2);
    const name = machine.slice(machine.lastIndexOf("/") + 1);
    await stage.control(`workstations/${encodeURIComponent(name)}/down`);
    for (const job of running)
      await stage.control(`jobs/${encodeURIComponent(job.name)}/abend`, {
        returnCode: 1,
        log: "connection lost",
      });
    await stage.turn();
    expect(await stage.store.live()).toHaveLength(1);
    expect(stage.text()[0]).toContain(`orkstation ${machine} went down`);
    expect(stage.text()[0]).toContain(`${running.length} jobs are in trouble because of it`);
    expect(stage.inChannel()).toHaveLength(1);

    await stage.control(`workstations/${encodeURIComponent(name)}/up`);
    await stage.turn();
    expect(stage.text()[0]).toContain("came back");
    for (const job of running) await stage.control(`jobs/${encodeURIComponent(job.name)}/run`);
    await stage.poll();
    for (const job of running) await stage.control(`jobs/${encodeURIComponent(job.name)}/finish`);
    await stage.turn();
    expect(stage.text()[0]).toMatch(/^Resolved after/);
  });

  test("noticed before their workstation's end become part of its alert where they stand.", async () => {
    await using stage = await alertStage();
    const jobs = await stage.hwa.jobs({ oql: "jobruns.commonStatus = 'RUNNING'", limit: 100 });
    const [job] = jobs.items;
    const machine = job?.workstation ?? "";
    await stage.control(`jobs/${encodeURIComponent(job?.name ?? "")}/abend`, { returnCode: 1, log: "lost" });
    await stage.turn();
    await stage.control(
      `workstations/${encodeURIComponent(machine.slice(machine.lastIndexOf("/") + 1))}/down`,
    );
    await stage.turn();
    expect(await stage.store.live()).toHaveLength(1);
    const [before, now] = stage.text();
    expect(before).toMatch(/^Part of alert/);
    expect(now).toContain(`1 job is in trouble because of it`);
  });

  test("1,000 within a minute cost a handful of messages; critical ones stand out; all are counted.", async () => {
    await using stage = await alertStage();
    await storm(stage, 1_000);
    const started = stage.puts();
    await stage.alerts.turn();
    const cards = stage.inChannel();
    expect(cards.length).toBeLessThanOrEqual(13);
    expect(stage.puts() - started).toBeLessThan(60);
    const live = await stage.store.live();
    const members = live.reduce((sum, { members: all, more }) => sum + all.length + more, 0);
    expect(members).toBe(1_000);
    expect(live.some(({ members: all }) => all[0]?.job === "STORM_500")).toBe(true);
    const summary = cards.find(({ versions }) => versions.at(-1)?.table !== null)?.versions.at(-1);
    expect(summary?.text).toMatch(/A storm began .*: 9\d\d more troubles in this one summary/);
    expect(summary?.table?.rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(summary).length).toBeLessThan(60_000);
    const storming = live.find(({ kind }) => kind === "storm");
    const details = await stage.say("alert.list", { id: storming?.id ?? "" });
    expect(details.table?.rows.length).toBeGreaterThan(0);

    // Later news goes into the same message.
    const messages = cards.length;
    await storm(stage, 200, 1_000);
    await stage.alerts.turn();
    expect(stage.inChannel()).toHaveLength(messages);
    await calm(stage, 1_200);
    await stage.alerts.turn();
    expect(await stage.store.live()).toEqual([]);
    expect(stage.text().every((text) => text.startsWith("Resolved"))).toBe(true);
  });
});

const rulesOfNights = `
off: [{ kind: [late, too_long, at_risk] }]
quiet: nights
escalation:
  - { after: 15m, people: [email:ana@company.com] }
  - { after: 30m, channel: "slack:C0MANAGERS" }
quiet_hours:
  nights: { from: "22:00", to: "06:00", timezone: America/Sao_Paulo, lets_through: critical }
`;

describe("time", () => {
  test("calls more and more people while nobody takes an alert, and stops when somebody does.", async () => {
    await using stage = await alertStage({ rules: rulesOfNights, startAt: new Date("2026-03-02T15:00:00Z") });
    const ana = await stage.people.create(
      { name: "Ana", roles: ["approver"] },
      { who: { id: "t", name: "T" }, surface: "cli" },
    );
    await stage.people.link(ana.id, "email:ana@company.com", { who: { id: "t", name: "T" }, surface: "cli" });
    await abend(stage, "FINANCE_PAYROLL");
    expect(stage.inChannel()).toHaveLength(1);
    await since(stage, 16);
    const call = stage.inChannel()[1]?.versions.at(-1);
    expect(call?.text).toMatch(/^Ana: nobody took alert [0-9a-f-]+ for 15m/);
    expect(call?.mentions).toEqual([{ name: "Ana", identities: ["email:ana@company.com"] }]);
    expect(stage.inChannel("C0MANAGERS")).toEqual([]);
    await stage.say("alert.mine", {});
    await since(stage, 60);
    expect(stage.inChannel("C0MANAGERS")).toEqual([]);
    expect(stage.inChannel()[1]?.versions.at(-1)).toMatchObject({ choices: [] });
    expect(stage.text()[1]).toContain("Olga has it.");
  });

  test("tells the next channel when nobody at all says anything.", async () => {
    await using stage = await alertStage({ rules: rulesOfNights, startAt: new Date("2026-03-02T15:00:00Z") });
    await abend(stage, "FINANCE_PAYROLL");
    await since(stage, 31);
    expect(stage.text("C0MANAGERS")[0]).toContain("FINANCE_PAYROLL failed");
    expect(stage.text()[0]).toContain("Nobody took it for 30m");
  });

  test("lets a snoozed alert rest, and tells it again when the rest is over and it is still open.", async () => {
    await using stage = await alertStage({ rules: rulesOfNights, startAt: new Date("2026-03-02T15:00:00Z") });
    await abend(stage, "FINANCE_PAYROLL");
    await stage.say("alert.snooze", { windowHours: 2 });
    await since(stage, 60);
    expect(stage.inChannel()).toHaveLength(1);
    expect(stage.text()[0]).toContain("Snoozed until");
    const important = stage.inChannel()[0]?.important ?? 0;
    await since(stage, 61);
    expect(stage.text()[0]).not.toContain("Snoozed until");
    expect(stage.inChannel()[0]?.important).toBe(important + 1);
    await since(stage, 16);
    expect(stage.inChannel()).toHaveLength(2);
  });

  test("holds back at night what can wait, tells it in one message in the morning, and lets through what is critical.", async () => {
    // 22:30 in São Paulo.
    await using stage = await alertStage({ rules: rulesOfNights, startAt: new Date("2026-03-03T01:30:00Z") });
    await abend(stage, "FINANCE_PAYROLL");
    await abend(stage, "FINAL_BATCH_PAYROLL");
    expect(stage.inChannel()).toEqual([]);
    expect((await stage.say("alert.list", {})).text).toContain("2 alerts are open");
    await abend(stage, "CRITICAL_JOB");
    expect(stage.inChannel()).toHaveLength(1);
    expect(stage.text()[0]).toMatch(/^Critical: CRITICAL_JOB failed/);
    await stage.say("alert.mine", {
      id: (await stage.store.live()).find(({ severity }) => severity === "critical")?.id ?? "",
    });
    await well(stage, "FINANCE_PAYROLL");
    const restarted = stage.process();
    stage.pass(8 * 3_600_000);
    await restarted.turn();
    const [, morning, ...others] = stage.inChannel();
    expect(others).toEqual([]);
    const text = morning?.versions.at(-1)?.text ?? "";
    expect(text).toMatch(/^While it was quiet: 2 alerts, 1 still open\./);
    expect(text).toContain("Resolved after");
    expect(text).toContain("FINAL_BATCH_PAYROLL failed");
    // The message says so when the last one ends.
    await well(stage, "FINAL_BATCH_PAYROLL");
    expect(stage.inChannel()[1]?.versions.at(-1)?.text).toMatch(
      /^While it was quiet: 2 alerts, 0 still open\./,
    );
  });

  test("brings up what is late, once however often it is looked at, and that it has ended.", async () => {
    await using stage = await alertStage({ rules: "late: 5m" });
    const late = stage.text().filter((text) => text.includes(" is late: its deadline was "));
    expect(late.length).toBeGreaterThan(0);
    const one = late.find((text) => text.startsWith("GL_CONSOLIDATION_EU")) ?? "";
    expect(one).toContain("has been running for");
    expect(one).not.toMatch(/Its deadline is/);
    const messages = stage.inChannel().length;
    await since(stage, 2);
    expect(stage.inChannel()).toHaveLength(messages);
    await stage.control("jobs/GL_CONSOLIDATION_EU/finish");
    await stage.turn();
    expect(stage.text().some((text) => /^Resolved after .*GL_CONSOLIDATION_EU completed/.test(text))).toBe(
      true,
    );
  });
});

type Stage = Awaited<ReturnType<typeof alertStage>>;

async function abend(stage: Stage, job: string): Promise<void> {
  const { items } = await stage.hwa.jobs({ oql: `name = '${job}'`, limit: 1 });
  if (items[0]?.status.common !== "RUNNING") await stage.control(`jobs/${job}/run`);
  await stage.poll();
  await stage.control(`jobs/${job}/abend`, { returnCode: 12, log: "boom" });
  await stage.turn();
}

async function well(stage: Stage, job: string): Promise<void> {
  await stage.control(`jobs/${job}/run`);
  await stage.poll();
  await stage.control(`jobs/${job}/finish`);
  await stage.turn();
}

async function since(stage: Stage, minutes: number): Promise<void> {
  stage.pass(minutes * 60_000);
  await stage.alerts.turn();
}

const poll = { readAt: new Date(), engine: "e", totalJobs: 1, countsByStatus: {} };

function stormJob(n: number, failed: boolean): SnapshotJob {
  return {
    id: `storm-${n}`,
    name: `STORM_${n}`,
    stream: `STREAM_${n}`,
    workstation: `WS${n % 7}`,
    internal: failed ? "ABEND" : "SUCC",
    common: failed ? "ERROR" : "SUCCESSFUL",
    substatus: null,
    canceled: false,
    runId: `run-${n}`,
    returnCode: failed ? n % 3 : 0,
    startedAt: null,
    endedAt: null,
    estimatedMs: null,
    late: false,
    critical: n === 500,
    scheduledAt: null,
  };
}

async function storm(stage: Stage, count: number, from = 0): Promise<void> {
  const changes = Array.from(
    { length: count },
    (_, i): PlanChange => ({
      kind: "job",
      before: null,
      after: stormJob(from + i, true),
    }),
  );
  await stage.plan.record(poll, changes);
}

async function calm(stage: Stage, count: number): Promise<void> {
  const changes = Array.from(
    { length: count },
    (_, i): PlanChange => ({
      kind: "job",
      before: stormJob(i, true),
      after: stormJob(i, false),
    }),
  );
  await stage.plan.record(poll, changes);
}
