// The rule of alerts: what is one, what joins it, what ends it.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Alert, isOpen, leadOf } from "#core/alert/alert.ts";
import { withFinding } from "#core/alert/found.ts";
import { hear } from "#core/alert/hear.ts";
import { type JobSeen, type News, newsOf } from "#core/alert/news.ts";
import type { Desk } from "#core/alert/open-alert.ts";
import { type AlertRules, defaultRules } from "#core/alert/rules.ts";

const t0 = Date.parse("2026-03-02T02:00:00Z");
const minute = 60_000;

function job(name: string, parts: Partial<JobSeen> = {}): JobSeen {
  return {
    id: `id-${name}`,
    name,
    stream: `S_${name}`,
    workstation: "AGENT1",
    internal: "ABEND",
    common: "ERROR",
    canceled: false,
    runId: "run-1",
    returnCode: 12,
    startedAt: null,
    endedAt: null,
    estimatedMs: null,
    critical: false,
    ...parts,
  };
}

const failed = (name: string, at = t0, parts: Partial<JobSeen> = {}): Extract<News, { kind: "trouble" }> => ({
  kind: "trouble",
  why: "failed",
  job: job(name, parts),
  at,
});
const late = (name: string, at = t0, parts: Partial<JobSeen> = {}): News => ({
  ...failed(name, at, parts),
  kind: "trouble",
  why: "late",
  job: job(name, { internal: "HOLD", common: "WAITING", ...parts }),
});
const well = (name: string, at: number): News => ({
  kind: "relief",
  jobId: `id-${name}`,
  how: "completed",
  at,
});
const down = (name: string, at: number): News => ({
  kind: "down",
  workstation: { name, linked: false, agentUp: false },
  was: { linked: true, agentUp: true },
  at,
});
const up = (name: string, at: number): News => ({
  kind: "workstation",
  name,
  now: { name, linked: true, agentUp: true },
  at,
});

/** A world that hears one batch after the other, as the process does. */
function world(rules: Partial<AlertRules> = {}) {
  let ids = 0;
  const all = new Map<string, Alert>();
  const desk: Desk = {
    rules: {
      ...defaultRules,
      routes: [{ name: "all", match: {}, to: ["slack:C1"], language: null, quiet: null, escalation: [] }],
      ...rules,
    },
    defaultLocale: "en",
    newId: () => `alert-${++ids}`,
    now: t0,
    unread: null,
    ownerOf: () => null,
  };
  return {
    hear(...news: readonly News[]): readonly Alert[] {
      const changed = hear(news, [...all.values()].filter(isOpen), desk);
      // As the store keeps them.
      for (const alert of changed) all.set(alert.id, { ...alert, rev: alert.rev + 1 });
      return changed;
    },
    desk,
    keep: (alert: Alert) => void all.set(alert.id, alert),
    all: () => [...all.values()],
    open: () => [...all.values()].filter(isOpen),
  };
}

describe("an alert", () => {
  test("is opened by a job that abends, with what is known at once.", () => {
    const at = world();
    const [alert] = at.hear(failed("LOAD"));
    expect(alert).toMatchObject({ key: "job:S_LOAD.LOAD", kind: "failed", severity: "major", openedAt: t0 });
    expect(alert?.members).toHaveLength(1);
    expect(alert?.places).toEqual([{ channel: "slack:C1", locale: "en", held: false, digest: null }]);
  });

  test("is one for a stream whose first job abends and whose others follow or come late.", () => {
    const at = world();
    at.hear(failed("A", t0, { stream: "DAILY" }));
    at.hear(late("B", t0 + minute, { stream: "DAILY" }), failed("C", t0 + 2 * minute, { stream: "DAILY" }));
    expect(at.open()).toHaveLength(1);
    expect(at.open()[0]?.members.map((each) => each.job)).toEqual(["A", "B", "C"]);
  });

  test("does not take in what fails in its stream long after.", () => {
    const at = world();
    at.hear(failed("A", t0, { stream: "DAILY" }));
    at.hear(failed("C", t0 + 60 * minute, { stream: "DAILY" }));
    expect(at.open()).toHaveLength(2);
  });

  test("is one for ten jobs behind one dead workstation, whichever was noticed first.", () => {
    const jobs = Array.from({ length: 10 }, (_, n) => failed(`J${n}`, t0 + n));
    const before = world();
    before.hear(...jobs, down("AGENT1", t0 + 20));
    const after = world();
    after.hear(down("AGENT1", t0 - 5));
    after.hear(...jobs);
    for (const at of [before, after]) {
      expect(at.open()).toHaveLength(1);
      expect(at.open()[0]).toMatchObject({ key: "workstation:AGENT1", kind: "workstation" });
      expect(at.open()[0]?.members).toHaveLength(10);
    }
  });

  test("of a workstation ends when it is back and everything behind it is well, and not before.", () => {
    const at = world();
    at.hear(down("AGENT1", t0), failed("A", t0 + 1));
    at.hear(up("AGENT1", t0 + 5 * minute));
    expect(at.open()).toHaveLength(1);
    at.hear({ kind: "rerunning", jobId: "id-A", at: t0 + 6 * minute });
    expect(at.open()[0]?.members[0]?.rerunning).toBe(true);
    at.hear(well("A", t0 + 7 * minute));
    expect(at.all()[0]?.resolved).toEqual({ at: t0 + 7 * minute, how: "completed", into: null });
  });

  test("leaves alone what broke on the workstation long before it went down.", () => {
    const at = world();
    at.hear(failed("A", t0));
    at.hear(down("AGENT1", t0 + 60 * minute));
    expect(at.open().map(({ key }) => key)).toEqual(["job:S_A.A", "workstation:AGENT1"]);
  });

  test("is updated by the same job abending again, in a new run or as a new instance.", () => {
    const at = world();
    at.hear(failed("A"));
    at.hear({ kind: "rerunning", jobId: "id-A", at: t0 + minute });
    at.hear(failed("A", t0 + 2 * minute, { runId: "run-2" }));
    at.hear(failed("A", t0 + 60 * minute, { id: "next-day", runId: "run-3" }));
    expect(at.open()).toHaveLength(1);
    expect(at.open()[0]?.members[0]).toMatchObject({ times: 2, runId: "run-2", since: t0 });
    expect(at.open()[0]?.members).toHaveLength(2);
  });

  test("is closed and another opened when the same job abends long after, and the first says which.", () => {
    const at = world();
    at.hear(failed("A"));
    at.hear(failed("A", t0 + 10 * 60 * minute, { id: "next-day" }));
    expect(at.all()).toHaveLength(2);
    expect(at.all()[0]?.resolved).toMatchObject({ how: "again", into: at.all()[1]?.id });
    expect(at.open()).toHaveLength(1);
  });

  test("that was resolved is never taken up again.", () => {
    const at = world();
    at.hear(failed("A"));
    at.hear(well("A", t0 + minute));
    at.hear(failed("A", t0 + 2 * minute, { runId: "run-2" }));
    expect(at.all()).toHaveLength(2);
    expect(at.open()).toHaveLength(1);
  });

  test("becomes critical when a critical job is threatened by it, and worth reading again.", () => {
    const at = world();
    at.hear(failed("A"));
    const [alert] = at.hear({ kind: "threat", jobId: "id-A", critical: "PAYROLL", at: t0 + minute });
    expect(alert).toMatchObject({ severity: "critical", threatens: ["PAYROLL"], important: true });
    expect(at.hear({ kind: "threat", jobId: "id-A", critical: "PAYROLL", at: t0 + minute })).toEqual([]);
  });

  test("of a late job becomes one of a failure when it abends, and does not end because it is in time.", () => {
    const at = world();
    at.hear(late("A"));
    expect(at.open()[0]?.severity).toBe("minor");
    at.hear(failed("A", t0 + minute));
    expect(at.open()[0]).toMatchObject({ kind: "failed", severity: "major" });
    at.hear({ kind: "relief", jobId: "id-A", how: "in_time", at: t0 + 2 * minute });
    expect(at.open()).toHaveLength(1);
  });

  test("is one for whatever goes wrong with FINAL, and always critical.", () => {
    const at = world();
    at.hear(late("MAKEPLAN", t0, { stream: "FINAL" }), failed("SWITCHPLAN", t0 + 1, { stream: "FINAL" }));
    expect(at.open()).toHaveLength(1);
    expect(at.open()[0]).toMatchObject({ kind: "final", severity: "critical" });
  });

  test("is told of by what failed in it, not by what is late because of that, however critical.", () => {
    const at = world();
    at.hear(failed("A", t0, { stream: "DAILY" }), late("B", t0 + 1, { stream: "DAILY", critical: true }));
    const [alert] = at.open();
    if (!alert) throw new Error("No alert was opened.");
    expect(alert.severity).toBe("critical");
    expect(leadOf(alert)?.job).toBe("A");
  });

  test("knows whether a run of its own or somebody's confirmation ended the failure.", () => {
    for (const [runId, again] of [
      ["run-2", true],
      ["run-1", false],
    ] as const) {
      const at = world();
      at.hear(failed("A"));
      const now = job("A", { internal: "SUCC", common: "SUCCESSFUL", runId, returnCode: 0 });
      at.hear(...newsOf({ kind: "job", before: job("A"), after: now }, t0 + minute));
      expect(at.all()[0]?.members[0]?.well).toEqual({
        at: t0 + minute,
        how: "completed",
        seen: { endedAt: null, internal: "SUCC", returnCode: 0, again },
      });
    }
  });

  test("is not opened by what is switched off.", () => {
    const at = world({ off: [{ job: ["TEST*"] }, { kind: ["late"] }, { workstation: ["LAB*"] }] });
    expect(at.hear(failed("TEST_1"), late("B"), down("LAB7", t0))).toEqual([]);
    expect(at.hear(failed("B"))).toHaveLength(1);
  });
});

describe("what a look at the cause finds", () => {
  const finding = {
    at: t0,
    job: "A",
    cause: null,
    certain: false,
    trouble: null,
    errorCode: null,
    meaning: null,
    log: null,
    fix: [],
    documentation: null,
    waiting: ["PAYROLL"],
    waits: 1,
    waitingIds: ["id-B"],
    critical: ["PAYROLL"],
    last: null,
    sources: [],
  };

  test("makes an alert critical that a critical job waits for, and sends it where critical ones go.", () => {
    const at = world({
      routes: [
        {
          name: "heavy",
          match: { severity: ["critical"] },
          to: ["slack:C9"],
          language: null,
          quiet: null,
          escalation: [],
        },
        { name: "all", match: {}, to: ["slack:C1"], language: null, quiet: null, escalation: [] },
      ],
    });
    const [alert] = at.hear(failed("A"));
    if (!alert) throw new Error("No alert was opened.");
    const known = withFinding(alert, finding, at.desk);
    expect(known).toMatchObject({
      severity: "critical",
      threatens: ["PAYROLL"],
      route: "heavy",
      important: true,
    });
    expect(known.places.map(({ channel }) => channel)).toEqual(["slack:C1", "slack:C9"]);
    expect(withFinding(known, finding, at.desk)).toMatchObject({ places: known.places, important: false });
  });

  test("takes in what is late because of it, in whichever stream, but not what fails by itself.", () => {
    const at = world();
    const [alert] = at.hear(failed("A"));
    if (!alert) throw new Error("No alert was opened.");
    at.keep(withFinding(alert, { ...finding, critical: [] }, at.desk));
    at.hear(late("B", t0 + 60 * minute));
    expect(at.open()).toHaveLength(1);
    expect(at.open()[0]?.members.map((each) => each.job)).toEqual(["A", "B"]);
    at.hear(failed("C", t0 + 60 * minute));
    expect(at.open()).toHaveLength(2);
  });
});

describe("a storm", () => {
  const storm = (n: number) => Array.from({ length: n }, (_, i) => failed(`J${i}`, t0 + i * 50));

  test("of 1,000 abends in a minute is ten alerts and one summary that has them all.", () => {
    const at = world();
    const news = storm(1_000);
    for (let from = 0; from < news.length; from += 300) at.hear(...news.slice(from, from + 300));
    expect(at.open()).toHaveLength(11);
    const summary = at.open().find(({ kind }) => kind === "storm");
    expect((summary?.members.length ?? 0) + (summary?.more ?? 0)).toBe(990);
  });

  test("still lets a critical job have its own alert.", () => {
    const at = world();
    at.hear(...storm(100), failed("PAYROLL", t0 + 6_000, { critical: true }));
    expect(at.open().some(({ key }) => key === "job:S_PAYROLL.PAYROLL")).toBe(true);
  });

  test("is over when nothing came for a while: the next failure has an alert of its own.", () => {
    const at = world();
    at.hear(...storm(50));
    at.hear(failed("LATER", t0 + 30 * minute));
    expect(at.open().some(({ key }) => key === "job:S_LATER.LATER")).toBe(true);
  });

  test("ends when everything in it is well.", () => {
    const at = world();
    at.hear(...storm(50));
    at.hear(...Array.from({ length: 50 }, (_, i) => well(`J${i}`, t0 + 10 * minute)));
    expect(at.open()).toEqual([]);
  });

  test("keeps no more names than it can carry, and counts the others.", () => {
    const at = world();
    at.hear(...storm(4_000));
    const summary = at.open().find(({ kind }) => kind === "storm");
    expect(summary?.members).toHaveLength(1_500);
    expect(summary?.more).toBeGreaterThan(1_000);
  });
});

describe("what a change of the plan means", () => {
  test("a job that was failed and is seen failed again in the same run is no news.", () => {
    const before = job("A");
    expect(newsOf({ kind: "job", before, after: before }, t0)).toEqual([]);
    expect(newsOf({ kind: "job", before, after: { ...before, runId: "run-2" } }, t0)).toHaveLength(1);
  });

  test("a pool without an agent of its own that stays linked is not down; one that loses its link is.", () => {
    const pool = { name: "POOL", linked: true, agentUp: false };
    expect(newsOf({ kind: "workstation", before: pool, after: { ...pool } }, t0)[0]?.kind).toBe(
      "workstation",
    );
    expect(
      newsOf({ kind: "workstation", before: pool, after: { ...pool, linked: false } }, t0)[0]?.kind,
    ).toBe("down");
  });
});

describe("whatever happens in whatever order", () => {
  const names = ["A", "B", "C", "D"];
  const anyNews = fc.array(
    fc.record({
      name: fc.constantFrom(...names),
      what: fc.constantFrom("fail", "late", "well", "rerun", "threat", "down", "up", "gone"),
      wait: fc.integer({ min: 0, max: 20 }),
      run: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 60 },
  );

  function told(
    steps: readonly { name: string; what: string; wait: number; run: number }[],
  ): readonly News[] {
    let at = t0;
    return steps.map(({ name, what, wait, run }): News => {
      at += wait * minute;
      const parts = {
        stream: name < "C" ? "S1" : "S2",
        workstation: name < "B" ? "W1" : "W2",
        runId: `r${run}`,
      };
      const machine = name < "C" ? "W1" : "W2";
      if (what === "fail") return failed(name, at, parts);
      if (what === "late") return late(name, at, parts);
      if (what === "rerun") return { kind: "rerunning", jobId: `id-${name}`, at };
      if (what === "threat") return { kind: "threat", jobId: `id-${name}`, critical: "X", at };
      if (what === "down") return down(machine, at);
      if (what === "up") return up(machine, at);
      return { kind: "relief", jobId: `id-${name}`, how: what === "gone" ? "gone" : "completed", at };
    });
  }

  test("of one key only one alert is open, no trouble has two, and what is resolved stays as it is.", () => {
    fc.assert(
      fc.property(anyNews, (steps) => {
        const at = world();
        const closed = new Map<string, string>();
        for (const news of told(steps)) {
          at.hear(news);
          const open = at.open();
          expect(new Set(open.map(({ key }) => key)).size).toBe(open.length);
          const ill = open.flatMap(({ members }) => members.filter((each) => !each.well).map(({ id }) => id));
          expect(new Set(ill).size).toBe(ill.length);
          for (const alert of at.all()) {
            const before = closed.get(alert.id);
            if (before !== undefined) expect(JSON.stringify(alert)).toBe(before);
            else if (alert.resolved) closed.set(alert.id, JSON.stringify(alert));
          }
        }
      }),
    );
  });

  test("a failed job is in an open alert until it is well, rerun well, or gone.", () => {
    fc.assert(
      fc.property(anyNews, (steps) => {
        const at = world();
        const ill = new Set<string>();
        for (const news of told(steps)) {
          at.hear(news);
          if (news.kind === "trouble" && news.why === "failed") ill.add(news.job.id);
          if (news.kind === "relief") ill.delete(news.jobId);
          const known = new Set(
            at.open().flatMap(({ members }) => members.filter((each) => !each.well).map(({ id }) => id)),
          );
          for (const id of ill) expect(known).toContain(id);
        }
      }),
    );
  });

  test("it makes no difference into how many readings the news is cut.", () => {
    fc.assert(
      fc.property(anyNews, fc.integer({ min: 1, max: 10 }), (steps, size) => {
        const news = told(steps);
        const whole = world();
        whole.hear(...news);
        const cut = world();
        for (let from = 0; from < news.length; from += size) cut.hear(...news.slice(from, from + size));
        const seen = ({ key, kind, severity, members, threatens }: Alert) =>
          JSON.stringify([key, kind, severity, members, threatens]);
        expect(cut.open().map(seen).toSorted()).toEqual(whole.open().map(seen).toSorted());
      }),
    );
  });
});
