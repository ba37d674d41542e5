import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { snapshotOf } from "#hwa/monitor/snapshot.ts";
import { instanceAfter, isNews, percentOf, updateOf } from "#hwa/monitor/watch-update.ts";
import type { SnapshotJob } from "#ports/plan-store.ts";
import { type JobScript, scriptedJob } from "../support/scripted-hwa.ts";

const at = (minute: number) => new Date(Date.parse("2026-01-05T10:00:00Z") + minute * 60_000);
const job = (script: Partial<JobScript>): SnapshotJob => snapshotOf(scriptedJob({ name: "LOAD", ...script }));

const waiting = job({ internal: "HOLD" });
const running = job({ internal: "EXEC", startedAt: at(1) });
const failed = job({ internal: "ABEND", startedAt: at(1), endedAt: at(2) });
const rerunReady = job({ internal: "READY", runId: "r2" });
const rerunning = job({ internal: "EXEC", runId: "r2", startedAt: at(5) });

describe("what is news to somebody who was shown a later state", () => {
  test.each([
    ["a start, when it waits", waiting, waiting, running, true],
    ["an end, when it runs", running, running, failed, true],
    ["a start, when its end was shown", failed, waiting, running, false],
    ["a wait, when its start was shown", running, waiting, job({ internal: "READY" }), false],
    ["the run before, when its rerun was shown", rerunning, running, failed, false],
    ["a rerun that waits, after the failure", failed, failed, rerunReady, true],
    ["a rerun that runs, after the failure", failed, rerunReady, rerunning, true],
  ])("%s", (_title, shown, before, after, news) => {
    expect(isNews(shown, before, after)).toBe(news);
  });
});

test("an event of a workstation changes no job", () => {
  const change = { kind: "workstation" as const, before: null, after: null };
  expect(instanceAfter(running, { seq: 1, at: at(0), change })).toBeUndefined();
});

test.each([
  ["SUCC", { status: "completed", duration: "1m 00s" }],
  ["ABEND", { status: "failed", duration: "1m 00s" }],
  ["HOLD", { status: "queued" }],
  ["READY", { status: "queued" }],
  ["USER STAT", { status: "held" }],
  ["STUCK", { status: "blocked" }],
  ["CANCL", { status: "cancelled" }],
  ["SUPPR", { status: "suppressed" }],
  [
    "EXTRN",
    { status: "unknown", note: "HWA reports LOAD as EXTRN.", notePt: "O HWA diz que LOAD está em EXTRN." },
  ],
])("HWA's %s is told in the words of the interface", (internal, expected) => {
  const state = job({ internal, startedAt: at(1), endedAt: at(2) });
  expect(updateOf(state, at(3))).toEqual({ job: "LOAD", ...expected });
});

test("progress is a whole percent from 0 to 99, or nothing without a start and an estimate", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e9 }),
      fc.integer({ min: -1e9, max: 1e12 }),
      (estimatedMs, elapsed) => {
        const percent = percentOf(
          { ...running, estimatedMs },
          new Date((running.startedAt?.getTime() ?? 0) + elapsed),
        );
        return percent !== null && Number.isInteger(percent) && percent >= 0 && percent <= 99;
      },
    ),
  );
  expect(percentOf({ ...running, estimatedMs: 60_000 }, new Date(at(1).getTime() + 30_000))).toBe(50);
  expect(percentOf({ ...running, estimatedMs: null }, at(2))).toBeNull();
  expect(percentOf({ ...running, estimatedMs: 0 }, at(2))).toBeNull();
  expect(percentOf({ ...waiting, estimatedMs: 60_000 }, at(2))).toBeNull();
});
