// What every reader of jobs keeps to.

import { expect, test } from "vitest";
import type { JobReader } from "#ports/job-reader.ts";
import type { JobStore } from "#ports/job-store.ts";
import {
  ana,
  armedStep,
  bo,
  opening,
  sampleAttempt,
  sampleCheckpoint,
  sampleEvent,
  sampleJob,
  sampleStep,
  sampleVote,
} from "../support/sample-job.ts";

export type OpenJobReader = () => Promise<
  AsyncDisposable & { readonly store: JobStore; readonly reader: JobReader }
>;

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 12, 0, seconds));
const page = { limit: 2, offset: 0 };

export function jobReaderContract({ open }: { readonly open: OpenJobReader }): void {
  test("Jobs come newest first, a page at a time, with the exact total of what the filter lets through.", async () => {
    await using opened = await open();
    const { store, reader } = opened;
    await store.commit([
      opening(sampleJob("j1", { createdAt: at(1), status: "COMPLETED", endedAt: at(9) })),
      opening(sampleJob("j2", { createdAt: at(2), requester: bo, workflowId: "free-stream" })),
      opening(sampleJob("j3", { createdAt: at(3), status: "RUNNING" })),
      opening(sampleJob("j4", { createdAt: at(3), status: "RUNNING" })),
    ]);
    const ids = async (filter: Parameters<JobReader["list"]>[0]) => {
      const { total, jobs } = await reader.list(filter);
      return [total, ...jobs.map(({ id }) => id)];
    };
    expect(await ids(page)).toEqual([4, "j4", "j3"]);
    expect(await ids({ limit: 2, offset: 2 })).toEqual([4, "j2", "j1"]);
    expect(await ids({ limit: 2, offset: 10 })).toEqual([4]);
    expect(await ids({ ...page, status: "RUNNING" })).toEqual([2, "j4", "j3"]);
    expect(await ids({ ...page, workflowId: "free-stream" })).toEqual([1, "j2"]);
    expect(await ids({ ...page, requesterId: bo.id })).toEqual([1, "j2"]);
    expect(await ids({ ...page, live: true })).toEqual([3, "j4", "j3"]);
    expect(await ids({ ...page, live: false })).toEqual([1, "j1"]);
    expect(await ids({ ...page, live: true, requesterId: ana.id, status: "PENDING" })).toEqual([0]);
  });

  test("A line says what runs or waits now, and since when.", async () => {
    await using opened = await open();
    const { store, reader } = opened;
    const steps = {
      look: armedStep("look", "w", { state: "SUCCEEDED", phase: null, readyAt: at(1) }),
      rerun: armedStep("rerun", "w", { readyAt: at(2), claimedAt: at(3), armedAt: at(4) }),
      tell: sampleStep("tell", { readyAt: at(5) }),
    };
    const job = sampleJob("job-1", { steps });
    await store.commit([opening(job)]);
    const { steps: _steps, checkpoints: _checkpoints, ...line } = job;
    expect(await reader.list(page)).toEqual({
      total: 1,
      jobs: [
        {
          ...line,
          seq: 1,
          revision: 1,
          current: [
            { step: "rerun", state: "RUNNING", since: at(4) },
            { step: "tell", state: "READY", since: at(5) },
          ],
        },
      ],
    });
  });

  test("Attempts and events come as they were written, in order; events after any number.", async () => {
    await using opened = await open();
    const { store, reader } = opened;
    const attempts = [
      sampleAttempt("j", "rerun", { outcome: "lost", evidence: { pid: 1 } }),
      sampleAttempt("j", "rerun", { fence: 2, armedAt: null }),
    ];
    const events = [1, 2, 3].map((seq) => sampleEvent("j", seq, "step.progress", "rerun"));
    const job = sampleJob("j", { seq: 3 });
    await store.commit([{ before: null, after: job, events, attempts, audit: [] }]);
    expect(await reader.attempts("j")).toEqual(attempts);
    expect(await reader.events("j", 0, 10)).toEqual(events);
    expect(await reader.events("j", 1, 1)).toEqual(events.slice(1, 2));
    expect(await reader.events("j", 3, 10)).toEqual([]);
    expect(await reader.events("nobody", 0, 10)).toEqual([]);
  });

  test("Checkpoints come oldest first with their votes, and with what their job is about.", async () => {
    await using opened = await open();
    const { store, reader } = opened;
    const votes = [sampleVote(), sampleVote({ by: ana, verdict: "reject", reason: "no" })];
    const first = sampleCheckpoint("c-first", "j", { createdAt: at(1), votes });
    const second = sampleCheckpoint("c-second", "j", { createdAt: at(2), status: "APPROVED", type: "INFO" });
    const job = sampleJob("j", { checkpoints: { "c-second": second, "c-first": first } });
    await store.commit([opening(job)]);
    const about = { task: job.task, workflowId: job.workflowId };
    expect(await reader.checkpointsOf("j")).toEqual([first, second]);
    expect(await reader.checkpoint("c-first")).toEqual({ ...first, ...about });
    expect(await reader.checkpoint("nobody")).toBeNull();
    expect(await reader.checkpoints({ limit: 1, offset: 0 })).toEqual({
      total: 2,
      checkpoints: [{ ...first, ...about }],
    });
    expect(await reader.checkpoints({ ...page, status: "APPROVED", type: "INFO" })).toMatchObject({
      total: 1,
      checkpoints: [{ id: "c-second" }],
    });
    expect(await reader.checkpoints({ ...page, status: "EXPIRED" })).toEqual({ total: 0, checkpoints: [] });
  });

  test("Counts and durations are those of the jobs that are there; a bound counts what equals it.", async () => {
    await using opened = await open();
    const { store, reader } = opened;
    const ended = (id: string, seconds: number) =>
      opening(sampleJob(id, { createdAt: at(0), endedAt: at(seconds), status: "COMPLETED" }));
    await store.commit([
      ended("e1", 1),
      ended("e2", 3),
      ended("e3", 7),
      opening(sampleJob("live", { status: "RUNNING" })),
      opening(
        sampleJob("failed", {
          createdAt: at(0),
          endedAt: new Date("2026-11-25T12:00:00Z"),
          status: "FAILED",
        }),
      ),
      opening(sampleJob("asks", { checkpoints: { c: sampleCheckpoint("c", "asks") }, status: "RUNNING" })),
    ]);
    const { jobs, checkpoints, durations } = await reader.counts();
    expect(jobs).toEqual({ COMPLETED: 3, FAILED: 1, RUNNING: 2 });
    expect(checkpoints).toEqual({ PENDING: 1 });
    const completed = durations.find(({ status }) => status === "COMPLETED");
    expect(completed).toMatchObject({ count: 3, sum: 11 });
    const upTo = (le: number) => completed?.buckets.find((bucket) => bucket.le === le)?.count;
    expect([0.5, 1, 2.5, 5, 10, 86_400].map(upTo)).toEqual([0, 1, 1, 2, 3, 3]);
    const failed = durations.find(({ status }) => status === "FAILED");
    expect(failed?.buckets.at(-1)).toEqual({ le: 86_400, count: 0 });
    expect(failed?.count).toBe(1);
  });

  test("The beginning of an id finds the one it fits, and nothing when it fits two or is too short.", async () => {
    await using opened = await open();
    const { store, reader } = opened;
    const one = "0aaaaaaa-1111-4000-8000-000000000001";
    const two = "0aaaaaaa-2222-4000-8000-000000000002";
    const checkpoints = { "0bbbbbbb-1": sampleCheckpoint("0bbbbbbb-1", one) };
    await store.commit([opening(sampleJob(one, { checkpoints })), opening(sampleJob(two))]);
    expect(await reader.findJob("0aaaaaaa-1")).toBe(one);
    expect(await reader.findJob("0AAAAAAA-2")).toBe(two);
    expect(await reader.findJob(one)).toBe(one);
    expect(await reader.findJob("0aaaaaaa")).toBeNull();
    expect(await reader.findJob("0aaaaaa")).toBeNull();
    expect(await reader.findJob("0aaaaaaa_1")).toBeNull();
    expect(await reader.findJob("%%%%%%%%%")).toBeNull();
    expect(await reader.findCheckpoint("0bbbbbbb")).toBe("0bbbbbbb-1");
  });
}
