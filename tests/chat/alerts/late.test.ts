// What only time brings to light in the plan: late jobs, critical ones in danger, a FINAL that does not begin.

import { describe, expect, test } from "vitest";
import { type AlertKind, alertKinds } from "#core/alert/alert.ts";
import { alertStage } from "./support/alert-stage.ts";

describe("lateness", () => {
  test("brings up what is late, once however often it is looked at, and that it has ended.", async () => {
    await using stage = await alertStage({ rules: "late: 5m" });
    const late = stage.text().filter((text) => text.includes(" is late: its deadline was "));
    expect(late.length).toBeGreaterThan(0);
    const one = late.find((text) => text.startsWith("GL_CONSOLIDATION_EU")) ?? "";
    expect(one).toContain("has been running for");
    // Once: in the headline.
    expect(one.match(/deadline/g)).toHaveLength(1);
    const messages = stage.inChannel().length;
    await stage.wait(2);
    expect(stage.inChannel()).toHaveLength(messages);
    await stage.control("jobs/GL_CONSOLIDATION_EU/finish");
    await stage.turn();
    expect(stage.text().some((text) => /^Resolved after .*GL_CONSOLIDATION_EU completed/.test(text))).toBe(
      true,
    );
  });

  test("ends in place when the deadline is moved, since the job is in time again.", async () => {
    await using stage = await alertStage({ rules: only("late") });
    await stage.control("jobs/CRITICAL_JOB/plan", { deadlineInSeconds: -600 });
    await stage.turn();
    await stage.wait(2);
    const card = () => stage.text().find((text) => text.includes("CRITICAL_JOB"));
    expect(card()).toMatch(/^Critical: CRITICAL_JOB is late: its deadline was /);
    await stage.control("jobs/CRITICAL_JOB/plan", { deadlineInSeconds: 7_200 });
    await stage.wait(2);
    expect(card()).toMatch(/^Resolved after .*: CRITICAL_JOB is no longer late /);
  });

  test("says in time what a critical job may miss, and takes it back when it is out of danger.", async () => {
    await using stage = await alertStage({ rules: only("at_risk") });
    const card = () => stage.text().find((text) => text.includes("CRITICAL_JOB"));
    expect(card()).toBeUndefined();
    // It needs another twenty minutes.
    await stage.control("jobs/CRITICAL_JOB/plan", { deadlineInSeconds: 600 });
    await stage.wait(2);
    expect(card()).toMatch(/^Critical: CRITICAL_JOB may miss its deadline on /);
    expect(card()).toMatch(/Why, .*: CRITICAL_JOB has been running for/);
    await stage.control("jobs/CRITICAL_JOB/plan", { deadlineInSeconds: 14_400 });
    await stage.wait(2);
    expect(card()).toMatch(/^Resolved after .*: CRITICAL_JOB is out of danger, seen /);
  });

  test("that ends because the job has ended is told as that, by whichever reading sees it first.", async () => {
    await using stage = await alertStage({ rules: only("late") });
    await stage.control("jobs/GL_CONSOLIDATION_EU/finish");
    // The look for what is late comes before the next poll of the plan.
    await stage.wait(2);
    const card = () => stage.text().find((text) => text.includes("GL_CONSOLIDATION_EU"));
    expect(card()).toMatch(/^GL_CONSOLIDATION_EU is late/);
    await stage.turn();
    expect(card()).toMatch(/^Resolved after .*: GL_CONSOLIDATION_EU completed .*\(SUCC RC=0\)\./);
  });

  test("tells of a failure that a critical job waits behind it, and becomes critical by that.", async () => {
    await using stage = await alertStage({ rules: "off: [{ kind: [late, too_long, at_risk] }]" });
    // Then GL_CLOSE_POST enters the plan, which waits for INVOICE_PROCESSING; nobody calls it critical yet.
    await stage.wait(3);
    await stage.control("jobs/INVOICE_PROCESSING/run");
    await stage.poll();
    await stage.control("jobs/INVOICE_PROCESSING/abend", { returnCode: 12, log: "boom" });
    await stage.turn();
    const card = () =>
      stage.inChannel().find(({ versions }) => versions[0]?.text.startsWith("INVOICE_PROCESSING"));
    expect(card()?.versions.at(-1)?.text).toMatch(/^INVOICE_PROCESSING failed/);
    const told = card()?.important ?? 0;
    await stage.control("jobs/GL_CLOSE_POST/plan", { critical: true, deadlineInSeconds: 900 });
    await stage.wait(2);
    expect(card()?.versions.at(-1)?.text).toMatch(/^Critical: INVOICE_PROCESSING failed/);
    expect(card()?.versions.at(-1)?.text).toContain("Threatens the critical GL_CLOSE_POST.");
    expect(card()?.important).toBe(told + 1);
    expect(stage.text().filter((text) => text.includes("GL_CLOSE_POST may miss"))).toEqual([]);
  });

  test("tells that FINAL does not begin although it has no deadline, and that it is on its way again.", async () => {
    await using stage = await alertStage({
      rules: only("final"),
      startAt: new Date("2026-03-02T23:40:00Z"),
    });
    await stage.control("workstations/MDM01/down");
    await stage.poll();
    await stage.wait(20);
    expect(stage.text()).toEqual([]);
    await stage.wait(6);
    const [card, ...others] = stage.text();
    expect(others).toEqual([]);
    expect(card).toMatch(
      /^Critical: the plan's FINAL is late: STARTAPPSERVER should have begun on 2 Mar at 23:59 and has not \(MDM01, FINAL\)\./,
    );
    expect(card).toContain("With it: CHECKSYNC (late).");
    expect(card).toMatch(/Why.*: STARTAPPSERVER is .*MDM01/);
    await stage.control("workstations/MDM01/up");
    await stage.wait(2);
    await stage.turn();
    expect(stage.text()[0]).toMatch(/^Resolved after .*: all 2 troubles are over/);
    expect(stage.inChannel()).toHaveLength(1);
  });

  test("concludes nothing from a HWA that does not answer: what was late stays late.", async () => {
    await using stage = await alertStage({ rules: only("late") });
    const before = stage.text();
    expect(before.length).toBeGreaterThan(0);
    await stage.control("faults", { down: true });
    await stage.wait(2);
    expect(stage.text().map((text) => text.split("\n")[0])).toEqual(
      before.map((text) => text.split("\n")[0]),
    );
  });
});

/** Nothing is told but this kind. */
function only(kind: AlertKind): string {
  return `off: [{ kind: [${alertKinds.filter((each) => each !== kind && each !== "storm").join(", ")}] }]`;
}
