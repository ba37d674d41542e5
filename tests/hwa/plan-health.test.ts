import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Fault } from "#core/fault.ts";
import { failedJobs } from "#hwa/failed-jobs.ts";
import { countsByWord, planHealth } from "#hwa/health.ts";
import { jobFacts, progressOf } from "#hwa/job-facts.ts";
import { confidenceOf } from "#hwa/lateness/confidence.ts";
import { judgeLateness, lateJobs } from "#hwa/lateness/late-jobs.ts";
import { unreachableWhy, workstationFacts } from "#hwa/workstations.ts";
import { anHwaJob, anHwaRun, anHwaStatus, anHwaWorkstation, waitsForJob } from "../support/hwa-job.ts";
import { readerOf } from "../support/plan-reader.ts";

const now = new Date("2026-03-01T12:00:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const ahead = (minutes: number) => ago(-minutes);
const minutes = (count: number) => count * 60_000;

const running = (startedMinutesAgo: number, estimate: number) =>
  anHwaRun({
    status: anHwaStatus("EXEC"),
    startedAt: ago(startedMinutesAgo),
    estimatedMs: minutes(estimate),
  });
const ended = (internal: string, minutesAgo: number, more: Parameters<typeof anHwaRun>[0] = {}) =>
  anHwaRun({
    status: anHwaStatus(internal),
    startedAt: ago(minutesAgo + 5),
    endedAt: ago(minutesAgo),
    ...more,
  });

describe("the facts of a job", () => {
  it("tell how far a running job is", () => {
    const facts = jobFacts(anHwaJob({ internal: "EXEC", runs: [running(30, 60)] }), now);
    expect(facts).toMatchObject({
      status: "Running",
      progress: 50,
      elapsedMs: minutes(30),
      estimatedEnd: ahead(30),
      endedAt: null,
      returnCode: null,
    });
  });

  it("never show a running job as done, nor without an estimate as anything", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (elapsed, estimate) => {
        const progress = progressOf("Running", elapsed, estimate);
        if (estimate === 0) expect(progress).toBeNull();
        else expect(progress).toSatisfy((value: number) => value >= 0 && value <= 99);
      }),
    );
  });

  it("tell the failure before a rerun that went well, and the run that counts", () => {
    const job = anHwaJob({
      internal: "SUCC",
      stream: { id: "s", name: "S", workstation: "CTRL" },
      runs: [
        ended("ABEND", 60, { id: "r1", returnCode: 8, last: false }),
        ended("SUCC", 10, { id: "r2", returnCode: 0, rerunType: "RERUN", workstation: "AGT2" }),
      ],
    });
    expect(jobFacts(job, now)).toMatchObject({
      status: "Completed",
      runId: "r2",
      runs: 2,
      reruns: 1,
      controller: "CTRL",
      workstation: "AGT2",
      lastFailure: { runId: "r1", returnCode: 8, endedAt: ago(60) },
    });
  });

  it("do not count the run that HWA lists for a job not yet launched", () => {
    const facts = jobFacts(
      anHwaJob({ internal: "HOLD", runs: [anHwaRun({ status: anHwaStatus("HOLD") })] }),
      now,
    );
    expect(facts).toMatchObject({ runs: 0, reruns: 0, startedAt: null, elapsedMs: null, progress: null });
  });
});

describe("the failed jobs", () => {
  const jobs = [
    anHwaJob({ name: "NEW", internal: "ABEND", runs: [ended("ABEND", 10)] }),
    anHwaJob({ name: "NEWER", internal: "ABEND", runs: [ended("ABEND", 5)] }),
    anHwaJob({ name: "OLD", internal: "ABEND", runs: [ended("ABEND", 300)] }),
    anHwaJob({
      name: "RERUN_OK",
      internal: "SUCC",
      runs: [ended("ABEND", 20, { last: false }), ended("SUCC", 3)],
    }),
    anHwaJob({ name: "NEVER_STARTED", internal: "FAIL", scheduledAt: ago(30) }),
    anHwaJob({ name: "FINE", internal: "SUCC", runs: [ended("SUCC", 5)] }),
  ];

  it("of a window come newest first, with those that never started", async () => {
    const report = await failedJobs(readerOf({ jobs }), { since: ago(240), until: now }, now);
    expect(report.jobs.map(({ job }) => job.name)).toEqual(["NEWER", "NEW", "NEVER_STARTED"]);
    expect(report).toMatchObject({ total: 3, exact: true });
  });

  it("of any time are all that are failed now", async () => {
    const report = await failedJobs(readerOf({ jobs }), null, now);
    expect(report.jobs.map(({ job }) => job.name)).toEqual(["NEWER", "NEW", "NEVER_STARTED", "OLD"]);
  });

  it("beyond the limit are counted, not read", async () => {
    const report = await failedJobs(readerOf({ jobs }), null, now, { limit: 2 });
    expect(report.jobs).toHaveLength(2);
    expect(report).toMatchObject({ total: 4, exact: false });
  });

  it("are asked for again without an order when the engine refuses it", async () => {
    const hwa = readerOf({
      jobs,
      answer: (oql, all) => {
        if (oql.includes("ORDER BY")) throw new Fault("invalid_input", "HWA does not take this order.");
        return all.filter((job) => job.status.common === "ERROR");
      },
    });
    expect((await failedJobs(hwa, null, now)).total).toBe(4);
  });
});

describe("a workstation", () => {
  it.each([
    ["linked with its agent up", {}, null],
    ["not linked", { linked: false }, "unlinked"],
    ["linked with its agent down", { agentUp: false }, "agent_down"],
    ["without both", { linked: false, agentUp: false }, "unlinked_and_agent_down"],
    ["that is a pool needs no agent", { type: "POOL", agentUp: false }, null],
    [
      "that is an extended agent needs a link",
      { type: "X-AGENT", linked: false, agentUp: false },
      "unlinked",
    ],
    [
      "that is the master needs no link to itself",
      { type: "MANAGER", states: ["MASTER"], linked: false },
      null,
    ],
    [
      "that is the master needs its agent",
      { type: "MANAGER", states: ["MASTER"], agentUp: false },
      "agent_down",
    ],
  ])("%s", (_, more, why) => {
    expect(unreachableWhy(anHwaWorkstation(more))).toBe(why);
  });

  it("is found in any case and with a folder, with what runs and waits there", async () => {
    const hwa = readerOf({
      workstations: [anHwaWorkstation({ name: "FIN_WS" })],
      jobs: [
        anHwaJob({ name: "A", workstation: "FIN_WS", internal: "EXEC" }),
        anHwaJob({ name: "B", workstation: "FIN_WS", internal: "HOLD" }),
        anHwaJob({ name: "C", workstation: "OTHER", internal: "EXEC" }),
      ],
    });
    expect(await workstationFacts(hwa, "/x/fin_ws")).toMatchObject({
      kind: "found",
      workstation: { name: "FIN_WS", available: true, running: 1, waiting: 1, failed: 0 },
    });
    expect(await workstationFacts(hwa, "NOPE")).toEqual({ kind: "unknown", name: "NOPE", names: ["FIN_WS"] });
  });
});

describe("lateness", () => {
  it("is a deadline behind a job that has not ended", () => {
    const job = anHwaJob({ internal: "HOLD", time: { deadline: ago(10) } });
    expect(judgeLateness(job, null, now).late).toEqual([{ kind: "deadline_passed", deadline: ago(10) }]);
    const done = anHwaJob({ internal: "SUCC", time: { deadline: ago(10) }, runs: [ended("SUCC", 5)] });
    expect(judgeLateness(done, null, now).late).toEqual([]);
  });

  it("is running for more than 150 % of the estimate", () => {
    const job = anHwaJob({ internal: "EXEC", runs: [running(31, 20)] });
    expect(judgeLateness(job, null, now).late).toEqual([{ kind: "running_long", ofEstimate: 1.55 }]);
    expect(judgeLateness(anHwaJob({ internal: "EXEC", runs: [running(29, 20)] }), null, now).late).toEqual(
      [],
    );
  });

  it("of a critical job comes with the confidence HWA gives, else with ours, and says which", () => {
    const base = {
      internal: "EXEC",
      critical: true,
      runs: [running(30, 60)],
      time: { deadline: ahead(60) },
    } as const;
    expect(judgeLateness(anHwaJob({ ...base, confidence: 42 }), null, now)).toMatchObject({
      confidence: { percent: 42, basis: "hwa" },
      risks: [{ kind: "low_confidence", confidence: 42 }],
    });
    expect(judgeLateness(anHwaJob(base), null, now)).toMatchObject({
      confidence: { percent: 99, basis: "estimate", spreadMs: minutes(12) },
      minutesLate: 0,
      risks: [],
    });
    expect(judgeLateness(anHwaJob({ ...base, time: { deadline: ahead(20) } }), null, now)).toMatchObject({
      minutesLate: 10,
      risks: [{ kind: "ends_after_deadline", byMs: minutes(10) }],
    });
  });

  it("takes a deadline at the estimated end for even odds, and is never less sure of a later one", () => {
    expect(confidenceOf(now, now, 60_000)).toBe(50);
    const offset = fc.integer({ min: -10_000_000, max: 10_000_000 });
    fc.assert(
      fc.property(
        offset,
        fc.nat({ max: 10_000_000 }),
        fc.integer({ min: 1_000, max: 1e7 }),
        (at, more, spread) => {
          const near = confidenceOf(now, new Date(now.getTime() + at), spread);
          const far = confidenceOf(now, new Date(now.getTime() + at + more), spread);
          expect(near).toBeGreaterThanOrEqual(0);
          expect(far).toBeLessThanOrEqual(100);
          expect(far).toBeGreaterThanOrEqual(near);
        },
      ),
    );
  });

  const blocked = [
    anHwaJob({
      name: "CRIT",
      internal: "HOLD",
      critical: true,
      estimatedMs: minutes(10),
      time: { deadline: ahead(60) },
      dependencies: [waitsForJob("MID")],
    }),
    anHwaJob({
      name: "MID",
      internal: "HOLD",
      estimatedMs: minutes(20),
      dependencies: [waitsForJob("FIRST")],
    }),
  ];

  it("of a critical job is foreseen along the jobs before it", async () => {
    const first = anHwaJob({ name: "FIRST", internal: "EXEC", runs: [running(10, 25)] });
    const report = await lateJobs(readerOf({ jobs: [...blocked, first] }), now);
    expect(report.critical).toMatchObject([
      { facts: { name: "CRIT" }, estimatedStart: ahead(35), estimatedEnd: ahead(45), minutesLate: 0 },
    ]);
    const slow = anHwaJob({ name: "FIRST", internal: "EXEC", runs: [running(10, 55)] });
    expect((await lateJobs(readerOf({ jobs: [...blocked, slow] }), now)).atRisk).toMatchObject([
      { minutesLate: 15, risks: [{ kind: "ends_after_deadline" }] },
    ]);
  });

  it("of a critical job behind a failed one is a risk whatever the clock says", async () => {
    const first = anHwaJob({ name: "FIRST", internal: "ABEND" });
    const report = await lateJobs(readerOf({ jobs: [...blocked, first] }), now);
    expect(report.atRisk).toMatchObject([{ risks: [{ kind: "behind_failed_job", job: { name: "FIRST" } }] }]);
  });

  it("is found without deadlines when the engine cannot filter by them, and said so", async () => {
    const hwa = readerOf({
      jobs: blocked,
      answer: (oql, all) => {
        if (oql.includes("deadlineTime")) throw new Fault("invalid_input", "HWA knows no such field.");
        return oql.includes("critical") ? all.filter((job) => job.critical) : [];
      },
    });
    const report = await lateJobs(hwa, now);
    expect(report.coverage).toMatchObject({ deadlines: false, complete: false });
    expect(report.critical).toHaveLength(1);
  });
});

describe("the health of the plan", () => {
  const jobs = [
    anHwaJob({ name: "A", internal: "SUCC" }),
    anHwaJob({ name: "B", internal: "EXEC", runs: [running(40, 20)] }),
    anHwaJob({ name: "C", internal: "ABEND", runs: [ended("ABEND", 5)] }),
    anHwaJob({ name: "D", internal: "HOLD", time: { deadline: ago(1) } }),
  ];

  it("counts workstations, jobs, delays and prompts in six calls at any size", async () => {
    const hwa = readerOf({
      jobs,
      workstations: [anHwaWorkstation(), anHwaWorkstation({ name: "DEAD", agentUp: false })],
      prompts: [
        {
          id: "1",
          name: null,
          text: "Go?",
          status: "ASKED",
          jobId: null,
          streamId: null,
          workstation: null,
          askedAt: null,
          number: 1,
        },
        {
          id: "2",
          name: null,
          text: "Go?",
          status: "NOT_ASKED",
          jobId: null,
          streamId: null,
          workstation: null,
          askedAt: null,
          number: 2,
        },
      ],
    });
    expect(await planHealth(hwa, now)).toMatchObject({
      workstations: {
        total: 2,
        available: 1,
        unreachable: 1,
        unreachableOnes: [{ name: "DEAD", why: "agent_down" }],
      },
      jobs: { total: 4, byStatus: { Completed: 1, Running: 1, Failed: 1, Waiting: 1, Held: 0 } },
      criticalPath: { onTrack: true, delayedJobs: 2, atRisk: [] },
      prompts: { open: 1 },
    });
    expect(hwa.asked).toHaveLength(6);
  });

  it("is off track when a critical job failed", async () => {
    const critical = anHwaJob({ name: "X", internal: "ABEND", critical: true, runs: [ended("ABEND", 5)] });
    const health = await planHealth(readerOf({ jobs: [...jobs, critical] }), now);
    expect(health.criticalPath).toMatchObject({ onTrack: false, atRisk: [{ risks: [{ kind: "failed" }] }] });
  });

  it("reads the groups of any engine, and does not take missing groups for zero", () => {
    expect(
      countsByWord({ total: 6, groups: { SUCCESSFUL: 1, SUCC: 2, abend: 1, ERROR: 1, WHAT: 1 } }),
    ).toMatchObject({
      Completed: 3,
      Failed: 2,
      Unknown: 1,
    });
    expect(countsByWord({ total: 13, groups: {} })).toBeNull();
  });
});
