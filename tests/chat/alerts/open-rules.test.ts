// knowledge/alerts.yml: what it says, what is wrong with it, and that it is read again.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { openAlertRules, readRules } from "#chat/alerts/open-rules.ts";
import { isOff, routeFor } from "#core/alert/rules.ts";

const house = { oncall: "slack:C0ONCALL", timezone: "UTC" };
const read = (text: string) => readRules(Buffer.from(text), house);
const problem = (text: string) => read(text).problems.map(({ line, message }) => `${line}: ${message}`);
const matter = {
  kind: "failed",
  severity: "major",
  job: "FIN_LOAD",
  stream: "DAILY",
  workstation: "/AGENTS/FIN_WS",
  owner: "DBA team",
} as const;

describe("the alert rules", () => {
  test("of the example that is delivered are right, and so are they with every comment taken off.", async () => {
    const text = await readFile(new URL("../../../knowledge/alerts.yml", import.meta.url), "utf8");
    expect(read(text).problems).toEqual([]);
    expect(read(text).rules?.routes).toEqual([
      expect.objectContaining({ name: "default", to: ["slack:C0ONCALL"], escalation: [] }),
    ]);
    const whole = text
      .split("\n")
      .map((line) => line.replace(/^# ?(?=(?: {2}|off:|quiet|language:|escalation:|routes:))/, ""))
      .join("\n");
    expect(read(whole).problems).toEqual([]);
    const { rules } = read(whole);
    expect(rules?.routes.map(({ name }) => name)).toEqual(["Critical", "Finance", "Databases", "default"]);
    expect(rules?.off).toHaveLength(3);
    expect(rules?.routes[0]?.escalation).toEqual([
      { afterMs: 300_000, channels: [], people: ["ana@company.com"], direct: true },
    ]);
    expect(rules?.routes[3]).toMatchObject({
      language: "pt",
      quiet: { name: "nights", from: 1320, to: 390 },
    });
  });

  test("of the example show the defaults, so that nothing changes when the file is gone.", async () => {
    const text = await readFile(new URL("../../../knowledge/alerts.yml", import.meta.url), "utf8");
    expect(read(text).rules).toEqual(read("").rules);
  });

  test("of an empty file are the defaults, and without a channel nobody is told.", () => {
    expect(read("# nothing\n\n").rules?.tooLong).toBe(1.5);
    expect(readRules(Buffer.from(""), { ...house, oncall: null }).rules?.routes[0]?.to).toEqual([]);
  });

  test("send a matter along the first route that fits, by job, stream, workstation, owner and severity.", () => {
    const { rules } = read(`
routes:
  - { name: heavy, match: { severity: critical }, to: "slack:C1" }
  - { name: dba, match: { owner: "*dba*", workstation: FIN* }, to: [oncall, "slack:C2"], language: pt }
  - { name: fin, match: { job: [X*, FIN*] }, to: "slack:C3" }
`);
    if (!rules) throw new Error("The rules are not right.");
    expect(routeFor(rules, matter)).toMatchObject({
      name: "dba",
      to: ["slack:C0ONCALL", "slack:C2"],
      language: "pt",
    });
    expect(routeFor(rules, { ...matter, severity: "critical" })?.name).toBe("heavy");
    expect(routeFor(rules, { ...matter, owner: null })?.name).toBe("fin");
    expect(routeFor(rules, { ...matter, owner: null, job: "B" })?.name).toBe("default");
    expect(isOff({ ...rules, off: [{ job: ["FIN*"], kind: ["late"] }] }, matter)).toBe(false);
  });

  test.each([
    ["late: soon", ["1: late must be a time such as 15m or 4h."]],
    [
      "storms: 3",
      [
        '1: The file has no "storms". Did you mean storm? Remove it, or see the example in knowledge/alerts.yml.',
      ],
    ],
    [
      "quiet: night\nquiet_hours:\n  nights: { from: '22:00', to: '06:00' }",
      ['1: There are no quiet_hours called "night". Did you mean nights? Write them under quiet_hours.'],
    ],
    [
      "quiet_hours:\n  nights:\n    from: '25:00'\n    to: '06:00'",
      ['3: quiet_hours nights from must be a time of day in quotes, such as "22:00".'],
    ],
    [
      "routes:\n  - name: a\n    to: '#oncall'",
      ["3: routes 1. to must be oncall, slack:C… (the channel's id, not its name) or teams:…."],
    ],
    [
      "routes:\n  - name: a\n  - name: a",
      ['3: The name "a" is taken already. Give every route a name of its own.'],
    ],
    [
      "escalation:\n  - { after: 15m, people: ana@company.com }\n  - { after: 5m, channel: oncall }",
      ["3: An escalation comes after the one before it: write more than 15m."],
    ],
    ["escalation:\n  - { after: 15m }", ["2: An escalation needs somebody to tell: a channel or people."]],
    [
      "off:\n  - { kind: lat }",
      [
        "2: off 1. kind must be one of failed, too_long, late, at_risk, workstation, final, storm, hwa_silent.",
      ],
    ],
    [
      "escalation:\n  - { after: 15m, channel: oncall, direct: true }",
      ["2: To write to somebody directly it must be said to whom: name people."],
    ],
    [
      "escalation:\n  - { after: 15m, people: '@ana' }",
      [
        "2: escalation 1. people must be slack:TEAM/USER, teams:ID, an e-mail address, or a group of Resync's.",
      ],
    ],
    [
      "quiet_hours:\n  n: { from: '22:00', to: '06:00', timezone: Sao Paulo }",
      ["2: quiet_hours n timezone must be an IANA time zone such as America/Sao_Paulo."],
    ],
    [
      "routes:\n  - name: a\n    match: { jobs: FIN* }",
      [
        '3: routes 1. match has no "jobs". Did you mean job? Remove it, or see the example in knowledge/alerts.yml.',
      ],
    ],
    [
      "routes:\n  - name: a\n    match: { severity: high }",
      ["3: routes 1. match severity must be one of minor, major, critical."],
    ],
    ["late: 5m\nlate: 6m", ['2: The key "late" is there twice. Keep one of them.']],
    ["- a", ["1: The file is no mapping. Write keys such as late: 5m; the example shows which."]],
  ])("that are wrong are refused with the line and the cure: %j", (text, told) => {
    expect(read(text).rules).toBeNull();
    expect(problem(text)).toEqual(told);
  });

  test("are read again when the file changes; a wrong one leaves the last good ones, and a gone one the defaults.", async () => {
    const dir = await mkdtemp(join(tmpdir(), "resync-alerts-"));
    try {
      const file = join(dir, "alerts.yml");
      using rules = await openAlertRules({
        ...house,
        dir,
        log: pino({ level: "silent" }),
        pollMs: 3_600_000,
      });
      expect(rules.current().stormOver).toBe(10);
      await writeFile(file, "storm: 20\n");
      await rules.reload();
      expect(rules.current().stormOver).toBe(20);
      await writeFile(file, "storm: many, many\n");
      await rules.reload();
      expect(rules.current().stormOver).toBe(20);
      expect(rules.problems()).toMatchObject([{ file: "alerts.yml", line: 1 }]);
      await rm(file);
      await rules.reload();
      expect(rules.current().stormOver).toBe(10);
      expect(rules.problems()).toEqual([]);
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});
