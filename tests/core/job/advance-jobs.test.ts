import { describe, expect, it } from "vitest";
import { advance } from "#core/job/advance.ts";
import {
  ana,
  at,
  began,
  bob,
  flow,
  hour,
  jobOf,
  minute,
  policy,
  second,
  spec,
  stage,
  vote,
} from "./advance-support.ts";

const stopped = { kind: "cancel", by: bob, reason: "wrong night" } as const;

describe("a failing job", () => {
  it("begins nothing new, lets what runs finish, and then has failed with the first failure", () => {
    const play = stage(flow([spec("a"), spec("b"), spec("c", { needs: ["b"] }), spec("d")]));
    const b = play.arm("b");
    play.fail("a");
    expect(play.states()).toEqual({ a: "FAILED", b: "RUNNING", d: "CANCELLED" });
    expect(play.job.status).toBe("RUNNING");
    const failure = { code: "timeout", message: "b was slow.", step: null };
    expect(play.say({ kind: "failed", step: "b", fence: b, failure, retryable: true })).toEqual([
      "step.failed",
      "job.failed",
    ]);
    expect(play.job).toMatchObject({
      status: "FAILED",
      failure: { step: "a", message: "a broke." },
      lookAt: null,
    });
    expect(play.job.endedAt).toEqual(play.now);
  });

  it("lets go of those who wait for people or for time, and says why nobody is asked any more", () => {
    const play = stage(flow([spec("a", { approval: policy() }), spec("b"), spec("c")]));
    play.ask("a");
    const fence = play.arm("b");
    play.say({
      kind: "again",
      step: "b",
      fence,
      at: new Date(play.now.getTime() + hour),
      memory: 1,
      note: null,
    });
    play.fail("c");
    expect(play.states()).toEqual({ a: "CANCELLED", b: "CANCELLED", c: "FAILED" });
    expect(play.checkpoint("c1")).toMatchObject({
      status: "EXPIRED",
      reason: "The job ended before anybody decided.",
    });
    expect(play.say({ kind: "reopened", checkpointId: "c1", by: bob })).toEqual([]);
    expect(play.job.status).toBe("FAILED");
  });

  it("asks nobody on behalf of a step that was being previewed", () => {
    const play = stage(flow([spec("a", { approval: policy() }), spec("b")]));
    const fence = play.claim("a");
    play.fail("b");
    expect(play.say({ kind: "planned", step: "a", fence, checkpointId: "c1", preview: null })).toEqual([
      "step.cancelled",
      "job.failed",
    ]);
  });

  it("waits for its child, and for the word on a step whose outcome nobody knows", () => {
    const play = stage(flow([spec("a"), spec("b"), spec("c")]));
    const a = play.arm("a");
    play.say({ kind: "child_started", step: "a", fence: a, jobId: "kid" });
    play.arm("b", "w2");
    play.say({ kind: "lost", step: "b", owner: "w2", checkpointId: "c1" });
    play.fail("c");
    expect(play.states()).toEqual({ a: "WAITING", b: "UNKNOWN", c: "FAILED" });
    play.say({
      kind: "child_ended",
      step: "a",
      jobId: "kid",
      status: "COMPLETED",
      outputs: {},
      failure: null,
    });
    expect(play.job.status).toBe("WAITING_APPROVAL");
    play.say({ kind: "resolved", checkpointId: "c1", outcome: "not_happened", by: bob, reason: null });
    expect(play.states()).toEqual({ a: "SUCCEEDED", b: "CANCELLED", c: "FAILED" });
    expect(play.job.status).toBe("FAILED");
  });
});

describe("rolling back", () => {
  const undo = (id: string) => ({
    uses: "test.undo",
    with: { was: at(`steps.${id}.output.done`) },
    effect: "keyed" as const,
  });
  const steps = [
    spec("a", { rollback: undo("a") }),
    spec("b", { needs: ["a"], rollback: undo("b") }),
    spec("plain", { needs: ["b"] }),
    spec("c", { needs: ["plain"], onFailure: "rollback", rollback: undo("c") }),
  ];

  function failing() {
    const play = stage(flow(steps));
    for (const id of ["a", "b", "plain"]) {
      play.now = new Date(play.now.getTime() + second);
      play.succeed(id);
    }
    expect(play.fail("c")).toEqual(["step.failed", "job.rolling_back"]);
    return play;
  }

  it("undoes what succeeded, the last first, one by one, with the outputs it had", () => {
    const play = failing();
    expect(play.states()).toMatchObject({ "rollback:b": "READY", c: "FAILED" });
    expect(play.job.steps["rollback:a"]).toBeUndefined();
    expect(play.step("rollback:b").plan).toEqual({ uses: "test.undo", args: { was: "b" } });
    play.succeed("rollback:b");
    expect(play.succeed("rollback:a")).toEqual(["step.succeeded", "job.failed"]);
    expect(play.job).toMatchObject({ status: "FAILED", failure: { step: "c" } });
    expect(play.job.steps["rollback:c"]).toBeUndefined();
  });

  it("goes on after a rollback that failed", () => {
    const play = failing();
    play.fail("rollback:b");
    expect(play.step("rollback:a").state).toBe("READY");
    play.succeed("rollback:a");
    expect(play.job.failure?.step).toBe("c");
  });

  it("asks nobody: the approval of the step covered its rollback", () => {
    const play = stage(
      flow([
        spec("a", { approval: policy(), rollback: undo("a") }),
        spec("b", { needs: ["a"], onFailure: "rollback" }),
      ]),
    );
    play.ask("a");
    play.approve();
    play.succeed("a");
    play.fail("b");
    expect(play.succeed("rollback:a")).toEqual(["step.succeeded", "job.failed"]);
  });

  it("waits while the job is paused", () => {
    const play = failing();
    play.say({ kind: "pause", by: bob });
    expect(play.say({ kind: "claimed", step: "rollback:b", owner: "w1" })).toEqual([]);
    play.say({ kind: "resume", by: bob });
    play.succeed("rollback:b");
    expect(play.step("rollback:a").state).toBe("READY");
  });

  it("is followed, when the job is tried again, by what was undone, and by nothing before it", () => {
    const play = failing();
    play.succeed("rollback:b");
    play.succeed("rollback:a");
    play.say({ kind: "retry", by: bob });
    expect(play.states()).toMatchObject({ a: "READY", b: "PENDING", plain: "SUCCEEDED", c: "PENDING" });
    play.succeed("a");
    expect(play.states()).toMatchObject({ b: "READY", c: "PENDING" });
    play.succeed("b");
    play.fail("c");
    expect(play.step("rollback:b")).toMatchObject({ state: "READY", fence: 1 });
  });
});

describe("cancelling", () => {
  it("ends the job at once, stops its workers and closes everything that was open", () => {
    const play = stage(
      flow([spec("a"), spec("b", { approval: policy() }), spec("c"), spec("d", { needs: ["c"] })]),
    );
    const a = play.arm("a");
    play.ask("b");
    const kinds = play.say(stopped);
    expect(kinds[0]).toBe("job.cancelling");
    expect(kinds.at(-1)).toBe("job.cancelled");
    expect(kinds.filter((kind) => kind === "step.cancelled")).toHaveLength(4);
    expect(play.stopped).toEqual(["a"]);
    expect(new Set(Object.values(play.states()))).toEqual(new Set(["CANCELLED"]));
    expect(play.job).toMatchObject({ status: "CANCELLED", lookAt: null, failure: { code: "cancelled" } });
    expect(play.checkpoint("c1").status).toBe("EXPIRED");
    expect(play.say({ kind: "succeeded", step: "a", fence: a, output: 1 })).toEqual(["step.late"]);
    expect(play.job.status).toBe("CANCELLED");
    expect(play.step("a").output).toBeNull();
    expect(play.attempts.map(({ outcome }) => outcome)).toEqual(["cancelled", "late"]);
  });

  it("changes nothing of a job that has ended", () => {
    const play = stage(flow([spec("a")]));
    play.succeed("a");
    const { job } = play;
    for (const happening of [
      stopped,
      { kind: "pause", by: bob },
      { kind: "retry", by: bob },
      { kind: "time" },
    ] as const)
      expect(play.say(happening)).toEqual([]);
    expect(play.job).toBe(job);
  });
});

describe("a paused job", () => {
  it("begins nothing, lets what runs finish, and goes on when resumed", () => {
    const play = stage(flow([spec("a"), spec("b", { needs: ["a"] }), spec("c")]));
    const a = play.arm("a");
    expect(play.say({ kind: "pause", by: bob })).toEqual(["job.paused"]);
    expect(play.say({ kind: "pause", by: bob })).toEqual([]);
    play.say({ kind: "succeeded", step: "a", fence: a, output: 1 });
    expect(play.job).toMatchObject({ status: "PAUSED", lookAt: null });
    expect(play.job.steps.b).toBeUndefined();
    const before = play.job;
    play.say({ kind: "claimed", step: "c", owner: "w1" });
    expect(play.job).toBe(before);
    expect(play.say({ kind: "resume", by: bob })).toEqual(["job.resumed"]);
    expect(play.states()).toMatchObject({ b: "READY", c: "READY" });
  });

  it("keeps its timers until then, and its checkpoints may be decided", () => {
    const play = stage(flow([spec("a"), spec("b", { approval: policy({ remindMs: null }) })]));
    const fence = play.arm("a");
    play.say({
      kind: "again",
      step: "a",
      fence,
      at: new Date(play.now.getTime() + minute),
      memory: 1,
      note: null,
    });
    play.ask("b");
    play.say({ kind: "pause", by: bob });
    expect(play.job.lookAt).toEqual(play.checkpoint("c1").expiresAt);
    play.wait(hour);
    expect(play.step("a").state).toBe("WAITING");
    expect(play.approve()).toEqual(["checkpoint.approved"]);
    play.say({ kind: "resume", by: bob });
    expect(play.states()).toEqual({ a: "READY", b: "READY" });
  });

  it("that has nothing left to begin ends", () => {
    const play = stage(flow([spec("a")]));
    const a = play.arm("a");
    play.say({ kind: "pause", by: bob });
    play.say({ kind: "succeeded", step: "a", fence: a, output: 1 });
    expect(play.job.status).toBe("COMPLETED");
  });
});

describe("a job tried again", () => {
  it("does the failed step anew with its whole allowance of tries; what succeeded stands", () => {
    const retry = { attempts: 2, backoffMs: 1, maxMs: 1 };
    const play = stage(flow([spec("a"), spec("b", { needs: ["a"], retry }), spec("c", { needs: ["b"] })]));
    play.succeed("a");
    play.fail("b", { retryable: true });
    play.wait(1);
    play.fail("b", { retryable: true });
    expect(play.job.status).toBe("FAILED");
    expect(play.say({ kind: "retry", by: ana })).toEqual(["job.retried"]);
    expect(play.job).toMatchObject({ status: "QUEUED", failure: null, endedAt: null });
    expect(play.states()).toEqual({ a: "SUCCEEDED", b: "READY" });
    play.fail("b", { retryable: true });
    expect(play.step("b")).toMatchObject({ state: "WAITING", attempt: 3, fence: 3 });
    play.wait(1);
    play.succeed("b");
    play.succeed("c");
    expect(play.job.status).toBe("COMPLETED");
  });

  it("decides again what was skipped after the failed step", () => {
    const play = stage(
      flow([
        spec("a", { onFailure: "continue" }),
        spec("b", { onFailure: "stop" }),
        spec("c", { needs: ["a", "d"] }),
        spec("d", { needs: ["b"], if: "steps.b.state == 'SUCCEEDED'" }),
      ]),
    );
    play.fail("a");
    play.fail("b");
    play.say({ kind: "retry", by: bob });
    expect(play.states()).toEqual({ a: "FAILED", b: "READY" });
    play.succeed("b");
    expect(play.step("d").state).toBe("READY");
  });

  it("asks people first about a once step that was acting when the job was cancelled", () => {
    const play = stage(flow([spec("a"), spec("b"), spec("c", { effect: "keyed" })]));
    play.arm("a");
    play.claim("b");
    play.arm("c");
    play.say(stopped);
    play.say({ kind: "retry", by: bob });
    expect(play.states()).toEqual({ a: "UNKNOWN", b: "READY", c: "READY" });
    const [question] = Object.values(play.job.checkpoints);
    expect(question).toMatchObject({ purpose: "outcome", status: "PENDING", step: "a" });
    play.say({
      kind: "resolved",
      checkpointId: question?.id ?? "",
      outcome: "not_happened",
      by: bob,
      reason: null,
    });
    expect(play.step("a").state).toBe("READY");
  });

  it("asks again about a step whose outcome was left open when it was aborted", () => {
    const play = stage(flow([spec("a")]));
    play.arm("a");
    play.say({ kind: "lost", step: "a", owner: "w1", checkpointId: "c1" });
    play.say({ kind: "resolved", checkpointId: "c1", outcome: "abort", by: bob, reason: null });
    play.say({ kind: "retry", by: bob });
    expect(play.step("a").state).toBe("UNKNOWN");
    expect(Object.values(play.job.checkpoints).map(({ status }) => status)).toEqual(["REJECTED", "PENDING"]);
  });
});

describe("a completed job", () => {
  it("reports its outputs; what was skipped or is not there is null, and fails nothing", () => {
    const play = stage(
      flow([spec("a"), spec("b", { if: "false" })], {
        done: at("steps.a.output.done"),
        skipped: at("steps.b.output.done"),
        missing: at("steps.a.output.no.such"),
        broken: at("not a path"),
      }),
    );
    expect(play.succeed("a")).toEqual(["step.succeeded", "job.completed"]);
    expect(play.job.outputs).toEqual({ done: "a", skipped: null, missing: null, broken: null });
  });
});

describe("the moment to look", () => {
  it("is ten seconds after a step became READY, and ten seconds later each time nobody took it", () => {
    const play = stage(flow([spec("a")]));
    expect(play.job.lookAt).toEqual(new Date(began.getTime() + 10 * second));
    const { job } = play;
    play.say({ kind: "time" });
    expect(play.job).toBe(job);
    play.wait(10 * second);
    expect(play.job.lookAt).toEqual(new Date(began.getTime() + 20 * second));
    play.claim("a");
    expect(play.job.lookAt).toBeNull();
  });
});

describe("five hundred steps", () => {
  it("side by side or one after the other take well under a second", () => {
    const names = Array.from({ length: 500 }, (_, index) => `s${index}`);
    const wide = names.map((id) => spec(id, { if: "inputs.go == true", with: { x: at("inputs.go") } }));
    const long = names.map((id, index) => spec(id, { needs: index === 0 ? [] : [`s${index - 1}`] }));
    const skipped = long.map((each) => ({ ...each, if: "false" }));
    const start = performance.now();
    for (const steps of [wide, long]) {
      const play = stage(flow(steps), { go: true });
      for (const id of names) play.succeed(id);
      expect(play.job.status).toBe("COMPLETED");
    }
    expect(stage(flow(skipped)).job.status).toBe("COMPLETED");
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe("the rule", () => {
  it("gives the very same job back for what does not fit it", () => {
    const workflow = flow([spec("a")]);
    const job = advance(workflow, jobOf(workflow), { kind: "created" }, began).job;
    const step = "nobody";
    for (const happening of [
      { kind: "claimed", step, owner: "w" },
      { kind: "armed", step, fence: 1 },
      { kind: "succeeded", step, fence: 1, output: null },
      { kind: "lost", step, owner: "w", checkpointId: "c" },
      { kind: "rejected", checkpointId: "c", vote: vote(bob) },
      { kind: "resume", by: bob },
      { kind: "retry", by: bob },
    ] as const)
      expect(advance(workflow, job, happening, began)).toEqual({ job, events: [], attempts: [], stop: [] });
  });
});
