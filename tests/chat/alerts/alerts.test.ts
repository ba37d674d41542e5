// Failure alerts from the plan to the channel, on the simulated HWA.

import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { compileWorkflow } from "#core/workflow/compile-workflow.ts";
import { workflowFileSchema } from "#core/workflow/workflow-file.ts";
import { row } from "../../support/known-rows.ts";
import { alertStage, vic } from "./support/alert-stage.ts";

const fix = row(2, {
  job: "FINANCE_PAYROLL",
  steps: ["Look for the payroll file.", "Rerun the job."],
  owner: "Payroll team",
});

const relogon = compileWorkflow(
  workflowFileSchema.parse({
    id: "relogon",
    kind: "runbook",
    title: "Log on again",
    inputs: { job: { type: "string", required: true } },
    remedies: [
      { cause: "logon", inputs: { job: "job" }, why: { en: "it logs on again", pt: "entra de novo" } },
    ],
    steps: [{ id: "a", uses: "x" }],
  }),
  () => ({ effect: "once", asks: true, prepares: false }),
);

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
    await using stage = await alertStage({ knowledge: [fix], workflows: [relogon] });
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
      const data = answer.data as {
        cause: { text: string };
        confidence: number;
        proposal: { runbook: string; inputs: object; why: string };
        error_code: string;
        waiting_total: number;
      };
      expect(alert?.finding?.cause?.[locale]).toBe(data.cause.text);
      expect(alert?.finding?.confidence).toBe(data.confidence);
      expect(data.proposal).toMatchObject({ runbook: "relogon", inputs: { job: "FINANCE_PAYROLL" } });
      expect(alert?.finding?.proposal).toMatchObject({ runbook: "relogon", inputs: data.proposal.inputs });
      expect(alert?.finding?.proposal?.why[locale]).toBe(data.proposal.why);
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
