// What happened while nobody could look, what somebody did by hand, and what happens again: told once, and said as it was seen.

import { describe, expect, test } from "vitest";
import { alertStage } from "./support/alert-stage.ts";

/** The simulated plan lives, so what else happens in it is told elsewhere. */
const failuresOnly = `
off: [{ kind: [late, too_long, at_risk, final, hwa_silent] }]
routes:
  - { name: ours, match: { job: [FINANCE_PAYROLL, FINAL_BATCH_PAYROLL] }, to: oncall }
  - { name: machine, match: { kind: workstation, workstation: FIN_WS }, to: oncall }
  - { name: rest, to: "slack:C0OTHERS" }
`;

describe("HWA that was away", () => {
  test("for ten minutes: what happened meanwhile is told once, and that it is told late.", async () => {
    await using stage = await alertStage({ rules: failuresOnly });
    await stage.abend("FINAL_BATCH_PAYROLL");
    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.turn();
    const [known] = stage.inChannel();
    await stage.control("faults", { down: true });
    for (let minute = 0; minute < 10; minute += 1) {
      stage.pass(60_000);
      if (minute === 4) {
        await stage.control("jobs/FINANCE_PAYROLL/abend", { returnCode: 12, log: "boom" });
        await stage.control("jobs/FINAL_BATCH_PAYROLL/run");
      }
      if (minute === 6) await stage.control("jobs/FINAL_BATCH_PAYROLL/finish");
      await stage.turn();
    }
    // Nothing is concluded from silence.
    expect(stage.inChannel()).toHaveLength(1);
    expect(known?.versions.at(-1)?.text).toMatch(/^FINAL_BATCH_PAYROLL failed/);
    await stage.control("faults", {});
    stage.pass(60_000);
    await stage.turn();
    await stage.turn();
    const [rerun, late, ...others] = stage.text();
    expect(others).toEqual([]);
    expect(rerun).toMatch(
      /^Resolved after .*: FINAL_BATCH_PAYROLL was rerun and completed .*\(SUCC RC=0\)\./,
    );
    expect(late).toMatch(/^FINANCE_PAYROLL failed/);
    expect(late).toMatch(/\nTold late: HWA was not read from .* to .*\.\n/);
    expect(late).toContain("Known fix");
  });

  test("and Resync with it: a start after hours tells what happened meanwhile once, and that it is told late.", async () => {
    await using stage = await alertStage({ rules: failuresOnly });
    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.turn();
    await stage.alerts[Symbol.asyncDispose]();
    stage.pass(2 * 3_600_000);
    await stage.control("jobs/FINANCE_PAYROLL/abend", { returnCode: 12, log: "boom" });
    const restarted = stage.process();
    // It begins before HWA is read again, as the program does.
    await restarted.turn();
    await stage.turn(restarted);
    await stage.turn(stage.process());
    const told = stage.inChannel().filter(({ versions }) => versions[0]?.text.startsWith("FINANCE_PAYROLL"));
    expect(told).toHaveLength(1);
    expect(told[0]?.versions.at(-1)?.text).toContain("Told late: HWA was not read from");
  });

  test("for less than that is not worth a word.", async () => {
    await using stage = await alertStage({ rules: failuresOnly });
    stage.pass(60_000);
    await stage.abend("FINANCE_PAYROLL");
    expect(stage.text()[0]).not.toContain("Told late");
  });
});

describe("somebody's own hands", () => {
  test("that run the job again in HWA's console end its alert with what was seen of that run.", async () => {
    await using stage = await alertStage({ rules: failuresOnly });
    await stage.abend("FINANCE_PAYROLL");
    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.turn();
    expect(stage.text()[0]).toContain("It runs again.");
    expect(
      stage
        .inChannel()[0]
        ?.versions.at(-1)
        ?.choices.map(({ label }) => label),
    ).not.toContain("Run recover-abend…");
    await stage.control("jobs/FINANCE_PAYROLL/finish");
    await stage.turn();
    expect(stage.text()[0]).toMatch(
      /^Resolved after .*: FINANCE_PAYROLL was rerun and completed .* \(SUCC RC=0\)\./,
    );
  });

  test("that confirm it as well end its alert, and nobody is told that it ran again.", async () => {
    await using stage = await alertStage({ rules: failuresOnly });
    await stage.abend("FINANCE_PAYROLL");
    const [alert] = await stage.store.live();
    const [failed] = (await stage.plan.history("FINANCE_PAYROLL", 1)).map(({ change }) => change);
    if (failed?.kind !== "job" || !failed.after) throw new Error("The failure was not recorded.");
    const confirmed = { ...failed.after, internal: "SUCC", common: "SUCCESSFUL" as const };
    await stage.plan.record({ readAt: stage.now(), engine: "e", totalJobs: 1, countsByStatus: {} }, [
      { kind: "job", before: failed.after, after: confirmed },
    ]);
    await stage.alerts.turn();
    expect(stage.text()[0]).toMatch(
      /^Resolved after .*: FINANCE_PAYROLL counts as completed \(SUCC RC=12\) without another run, so somebody confirmed it/,
    );
    expect((await stage.store.byId(alert?.id ?? ""))?.resolved?.how).toBe("completed");
  });
});

describe("what happens again", () => {
  test("in a rerun is the same alert, worth reading again, with how often and the last failure's own cause.", async () => {
    await using stage = await alertStage({ rules: failuresOnly });
    await stage.abend("FINANCE_PAYROLL", "cat: /in/payroll.csv: No such file or directory");
    const before = stage.inChannel()[0]?.important ?? 0;
    stage.pass(10 * 60_000);
    await stage.control("jobs/FINANCE_PAYROLL/run");
    await stage.turn();
    stage.pass(5 * 60_000);
    await stage.abend("FINANCE_PAYROLL", "write error: No space left on device");
    const [card, ...others] = stage.inChannel();
    expect(others).toEqual([]);
    expect(card?.important).toBe(before + 1);
    expect(card?.versions.at(-1)?.text).toMatch(/^FINANCE_PAYROLL failed .*, 2 times since /);
    expect(card?.versions.at(-1)?.text).toContain("No space left");
    expect(card?.versions.at(-1)?.text).not.toContain("payroll.csv");
  });

  test("after it was well is another alert, which knows the last time by whichever alert had it then.", async () => {
    await using stage = await alertStage({ rules: failuresOnly });
    // First behind a dead workstation, so that no alert of its own tells of it.
    await stage.control("workstations/FIN_WS/down");
    await stage.abend("FINANCE_PAYROLL");
    expect(stage.text()).toHaveLength(1);
    await stage.control("workstations/FIN_WS/up");
    await stage.rerun("FINANCE_PAYROLL");
    expect(stage.text()[0]).toMatch(/^Resolved after .*: workstation FIN_WS is back/);
    stage.pass(3_600_000);
    await stage.abend("FINANCE_PAYROLL");
    expect(stage.text()).toHaveLength(2);
    expect(stage.text()[1]).toMatch(/Last time: .*ABEND RC=12; it completed after /);
    await stage.rerun("FINANCE_PAYROLL");
    await stage.abend("FINANCE_PAYROLL");
    expect(stage.text()).toHaveLength(3);
    // Now an alert of its own was the last one.
    expect(stage.text()[2]).toMatch(/Last time: .*RC=12; it completed after /);
  });
});
