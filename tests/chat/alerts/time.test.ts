// What time does to alerts: calling people, resting, quiet hours.

import { describe, expect, test } from "vitest";
import { alertStage } from "./support/alert-stage.ts";

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
    await stage.abend("FINANCE_PAYROLL");
    expect(stage.inChannel()).toHaveLength(1);
    await stage.wait(16);
    const call = stage.inChannel()[1]?.versions.at(-1);
    expect(call?.text).toMatch(/^Ana: nobody took alert [0-9a-f-]+ for 15m/);
    expect(call?.mentions).toEqual([{ name: "Ana", identities: ["email:ana@company.com"] }]);
    expect(stage.inChannel("C0MANAGERS")).toEqual([]);
    await stage.say("alert.mine", {});
    await stage.wait(60);
    expect(stage.inChannel("C0MANAGERS")).toEqual([]);
    expect(stage.inChannel()[1]?.versions.at(-1)).toMatchObject({ choices: [] });
    expect(stage.text()[1]).toContain("Olga has it.");
  });

  test("tells the next channel when nobody at all says anything.", async () => {
    await using stage = await alertStage({ rules: rulesOfNights, startAt: new Date("2026-03-02T15:00:00Z") });
    await stage.abend("FINANCE_PAYROLL");
    await stage.wait(31);
    expect(stage.text("C0MANAGERS")[0]).toContain("FINANCE_PAYROLL failed");
    expect(stage.text()[0]).toContain("Nobody took it for 30m");
  });

  test("lets a snoozed alert rest, and tells it again when the rest is over and it is still open.", async () => {
    await using stage = await alertStage({ rules: rulesOfNights, startAt: new Date("2026-03-02T15:00:00Z") });
    await stage.abend("FINANCE_PAYROLL");
    await stage.say("alert.snooze", { windowHours: 2 });
    await stage.wait(60);
    expect(stage.inChannel()).toHaveLength(1);
    expect(stage.text()[0]).toContain("Snoozed until");
    const important = stage.inChannel()[0]?.important ?? 0;
    await stage.wait(61);
    expect(stage.text()[0]).not.toContain("Snoozed until");
    expect(stage.inChannel()[0]?.important).toBe(important + 1);
    await stage.wait(16);
    expect(stage.inChannel()).toHaveLength(2);
  });

  test("holds back at night what can wait, tells it in one message in the morning, and lets through what is critical.", async () => {
    // 22:30 in São Paulo.
    await using stage = await alertStage({ rules: rulesOfNights, startAt: new Date("2026-03-03T01:30:00Z") });
    await stage.abend("FINANCE_PAYROLL");
    await stage.abend("FINAL_BATCH_PAYROLL");
    expect(stage.inChannel()).toEqual([]);
    expect((await stage.say("alert.list", {})).text).toContain("2 alerts are open");
    await stage.abend("CRITICAL_JOB");
    expect(stage.inChannel()).toHaveLength(1);
    expect(stage.text()[0]).toMatch(/^Critical: CRITICAL_JOB failed/);
    await stage.say("alert.mine", {
      id: (await stage.store.live()).find(({ severity }) => severity === "critical")?.id ?? "",
    });
    await stage.rerun("FINANCE_PAYROLL");
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
    await stage.rerun("FINAL_BATCH_PAYROLL");
    expect(stage.inChannel()[1]?.versions.at(-1)?.text).toMatch(
      /^While it was quiet: 2 alerts, 0 still open\./,
    );
  });
});

describe("people who are called", () => {
  const calling = `
off: [{ kind: [late, too_long, at_risk] }]
escalation:
  - { after: 15m, people: [night-shift, email:ana@company.com, email:nobody@company.com], direct: true }
`;
  const by = { who: { id: "t", name: "T" }, surface: "cli" } as const;

  async function staff(stage: Awaited<ReturnType<typeof alertStage>>) {
    const ana = await stage.people.create({ name: "Ana", roles: ["approver"] }, by);
    await stage.people.link(ana.id, "email:ana@company.com", by);
    await stage.people.link(ana.id, "slack:T1/UANA", by);
    const bo = await stage.people.create({ name: "Bo", roles: ["operator"] }, by);
    await stage.people.link(bo.id, "slack:T1/UBO", by);
    for (const person of [ana, bo]) await stage.people.setGroup(person.id, "night-shift", true, by);
  }

  test("are mentioned once each in the channel and written to directly; strangers are mentioned only.", async () => {
    await using stage = await alertStage({ rules: calling, startAt: new Date("2026-03-02T15:00:00Z") });
    await staff(stage);
    await stage.abend("FINANCE_PAYROLL");
    await stage.wait(16);
    const [, call, ...others] = stage.inChannel();
    expect(others).toEqual([]);
    expect(call?.versions[0]?.mentions?.map(({ name }) => name)).toEqual(["Ana", "Bo", "nobody@company.com"]);
    for (const person of ["UANA", "UBO"]) {
      const [message, ...more] = stage.inChannel(`direct slack:T1/${person}`);
      expect(more).toEqual([]);
      expect(message?.versions[0]?.text).toMatch(
        /^You are called: nobody took alert [0-9a-f-]+ for 15m 00s\.\nFINANCE_PAYROLL failed/,
      );
      expect(message?.versions[0]?.mentions).toBeUndefined();
      expect(message?.versions[0]?.choices.map(({ label }) => label)).toEqual(["Mine", "Details"]);
    }
    // Whoever was called learns where they were called that it is in hands, and how it ended.
    await stage.say("alert.mine", {});
    await stage.wait(1);
    const direct = () => stage.inChannel("direct slack:T1/UBO")[0]?.versions.at(-1);
    expect(direct()).toMatchObject({ mood: "warning", choices: [] });
    expect(direct()?.text).toContain("Olga has it.");
    await stage.rerun("FINANCE_PAYROLL");
    expect(direct()).toMatchObject({ mood: "good" });
    expect(direct()?.text).toContain("Resolved after");
  });

  test("to many alerts at once are called once, and a restart calls nobody again.", async () => {
    await using stage = await alertStage({ rules: calling, startAt: new Date("2026-03-02T15:00:00Z") });
    await staff(stage);
    for (const job of ["FINANCE_PAYROLL", "FINAL_BATCH_PAYROLL", "CRITICAL_JOB"]) await stage.abend(job);
    await stage.wait(16);
    await stage.process().turn();
    const calls = stage.inChannel().filter(({ key }) => key.includes("call-"));
    expect(calls).toHaveLength(1);
    expect(calls[0]?.versions.at(-1)?.text).toMatch(
      /^Ana, Bo and nobody@company.com: nobody took 3 alerts for 15m 00s\.\n• /,
    );
    expect(stage.inChannel("direct slack:T1/UANA")).toHaveLength(1);
    expect(stage.inChannel("direct slack:T1/UANA")[0]?.versions).toHaveLength(1);
    expect(stage.text("direct slack:T1/UANA")[0]).toContain("CRITICAL_JOB failed");
  });
});
