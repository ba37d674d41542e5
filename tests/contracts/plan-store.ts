// What every store of the plan keeps to.

import { expect, test } from "vitest";
import type {
  PlanChange,
  PlanStore,
  PollRecord,
  SnapshotJob,
  SnapshotWorkstation,
} from "#ports/plan-store.ts";

export type OpenPlanStore = () => Promise<
  AsyncDisposable & {
    readonly store: PlanStore;
    /** Another process's view of the same store. */
    another(): PlanStore;
  }
>;

export function planStoreContract({ open }: { readonly open: OpenPlanStore }): void {
  test("Before the first poll there is nothing, and the last number is 0.", async () => {
    await using opened = await open();
    const { store } = opened;
    expect(await store.lastPoll()).toBeNull();
    expect(await jobsOf(store)).toEqual([]);
    expect(await store.workstations()).toEqual([]);
    expect(await store.lastSeq()).toBe(0);
    expect(await store.events(0, 10)).toEqual([]);
  });

  test("A replaced snapshot is read back whole and tells nobody.", async () => {
    await using opened = await open();
    const { store } = opened;
    const jobs = [job("A"), job("B", { runId: null, returnCode: null, startedAt: null, endedAt: null })];
    await store.replace(poll(), batches(jobs), [workstation("CPU1"), workstation("CPU2")]);
    expect(await store.lastPoll()).toEqual(poll());
    expect(await jobsOf(store)).toEqual(jobs);
    expect(await store.workstations()).toEqual([workstation("CPU1"), workstation("CPU2")]);
    expect(await store.lastSeq()).toBe(0);
    await store.replace(poll({ engine: "other" }), batches([job("C")]), []);
    expect((await jobsOf(store)).map(({ name }) => name)).toEqual(["C"]);
    expect(await store.workstations()).toEqual([]);
    expect((await store.lastPoll())?.engine).toBe("other");
  });

  test("A job that two pages of a moving plan both show is kept once.", async () => {
    await using opened = await open();
    await opened.store.replace(poll(), batches([job("A"), job("A")], [job("A")]), [
      workstation("W"),
      workstation("W"),
    ]);
    expect(await jobsOf(opened.store)).toHaveLength(1);
    expect(await opened.store.workstations()).toHaveLength(1);
  });

  test("A reading that breaks off leaves the old snapshot as it was.", async () => {
    await using opened = await open();
    const { store } = opened;
    await store.replace(poll(), batches([job("A")]), [workstation("W")]);
    async function* broken() {
      yield [job("B")];
      throw new Error("HWA went away");
    }
    await expect(store.replace(poll({ engine: "new" }), broken(), [])).rejects.toThrow("HWA went away");
    expect((await jobsOf(store)).map(({ name }) => name)).toEqual(["A"]);
    expect((await store.lastPoll())?.engine).toBe("engine-1");
    await store.replace(poll(), batches([job("C")]), []);
    expect((await jobsOf(store)).map(({ name }) => name)).toEqual(["C"]);
  });

  test("Recorded changes reach the snapshot, get the next numbers and come back as stored.", async () => {
    await using opened = await open();
    const { store } = opened;
    await store.replace(poll(), batches([job("A"), job("B")]), [workstation("W1"), workstation("W2")]);
    const ended = job("A", { internal: "ABEND", common: "ERROR", returnCode: 8 });
    const changes: readonly PlanChange[] = [
      { kind: "job", before: job("A"), after: ended },
      { kind: "job", before: job("B"), after: null },
      { kind: "job", before: null, after: job("C") },
      { kind: "workstation", before: workstation("W1"), after: workstation("W1", { linked: false }) },
      { kind: "workstation", before: workstation("W2"), after: null },
      { kind: "workstation", before: null, after: workstation("W3") },
    ];
    const events = await store.record(poll({ totalJobs: 7 }), changes);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(events.map(({ change }) => change)).toEqual(changes);
    expect(await store.events(0, 100)).toEqual(events);
    expect(await store.events(2, 2)).toEqual(events.slice(2, 4));
    expect(await store.lastSeq()).toBe(6);
    expect(await jobsOf(store)).toEqual([ended, job("C")]);
    expect(await store.workstations()).toEqual([workstation("W1", { linked: false }), workstation("W3")]);
    expect((await store.lastPoll())?.totalJobs).toBe(7);
  });

  test("A poll without changes is recorded and takes no number.", async () => {
    await using opened = await open();
    const readAt = new Date("2026-11-20T11:00:00Z");
    expect(await opened.store.record(poll({ readAt }), [])).toEqual([]);
    expect((await opened.store.lastPoll())?.readAt).toEqual(readAt);
    expect(await opened.store.lastSeq()).toBe(0);
  });

  test("When a job changes twice in one record both are told and the last one stays.", async () => {
    await using opened = await open();
    const { store } = opened;
    const [held, gone] = [job("A", { internal: "HOLD", common: "HELD" }), job("B")];
    await store.record(poll(), [
      { kind: "job", before: null, after: job("A") },
      { kind: "job", before: job("A"), after: held },
      { kind: "job", before: null, after: gone },
      { kind: "job", before: gone, after: null },
    ]);
    expect(await jobsOf(store)).toEqual([held]);
    expect(await store.lastSeq()).toBe(4);
  });

  test("Recorders at the same time leave numbers without gap, and no reader ever sees a later one first.", async () => {
    await using opened = await open();
    const stores = [opened.store, opened.another()];
    const seen: number[] = [];
    let recording = true;
    const reading = (async () => {
      for (let last = false; !last; ) {
        last = !recording;
        for (const { seq } of await opened.store.events(seen.at(-1) ?? 0, 1_000)) seen.push(seq);
      }
    })();
    await Promise.all(
      Array.from({ length: 24 }, (_, n) =>
        stores[n % 2]?.record(
          poll(),
          [1, 2, 3].map((part) => ({ kind: "job", before: null, after: job(`J${n}-${part}`) })),
        ),
      ),
    );
    recording = false;
    await reading;
    expect(seen).toEqual(Array.from({ length: 72 }, (_, n) => n + 1));
  });

  test("A record of very many changes is one whole: numbered through and all in the snapshot.", async () => {
    await using opened = await open();
    const names = Array.from({ length: 6_500 }, (_, n) => `J${String(n).padStart(5, "0")}`);
    const events = await opened.store.record(
      poll(),
      names.map((name) => ({ kind: "job", before: null, after: job(name) })),
    );
    expect(events.map(({ seq }) => seq)).toEqual(names.map((_, n) => n + 1));
    expect((await jobsOf(opened.store)).map(({ name }) => name)).toEqual(names);
  });

  test("The history of a job is its own events, newest first.", async () => {
    await using opened = await open();
    const { store } = opened;
    await store.record(poll(), [
      { kind: "job", before: null, after: job("A") },
      { kind: "job", before: null, after: job("B") },
      { kind: "workstation", before: null, after: workstation("A") },
      { kind: "job", before: job("A"), after: null },
    ]);
    expect((await store.history("A", 10)).map(({ seq }) => seq)).toEqual([4, 1]);
    expect((await store.history("A", 1)).map(({ seq }) => seq)).toEqual([4]);
    expect(await store.history("NONE", 10)).toEqual([]);
  });

  test("Forgotten events are gone, newer ones stay, and numbers go on.", async () => {
    await using opened = await open();
    const { store } = opened;
    await store.record(poll(), [{ kind: "job", before: null, after: job("A") }]);
    expect(await store.forgetEvents(new Date(Date.now() - 3_600_000))).toBe(0);
    expect(await store.forgetEvents(new Date(Date.now() + 3_600_000))).toBe(1);
    expect(await store.events(0, 10)).toEqual([]);
    const [next] = await store.record(poll(), [{ kind: "job", before: null, after: job("B") }]);
    expect(next?.seq).toBe(2);
  });

  test("Names survive as they are, and bytes that text cannot hold do no harm.", async () => {
    await using opened = await open();
    const { store } = opened;
    const odd = job("A_.#@-/É", { stream: "x\0y", workstation: "\ud800" });
    await store.record(poll(), [{ kind: "job", before: null, after: odd }]);
    const kept = { ...odd, stream: "xy", workstation: "\ufffd" };
    expect(await jobsOf(store)).toEqual([kept]);
    expect((await store.history("A_.#@-/É", 1))[0]?.change.after).toEqual(kept);
    await store.replace(poll(), batches([odd]), []);
    expect(await jobsOf(store)).toEqual([kept]);
  });

  test("Only one leads at a time; when its work ends the next one may.", async () => {
    await using opened = await open();
    const other = opened.another();
    const leading = Promise.withResolvers<void>();
    const enough = Promise.withResolvers<void>();
    const first = opened.store.lead(new AbortController().signal, async () => {
      leading.resolve();
      await enough.promise;
    });
    await leading.promise;
    let ran = false;
    const work = async () => {
      ran = true;
    };
    expect(await other.lead(new AbortController().signal, work)).toBe(false);
    expect(ran).toBe(false);
    enough.resolve();
    expect(await first).toBe(true);
    expect(await other.lead(new AbortController().signal, work)).toBe(true);
    expect(ran).toBe(true);
  });

  test("What the leader's work throws is what leading throws, and the lead is free again.", async () => {
    await using opened = await open();
    const { signal } = new AbortController();
    await expect(
      opened.store.lead(signal, async () => {
        throw new Error("poll failed");
      }),
    ).rejects.toThrow("poll failed");
    expect(await opened.store.lead(signal, async () => {})).toBe(true);
  });

  test("An abort that the work obeys ends the lead.", async () => {
    await using opened = await open();
    const stop = new AbortController();
    const led = opened.store.lead(
      stop.signal,
      () => new Promise((resolve) => stop.signal.addEventListener("abort", () => resolve())),
    );
    setTimeout(() => stop.abort(), 50);
    expect(await led).toBe(true);
    expect(await opened.store.lead(stop.signal, async () => {})).toBe(false);
  });
}

async function jobsOf(store: PlanStore): Promise<readonly SnapshotJob[]> {
  const jobs: SnapshotJob[] = [];
  for await (const batch of store.eachJob()) jobs.push(...batch);
  return jobs;
}

async function* batches(...all: readonly (readonly SnapshotJob[])[]): AsyncIterable<readonly SnapshotJob[]> {
  yield* all;
}

function job(name: string, parts: Partial<SnapshotJob> = {}): SnapshotJob {
  return {
    id: `id-${name}`,
    name,
    stream: "STREAM",
    workstation: "CPU1",
    internal: "EXEC",
    common: "RUNNING",
    substatus: null,
    canceled: false,
    runId: `run-${name}`,
    returnCode: 0,
    startedAt: new Date("2026-11-20T09:00:00.500Z"),
    endedAt: new Date("2026-11-20T09:30:00Z"),
    estimatedMs: 60_000,
    late: false,
    critical: true,
    scheduledAt: new Date("2026-11-20T08:00:00Z"),
    ...parts,
  };
}

function workstation(name: string, parts: Partial<SnapshotWorkstation> = {}): SnapshotWorkstation {
  return { name, linked: true, agentUp: true, ...parts };
}

function poll(parts: Partial<PollRecord> = {}): PollRecord {
  return {
    readAt: new Date("2026-11-20T10:00:00.750Z"),
    engine: "engine-1",
    totalJobs: 2,
    countsByStatus: { RUNNING: 1, SUCCESSFUL: 1 },
    ...parts,
  };
}
