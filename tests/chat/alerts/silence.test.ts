// HWA itself away: one alert that says so, edited in place, which ends when HWA can be read again.

import { describe, expect, test } from "vitest";
import { alertStage } from "./support/alert-stage.ts";

const quiet = "off: [{ kind: [late, too_long, at_risk] }]";
type Stage = Awaited<ReturnType<typeof alertStage>>;

const away = (stage: Stage, down: boolean) => stage.control("faults", { down });
const ofHwa = (stage: Stage) =>
  stage.inChannel().filter(({ versions }) => /HWA c/.test(versions[0]?.text ?? ""));
const now = (stage: Stage) => ofHwa(stage)[0]?.versions.at(-1)?.text;

/** A minute in which HWA is tried. */
async function minutes(stage: Stage, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    stage.pass(60_000);
    await stage.turn();
  }
}

describe("HWA that cannot be read", () => {
  test("is one alert after the configured time, says why, and ends in place", async () => {
    await using stage = await alertStage({ rules: `${quiet}\nhwa_silent: 4m` });
    await away(stage, true);
    await minutes(stage, 3);
    expect(ofHwa(stage)).toEqual([]);
    await minutes(stage, 3);
    expect(ofHwa(stage)).toHaveLength(1);
    expect(ofHwa(stage)[0]?.versions).toHaveLength(1);
    expect(now(stage)).toMatch(
      /^Critical: HWA cannot be read since .+ \(.+\)\.\nNothing new is known of its jobs; alerts will follow late\.\nAlert [0-9a-f-]+$/,
    );
    // The reason is what went wrong, not that HWA is left alone for a while after many tries.
    expect(now(stage)).not.toContain("leaves it alone");
    const { id } = (await stage.store.live())[0] ?? { id: "" };
    await stage.say("alert.mine", { id: id.slice(0, 8) });
    await stage.turn();
    expect(now(stage)).toContain("Olga has it since");
    await away(stage, false);
    await minutes(stage, 3);
    expect(ofHwa(stage)).toHaveLength(1);
    expect(now(stage)).toMatch(/^Resolved after \d+m.*: HWA can be read again, /);
    expect(now(stage)).toContain("It was: HWA cannot be read since");
  });

  test("is told in Portuguese, calls people while nobody takes it, and passes quiet hours", async () => {
    await using stage = await alertStage({
      startAt: new Date("2026-03-11T23:00:00Z"),
      rules: `${quiet}
language: pt
quiet: nights
quiet_hours: { nights: { from: "22:00", to: "06:00" } }
escalation: [{ after: 5m, people: "slack:T1/U1" }]`,
    });
    await away(stage, true);
    await minutes(stage, 5);
    const card = () => stage.inChannel().find(({ versions }) => /o HWA/.test(versions[0]?.text ?? ""));
    expect(card()?.versions.at(-1)?.text).toMatch(
      /^Crítico: o HWA não pode ser lido desde .+ \(.+\)\.\nNada de novo/,
    );
    await minutes(stage, 6);
    expect(stage.text().some((text) => /ninguém assumiu o alerta \S+ por 5m/.test(text))).toBe(true);
    await away(stage, false);
    await minutes(stage, 3);
    expect(card()?.versions.at(-1)?.text).toMatch(/^Resolvido após .*: o HWA pode ser lido de novo, /);
  });

  test("is told once by a Resync that restarts meanwhile, and by nobody who does not lead", async () => {
    await using stage = await alertStage({ rules: quiet });
    const beside = stage.process({ leads: () => false });
    await away(stage, true);
    for (let minute = 0; minute < 6; minute++) {
      stage.pass(60_000);
      await stage.turn(beside);
    }
    expect(ofHwa(stage)).toEqual([]);
    await minutes(stage, 6);
    expect(ofHwa(stage)).toHaveLength(1);
    await stage.alerts[Symbol.asyncDispose]();
    const restarted = stage.process();
    for (let minute = 0; minute < 6; minute++) {
      stage.pass(60_000);
      await stage.turn(restarted);
    }
    expect(ofHwa(stage)).toHaveLength(1);
    expect((await stage.store.live()).filter(({ kind }) => kind === "hwa_silent")).toHaveLength(1);
    await away(stage, false);
    for (let minute = 0; minute < 3; minute++) {
      stage.pass(60_000);
      await stage.turn(restarted);
    }
    expect(now(stage)).toMatch(/^Resolved after/);
  });

  test("is not what a Resync tells that was away itself, nor what `off` leaves out", async () => {
    await using stage = await alertStage({ rules: quiet });
    await stage.alerts[Symbol.asyncDispose]();
    stage.pass(3_600_000);
    const restarted = stage.process();
    await away(stage, true);
    await stage.turn(restarted);
    expect(ofHwa(stage)).toEqual([]);
    await away(stage, false);
    await stage.turn(restarted);
    expect(ofHwa(stage)).toEqual([]);
    await using off = await alertStage({ rules: "off: [{ kind: [late, too_long, at_risk, hwa_silent] }]" });
    await away(off, true);
    await minutes(off, 6);
    expect(ofHwa(off)).toEqual([]);
  });
});
