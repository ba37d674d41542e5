// What people do to jobs as a whole: who goes first, pause, cancel, retry, the same request twice, too many at once.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ref, type TestEngine, testEngine, workflow } from "../support/engine.ts";

const workflows = [
  workflow("two", ["id: a, uses: test.block, with: { ms: 300 }", "id: b, uses: test.once"]),
  workflow("long", ["id: a, uses: test.block, with: { ms: 60000 }", "id: b, uses: test.once"]),
  workflow("stubborn", ["id: a, uses: test.stubborn, with: { ms: 1500 }", "id: b, uses: test.once"]),
  workflow("twice", [
    "id: a, uses: test.once",
    "id: b, uses: test.fail, with: { times: 1, retryable: false }",
    "id: c, uses: test.once",
  ]),
  workflow("calls", ["id: call, uses: test.child, with: { workflow: long }"]),
  workflow("step", [`id: a, uses: test.once, with: { note: "${ref("inputs.note")}" }`], {
    inputs: { note: { type: "string", default: "" } },
  }),
  workflow("pinned", ["id: ask, uses: test.asks, with: { target: OLD }", "id: after, uses: test.once"]),
  workflow("waiting", ["id: ask, uses: test.asks, with: { target: X }"]),
  workflow("later", ["id: wait, uses: test.wait, with: { ms: 600000 }"]),
];

let resync: TestEngine;
beforeAll(async () => {
  resync = await testEngine({ workflows, concurrency: 8 });
});
afterAll(async () => {
  await resync?.[Symbol.asyncDispose]();
});

describe("steering a job", () => {
  it("a paused job finishes what runs and begins nothing until it is resumed", async () => {
    const { id } = await resync.start("two");
    await resync.until(id, (job) => job.steps.a?.state === "RUNNING", "a running");
    expect((await resync.engine.steer(id, "pause", resync.as("olga"))).status).toBe("PAUSED");
    const paused = await resync.until(id, (job) => job.steps.a?.state === "SUCCEEDED", "the end of a");
    expect(paused).toMatchObject({ status: "PAUSED" });
    expect(await resync.hits(id)).toEqual([]);
    await resync.engine.steer(id, "resume", resync.as("olga"));
    expect((await resync.ended(id)).status).toBe("COMPLETED");
    expect(await resync.hits(id)).toEqual(["b"]);
  });

  it("cancel stops the step that runs, at once, and nothing after it begins", async () => {
    const { id } = await resync.start("long");
    await resync.until(id, (job) => job.steps.a?.phase === "armed", "a running");
    const asked = performance.now();
    const job = await resync.engine.steer(id, "cancel", resync.as("olga"), "not tonight");
    expect(job).toMatchObject({ status: "CANCELLED", steps: { a: { state: "CANCELLED" } } });
    while (resync.engine.worker.status().activeJobs > 0 && performance.now() - asked < 5_000)
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(resync.engine.worker.status().activeJobs).toBe(0);
    expect(await resync.hits(id)).toEqual([]);
    expect((await resync.engine.job(id))?.status).toBe("CANCELLED");
  });

  it("cancel ends a job whose step does not heed it; what the step says later is evidence and changes nothing", async () => {
    const { id } = await resync.start("stubborn");
    await resync.until(id, (job) => job.steps.a?.phase === "armed", "a running");
    await resync.engine.steer(id, "cancel", resync.as("olga"));
    await resync.until(id, (job) => job.seq > 0 && job.steps.a?.state === "CANCELLED", "the cancel");
    for (const end = performance.now() + 8_000; performance.now() < end; ) {
      if ((await resync.told(id)).includes("a step.late")) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect((await resync.told(id)).slice(-1)).toEqual(["a step.late"]);
    expect(await resync.engine.job(id)).toMatchObject({
      status: "CANCELLED",
      steps: { a: { output: null } },
    });
    const attempts = await resync.reader.attempts(id);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(["cancelled", "late"]);
    // A `once` step that acted after all is not simply run again: people say first.
    await resync.engine.steer(id, "retry", resync.as("olga"));
    const asked = await resync.asked(id, "a");
    expect(asked.purpose).toBe("outcome");
    expect(await resync.hits(id)).toEqual(["a"]);
  });

  it("cancel reaches the jobs a job has begun", async () => {
    const { id } = await resync.start("calls");
    const waiting = await resync.until(id, (job) => job.steps.call?.waitingFor?.kind === "child", "a child");
    const waitingFor = waiting.steps.call?.waitingFor;
    const child = waitingFor?.kind === "child" ? waitingFor.jobId : "";
    await resync.until(child, (job) => job.status === "RUNNING", "the child running");
    await resync.engine.steer(id, "cancel", resync.as("olga"));
    expect(await resync.ended(child)).toMatchObject({
      status: "CANCELLED",
      cancelling: { reason: expect.stringContaining(id) },
    });
  });

  it("retry makes a new attempt of the failed step; the rest stands", async () => {
    const first = await resync.run("twice");
    expect(first).toMatchObject({ status: "FAILED", failure: { step: "b" } });
    await resync.engine.steer(first.id, "retry", resync.as("olga"));
    const again = await resync.until(first.id, (job) => job.status === "COMPLETED", "the end");
    expect(again.steps.b).toMatchObject({ attempt: 2 });
    expect(await resync.hits(first.id)).toEqual(["a", "c"]);
  });

  it("is refused with a sentence when the state does not allow it, or the person may not", async () => {
    const done = await resync.run("step");
    const steer = resync.engine.steer;
    await expect(steer(done.id, "cancel", resync.as("olga"))).rejects.toMatchObject({ code: "conflict" });
    await expect(steer(done.id, "retry", resync.as("olga"))).rejects.toMatchObject({ code: "conflict" });
    await expect(steer(done.id, "resume", resync.as("olga"))).rejects.toMatchObject({ code: "conflict" });
    await expect(steer(done.id, "cancel", resync.as("otto"))).rejects.toMatchObject({ code: "forbidden" });
    await expect(steer("no-such-job", "cancel", resync.as("ada"))).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("starting a job", () => {
  it("twice with one key is one job; another request with that key is a conflict", async () => {
    const more = { idempotencyKey: "k-1" };
    const [first, second] = await Promise.all([
      resync.start("step", { note: "x" }, more),
      resync.start("step", { note: "x" }, more),
    ]);
    expect(second.id).toBe(first.id);
    expect((await resync.start("step", { note: "x" }, more)).id).toBe(first.id);
    await expect(resync.start("step", { note: "y" }, more)).rejects.toMatchObject({ code: "conflict" });
    const other = await resync.start("step", { note: "y" }, { ...more, by: resync.as("otto") });
    expect(other.id).not.toBe(first.id);
    await resync.ended(first.id);
    expect(await resync.hits(first.id)).toEqual(["a"]);
  });

  it("is refused by name when inputs, workflow, priority or person are wrong", async () => {
    await expect(resync.start("stepp")).rejects.toThrow("Did you mean step");
    await expect(resync.start("step", { note: 7 })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(resync.start("step", {}, { priority: 11 })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(resync.start("step", {}, { by: resync.as("vic") })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("pins the definition: a job that waits is not touched by an edit of its file, a new one is", async () => {
    const { id } = await resync.start("pinned");
    const checkpoint = await resync.asked(id);
    await resync.write(
      workflow("pinned", ["id: other, uses: test.echo, with: { value: NEW }"], { version: 2 }),
    );
    const decided = await resync.engine.decide(checkpoint.id, { kind: "approve" }, resync.as("ana"));
    expect(decided.settled).toBe(true);
    const job = await resync.ended(id);
    expect(job).toMatchObject({ status: "COMPLETED", steps: { ask: { output: { target: "OLD" } } } });
    expect(await resync.hits(id)).toEqual(["ask", "after"]);
    expect(Object.keys((await resync.run("pinned")).steps)).toEqual(["other"]);
  });
});

describe("room", () => {
  it("a 10 overtakes a backlog of 1s", async () => {
    await using one = await testEngine({ workflows, concurrency: 1, works: false });
    const backlog = [];
    for (let n = 0; n < 20; n++) backlog.push(await one.start("step", { note: "low" }, { priority: 1 }));
    const urgent = await one.start("step", { note: "high" }, { priority: 10 });
    await one.engine.worker.start();
    await one.ended(urgent.id, 40_000);
    await Promise.all(backlog.map(({ id }) => one.ended(id, 40_000)));
    const order = (await one.effects.hits()).map(({ key }) => key);
    expect(order.findIndex((key) => key.startsWith(urgent.id))).toBeLessThanOrEqual(1);
  });

  it("an urgent job goes before the next steps of those that have begun", async () => {
    await using one = await testEngine({ workflows, concurrency: 1 });
    const low = await one.start("two", {}, { priority: 1 });
    await one.until(low.id, (job) => job.steps.a?.state === "RUNNING", "the slot taken");
    const urgent = await one.start("step", {}, { priority: 10 });
    await Promise.all([one.ended(low.id), one.ended(urgent.id)]);
    const order = (await one.effects.hits()).map(({ key }) => key.split(":")[0]);
    expect(order).toEqual([urgent.id, low.id]);
  });

  it("is not taken by jobs that wait for people or for time", async () => {
    await using one = await testEngine({ workflows, concurrency: 1 });
    const waiting = [];
    for (let n = 0; n < 5; n++) {
      waiting.push(await one.start("waiting"));
      waiting.push(await one.start("later"));
    }
    for (const { id } of waiting)
      await one.until(id, (job) => Object.values(job.steps)[0]?.state === "WAITING", "its wait");
    // A step is kept as waiting a moment before its worker has put it down.
    await expect.poll(() => one.engine.worker.status().activeJobs).toBe(0);
    expect((await one.run("step")).status).toBe("COMPLETED");
    const { rows } = await one.db.pool.query("select busy, slots from worker");
    expect(rows).toEqual([expect.objectContaining({ slots: 1 })]);
  });

  it("is limited for one person and for all, with a sentence, and free again when jobs end", async () => {
    await using few = await testEngine({
      workflows,
      concurrency: 1,
      admission: { all: 3, perPerson: 2 },
    });
    const mine = [await few.start("waiting"), await few.start("waiting")];
    await expect(few.start("waiting")).rejects.toMatchObject({
      code: "rate_limited",
      message: expect.stringContaining("You have 2 jobs under way"),
    });
    await few.start("waiting", {}, { by: few.as("otto") });
    await expect(few.start("waiting", {}, { by: few.as("ana") })).rejects.toMatchObject({
      code: "rate_limited",
      message: expect.stringContaining("3 jobs are under way"),
    });
    await few.engine.steer(mine[0]?.id ?? "", "cancel", few.as("olga"));
    expect((await few.start("waiting")).status).toBe("PENDING");
  });
});
