import { describe, expect, it } from "vitest";
import { lateBecauseOf, predecessorsOf, successorsOf } from "#hwa/dependencies.ts";
import { jobHistory, summaryOfRuns } from "#hwa/history.ts";
import { streamFacts } from "#hwa/streams.ts";
import {
  anHwaJob,
  anHwaRun,
  anHwaStatus,
  anHwaStream,
  waitsForJob,
  waitsForStream,
} from "../support/hwa-job.ts";
import { readerOf } from "../support/plan-reader.ts";

const now = new Date("2026-03-01T12:00:00Z");
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const hold = (name: string, ...before: string[]) =>
  anHwaJob({ name, internal: "HOLD", dependencies: before.map((id) => waitsForJob(id)) });

describe("who comes before a job", () => {
  it("is told with the state of each, unsatisfied first, its stream's as well", async () => {
    const job = {
      ...hold("A", "B"),
      stream: { id: "S", name: "S", workstation: "MDM" },
      dependencies: [{ ...waitsForJob("D"), satisfied: true, state: "SATISFIED" }, waitsForJob("B")],
    };
    const hwa = readerOf({
      jobs: [
        job,
        anHwaJob({ name: "B", internal: "EXEC" }),
        anHwaJob({ name: "D" }),
        anHwaJob({ name: "E", internal: "FAIL" }),
      ],
      streams: [anHwaStream({ name: "S", dependencies: [waitsForJob("E")] })],
    });
    expect(await predecessorsOf(hwa, job, now)).toMatchObject({
      own: [{ facts: { name: "B", status: "Running" } }, { facts: { name: "D", status: "Completed" } }],
      ofStream: [{ facts: { name: "E", status: "Failed" } }],
      total: 3,
      unsatisfied: 2,
    });
  });
});

describe("who comes after a job", () => {
  const jobs = [
    anHwaJob({ name: "A", internal: "ABEND" }),
    hold("B", "A"),
    hold("C", "B"),
    { ...hold("D", "C"), critical: true },
    hold("E", "A", "B"),
    anHwaJob({ name: "F", internal: "EXEC", dependencies: [waitsForJob("A")] }),
    hold("G", "F"),
  ];
  const [a] = jobs as [(typeof jobs)[0]];

  it("is told level by level, each once", async () => {
    const { items } = await successorsOf(readerOf({ jobs }), a, 2);
    expect(items.map(({ name, depth, through }) => [name, depth, through])).toEqual([
      ["B", 1, null],
      ["E", 1, null],
      ["F", 1, null],
      ["C", 2, "B"],
      ["G", 2, "F"],
    ]);
  });

  it("and waits because of it is told to the end, critical ones first, not through what already runs", async () => {
    const impact = await lateBecauseOf(readerOf({ jobs }), a);
    expect(impact.waiting.map((each) => each.name)).toEqual(["D", "B", "E", "C"]);
    expect(impact).toMatchObject({ total: 4, critical: 1, complete: true });
  });

  it("is nobody for a job that ended well", async () => {
    expect((await lateBecauseOf(readerOf({ jobs }), anHwaJob({ name: "A" }))).total).toBe(0);
  });

  it("is told although the jobs wait in a circle", async () => {
    const circle = [hold("A", "C"), hold("B", "A"), hold("C", "B")];
    const [first] = circle as [(typeof circle)[0]];
    expect((await lateBecauseOf(readerOf({ jobs: circle }), first)).waiting.map((each) => each.name)).toEqual(
      ["B", "C"],
    );
  });

  it("is cut at two hundred, and said so", async () => {
    const many = Array.from({ length: 250 }, (_, n) => hold(`J${n}`, "A"));
    const impact = await lateBecauseOf(readerOf({ jobs: [a, ...many] }), a);
    expect(impact).toMatchObject({ total: 200, complete: false });
    expect(impact.waiting).toHaveLength(50);
  });

  it("includes the jobs of a stream that waits", async () => {
    const inside = anHwaJob({
      name: "N1",
      internal: "HOLD",
      stream: { id: "NIGHT", name: "NIGHT", workstation: "MDM" },
    });
    const hwa = readerOf({
      jobs: [a, inside],
      streams: [anHwaStream({ name: "NIGHT", dependencies: [waitsForJob("A")] })],
    });
    expect((await lateBecauseOf(hwa, a)).waiting.map((each) => [each.of, each.name])).toEqual([
      ["stream", "NIGHT"],
      ["job", "N1"],
    ]);
  });
});

describe("who comes after the stream of a job", () => {
  it("waits as well, and so do its jobs", async () => {
    const failed = {
      ...anHwaJob({ name: "A", internal: "ABEND" }),
      stream: { id: "DAILY", name: "DAILY", workstation: "MDM" },
    };
    const inside = { id: "BOARD", name: "BOARD", workstation: "MDM" };
    const report = anHwaJob({ name: "REPORT", internal: "HOLD", stream: inside });
    const other = anHwaJob({ name: "OTHER", internal: "HOLD", dependencies: [waitsForStream("DAILY")] });
    const hwa = readerOf({
      jobs: [failed, report, other],
      streams: [anHwaStream({ name: "BOARD", dependencies: [waitsForStream("DAILY")] })],
    });
    const { waiting } = await lateBecauseOf(hwa, failed);
    expect(waiting.map((each) => [each.name, each.through])).toEqual([
      ["OTHER", "DAILY"],
      ["BOARD", "DAILY"],
      ["REPORT", "BOARD"],
    ]);
  });
});

describe("a job stream", () => {
  const inside = { id: "DAILY", name: "DAILY", workstation: "MDM" };
  const jobs = [
    anHwaJob({ name: "A", stream: inside }),
    anHwaJob({ name: "B", internal: "ABEND", stream: inside }),
    anHwaJob({ name: "C", internal: "EXEC", stream: inside }),
    anHwaJob({ name: "D", internal: "HOLD", stream: inside }),
    anHwaJob({ name: "Z" }),
  ];

  it("tells its jobs by status and how far it is", async () => {
    const hwa = readerOf({ jobs, streams: [anHwaStream({ internal: "EXEC", startedAt: ago(30) })] });
    expect(await streamFacts(hwa, "mdm#daily", now)).toMatchObject({
      kind: "found",
      facts: {
        status: "Running",
        jobs: { total: 4, byStatus: { Completed: 1, Failed: 1, Running: 1, Waiting: 1 }, exact: true },
        progress: 25,
        elapsedMs: 30 * 60_000,
        heldBy: [],
      },
    });
  });

  it("tells what holds it", async () => {
    const held = anHwaStream({ priority: 0, dependencies: [waitsForJob("B")] });
    expect(await streamFacts(readerOf({ jobs, streams: [held] }), "DAILY", now)).toMatchObject({
      facts: { heldBy: [{ kind: "priority_zero" }], waitsFor: [{ of: "job", name: "B" }] },
    });
  });

  it("is unknown under a name no plan has", async () => {
    expect((await streamFacts(readerOf({ jobs }), "X' OR name LIKE '@", now)).kind).toBe("unknown");
    expect((await streamFacts(readerOf({ jobs }), "OTHER#DAILY", now)).kind).toBe("unknown");
  });
});

describe("the history of a job", () => {
  const run = (internal: string, minutesAgo: number, durationMs: number, id: string) =>
    anHwaRun({
      id,
      status: anHwaStatus(internal),
      endedAt: ago(minutesAgo),
      startedAt: ago(minutesAgo + 1),
      elapsedMs: durationMs,
    });

  it("is every run of every instance, newest first, with rate and typical duration", async () => {
    const jobs = [
      anHwaJob({ id: "1", name: "X", runs: [run("ABEND", 90, 1_000, "a"), run("SUCC", 80, 30_000, "b")] }),
      anHwaJob({ id: "2", name: "X", runs: [run("SUCC", 20, 10_000, "c")] }),
      anHwaJob({ id: "3", name: "X", internal: "EXEC", runs: [anHwaRun({ status: anHwaStatus("EXEC") })] }),
    ];
    const history = await jobHistory(readerOf({ jobs }), "x");
    expect(history).toMatchObject({
      kind: "found",
      runs: 3,
      succeeded: 2,
      failed: 1,
      instances: 3,
      duration: { median: 20_000, shortest: 10_000, longest: 30_000 },
      lastFailure: { runId: "a" },
      lastSuccess: { runId: "c" },
    });
    expect(history.kind === "found" && history.items.map((each) => each.runId)).toEqual(["c", "b", "a"]);
    expect(history.kind === "found" && history.successRate).toBeCloseTo(2 / 3);
  });

  it("of no run has no rate and no duration", () => {
    expect(summaryOfRuns([])).toMatchObject({
      runs: 0,
      successRate: null,
      duration: null,
      lastFailure: null,
    });
  });
});
