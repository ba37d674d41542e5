// What a process remembers of a job may be old, and a commit may have been kept although its answer was lost.

import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { checkInvariants } from "#adapters/postgres/jobs/invariants.ts";
import { Fault } from "#core/fault.ts";
import type { JobStore, Transition } from "#ports/job-store.ts";
import {
  type EngineOn,
  engineOn,
  type TestEngine,
  testEngine,
  workflow,
  workflowsIn,
} from "../support/engine.ts";

const workflows = [
  workflow("hangs", [
    "id: s0, uses: test.block, with: { ms: 400 }",
    "id: s1, uses: test.echo",
    "id: s2, uses: test.once",
  ]),
  workflow(
    "five",
    Array.from({ length: 5 }, (_, n) => `id: s${n}, uses: test.once`),
  ),
  workflow(
    "wide",
    Array.from({ length: 6 }, (_, n) => `id: p${n}, uses: test.once, with: { ms: 150 }, needs: []`),
  ),
  workflow("asks", [
    "id: a, uses: test.block, with: { ms: 300 }",
    "id: ask, uses: test.asks, with: { target: X }",
  ]),
];

async function another(first: TestEngine, parts: Partial<EngineOn> = {}) {
  return engineOn({
    databaseUrl: first.databaseUrl,
    effectsUrl: first.effectsUrl,
    workflowsDir: await workflowsIn(workflows),
    concurrency: 0,
    ...parts,
  });
}

/** Nobody tells this process anything: as if those who changed a job had died before their hints went out. */
const deaf: Partial<EngineOn> = {
  hints: (real) => ({ ...real, listen: () => ({ [Symbol.asyncDispose]: async () => {} }) }),
};

describe("a remembered job", () => {
  it("is never the reason for a refusal, though every hint about it was lost", async () => {
    await using resync = await testEngine({ workflows });
    await using other = await another(resync, deaf);
    const { id } = await other.engine.start({ workflowId: "asks", inputs: {}, by: resync.as("olga") });
    const checkpoint = await resync.asked(id);
    // The other process remembers a job without this checkpoint, and finds it all the same.
    await other.engine.decide(checkpoint.id, { kind: "approve" }, resync.as("ana"));
    expect((await resync.ended(id)).status).toBe("COMPLETED");
    await expect(other.engine.steer(id, "cancel", resync.as("olga"))).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("has ended (COMPLETED)"),
    });
  });

  it("does not hide a lost step from the sweeper", async () => {
    const hang = Promise.withResolvers<void>();
    await using resync = await testEngine({
      workflows,
      concurrency: 1,
      pollIntervalMs: 60_000, // it does not sweep itself
      at: (point, { step }) => (point === "after_claim" && step === "s2" ? hang.promise : undefined),
    });
    await using other = await another(resync, { ...deaf, concurrency: 1, pollIntervalMs: 100 });
    const { id } = await resync.start("hangs");
    // What the other process remembers from now on: a job whose first step runs.
    await other.engine.steer(id, "pause", resync.as("olga"));
    await other.engine.steer(id, "resume", resync.as("olga"));
    const job = await resync.until(id, (each) => each.steps.s2?.state === "RUNNING", "the hanging step");
    await other.engine.worker.start();
    await resync.db.pool.query("update worker set ended_at = now() where id = $1", [job.steps.s2?.owner]);
    const parked = await resync.until(id, (each) => each.steps.s2?.state === "UNKNOWN", "the loss noticed");
    expect(parked.status).toBe("WAITING_APPROVAL");
    hang.resolve();
    await resync.engine.decide(
      (await resync.asked(id)).id,
      { kind: "resolve", outcome: "not_happened", reason: "It hung before it began." },
      resync.as("ana"),
    );
    expect((await resync.ended(id)).status).toBe("COMPLETED");
  });
});

describe("a commit whose answer was lost", () => {
  /** Every third commit is kept, and its answer is not heard. */
  function forgetful(
    real: JobStore,
    between?: (transitions: readonly Transition[]) => Promise<void>,
  ): JobStore {
    let commits = 0;
    return {
      ...real,
      async commit(transitions) {
        const verdicts = await real.commit(transitions);
        commits += 1;
        if (commits % 3 !== 0) return verdicts;
        await between?.(transitions);
        throw new Fault("unavailable", "The connection broke on purpose.", { retryable: true });
      },
    };
  }

  it("is found again in the job: nothing is lost, doubled, or left behind", async () => {
    await using resync = await testEngine({ workflows, store: (real) => forgetful(real) });
    const jobs = await Promise.all(
      Array.from({ length: 12 }, (_, n) => resync.start(n % 2 === 0 ? "five" : "wide")),
    );
    for (const { id } of jobs) expect((await resync.ended(id)).status).toBe("COMPLETED");
    const keys = (await resync.effects.hits()).map(({ key }) => key);
    expect(keys).toHaveLength(6 * 5 + 6 * 6);
    expect(new Set(keys).size).toBe(keys.length);
    expect((await checkInvariants(resync.db)).filter(({ holds }) => !holds)).toEqual([]);
  });

  it("is given back when others have changed the job since: its claims are nobody's otherwise", async () => {
    let steerer: Awaited<ReturnType<typeof another>> | null = null;
    let by: ReturnType<TestEngine["as"]> | null = null;
    const meddle = async (transitions: readonly Transition[]) => {
      for (const { after } of transitions) {
        if (!steerer || !by) return;
        await steerer.engine.steer(after.id, "pause", by).catch(() => {});
        await steerer.engine.steer(after.id, "resume", by).catch(() => {});
      }
    };
    await using resync = await testEngine({ workflows, store: (real) => forgetful(real, meddle) });
    steerer = await another(resync);
    by = resync.as("ada");
    try {
      const jobs = await Promise.all(
        Array.from({ length: 8 }, (_, n) => resync.start(n % 2 === 0 ? "five" : "wide")),
      );
      for (const { id } of jobs) expect((await resync.ended(id)).status).toBe("COMPLETED");
      const keys = (await resync.effects.hits()).map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).toHaveLength(4 * 5 + 4 * 6);
      expect((await checkInvariants(resync.db)).filter(({ holds }) => !holds)).toEqual([]);
    } finally {
      await steerer[Symbol.asyncDispose]();
    }
  });

  it("that the database refuses is told to everybody who had a word in it, and nobody waits for ever", async () => {
    let refuse = false;
    await using resync = await testEngine({
      workflows,
      store: (real) => ({
        ...real,
        commit: (transitions) =>
          refuse ? Promise.reject(new Fault("internal", "Refused on purpose.")) : real.commit(transitions),
      }),
    });
    const { id } = await resync.start("asks");
    const checkpoint = await resync.asked(id);
    refuse = true;
    const decided = resync.engine.decide(checkpoint.id, { kind: "approve" }, resync.as("ana"));
    await expect(Promise.race([decided, sleep(5_000, "waits")])).rejects.toThrow("Refused on purpose.");
    refuse = false;
    await resync.engine.decide(checkpoint.id, { kind: "approve" }, resync.as("ana"));
    expect((await resync.ended(id)).status).toBe("COMPLETED");
  });
});
