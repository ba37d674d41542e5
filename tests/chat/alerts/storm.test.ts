// Many troubles at once: one alert for one cause, one summary for what nobody could read one by one.

import { describe, expect, test } from "vitest";
import { alertStage } from "./support/alert-stage.ts";
import { calm, storm } from "./support/storm-jobs.ts";

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
    await storm(stage.plan, 1_000);
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
    await storm(stage.plan, 200, 1_000);
    await stage.alerts.turn();
    expect(stage.inChannel()).toHaveLength(messages);
    await calm(stage.plan, 1_200);
    await stage.alerts.turn();
    expect(await stage.store.live()).toEqual([]);
    expect(stage.text().every((text) => text.startsWith("Resolved"))).toBe(true);
  });

  test("of several teams are a summary for each, of its own jobs; who had two failures has two alerts.", async () => {
    await using stage = await alertStage({
      rules: `
off: [{ kind: [late, too_long, at_risk] }]
routes:
  - { name: three, match: { workstation: WS3 }, to: "slack:C0THREE" }
  - { name: quiet team, match: { job: [STORM_4, STORM_8] }, to: "slack:C0QUIET" }
`,
    });
    await storm(stage.plan, 300);
    await stage.alerts.turn();
    const summary = (channel: string) =>
      stage.inChannel(channel).flatMap(({ versions }) => {
        const last = versions.at(-1);
        return last?.table ? [last] : [];
      });
    expect(summary("C0THREE")).toHaveLength(1);
    expect(summary("C0THREE")[0]?.text).toMatch(/: 33 more troubles in this one summary, 33 still open/);
    expect(summary("C0THREE")[0]?.table?.rows.map(([machine]) => machine)).toEqual(["WS3"]);
    expect(summary("C0ONCALL")).toHaveLength(1);
    expect(summary("C0ONCALL")[0]?.table?.rows.map(([machine]) => machine)).not.toContain("WS3");
    expect(
      stage
        .text("C0QUIET")
        .map((text) => text.split(" ")[0])
        .toSorted(),
    ).toEqual(["STORM_4", "STORM_8"]);
    // Whoever takes one team's storm does not take the other's.
    const [first, second] = (await stage.store.live()).filter(({ kind }) => kind === "storm");
    await stage.say("alert.mine", { id: first?.id ?? "" });
    expect((await stage.store.byId(second?.id ?? ""))?.mine).toBeNull();
    const everything = await stage.say("alert.list", { id: first?.id ?? "" });
    const members = first?.members.length ?? 0;
    expect(everything.file?.text.split("\n")).toHaveLength(members);
  });
});
