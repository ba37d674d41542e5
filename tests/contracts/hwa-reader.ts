// What every reader of HWA keeps to, whatever stands behind it. The plan it is opened on must have more than 20 jobs,
// some of them ended, some depending on others, and workstations that run them; no name is presumed.

import { describe, expect, test } from "vitest";
import { type Fault, isFault } from "#core/fault.ts";
import { commonStatuses } from "#core/hwa-status.ts";
import type { HwaJob, HwaReader, Page } from "#ports/hwa.ts";

export type OpenHwaReader = () => Promise<AsyncDisposable & { readonly hwa: HwaReader }>;

const nobody = "00000000-0000-3000-8000-000000000000";

export function hwaReaderContract({ open }: { readonly open: OpenHwaReader }): void {
  describe("jobs", () => {
    test("A page has at most as many as asked for, and the total of all that match.", async () => {
      await using opened = await open();
      const page = await opened.hwa.jobs({ limit: 5 });
      expect(page.items).toHaveLength(5);
      expect(page.total).toBeGreaterThan(20);
      const next = await opened.hwa.jobs({ limit: 5, offset: 5 });
      const ids = [...page.items, ...next.items].map((job) => job.id);
      expect(new Set(ids).size).toBe(10);
    });

    test("Page by page every job comes exactly once.", async () => {
      await using opened = await open();
      const { total } = await opened.hwa.jobs({ limit: 1 });
      const ids: string[] = [];
      for await (const page of opened.hwa.eachJob({ limit: 17, detail: "brief" })) {
        expect(page.length).toBeLessThanOrEqual(17);
        ids.push(...page.map((job) => job.id));
      }
      expect(new Set(ids).size).toBe(ids.length);
      // The plan lives while it is read.
      expect(Math.abs(ids.length - total)).toBeLessThan(total / 10);
    });

    test("Names carry no leading slash, folders both slashes, statuses HWA's words.", async () => {
      await using opened = await open();
      const { items } = await opened.hwa.jobs({ limit: 200 });
      for (const job of items) {
        expect(job.name).toMatch(/^[^/]/);
        expect(job.workstation).toMatch(/^[^/]/);
        expect(job.folder).toMatch(/^\/(?:.*\/)?$/);
        expect(commonStatuses).toContain(job.status.common);
        expect(job.status.internal).not.toBe("");
        expect(job.stream.name).not.toBe("");
        for (const run of job.runs) expect(run.id).not.toBe("");
        if (job.runs.length > 0) expect(job.runs.some((run) => run.last)).toBe(true);
      }
    });

    test("A query chooses; a query HWA cannot read is invalid_input with the query in the sentence.", async () => {
      await using opened = await open();
      const [job] = (await opened.hwa.jobs({ limit: 1 })).items;
      const found = await opened.hwa.jobs({ oql: `name = '${job?.name}'` });
      expect(found.total).toBe(found.items.length);
      expect(new Set(found.items.map(({ name }) => name))).toEqual(new Set([job?.name]));
      expect(await opened.hwa.jobs({ oql: "name = 'NO_JOB_HAS_THIS_NAME'" })).toEqual({
        total: 0,
        items: [],
      });
      const fault = await faultOf(opened.hwa.jobs({ oql: "this is no query" }));
      expect(fault.code).toBe("invalid_input");
      expect(fault.message).toContain("this is no query");
    });

    test("By its id a job is whole, with its dependencies; an unknown id is null.", async () => {
      await using opened = await open();
      const waiting = await jobWhere(opened.hwa, (job) => (job.unresolvedDependencies ?? 0) > 0);
      const whole = await opened.hwa.job(waiting.id);
      expect(whole).toMatchObject({ id: waiting.id, name: waiting.name, stream: waiting.stream });
      expect(whole?.dependencies?.length).toBeGreaterThan(0);
      expect(await opened.hwa.job(nobody)).toBeNull();
    });

    test("A job is found by conman's notation too.", async () => {
      await using opened = await open();
      const { items } = await opened.hwa.jobs({ limit: 100 });
      const notation = (job: HwaJob) => `${job.stream.workstation}#${job.stream.name}.${job.name}`;
      const times = Map.groupBy((await everyJob(opened.hwa)).map(notation), (text) => text);
      const once = items.find((job) => job.stream.workstation && times.get(notation(job))?.length === 1);
      expect(once).toBeDefined();
      if (once) expect((await opened.hwa.job(notation(once)))?.id).toBe(once.id);
    });

    test("Who depends on a job is its successor.", async () => {
      await using opened = await open();
      const jobs = await everyJob(opened.hwa);
      const follower = await firstOf(jobs, async (job) => {
        const whole = (job.unresolvedDependencies ?? 0) > 0 ? await opened.hwa.job(job.id) : null;
        return whole?.dependencies?.some((one) => one.kind === "job" && one.jobId) ? whole : null;
      });
      const dependency = follower?.dependencies?.find((one) => one.kind === "job" && one.jobId !== null);
      const predecessor = dependency?.kind === "job" ? (dependency.jobId ?? "") : "";
      const { jobs: successors } = await opened.hwa.successors(predecessor);
      expect(successors.map((job) => job.id)).toContain(follower?.id);
      expect(await opened.hwa.successors(nobody)).toEqual({ jobs: [], streams: [] });
    });

    test("Counts by group add up to the total.", async () => {
      await using opened = await open();
      for (const by of ["status", "workstation", "folder"] as const) {
        const { total, groups } = await opened.hwa.jobCounts(by);
        expect(total).toBeGreaterThan(20);
        expect(Object.values(groups).reduce((sum, count) => sum + count, 0)).toBe(total);
      }
    });

    test("What people wrote about a job is told by part, and null where there is no such job.", async () => {
      await using opened = await open();
      const [job] = (await opened.hwa.jobs({ limit: 1 })).items;
      const parts = await opened.hwa.jobDescription(job?.id ?? "");
      for (const { description, instructions } of Object.values(parts ?? {}))
        expect([description?.trim(), instructions?.trim()]).not.toContain("");
      expect(await opened.hwa.jobDescription(nobody)).toBeNull();
    });
  });

  describe("job logs", () => {
    test("A log is read whole and by range, and the lines of both agree.", async () => {
      await using opened = await open();
      const runId = await endedRun(opened.hwa);
      const whole = await opened.hwa.jobLog(runId);
      expect(whole).toMatchObject({ runId, fromLine: 1, truncated: false });
      expect(whole.text).toContain("= JOB");
      expect(whole.text).not.toContain("\r");
      const lines = whole.text.split("\n");
      const part = await opened.hwa.jobLog(runId, { fromLine: 2, toLine: 4 });
      expect(part.fromLine).toBe(2);
      expect(part.text.trimEnd()).toBe(lines.slice(1, 4).join("\n").trimEnd());
      const content = await opened.hwa.jobLog(runId, { contentOnly: true });
      expect(content.text).not.toContain("= Exit Status");
    });

    test("An ended log is followed to its end, once.", async () => {
      await using opened = await open();
      const runId = await endedRun(opened.hwa);
      let followed = "";
      for await (const text of opened.hwa.followJobLog(runId)) followed += text;
      expect(followed).toBe((await opened.hwa.jobLog(runId)).text);
    });

    test("A run nobody knows has no log: not_found.", async () => {
      await using opened = await open();
      expect((await faultOf(opened.hwa.jobLog(nobody))).code).toBe("not_found");
    });
  });

  describe("the rest of the plan", () => {
    test("Streams are listed and found by their id.", async () => {
      await using opened = await open();
      const { items, total } = await opened.hwa.jobStreams({ limit: 3 });
      expect(total).toBeGreaterThanOrEqual(items.length);
      const [stream] = items;
      expect(await opened.hwa.jobStream(stream?.id ?? "")).toMatchObject({
        id: stream?.id,
        name: stream?.name,
      });
      expect(await opened.hwa.jobStream(nobody)).toBeNull();
    });

    test("All workstations come, those of the jobs among them.", async () => {
      await using opened = await open();
      const names = (await opened.hwa.workstations()).map((workstation) => workstation.name);
      expect(new Set(names).size).toBe(names.length);
      for (const job of (await opened.hwa.jobs({ limit: 50 })).items)
        expect(names).toContain(job.workstation);
    });

    test("Resources, prompts and files are pages, be they empty.", async () => {
      await using opened = await open();
      const { hwa } = opened;
      const lists: readonly Page<unknown>[] = [
        await hwa.resources({}),
        await hwa.prompts({}),
        await hwa.files({}),
      ];
      for (const page of lists) expect(page.total).toBeGreaterThanOrEqual(page.items.length);
    });

    test("The engine tells its version, and metrics have names and values.", async () => {
      await using opened = await open();
      expect((await opened.hwa.engineInfo()).version).toMatch(/\d/);
      const metrics = await opened.hwa.metrics();
      expect(metrics.length).toBeGreaterThan(0);
      for (const metric of metrics) expect(metric.name).toMatch(/^[A-Za-z_:][\w:]*$/);
    });
  });

  describe("a reader", () => {
    test("Hands out what nobody can change for others.", async () => {
      await using opened = await open();
      const page = await opened.hwa.jobs({ limit: 2 });
      expect(() => Object.assign(page.items[0] ?? {}, { name: "X" })).toThrow(TypeError);
    });

    test("Gives a caller up without an answer, with the caller's reason.", async () => {
      await using opened = await open();
      const reason = new Error("The operator left.");
      await expect(opened.hwa.jobs({ limit: 1 }, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    });

    test("Says how the connection is without asking.", async () => {
      await using opened = await open();
      await opened.hwa.engineInfo();
      const { circuit, lastOkAt, lastFault, requests } = opened.hwa.connection();
      expect({ circuit, lastFault }).toEqual({ circuit: "closed", lastFault: null });
      expect(lastOkAt).toBeInstanceOf(Date);
      expect(requests).toBeGreaterThan(0);
      expect(opened.hwa.connection().requests).toBe(requests);
    });
  });
}

async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const error: unknown = await promise.then(
    () => new Error("Nothing failed."),
    (reason: unknown) => reason,
  );
  if (isFault(error)) return error;
  throw error;
}

async function everyJob(hwa: HwaReader): Promise<readonly HwaJob[]> {
  const jobs: HwaJob[] = [];
  for await (const page of hwa.eachJob({})) jobs.push(...page);
  return jobs;
}

async function jobWhere(hwa: HwaReader, is: (job: HwaJob) => boolean): Promise<HwaJob> {
  const job = (await everyJob(hwa)).find(is);
  if (!job) throw new Error("The plan this contract was opened on has no such job.");
  return job;
}

async function endedRun(hwa: HwaReader): Promise<string> {
  const job = await jobWhere(hwa, ({ runs }) => runs.some((run) => run.endedAt !== null));
  return job.runs.find((run) => run.endedAt !== null)?.id ?? "";
}

async function firstOf<T, R>(items: readonly T[], find: (item: T) => Promise<R | null>): Promise<R | null> {
  for (const item of items) {
    const found = await find(item);
    if (found !== null) return found;
  }
  return null;
}
