import { describe, expect, it } from "vitest";
import { needsPeople } from "#core/job/advance.ts";
import { ana, bob, eva, flow, hour, minute, policy, spec, stage, vote } from "./advance-support.ts";

const asking = policy({ expiresMs: 24 * hour, remindMs: null, escalate: null });
const workflow = flow([spec("a", { approval: asking }), spec("b", { needs: ["a"] })]);

/** A job whose step `a` waits for checkpoint `c1`. */
function asked(of = workflow) {
  const play = stage(of);
  play.ask("a");
  return play;
}

describe("a checkpoint", () => {
  it("freezes the plan and its digest, and says until when it is open", () => {
    const play = asked();
    expect(play.checkpoint("c1")).toMatchObject({
      type: "APPROVAL_REQUIRED",
      purpose: "approval",
      status: "PENDING",
      round: 1,
      requester: ana,
      plan: play.step("a").plan,
      planDigest: play.step("a").planDigest,
      expiresAt: new Date(play.now.getTime() + 24 * hour),
    });
    expect(play.job.status).toBe("WAITING_APPROVAL");
    expect(play.job.lookAt).toEqual(play.checkpoint("c1").expiresAt);
  });

  it("that is approved makes its step READY with the very plan that was frozen", () => {
    const play = asked();
    const { plan } = play.step("a");
    expect(play.approve()).toEqual(["checkpoint.approved"]);
    expect(play.step("a")).toMatchObject({ state: "READY", waitingFor: null });
    expect(play.step("a").plan).toBe(plan);
    expect(play.checkpoint("c1")).toMatchObject({ status: "APPROVED", decidedBy: bob, soleDecider: false });
  });

  it("approved fifty times continues once", () => {
    const play = asked();
    const kinds = Array.from({ length: 50 }, () => play.approve()).flat();
    expect(kinds).toEqual(["checkpoint.approved"]);
    expect(play.say({ kind: "rejected", checkpointId: "c1", vote: vote(eva, "no") })).toEqual([]);
  });

  it("counts votes that are not enough, each person once", () => {
    const play = asked();
    const some = { kind: "approved", checkpointId: "c1", enough: false, soleDecider: false } as const;
    expect(play.say({ ...some, vote: vote(bob) })).toEqual(["checkpoint.voted"]);
    expect(play.say({ ...some, vote: vote(bob) })).toEqual([]);
    expect(play.step("a").state).toBe("WAITING");
    expect(play.say({ ...some, vote: vote(eva), enough: true })).toEqual(["checkpoint.approved"]);
    expect(play.checkpoint("c1").votes).toHaveLength(2);
  });

  it("that is rejected fails the step with the reason, which then follows its on_failure", () => {
    const play = asked();
    const kinds = play.say({ kind: "rejected", checkpointId: "c1", vote: vote(bob, "Not tonight.") });
    expect(kinds).toEqual(["checkpoint.rejected", "step.failed", "job.failed"]);
    expect(play.job.failure).toMatchObject({
      code: "rejected",
      message: "Bob rejected a: Not tonight.",
      step: "a",
    });
    const passed = asked(
      flow([spec("a", { approval: asking, onFailure: "continue" }), spec("b", { needs: ["a"] })]),
    );
    passed.say({ kind: "rejected", checkpointId: "c1", vote: vote(bob, "no") });
    expect(passed.states()).toEqual({ a: "FAILED", b: "READY" });
  });

  it("whose plan is changed asks everybody again, and only the new plan can run", () => {
    const play = asked();
    play.say({ kind: "approved", checkpointId: "c1", vote: vote(bob), enough: false, soleDecider: false });
    const before = play.step("a").planDigest;
    play.now = new Date(play.now.getTime() + hour);
    const change = { kind: "changed", checkpointId: "c1", by: eva, reason: "typo", preview: null } as const;
    const was = play.step("a").plan?.args.name ?? null;
    expect(play.say({ ...change, args: { name: "other" } })).toEqual(["checkpoint.changed"]);
    expect(play.events.at(-1)?.data).toMatchObject({ args: { name: "other" }, was: { name: was } });
    expect(play.checkpoint("c1")).toMatchObject({
      round: 2,
      status: "PENDING",
      planDigest: play.step("a").planDigest,
    });
    expect(play.checkpoint("c1").expiresAt).toEqual(new Date(play.now.getTime() + 24 * hour));
    expect(play.step("a").planDigest).not.toBe(before);
    expect(
      play.say({ kind: "approved", checkpointId: "c1", vote: vote(bob), enough: true, soleDecider: false }),
    ).toEqual(["checkpoint.approved"]);
    play.arm("a");
    expect(play.step("a")).toMatchObject({ phase: "armed", plan: { args: { name: "other" } } });
  });

  it("that nobody decides is parked, not rejected, and can be opened again", () => {
    const play = asked();
    play.say({ kind: "approved", checkpointId: "c1", vote: vote(bob), enough: false, soleDecider: false });
    expect(play.wait(24 * hour)).toEqual(["checkpoint.expired"]);
    expect(play.checkpoint("c1").status).toBe("EXPIRED");
    expect(play.job).toMatchObject({ status: "WAITING_APPROVAL", lookAt: null });
    expect(play.approve()).toEqual([]);
    expect(play.say({ kind: "reopened", checkpointId: "c1", by: eva })).toEqual(["checkpoint.reopened"]);
    expect(play.checkpoint("c1")).toMatchObject({
      status: "PENDING",
      round: 2,
      reason: null,
      decidedAt: null,
    });
    expect(play.say({ kind: "reopened", checkpointId: "c1", by: eva })).toEqual([]);
    expect(play.approve()).toEqual(["checkpoint.approved"]);
  });

  it("takes no decision at or after its expiry, though nobody has looked yet", () => {
    const play = asked();
    play.now = new Date(play.now.getTime() + 24 * hour);
    expect(play.approve()).toEqual([]);
  });

  it("reminds each time the pause has passed and asks others once, and nothing twice", () => {
    const nagging = policy({ remindMs: hour, escalate: { afterMs: 90 * minute, to: ["leads"] } });
    const play = asked(flow([spec("a", { approval: nagging })]));
    expect(play.wait(59 * minute)).toEqual([]);
    expect(play.wait(minute)).toEqual(["checkpoint.reminded"]);
    expect(play.say({ kind: "time" })).toEqual([]);
    expect(play.wait(30 * minute)).toEqual(["checkpoint.escalated"]);
    expect(play.events.at(-1)?.data).toMatchObject({ to: ["leads"] });
    expect(play.wait(30 * minute)).toEqual(["checkpoint.reminded"]);
    expect(play.wait(5 * hour)).toEqual(["checkpoint.reminded"]);
    expect(play.wait(16 * hour)).toEqual(["checkpoint.reminded"]);
    expect(play.wait(hour)).toEqual(["checkpoint.expired"]);
  });

  it("can be decided by a delegate, told of once", () => {
    const play = asked();
    const word = { kind: "delegated", checkpointId: "c1", from: bob, to: eva } as const;
    expect(play.say(word)).toEqual(["checkpoint.delegated"]);
    expect(play.say(word)).toEqual([]);
    expect(play.checkpoint("c1").delegates).toEqual([{ from: bob, to: eva }]);
  });

  it("whose glass two people break is approved, and asks a third for a review that holds nothing up", () => {
    const play = asked();
    const broken = { kind: "broke_glass", checkpointId: "c1", reviewId: "r1", enough: false } as const;
    expect(play.say({ ...broken, vote: vote(bob, "fire") })).toEqual(["checkpoint.voted"]);
    expect(play.say({ ...broken, vote: vote(bob, "fire") })).toEqual([]);
    expect(play.step("a").state).toBe("WAITING");
    expect(play.say({ ...broken, vote: vote(eva, "fire"), enough: true })).toEqual([
      "checkpoint.broke_glass",
      "checkpoint.opened",
    ]);
    expect(play.checkpoint("c1")).toMatchObject({ status: "APPROVED", brokenGlass: true });
    expect(play.checkpoint("r1")).toMatchObject({ purpose: "review", status: "PENDING", expiresAt: null });
    expect(play.checkpoint("r1").votes.map(({ by }) => by.id)).toEqual(["bob", "eva"]);
    play.succeed("a");
    play.succeed("b");
    expect(play.job).toMatchObject({ status: "COMPLETED", lookAt: null });
    expect(play.wait(1_000 * hour)).toEqual([]);
    expect(play.say({ kind: "reviewed", checkpointId: "r1", by: ana, reason: "fine" })).toEqual([
      "checkpoint.reviewed",
    ]);
    expect(play.checkpoint("r1")).toMatchObject({ status: "APPROVED", decidedBy: ana });
    expect(play.job.status).toBe("COMPLETED");
  });

  it("of one purpose is not decided by words for another", () => {
    const play = asked();
    expect(
      play.say({ kind: "resolved", checkpointId: "c1", outcome: "happened", by: bob, reason: null }),
    ).toEqual([]);
    expect(play.say({ kind: "reviewed", checkpointId: "c1", by: bob, reason: null })).toEqual([]);
    expect(play.approve("nobody")).toEqual([]);
  });

  it("covers every try of one run", () => {
    const retry = { attempts: 2, backoffMs: 1, maxMs: 1 };
    const play = asked(flow([spec("a", { approval: asking, retry })]));
    play.approve();
    play.fail("a", { retryable: true });
    play.wait(1);
    expect(play.succeed("a")).toEqual(["step.succeeded", "job.completed"]);
  });

  it("of a job that was tried again is asked for anew", () => {
    const play = asked();
    play.approve();
    play.fail("a");
    play.say({ kind: "retry", by: bob });
    expect(play.step("a").state).toBe("READY");
    expect(needsPeople(workflow, play.job, "a")).toBe(true);
    const fence = play.claim("a");
    expect(play.say({ kind: "armed", step: "a", fence })).toEqual([]);
  });
});
