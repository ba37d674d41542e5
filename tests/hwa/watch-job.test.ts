import { pino } from "pino";
import { describe, expect, test } from "vitest";
import type { JobUpdate } from "#hwa/monitor/job-update.ts";
import { createMonitor } from "#hwa/monitor/monitor.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import { createMemoryPlanStore } from "../support/memory-plan-store.ts";
import { createScriptedHwa, type JobScript, scriptedJob } from "../support/scripted-hwa.ts";

async function control(options: { readonly firstPoll?: boolean } = {}) {
  let time = Date.parse("2026-01-05T10:00:00Z");
  const clock = { now: () => new Date(time) };
  const hwa = createScriptedHwa([
    scriptedJob({ name: "LOAD", internal: "READY", estimatedMs: 100_000 }),
    scriptedJob({ name: "FINANCE_PAYROLL", internal: "SUCC" }),
    scriptedJob({ name: "FINAL_BATCH_PAYROLL", internal: "HOLD" }),
  ]);
  const store = createMemoryPlanStore(clock.now);
  const names = createNameIndex();
  const log = pino({ level: "silent" });
  const monitor = createMonitor({ hwa, store, names, clock, log, pollMs: 30_000, leads: true, tickMs: 2 });
  if (options.firstPoll !== false) await monitor.pollOnce();
  const stop = new AbortController();
  const put = (script: JobScript) => {
    const job = scriptedJob({ estimatedMs: 100_000, ...script });
    hwa.plan.set(job.id, job);
  };
  return {
    hwa,
    store,
    monitor,
    stop,
    put,
    now: clock.now,
    pass(ms: number) {
      time += ms;
      return new Date(time);
    },
    /** The job changes and the next poll sees it. */
    async becomes(script: JobScript) {
      put(script);
      await monitor.pollOnce();
    },
    watch: (job: string) => reader(monitor.watch(job, stop.signal)),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await monitor[Symbol.asyncDispose]();
    },
  };
}

/** Reads updates one by one, and tells whether anything more is waiting. */
function reader(updates: AsyncIterable<JobUpdate>) {
  const iterator = updates[Symbol.asyncIterator]();
  let pending: Promise<IteratorResult<JobUpdate>> | null = null;
  return {
    async next(): Promise<JobUpdate | "end"> {
      pending ??= iterator.next();
      const result = await pending;
      pending = null;
      return result.done ? "end" : result.value;
    },
    /** Nothing is told for a while. */
    async quiet(): Promise<boolean> {
      pending ??= iterator.next();
      const nothing = new Promise<boolean>((resolve) => setTimeout(resolve, 25, true));
      return await Promise.race([pending.then(() => false), nothing]);
    },
  };
}

describe("a watcher is told", () => {
  test("the state now, then each change, with progress and duration", async () => {
    await using at = await control();
    const load = at.watch("load");
    expect(await load.next()).toEqual({ job: "LOAD", status: "queued" });
    const startedAt = at.now();
    await at.becomes({ name: "LOAD", internal: "EXEC", startedAt });
    expect(await load.next()).toEqual({ job: "LOAD", status: "running", progress: "0%" });
    at.pass(50_000);
    expect(await load.next()).toEqual({ job: "LOAD", status: "running", progress: "50%" });
    await at.becomes({
      name: "LOAD",
      internal: "SUCC",
      startedAt,
      endedAt: new Date(startedAt.getTime() + 12_000),
    });
    expect(await load.next()).toEqual({ job: "LOAD", status: "completed", duration: "12s" });
    expect(await load.quiet()).toBe(true);
  });

  test("progress at most every five seconds, never above 99 %, and without a request", async () => {
    await using at = await control();
    at.put({ name: "LOAD", internal: "EXEC", startedAt: at.now() });
    const load = at.watch("LOAD");
    expect(await load.next()).toMatchObject({ progress: "0%" });
    const asked = at.hwa.asked.length;
    at.pass(4_000);
    expect(await load.quiet()).toBe(true);
    at.pass(1_000);
    expect(await load.next()).toMatchObject({ progress: "5%" });
    at.pass(95_000);
    expect(await load.next()).toMatchObject({ progress: "99%" });
    at.pass(3_600_000);
    expect(at.hwa.asked).toHaveLength(asked);
  });

  test("progress in HWA's time when its clock is not ours", async () => {
    await using at = await control();
    const startedAt = new Date(at.now().getTime() + 7_200_000);
    at.put({ name: "LOAD", internal: "EXEC", startedAt, elapsedMs: 40_000 });
    expect(await at.watch("LOAD").next()).toMatchObject({ status: "running", progress: "40%" });
  });

  test("that a job is unknown, with near names, and then of its appearance", async () => {
    await using at = await control();
    const payroll = at.watch("PAYROL");
    expect(await payroll.next()).toEqual({
      job: "PAYROL",
      status: "unknown",
      note: 'No HWA job is called "PAYROL". Did you mean FINANCE_PAYROLL or FINAL_BATCH_PAYROLL? I tell you when it appears in the plan.',
      notePt:
        'Nenhum job do HWA se chama "PAYROL". Você quis dizer FINANCE_PAYROLL ou FINAL_BATCH_PAYROLL? Aviso quando ele aparecer no plano.',
    });
    expect(await payroll.quiet()).toBe(true);
    await at.becomes({ name: "PAYROL", internal: "HOLD" });
    expect(await payroll.next()).toEqual({ job: "PAYROL", status: "queued" });
  });

  test("of the job of one stream when the stream was named, even before it appears", async () => {
    await using at = await control();
    const nightly = at.watch("nightly.load");
    expect(await nightly.next()).toMatchObject({
      status: "unknown",
      note: expect.stringContaining('No HWA job is called "nightly.load".'),
    });
    await at.becomes({ name: "LOAD", id: "daily-2", stream: "DAILY", internal: "HOLD" });
    expect(await nightly.quiet()).toBe(true);
    await at.becomes({ name: "LOAD", id: "night", stream: "NIGHTLY", internal: "HOLD" });
    expect(await nightly.next()).toEqual({ job: "LOAD", status: "queued" });
    await at.becomes({ name: "LOAD", stream: "DAILY", internal: "EXEC", startedAt: at.now() });
    expect(await nightly.quiet()).toBe(true);
    await at.becomes({ name: "LOAD", id: "night", stream: "NIGHTLY", internal: "SUSP" });
    expect(await nightly.next()).toEqual({ job: "LOAD", status: "blocked" });
  });

  test("that a job left the plan, and of its return", async () => {
    await using at = await control();
    const load = at.watch("LOAD");
    await load.next();
    at.hwa.plan.delete("id-LOAD");
    await at.monitor.pollOnce();
    expect(await load.next()).toEqual({
      job: "LOAD",
      status: "unknown",
      note: "LOAD is no longer in HWA's plan.",
      notePt: "LOAD não está mais no plano do HWA.",
    });
    await at.becomes({ name: "LOAD", id: "tomorrow", internal: "READY" });
    expect(await load.next()).toEqual({ job: "LOAD", status: "queued" });
  });

  test("of another instance of the job when that one begins to run", async () => {
    await using at = await control();
    const load = at.watch("LOAD");
    await load.next();
    await at.becomes({ name: "LOAD", id: "second", internal: "HOLD" });
    expect(await load.quiet()).toBe(true);
    await at.becomes({ name: "LOAD", id: "second", internal: "EXEC", startedAt: at.now() });
    expect(await load.next()).toMatchObject({ status: "running" });
  });

  test("of a rerun that fails like the run before", async () => {
    await using at = await control();
    const load = at.watch("LOAD");
    await load.next();
    const first = at.now();
    await at.becomes({ name: "LOAD", internal: "ABEND", startedAt: first, endedAt: at.pass(3_000) });
    expect(await load.next()).toEqual({ job: "LOAD", status: "failed", duration: "3s" });
    const second = at.pass(60_000);
    await at.becomes({
      name: "LOAD",
      internal: "ABEND",
      runId: "r2",
      startedAt: second,
      endedAt: at.pass(3_000),
    });
    expect(await load.next()).toEqual({ job: "LOAD", status: "failed", duration: "3s" });
  });
});

describe("a watcher is not told", () => {
  test("what led up to a state that it has seen already", async () => {
    await using at = await control();
    const startedAt = at.now();
    at.put({ name: "LOAD", internal: "SUCC", startedAt, endedAt: at.pass(12_000) });
    const load = at.watch("LOAD");
    expect(await load.next()).toEqual({ job: "LOAD", status: "completed", duration: "12s" });
    // The poll under way read the job while it still ran.
    await at.becomes({ name: "LOAD", internal: "EXEC", startedAt });
    expect(await load.quiet()).toBe(true);
  });

  test("every step when it reads slowly: it reads the latest", async () => {
    await using at = await control();
    const load = at.watch("LOAD");
    await load.next();
    for (let run = 0; run < 20; run += 1) {
      const startedAt = at.pass(1_000);
      await at.becomes({ name: "LOAD", internal: "EXEC", runId: `r${run}`, startedAt });
      await at.becomes({
        name: "LOAD",
        internal: "ABEND",
        runId: `r${run}`,
        startedAt,
        endedAt: at.pass(run + 1),
      });
    }
    expect(await load.next()).toMatchObject({ status: "failed" });
    expect(await load.quiet()).toBe(true);
  });

  test("by requests of its own: a hundred watchers cost their first state and no more", async () => {
    await using at = await control();
    at.hwa.asked.length = 0;
    const watchers = Array.from({ length: 100 }, () => at.watch("LOAD"));
    await Promise.all(watchers.map((watcher) => watcher.next()));
    expect(at.hwa.asked).toHaveLength(100);
    const startedAt = at.now();
    await at.becomes({ name: "LOAD", internal: "EXEC", startedAt });
    expect(await Promise.all(watchers.map((watcher) => watcher.next()))).toEqual(
      Array(100).fill({ job: "LOAD", status: "running", progress: "0%" }),
    );
    expect(at.hwa.asked.filter((question) => question.includes("name ="))).toHaveLength(100);
  });
});

describe("when HWA cannot be read", () => {
  test("a watcher is told so once, and the true state when it is back", async () => {
    await using at = await control();
    const load = at.watch("LOAD");
    await load.next();
    at.hwa.down = true;
    at.pass(91_000);
    await at.monitor.pollOnce();
    expect(await load.next()).toMatchObject({
      job: "LOAD",
      status: "unknown",
      note: "The state of LOAD is not known now: HWA at https://mdm:31116 refused the connection.",
    });
    at.pass(60_000);
    await at.monitor.pollOnce();
    expect(await load.quiet()).toBe(true);
    at.hwa.down = false;
    await at.becomes({ name: "LOAD", internal: "SUSP" });
    expect(await load.next()).toEqual({ job: "LOAD", status: "blocked" });
    expect(await load.quiet()).toBe(true);
  });

  test("a first state that could not be asked is told as soon as it can", async () => {
    await using at = await control();
    at.hwa.down = true;
    const load = at.watch("LOAD");
    expect(await load.next()).toMatchObject({
      job: "LOAD",
      status: "unknown",
      note: "HWA at https://mdm:31116 refused the connection.",
    });
    at.pass(60_000);
    expect(await load.quiet()).toBe(true);
    at.hwa.down = false;
    at.pass(60_000);
    expect(await load.next()).toEqual({ job: "LOAD", status: "queued" });
  });
});

test("watching ends with its signal, also while HWA does not answer, and with the monitor", async () => {
  const at = await control();
  const load = at.watch("LOAD");
  await load.next();
  at.hwa.silent = true;
  const stuck = at.watch("LOAD");
  const [first, second] = [load.next(), stuck.next()];
  at.stop.abort();
  expect(await first).toBe("end");
  expect(await second).toBe("end");
  at.hwa.silent = false;
  const last = reader(at.monitor.watch("LOAD", new AbortController().signal));
  await last.next();
  await at.monitor[Symbol.asyncDispose]();
  expect(await last.next()).toBe("end");
});
