// Who decides, how many, until when, and what may be done about it.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CastName, ref, type TestEngine, testEngine, workflow } from "../support/engine.ts";

const policies = {
  plain: "",
  two: ", approval: { from: [approvers], count: 2 }",
  always: ", approval: { from: [operators], four_eyes: always }",
  never: ", approval: { from: [operators], four_eyes: never }",
  short: ", approval: { from: [approvers], expires: 300ms, remind: never }",
  silent: ", approval: { from: [admins], remind: 150ms, escalate: { after: 300ms, to: [approvers] } }",
};

const workflows = Object.entries(policies).map(([id, policy]) =>
  workflow(
    id,
    [
      `id: ask, uses: test.asks, with: { target: "${ref("inputs.target")}" }${policy}`,
      "id: after, uses: test.once",
    ],
    { inputs: { target: { type: "string", default: "A" } } },
  ),
);

let resync: TestEngine;
beforeAll(async () => {
  resync = await testEngine({ workflows });
});
afterAll(async () => {
  await resync?.[Symbol.asyncDispose]();
});

type Decide = TestEngine["engine"]["decide"];
const approve = { kind: "approve" } as const;

function decide(id: string, decision: Parameters<Decide>[1], name: CastName): ReturnType<Decide> {
  return resync.engine.decide(id, decision, resync.as(name));
}

async function asked(workflowId: string) {
  const { id } = await resync.start(workflowId);
  return { id, checkpoint: await resync.asked(id) };
}

function auditOf(checkpointId: string): Promise<readonly string[]> {
  return resync.audited(`checkpoint:${checkpointId}`);
}

describe("an approval", () => {
  it("shows the frozen plan with its preview, holds the job, and lets it go on when enough have said yes", async () => {
    const { id, checkpoint } = await asked("plain");
    expect(checkpoint).toMatchObject({
      purpose: "approval",
      plan: { uses: "test.asks", args: { target: "A" } },
      preview: { summary: "Acts on A.", target: "A" },
      requester: { name: "Olga" },
    });
    expect((await resync.engine.job(id))?.status).toBe("WAITING_APPROVAL");
    expect(await resync.hits(id)).toEqual([]);
    const decided = await decide(checkpoint.id, { kind: "approve", reason: "go" }, "ana");
    expect(decided).toMatchObject({
      settled: true,
      checkpoint: { status: "APPROVED", decidedBy: { name: "Ana" } },
    });
    expect((await resync.ended(id)).status).toBe("COMPLETED");
    expect(await resync.hits(id)).toEqual(["ask", "after"]);
  });

  it("that wants two people waits for the second, and counts nobody twice", async () => {
    const { id, checkpoint } = await asked("two");
    expect(await decide(checkpoint.id, approve, "ana")).toMatchObject({ settled: false });
    await expect(decide(checkpoint.id, approve, "ana")).rejects.toMatchObject({ code: "conflict" });
    expect(await resync.hits(id)).toEqual([]);
    expect(await decide(checkpoint.id, approve, "bo")).toMatchObject({ settled: true });
    expect((await resync.ended(id)).status).toBe("COMPLETED");
  });

  it("is none of the requester's when four eyes are wanted, and theirs when the file says never", async () => {
    const always = await asked("always");
    await expect(decide(always.checkpoint.id, approve, "olga")).rejects.toMatchObject({ code: "forbidden" });
    expect(await decide(always.checkpoint.id, approve, "otto")).toMatchObject({ settled: true });
    const never = await asked("never");
    expect(await decide(never.checkpoint.id, approve, "olga")).toMatchObject({ settled: true });
    await Promise.all([resync.ended(always.id), resync.ended(never.id)]);
  });

  it("is refused to who may not decide, with whom to ask, and the audit knows of it", async () => {
    const { id, checkpoint } = await asked("plain");
    await expect(decide(checkpoint.id, approve, "otto")).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringMatching(/^Only approvers may decide this; you are not among them. Ask /),
    });
    await decide(checkpoint.id, approve, "ana");
    await resync.ended(id);
    expect(await auditOf(checkpoint.id)).toEqual(["checkpoint.refused", "checkpoint.approve"]);
  });

  it("lets a sole decider decide their own, and says so", async () => {
    await using alone = await testEngine({ workflows, only: ["ada"] });
    const { id } = await alone.start("plain");
    const checkpoint = await alone.asked(id);
    const decided = await alone.engine.decide(checkpoint.id, approve, alone.as("ada"));
    expect(decided.checkpoint).toMatchObject({ status: "APPROVED", soleDecider: true });
    expect((await alone.ended(id)).status).toBe("COMPLETED");
  });

  it("that is rejected fails the step with the reason, and without a reason nothing is rejected", async () => {
    const { id, checkpoint } = await asked("plain");
    await expect(decide(checkpoint.id, { kind: "reject", reason: " " }, "ana")).rejects.toMatchObject({
      code: "invalid_input",
    });
    await decide(checkpoint.id, { kind: "reject", reason: "month end" }, "ana");
    const job = await resync.ended(id);
    expect(job).toMatchObject({ status: "FAILED", failure: { code: "rejected", step: "ask" } });
    expect(job.failure?.message).toContain("month end");
    expect(await resync.hits(id)).toEqual([]);
    expect(await auditOf(checkpoint.id)).toEqual(["checkpoint.reject"]);
  });

  it("whose plan is changed asks anew: earlier votes are void, and the changed plan is what runs", async () => {
    const { id, checkpoint } = await asked("two");
    await decide(checkpoint.id, approve, "ana");
    const changed = await decide(checkpoint.id, { kind: "change", args: { target: "B" } }, "bo");
    expect(changed.checkpoint).toMatchObject({
      status: "PENDING",
      round: 2,
      preview: { summary: "Acts on B." },
    });
    const old = { kind: "approve", planDigest: checkpoint.planDigest ?? "" } as const;
    await expect(decide(checkpoint.id, old, "ana")).rejects.toMatchObject({ code: "conflict" });
    expect(await decide(checkpoint.id, approve, "bo")).toMatchObject({ settled: false });
    expect(await decide(checkpoint.id, approve, "ana")).toMatchObject({ settled: true });
    expect(await resync.ended(id)).toMatchObject({ steps: { ask: { output: { target: "B" } } } });
  });

  it("whose changed plan the action refuses stays as it is", async () => {
    const { id, checkpoint } = await asked("plain");
    const wrong = { kind: "change", args: { target: 7 } } as const;
    await expect(decide(checkpoint.id, wrong, "ana")).rejects.toMatchObject({
      code: "invalid_input",
      detail: { field: "target" },
    });
    expect((await resync.asked(id)).round).toBe(1);
    await resync.engine.steer(id, "cancel", resync.as("olga"));
  });

  it("whose arguments are sent as they are was not changed: the votes stand, and the audit tells of no change", async () => {
    const { id, checkpoint } = await asked("two");
    await decide(checkpoint.id, approve, "ana");
    await expect(
      decide(checkpoint.id, { kind: "change", args: { target: "A" } }, "bo"),
    ).rejects.toMatchObject({ code: "conflict", message: expect.stringMatching(/Approve it as it is/) });
    const unseen = { kind: "change", args: { target: "B" }, planDigest: "of another" } as const;
    await expect(decide(checkpoint.id, unseen, "bo")).rejects.toMatchObject({ code: "conflict" });
    expect(await auditOf(checkpoint.id)).not.toContain("checkpoint.change");
    expect(await decide(checkpoint.id, approve, "bo")).toMatchObject({ settled: true });
    await resync.ended(id);
  });

  it("of a job that was cancelled is over: it is neither decided nor opened again, and says why", async () => {
    const { id, checkpoint } = await asked("plain");
    await resync.engine.steer(id, "cancel", resync.as("olga"));
    await resync.ended(id);
    for (const decision of [approve, { kind: "reopen" }] as const)
      await expect(decide(checkpoint.id, decision, "ana")).rejects.toMatchObject({
        code: "conflict",
        message: expect.stringMatching(/^This job has ended \(CANCELLED\).*Retry the job/),
      });
    expect(await auditOf(checkpoint.id)).not.toContain("checkpoint.reopen");
  });

  it("that nobody decided in time parks the job; who may decide can open it again", async () => {
    const { id, checkpoint } = await asked("short");
    const parked = await resync.until(
      id,
      (job) => job.checkpoints[checkpoint.id]?.status === "EXPIRED",
      "the expiry",
    );
    expect(parked.status).toBe("WAITING_APPROVAL");
    await expect(decide(checkpoint.id, approve, "ana")).rejects.toMatchObject({ code: "gone" });
    await expect(decide(checkpoint.id, { kind: "reopen" }, "otto")).rejects.toMatchObject({
      code: "forbidden",
    });
    await decide(checkpoint.id, { kind: "reopen" }, "ana");
    expect(await decide(checkpoint.id, approve, "ana")).toMatchObject({ settled: true });
    expect((await resync.ended(id)).status).toBe("COMPLETED");
    expect(await auditOf(checkpoint.id)).toEqual(
      expect.arrayContaining(["checkpoint.refused", "checkpoint.reopen", "checkpoint.approve"]),
    );
  });

  it("can be handed to somebody else, who then decides for them", async () => {
    const { id, checkpoint } = await asked("plain");
    await expect(decide(checkpoint.id, { kind: "delegate", to: "otto" }, "otto")).rejects.toMatchObject({
      code: "forbidden",
    });
    await decide(checkpoint.id, { kind: "delegate", to: "Otto" }, "ana");
    const decided = await decide(checkpoint.id, approve, "otto");
    expect(decided.checkpoint.votes).toMatchObject([{ by: { name: "Otto" }, onBehalfOf: { name: "Ana" } }]);
    await resync.ended(id);
  });

  it("that nobody answers is reminded of, then others are asked as well", async () => {
    const { id, checkpoint } = await asked("silent");
    await expect(decide(checkpoint.id, approve, "ana")).rejects.toMatchObject({ code: "forbidden" });
    await resync.until(id, (job) => job.checkpoints[checkpoint.id]?.escalatedAt != null, "the escalation");
    expect(await resync.told(id)).toEqual(
      expect.arrayContaining(["ask checkpoint.reminded", "ask checkpoint.escalated"]),
    );
    expect(await decide(checkpoint.id, approve, "ana")).toMatchObject({ settled: true });
    await resync.ended(id);
  });

  it("can be broken open by two approvers, and somebody else looks at it afterwards", async () => {
    const { id } = await resync.start("plain", {}, { by: resync.as("otto") });
    const checkpoint = await resync.asked(id);
    const broken = { kind: "break_glass", reason: "the payroll is late" } as const;
    await expect(decide(checkpoint.id, broken, "olga")).rejects.toMatchObject({ code: "forbidden" });
    expect(await decide(checkpoint.id, broken, "ana")).toMatchObject({ settled: false });
    await expect(decide(checkpoint.id, broken, "ana")).rejects.toMatchObject({ code: "conflict" });
    expect(await decide(checkpoint.id, broken, "bo")).toMatchObject({
      settled: true,
      checkpoint: { brokenGlass: true },
    });
    const job = await resync.ended(id);
    expect(job.status).toBe("COMPLETED");
    const review = (await resync.reader.checkpointsOf(id)).find(({ purpose }) => purpose === "review");
    expect(review).toMatchObject({ status: "PENDING" });
    const looked = { kind: "review", reason: "it was right" } as const;
    await expect(decide(review?.id ?? "", looked, "bo")).rejects.toMatchObject({ code: "forbidden" });
    expect((await decide(review?.id ?? "", looked, "ada")).checkpoint.status).toBe("APPROVED");
    expect(await auditOf(checkpoint.id)).toEqual(
      expect.arrayContaining(["checkpoint.break_glass", "checkpoint.break_glass"]),
    );
  });

  it("that does not exist is said not to", async () => {
    await expect(decide("11111111-1111-4111-8111-111111111111", approve, "ana")).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
