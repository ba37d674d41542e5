// What every job store keeps to.

import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Job } from "#core/job/job.ts";
import type { AuditEntry } from "#ports/audit.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { JobStore, Transition } from "#ports/job-store.ts";
import type { WorkerRoll } from "#ports/worker-roll.ts";
import {
  ana,
  armedStep,
  change,
  opening,
  sampleAttempt,
  sampleCheckpoint,
  sampleJob,
  sampleStep,
  sampleVote,
} from "../support/sample-job.ts";

export type OpenJobStore = () => Promise<
  AsyncDisposable & {
    readonly store: JobStore;
    /** The same jobs through another process's connections. */
    readonly another: JobStore;
    readonly reader: JobReader;
    readonly roll: WorkerRoll;
    rightsEpoch(): Promise<number>;
    /** Somebody's rights change. */
    changeRights(): Promise<void>;
    audited(): Promise<readonly AuditEntry[]>;
    /** Makes a caller's key as old as if it had been used so long ago. */
    age(key: string, hours: number): Promise<void>;
  }
>;

const entry: AuditEntry = { verb: "job.start", who: ana, surface: "api", subject: "job:1", data: { a: 1 } };

export function jobStoreContract({ open }: { readonly open: OpenJobStore }): void {
  test("A new job is there as it was given, at revision 1, with its events.", async () => {
    await using opened = await open();
    const { store, reader } = opened;
    const job = sampleJob(randomUUID(), { steps: { look: sampleStep("look") } });
    const [verdict] = await store.commit([opening(job)]);
    expect(verdict).toMatchObject({ kind: "committed", revision: 1 });
    expect(await store.load([job.id, "nobody"])).toEqual([{ ...job, seq: 1, revision: 1 }, null]);
    expect(await reader.events(job.id, 0, 10)).toMatchObject([{ seq: 1, kind: "job.created" }]);
  });

  test("A change made from an older revision is refused and leaves nothing; the others in its batch stand.", async () => {
    await using opened = await open();
    const { store, reader, audited } = opened;
    const [stale, fresh] = await twoJobs(store);
    const first = change(stale, { status: "RUNNING" });
    expect(kinds(await store.commit([first]))).toEqual(["committed"]);
    const late = change(
      stale,
      { steps: { late: sampleStep("late") }, checkpoints: { c: sampleCheckpoint(randomUUID(), stale.id) } },
      "job.paused",
      { audit: [entry], attempts: [sampleAttempt(stale.id, "late")] },
    );
    const good = change(fresh, { status: "RUNNING" }, "job.started", {
      audit: [{ ...entry, subject: "good" }],
    });
    expect(kinds(await store.commit([late, good]))).toEqual(["conflict", "committed"]);
    expect(await store.load([stale.id])).toEqual([{ ...first.after, revision: 2 }]);
    expect(await reader.events(stale.id, 0, 10)).toHaveLength(2);
    expect(await reader.attempts(stale.id)).toEqual([]);
    expect(await reader.checkpointsOf(stale.id)).toEqual([]);
    expect((await audited()).map(({ subject }) => subject)).toEqual(["good"]);
  });

  test("Of fifty that change one job at once exactly one wins, and its events have no gap.", async () => {
    await using opened = await open();
    const { store, another, reader } = opened;
    let [job] = await twoJobs(store);
    for (let round = 0; round < 3; round++) {
      const from = job;
      const verdicts = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          (n % 2 ? store : another).commit([change(from, { failure: failure(`winner ${n}`) })]),
        ),
      );
      expect(verdicts.flat().filter(({ kind }) => kind === "committed")).toHaveLength(1);
      expect(verdicts.flat().filter(({ kind }) => kind === "conflict")).toHaveLength(49);
      job = await loaded(store, from.id);
      expect(job.revision).toBe(from.revision + 1);
    }
    expect((await reader.events(job.id, 0, 100)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  test("Batches that cross each other from two processes never wait in a circle.", async () => {
    await using opened = await open();
    const { store, another } = opened;
    const jobs = Array.from({ length: 12 }, () => sampleJob(randomUUID()));
    await store.commit(jobs.map((job) => opening(job)));
    const lane = async (through: JobStore, turn: (batch: Transition[]) => Transition[]) => {
      let won = 0;
      for (let round = 0; round < 25; round++) {
        const now = (await through.load(jobs.map(({ id }) => id))).filter((job) => job !== null);
        const verdicts = await through.commit(turn(now.map((job) => change(job, {}))));
        won += verdicts.filter(({ kind }) => kind === "committed").length;
      }
      return won;
    };
    const won = await Promise.all([
      lane(store, (batch) => batch),
      lane(another, (batch) => batch.toReversed()),
      lane(store, (batch) => batch.toReversed()),
      lane(another, (batch) => batch),
    ]);
    const total = won.reduce((sum, count) => sum + count, 0);
    const revisions = (await store.load(jobs.map(({ id }) => id))).map((job) => job?.revision ?? 0);
    expect(revisions.reduce((sum, revision) => sum + revision, 0)).toBe(total + jobs.length);
  });

  test("A decision counts until its instant by the store's own clock, and not from then on.", async () => {
    await using opened = await open();
    const { store } = opened;
    const [late, early] = await twoJobs(store);
    const verdicts = await store.commit([
      change(late, {}, "job.paused", { guard: { before: new Date(Date.now() - 1_000) } }),
      change(early, {}, "job.paused", { guard: { before: new Date(Date.now() + 60_000) } }),
    ]);
    expect(kinds(verdicts)).toEqual(["too_late", "committed"]);
    expect(await store.load([late.id])).toEqual([late]);
  });

  test("A decision made under older rights is refused.", async () => {
    await using opened = await open();
    const { store, rightsEpoch, changeRights } = opened;
    const [first, second] = await twoJobs(store);
    const epoch = await rightsEpoch();
    const decided = (job: Job) => change(job, {}, "job.paused", { guard: { rightsEpoch: epoch } });
    expect(kinds(await store.commit([decided(first)]))).toEqual(["committed"]);
    await changeRights();
    expect(kinds(await store.commit([decided(second), change(first, {})]))).toEqual([
      "rights_changed",
      "conflict",
    ]);
    expect(await store.load([second.id])).toEqual([second]);
  });

  test("A worker claims and arms only while its lease is good; without the guard anybody could.", async () => {
    await using opened = await open();
    const { store, roll } = opened;
    await roll.enrol({ id: "good", host: "here", pid: 1, slots: 1 }, 60_000);
    await roll.enrol({ id: "passed", host: "here", pid: 2, slots: 1 }, 0);
    await roll.enrol({ id: "left", host: "here", pid: 3, slots: 1 }, 60_000);
    await roll.leave("left");
    const jobs = Array.from({ length: 5 }, () => sampleJob(randomUUID()));
    await store.commit(jobs.map((job) => opening(job)));
    const now = await store.load(jobs.map(({ id }) => id));
    const guards = [{ worker: "good" }, { worker: "passed" }, { worker: "left" }, { worker: "nobody" }, {}];
    const verdicts = await store.commit(
      now.flatMap((job, n) => (job ? [change(job, {}, "job.started", { guard: guards[n] ?? {} })] : [])),
    );
    expect(kinds(verdicts)).toEqual(["committed", "lease_lost", "lease_lost", "lease_lost", "committed"]);
  });

  test("A caller's key makes one job, whoever asks again within a day, also in the same moment.", async () => {
    await using opened = await open();
    const { store, another, age } = opened;
    const asked = (bodyDigest: string, key = "k1") => {
      const job = sampleJob(randomUUID());
      return opening(job, { idempotency: { key, personId: ana.id, bodyDigest } });
    };
    const many = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? store : another).commit([asked("body")])),
    );
    const winners = many.flat().filter(({ kind }) => kind === "committed");
    expect(winners).toHaveLength(1);
    expect((await store.live(ana.id)).mine).toBe(1);
    const [known, other] = await store.commit([asked("body"), asked("another body")]);
    expect(known).toMatchObject({ kind: "known", sameBody: true });
    expect(other).toMatchObject({ kind: "known", sameBody: false });
    expect(known).toHaveProperty("jobId", other?.kind === "known" ? other.jobId : "");
    // Twice in one batch: the first wins, the second is told of it.
    const pair = [asked("body", "k2"), asked("body", "k2")];
    expect(await store.commit(pair)).toMatchObject([
      { kind: "committed" },
      { kind: "known", jobId: pair[0]?.after.id, sameBody: true },
    ]);
    await age("k1", 23.9);
    expect(kinds(await store.commit([asked("body")]))).toEqual(["known"]);
    await age("k1", 24.1);
    expect(kinds(await store.commit([asked("body")]))).toEqual(["committed"]);
  });

  test("A new job whose id is taken is refused, and its key stays free.", async () => {
    await using opened = await open();
    const { store } = opened;
    const [taken] = await twoJobs(store);
    const idempotency = { key: "fresh", personId: ana.id, bodyDigest: "body" };
    const again = opening(sampleJob(taken.id), { idempotency });
    const other = opening(sampleJob(randomUUID()));
    expect(kinds(await store.commit([again, other]))).toEqual(["conflict", "committed"]);
    expect(kinds(await store.commit([opening(sampleJob(randomUUID()), { idempotency })]))).toEqual([
      "committed",
    ]);
  });

  test("Votes are kept in order, a checkpoint that no longer matters stays readable, and a step can be begun anew.", async () => {
    await using opened = await open();
    const { store, reader } = opened;
    const id = randomUUID();
    const checkpointId = randomUUID();
    const pending = sampleCheckpoint(checkpointId, id);
    const job = sampleJob(id, {
      checkpoints: { [checkpointId]: pending },
      steps: { rerun: sampleStep("rerun") },
    });
    await store.commit([opening(job)]);
    const votes = [sampleVote(), sampleVote({ by: ana, round: 1, reason: "yes" })];
    let now = await loaded(store, id);
    await store.commit([
      change(now, { checkpoints: { [checkpointId]: { ...pending, votes: votes.slice(0, 1) } } }),
    ]);
    now = await loaded(store, id);
    const kept = now.checkpoints[checkpointId] ?? pending;
    const approved = { ...kept, votes: [...kept.votes, ...votes.slice(1)], status: "APPROVED" as const };
    await store.commit([change(now, { checkpoints: { [checkpointId]: approved } })]);
    now = await loaded(store, id);
    expect(now.checkpoints).toEqual({ [checkpointId]: { ...pending, votes, status: "APPROVED" } });
    await store.commit([change(now, { checkpoints: {}, steps: {} })]);
    now = await loaded(store, id);
    expect(now.checkpoints).toEqual({});
    expect(now.steps).toEqual({});
    expect(await reader.checkpointsOf(id)).toEqual([approved]);
    expect(await store.jobOfCheckpoint(checkpointId)).toBe(id);
    expect(await store.jobOfCheckpoint("nobody")).toBeNull();
  });

  test("What is due comes by priority, then age; what is not, has ended or waits for people does not come.", async () => {
    await using opened = await open();
    const { store } = opened;
    const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1_000);
    const jobs = {
      young: sampleJob("young", { lookAt: at(1) }),
      old: sampleJob("old", { lookAt: at(10) }),
      urgent: sampleJob("urgent", { lookAt: at(1), priority: 10 }),
      later: sampleJob("later", { lookAt: at(-60) }),
      never: sampleJob("never"),
      ended: sampleJob("ended", { lookAt: at(10), endedAt: at(5), status: "COMPLETED" }),
    };
    await store.commit(Object.values(jobs).map((job) => opening(job)));
    expect(await store.due(10)).toEqual({
      jobIds: ["urgent", "old", "young"],
      nextAt: jobs.later.lookAt,
    });
    expect((await store.due(1)).jobIds).toEqual(["urgent"]);
    expect(await store.live(ana.id)).toEqual({ all: 5, mine: 5 });
    expect(await store.live("somebody else")).toEqual({ all: 5, mine: 0 });
    // What this process begins and ends counts at once.
    await store.commit([opening(sampleJob("one more"))]);
    expect(await store.live(ana.id)).toEqual({ all: 6, mine: 6 });
    const [never] = await store.load(["never"]);
    if (never) await store.commit([change(never, { endedAt: new Date(), status: "CANCELLED" })]);
    expect(await store.live(ana.id)).toEqual({ all: 5, mine: 5 });
  });

  test("A store refuses two changes of one job in a batch, and a change of what was asked for.", async () => {
    await using opened = await open();
    const { store } = opened;
    const [job] = await twoJobs(store);
    await expect(store.commit([change(job, {}), change(job, {})])).rejects.toThrow("Two transitions");
    await expect(store.commit([change(job, { task: "something else" })])).rejects.toThrow("asked for");
    expect(await store.commit([])).toEqual([]);
    expect(await store.load([])).toEqual([]);
  });

  test("A running step of a worker that is gone is found, of a living one it is not.", async () => {
    await using opened = await open();
    const { store, roll } = opened;
    await roll.enrol({ id: "good", host: "here", pid: 1, slots: 1 }, 60_000);
    await roll.enrol({ id: "dying", host: "here", pid: 2, slots: 1 }, 0);
    const job = (id: string, owner: string, parts: Partial<Job> = {}) =>
      opening(sampleJob(id, { steps: { a: armedStep("a", owner), b: sampleStep("b") }, ...parts }));
    await store.commit([
      job("kept", "good"),
      job("lost", "dying"),
      job("unknown", "nobody"),
      job("ended", "dying", { endedAt: new Date(), status: "CANCELLED" }),
    ]);
    const lost = await roll.lost();
    expect(lost.toSorted((a, b) => a.jobId.localeCompare(b.jobId))).toEqual([
      { jobId: "lost", step: "a", owner: "dying" },
      { jobId: "unknown", step: "a", owner: "nobody" },
    ]);
  });
}

function kinds(verdicts: readonly { readonly kind: string }[]): readonly string[] {
  return verdicts.map(({ kind }) => kind);
}

async function twoJobs(store: JobStore): Promise<readonly [Job, Job]> {
  const ids = [randomUUID(), randomUUID()];
  await store.commit(ids.map((id) => opening(sampleJob(id))));
  const [first, second] = await store.load(ids);
  if (!first || !second) throw new Error("The new jobs are not there.");
  return [first, second];
}

async function loaded(store: JobStore, id: string): Promise<Job> {
  const [job] = await store.load([id]);
  if (!job) throw new Error(`Job ${id} is not there.`);
  return job;
}

function failure(message: string) {
  return { code: "internal", message, step: null };
}
