import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { createMonitor, type Monitor, type MonitorDeps } from "#hwa/monitor/monitor.ts";
import { createNameIndex } from "#hwa/names/name-index.ts";
import type { PlanEvent } from "#ports/plan-store.ts";
import { createMemoryPlanStore, type MemoryPlanStore } from "../support/memory-plan-store.ts";
import {
  createScriptedHwa,
  type JobScript,
  type ScriptedHwa,
  scriptedJob,
  scriptedWorkstation,
} from "../support/scripted-hwa.ts";

const silent = pino({ level: "silent" });

class TestClock {
  time = Date.parse("2026-01-05T10:00:00Z");
  now(): Date {
    return new Date(this.time);
  }
  pass(ms: number): Date {
    this.time += ms;
    return this.now();
  }
}

interface House extends AsyncDisposable {
  readonly hwa: ScriptedHwa;
  readonly store: MemoryPlanStore;
  readonly clock: TestClock;
  readonly names: ReturnType<typeof createNameIndex>;
  readonly monitor: Monitor;
  /** The same house after its process was started again. */
  restart(): House;
  put(script: JobScript): void;
}

function house(parts: Partial<Pick<House, "hwa" | "store" | "clock">> & Partial<MonitorDeps> = {}): House {
  const clock = parts.clock instanceof TestClock ? parts.clock : new TestClock();
  const hwa = parts.hwa as ScriptedHwa | undefined;
  const plan =
    hwa ??
    createScriptedHwa([
      scriptedJob({ name: "LOAD", internal: "EXEC", startedAt: new Date(clock.time - 60_000) }),
      scriptedJob({ name: "REPORT", internal: "HOLD" }),
      scriptedJob({ name: "FINANCE_PAYROLL", internal: "SUCC" }),
    ]);
  const store = (parts.store as MemoryPlanStore | undefined) ?? createMemoryPlanStore(() => clock.now());
  const names = createNameIndex();
  const monitor = createMonitor({
    hwa: plan,
    store,
    names,
    clock,
    log: silent,
    pollMs: parts.pollMs ?? 30_000,
    leads: parts.leads ?? true,
    tickMs: 5,
    patienceMs: parts.patienceMs ?? 5_000,
    ...(parts.onPoll ? { onPoll: parts.onPoll } : {}),
  });
  return {
    hwa: plan,
    store,
    clock,
    names,
    monitor,
    restart: () => house({ hwa: plan, store, clock }),
    put: (script) => {
      const job = scriptedJob(script);
      plan.plan.set(job.id, job);
    },
    [Symbol.asyncDispose]: () => monitor[Symbol.asyncDispose](),
  };
}

/** `LOAD: EXEC→ABEND`, `AGENT1: up→down`. */
function told({ change }: PlanEvent): string {
  const name = (change.after ?? change.before)?.name;
  if (change.kind === "job") return `${name}: ${change.before?.internal}→${change.after?.internal}`;
  const state = (side: typeof change.before) => (side ? (side.linked && side.agentUp ? "up" : "down") : side);
  return `${name}: ${state(change.before)}→${state(change.after)}`;
}

const allTold = (store: MemoryPlanStore) => store.allEvents().map(told);

async function change(at: House, script: JobScript): Promise<void> {
  at.put(script);
  at.clock.pass(30_000);
  await at.monitor.pollOnce();
}

describe("what changed is told", () => {
  test("never of the first picture", async () => {
    await using at = house();
    expect(await at.monitor.pollOnce()).toMatchObject({ kind: "read", scope: "first", changes: 0 });
    expect(at.store.allEvents()).toEqual([]);
    expect(at.store.snapshot().map((job) => job.name)).toEqual(["LOAD", "REPORT", "FINANCE_PAYROLL"]);
    expect(at.names.canonical("job", "finance_payroll")).toBe("FINANCE_PAYROLL");
  });

  test("once, with the job as it was and as it is", async () => {
    await using at = house();
    await at.monitor.pollOnce();
    const startedAt = new Date(at.clock.time - 60_000);
    await change(at, { name: "LOAD", internal: "ABEND", startedAt, endedAt: at.clock.now(), returnCode: 8 });
    await at.monitor.pollOnce();
    expect(allTold(at.store)).toEqual(["LOAD: EXEC→ABEND"]);
    expect(at.store.allEvents()[0]?.change.after).toMatchObject({ returnCode: 8, endedAt: expect.any(Date) });
  });

  test("of a job that never ran, from the counts alone", async () => {
    await using at = house();
    await at.monitor.pollOnce();
    await change(at, { name: "REPORT", internal: "READY" });
    expect(allTold(at.store)).toEqual(["REPORT: HOLD→READY"]);
  });

  test("of a rerun that fails again between two polls", async () => {
    await using at = house();
    await at.monitor.pollOnce();
    const startedAt = new Date(at.clock.time - 60_000);
    await change(at, { name: "LOAD", internal: "ABEND", startedAt, endedAt: at.clock.now() });
    const again = at.clock.pass(10_000);
    await change(at, { name: "LOAD", internal: "ABEND", runId: "run-2", startedAt: again, endedAt: again });
    expect(allTold(at.store)).toEqual(["LOAD: EXEC→ABEND", "LOAD: ABEND→ABEND"]);
  });

  test("of jobs that came and jobs that left, and the names follow", async () => {
    await using at = house();
    await at.monitor.pollOnce();
    at.hwa.plan.delete("id-REPORT");
    await change(at, { name: "NEW_JOB", internal: "READY" });
    expect(allTold(at.store).toSorted()).toEqual(["NEW_JOB: undefined→READY", "REPORT: HOLD→undefined"]);
    expect(at.names.canonical("job", "new_job")).toBe("NEW_JOB");
    expect(at.names.canonical("job", "report")).toBeNull();
  });

  test("of workstations that go down, come up, appear and disappear", async () => {
    await using at = house();
    await at.monitor.pollOnce();
    at.hwa.machines.set("AGENT1", scriptedWorkstation("AGENT1", true, false));
    at.hwa.machines.set("AGENT2", scriptedWorkstation("AGENT2"));
    await at.monitor.pollOnce();
    at.hwa.machines.set("AGENT1", scriptedWorkstation("AGENT1"));
    at.hwa.machines.delete("AGENT2");
    await at.monitor.pollOnce();
    expect(allTold(at.store)).toEqual([
      "AGENT1: up→down",
      "AGENT2: null→up",
      "AGENT1: down→up",
      "AGENT2: up→null",
    ]);
  });

  test("of what neither counts nor times show, at the latest after a quarter of an hour", async () => {
    await using at = house();
    await at.monitor.pollOnce();
    await change(at, { name: "REPORT", internal: "HOLD", late: true });
    expect(allTold(at.store)).toEqual([]);
    at.clock.pass(15 * 60_000);
    expect(await at.monitor.pollOnce()).toMatchObject({ scope: "sweep", changes: 1 });
    expect(at.store.allEvents()[0]?.change.after).toMatchObject({ late: true });
  });

  test("wholly when a plan of thousands changes at once", async () => {
    await using at = house();
    for (let job = 0; job < 6_000; job += 1) at.put({ name: `J${job}`, internal: "HOLD" });
    await at.monitor.pollOnce();
    for (let job = 0; job < 6_000; job += 1) at.put({ name: `J${job}`, internal: "READY" });
    at.clock.pass(60_000);
    await at.monitor.pollOnce();
    expect(at.store.allEvents()).toHaveLength(6_000);
    expect(at.store.snapshot().filter((job) => job.internal === "READY")).toHaveLength(6_000);
    at.clock.pass(60_000);
    expect(await at.monitor.pollOnce()).toMatchObject({ changes: 0 });
  });

  test("never of a job that only slipped from one page to another while the plan was read", async () => {
    await using at = house();
    for (let job = 0; job < 10; job += 1) at.put({ name: `J${job}`, internal: "HOLD" });
    await at.monitor.pollOnce();
    at.clock.pass(15 * 60_000);
    at.hwa.pageSize = 5;
    let pages = 0;
    at.hwa.beforePage = () => {
      pages += 1;
      // After the window's page and the first of the sweep, a job read already leaves: all others move up by one.
      if (pages === 3) at.hwa.plan.delete("id-REPORT");
    };
    await at.monitor.pollOnce();
    expect(pages).toBeGreaterThan(3);
    expect(allTold(at.store)).toEqual([]);
    await at.monitor.pollOnce();
    expect(allTold(at.store)).toEqual(["REPORT: HOLD→undefined"]);
  });
});

describe("no change costs almost nothing", () => {
  test("three questions and one write, without reading the plan", async () => {
    await using at = house();
    await at.monitor.pollOnce();
    at.clock.pass(30_000);
    at.hwa.asked.length = 0;
    at.store.writes.transactions = 0;
    expect(await at.monitor.pollOnce()).toMatchObject({ scope: "window", changes: 0, requests: 3 });
    expect(at.hwa.asked).toEqual([
      "counts",
      "workstations",
      "jobs (jobruns.timeInfo.actualStartTime >= '2026-01-05T09:57:00.000Z' OR jobruns.timeInfo.actualEndTime >= '2026-01-05T09:57:00.000Z')",
    ]);
    expect(at.store.writes).toEqual({ polls: 1, transactions: 1 });
  });

  test("also when HWA counts by rules of its own", async () => {
    await using at = house();
    at.hwa.countsMore.CANCELED = 2;
    await at.monitor.pollOnce();
    at.clock.pass(30_000);
    await at.monitor.pollOnce();
    at.clock.pass(30_000);
    expect(await at.monitor.pollOnce()).toMatchObject({ scope: "window", requests: 3 });
    await change(at, { name: "REPORT", internal: "READY" });
    expect(allTold(at.store)).toEqual(["REPORT: HOLD→READY"]);
  });
});

describe("after a restart", () => {
  test("what changed meanwhile is told once, what was told before is not repeated", async () => {
    await using before = house();
    await before.monitor.pollOnce();
    const startedAt = new Date(before.clock.time - 60_000);
    await change(before, { name: "LOAD", internal: "ABEND", startedAt, endedAt: before.clock.now() });
    await before.monitor[Symbol.asyncDispose]();

    before.put({ name: "REPORT", internal: "READY", late: true });
    before.clock.pass(3_600_000);
    await using after = before.restart();
    await after.monitor.pollOnce();
    await after.monitor.pollOnce();
    expect(allTold(after.store)).toEqual(["LOAD: EXEC→ABEND", "REPORT: HOLD→READY"]);
    expect(after.names.canonical("job", "report")).toBe("REPORT");
  });

  test("another engine's plan is taken without a word, the same plan on another host is compared", async () => {
    await using at = house();
    await at.monitor.pollOnce();
    at.hwa.host = "https://backup:31116";
    await change(at, { name: "REPORT", internal: "READY" });
    expect(allTold(at.store)).toEqual(["REPORT: HOLD→READY"]);

    at.hwa.host = "https://other:31116";
    at.hwa.plan.clear();
    await change(at, { name: "STRANGER" });
    expect(at.store.allEvents()).toHaveLength(1);
    expect(at.store.snapshot().map((job) => job.name)).toEqual(["STRANGER"]);
    expect(at.names.canonical("job", "load")).toBeNull();
  });
});

describe("a write that fails", () => {
  test.each(["refuse", "lose_answer"] as const)(
    "(%s) neither loses a change nor tells it twice",
    async (trouble) => {
      await using at = house();
      await at.monitor.pollOnce();
      at.store.trouble = trouble;
      await change(at, { name: "REPORT", internal: "READY" });
      at.store.trouble = "none";
      expect(at.monitor.age().problem).toEqual({
        en: "The plan could not be read and compared.",
        pt: "O plano não pôde ser lido e comparado.",
      });
      await at.monitor.pollOnce();
      await at.monitor.pollOnce();
      expect(allTold(at.store)).toEqual(["REPORT: HOLD→READY"]);
      expect(at.monitor.age().problem).toBeNull();
    },
  );

  test("at its very commit, in a monitor that polls on, is not repeated either", async () => {
    let failed = 0;
    let read = 0;
    await using at = house({
      pollMs: 5,
      onPoll: (outcome) => {
        if (outcome.kind === "failed") failed += 1;
        else read += 1;
      },
    });
    at.monitor.start();
    await until(() => read > 0);
    at.store.trouble = "lose_answer";
    at.put({ name: "REPORT", internal: "READY" });
    await until(() => failed > 0);
    at.store.trouble = "none";
    const before = read;
    await until(() => read > before + 2);
    expect(allTold(at.store)).toEqual(["REPORT: HOLD→READY"]);
  });

  test("of the first picture leaves the next poll to take it", async () => {
    await using at = house();
    at.store.trouble = "refuse";
    expect(await at.monitor.pollOnce()).toMatchObject({ kind: "failed" });
    at.store.trouble = "none";
    expect(await at.monitor.pollOnce()).toMatchObject({ kind: "read", scope: "first" });
    expect(at.store.snapshot()).toHaveLength(3);
  });
});

describe("HWA that cannot be read", () => {
  test("changes nothing, makes the picture stale after three polls, and recovers", async () => {
    await using at = house();
    await at.monitor.pollOnce();
    const readAt = at.clock.now();
    at.hwa.down = true;
    at.clock.pass(30_000);
    expect(await at.monitor.pollOnce()).toMatchObject({ kind: "failed", fault: { code: "unreachable" } });
    expect(at.monitor.age()).toEqual({
      readAt,
      stale: false,
      problem: expect.objectContaining({ en: "HWA at https://mdm:31116 refused the connection." }),
    });
    at.clock.pass(61_000);
    expect(at.monitor.age().stale).toBe(true);
    expect(at.store.allEvents()).toEqual([]);
    at.hwa.down = false;
    await at.monitor.pollOnce();
    expect(at.monitor.age()).toEqual({ readAt: at.clock.now(), stale: false, problem: null });
  });

  test("for ever silent is given up", async () => {
    await using at = house({ patienceMs: 30 });
    at.hwa.silent = true;
    expect(await at.monitor.pollOnce()).toMatchObject({ kind: "failed", fault: { code: "timeout" } });
    at.hwa.silent = false;
    expect(await at.monitor.pollOnce()).toMatchObject({ kind: "read" });
  });

  test("does not hold up the end of the monitor", async () => {
    const at = house({ patienceMs: 60_000 });
    at.hwa.silent = true;
    const poll = at.monitor.pollOnce();
    await at.monitor[Symbol.asyncDispose]();
    expect(await poll).toMatchObject({ kind: "failed" });
  });
});

describe("one poll for everybody", () => {
  test("a poll never overlaps itself: who asks meanwhile shares it", async () => {
    await using at = house();
    const outcomes = await Promise.all([at.monitor.pollOnce(), at.monitor.pollOnce(), at.monitor.pollOnce()]);
    expect(outcomes.map((outcome) => outcome.kind)).toContain("read");
    expect(at.hwa.asked.filter((question) => question === "counts")).toHaveLength(1);
  });

  test("of two processes one polls, the other tells its followers the same, and takes over", async () => {
    const first = house({ pollMs: 20 });
    await using second = house({ hwa: first.hwa, store: first.store, clock: first.clock, pollMs: 20 });
    let secondPolled = 0;
    await using third = house({
      hwa: first.hwa,
      store: first.store,
      clock: first.clock,
      pollMs: 20,
      leads: false,
      onPoll: () => {
        secondPolled += 1;
      },
    });
    first.monitor.start();
    await until(() => first.monitor.age().readAt !== null);
    second.monitor.start();
    third.monitor.start();
    const stop = new AbortController();
    const heard: string[] = [];
    const following = (async () => {
      for await (const event of third.monitor.follow(0, stop.signal)) heard.push(told(event));
    })();
    first.put({ name: "REPORT", internal: "READY" });
    await until(() => heard.length === 1);
    expect(heard).toEqual(["REPORT: HOLD→READY"]);
    expect(await second.monitor.pollOnce()).toEqual({ kind: "not_leading" });
    await until(() => third.names.canonical("job", "load") === "LOAD");

    await first.monitor[Symbol.asyncDispose]();
    first.put({ name: "REPORT", internal: "SUSP" });
    expect(await second.monitor.pollOnce()).toMatchObject({ kind: "read" });
    await until(() => heard.length === 2);
    expect(heard).toEqual(["REPORT: HOLD→READY", "REPORT: READY→SUSP"]);
    expect(secondPolled).toBe(0);
    stop.abort();
    await following;
  });

  test("started, it polls on by itself, slower while HWA is down, and stops at once", async () => {
    const outcomes: string[] = [];
    const at = house({ pollMs: 10, onPoll: (outcome) => outcomes.push(outcome.kind) });
    at.monitor.start();
    await until(() => outcomes.length >= 3);
    at.hwa.down = true;
    await until(() => outcomes.filter((kind) => kind === "failed").length >= 2);
    at.hwa.down = false;
    at.put({ name: "REPORT", internal: "READY" });
    await until(() => at.store.allEvents().length === 1);
    await at.monitor[Symbol.asyncDispose]();
    const polls = outcomes.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(outcomes).toHaveLength(polls);
  });
});

test("following has no gap and no repeat, from any number on, while changes come", async () => {
  await using at = house();
  await at.monitor.pollOnce();
  const stop = new AbortController();
  const listen = async (after: number) => {
    const seqs: number[] = [];
    for await (const event of at.monitor.follow(after, stop.signal)) {
      seqs.push(event.seq);
      if (event.seq % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      if (event.seq === 40) return seqs;
    }
    return seqs;
  };
  const early = [listen(0), listen(0), listen(0)];
  for (let round = 0; round < 20; round += 1)
    await change(at, { name: "REPORT", internal: round % 2 === 0 ? "READY" : "HOLD" });
  const late = listen(13);
  for (let round = 0; round < 20; round += 1)
    await change(at, { name: "REPORT", internal: round % 2 === 0 ? "READY" : "HOLD" });
  const whole = Array.from({ length: 40 }, (_, seq) => seq + 1);
  expect(await Promise.all(early)).toEqual([whole, whole, whole]);
  expect(await late).toEqual(whole.slice(13));
  stop.abort();
});

test("following that began before its process looked at the events misses none of them", async () => {
  await using leader = house();
  await leader.monitor.pollOnce();
  await using at = house({ hwa: leader.hwa, store: leader.store, clock: leader.clock, leads: false });
  const stop = new AbortController();
  const events = at.monitor.follow(0, stop.signal)[Symbol.asyncIterator]();
  const first = events.next();
  await new Promise((resolve) => setTimeout(resolve, 10));
  await change(leader, { name: "REPORT", internal: "READY" });
  at.monitor.start();
  expect((await first).value).toMatchObject({ seq: 1 });
  stop.abort();
  expect((await events.next()).done).toBe(true);
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`It never came to: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
