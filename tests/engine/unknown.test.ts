// What is not known is shown and never guessed: a `once` step whose end nobody saw waits for people to say what happened.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkInvariants } from "#adapters/postgres/jobs/invariants.ts";
import { type TestEngine, testEngine, workflow } from "../support/engine.ts";

const workflows = [
  ...["throw", "too-much", "says-unknown"].map((how) =>
    workflow(how, [`id: act, uses: test.stumble, with: { how: ${how} }`, "id: after, uses: test.keyed"]),
  ),
  workflow("harmless", [
    "id: act, uses: test.stumble, with: { how: throw }, effect: idempotent, on_failure: continue",
    "id: after, uses: test.keyed",
  ]),
  workflow("late", ["id: act, uses: test.once, with: { ms: 60000 }, timeout: 200ms"]),
];

let resync: TestEngine;
beforeAll(async () => {
  resync = await testEngine({ workflows });
});
afterAll(async () => {
  const broken = (await checkInvariants(resync.db)).filter(({ holds }) => !holds);
  await resync?.[Symbol.asyncDispose]();
  expect(broken).toEqual([]);
});

async function parked(workflowId: string) {
  const { id } = await resync.start(workflowId);
  const checkpoint = await resync.asked(id);
  return { id, checkpoint };
}

function resolve(id: string, outcome: "happened" | "not_happened" | "abort", name: "ana" | "otto" = "ana") {
  return resync.engine.decide(id, { kind: "resolve", outcome, reason: "I looked." }, resync.as(name));
}

describe("a step whose outcome nobody knows", () => {
  it.each(["throw", "too-much", "says-unknown"])(
    "is parked with what is known when it ends with `%s`",
    async (how) => {
      const { id, checkpoint } = await parked(how);
      expect(checkpoint).toMatchObject({
        type: "ERROR",
        purpose: "outcome",
        status: "PENDING",
        expiresAt: null,
      });
      const job = await resync.engine.job(id);
      expect(job).toMatchObject({
        status: "WAITING_APPROVAL",
        steps: { act: { state: "UNKNOWN", attempt: 1 } },
      });
      expect(await resync.hits(id)).toEqual(["act"]);
      await resolve(checkpoint.id, "abort");
      await resync.ended(id);
    },
  );

  it("goes on behind it when people say that it happened", async () => {
    const { id, checkpoint } = await parked("throw");
    await expect(resolve(checkpoint.id, "happened", "otto")).rejects.toMatchObject({ code: "forbidden" });
    await resolve(checkpoint.id, "happened");
    expect(await resync.ended(id)).toMatchObject({
      status: "COMPLETED",
      steps: { act: { state: "SUCCEEDED", output: { resolved: "happened", by: { name: "Ana" } } } },
    });
    expect(await resync.hits(id)).toEqual(["act", "after"]);
  });

  it("is done again when people say that it did not happen, and only then", async () => {
    const { id, checkpoint } = await parked("throw");
    await resolve(checkpoint.id, "not_happened");
    const second = await resync.until(id, (job) => job.steps.act?.attempt === 2, "a second try");
    expect(second.steps.act?.fence).toBe(2);
    await resync.until(id, (job) => job.steps.act?.state === "UNKNOWN", "the same stumble again");
    expect(await resync.hits(id)).toEqual(["act", "act"]);
    await resolve((await resync.asked(id)).id, "abort");
    await resync.ended(id);
  });

  it("fails the job when people give up, and asks them again when the job is retried", async () => {
    const { id, checkpoint } = await parked("throw");
    await resolve(checkpoint.id, "abort");
    expect(await resync.ended(id)).toMatchObject({ status: "FAILED", failure: { code: "aborted" } });
    await resync.engine.steer(id, "retry", resync.as("olga"));
    const again = await resync.asked(id);
    expect(again).toMatchObject({ purpose: "outcome" });
    expect(again.id).not.toBe(checkpoint.id);
    expect(await resync.hits(id)).toEqual(["act"]);
    await resolve(again.id, "abort");
    await resync.ended(id);
  });

  it("is resolved once, whoever is second is told by whom", async () => {
    const { id, checkpoint } = await parked("throw");
    const both = await Promise.allSettled([
      resolve(checkpoint.id, "happened"),
      resolve(checkpoint.id, "abort"),
    ]);
    const refused = both.find(({ status }) => status === "rejected");
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(refused).toMatchObject({ reason: { code: "conflict", message: expect.stringContaining("Ana") } });
    await resync.ended(id);
  });

  it("cannot be approved, and says what is asked instead", async () => {
    const { id, checkpoint } = await parked("throw");
    await expect(
      resync.engine.decide(checkpoint.id, { kind: "approve" }, resync.as("ana")),
    ).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Say what happened"),
    });
    await resolve(checkpoint.id, "happened");
    await resync.ended(id);
  });

  it("is also one that was stopped by its timeout while it acted", async () => {
    const { id, checkpoint } = await parked("late");
    expect(checkpoint.data).toMatchObject({ why: expect.stringContaining("took longer than") });
    await resolve(checkpoint.id, "abort");
    await resync.ended(id);
  });
});

describe("control: with the protection off", () => {
  it("the same stumble of a step declared idempotent is a plain failure, and nobody is asked", async () => {
    const job = await resync.run("harmless");
    expect(job).toMatchObject({ status: "COMPLETED", steps: { act: { state: "FAILED" } }, checkpoints: {} });
  });
});
