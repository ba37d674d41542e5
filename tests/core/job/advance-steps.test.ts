import { describe, expect, it } from "vitest";
import { advance, advanceAll, needsPeople } from "#core/job/advance.ts";
import { at, began, bob, flow, hour, jobOf, minute, policy, second, spec, stage } from "./advance-support.ts";

describe("what may begin", () => {
  it("is every step without needs, with its plan made, as soon as the job is created", () => {
    const play = stage(flow([spec("a", { with: { who: at("inputs.who") } }), spec("b", { needs: ["a"] })]), {
      who: "me",
    });
    expect(play.events.map(({ kind }) => kind)).toEqual(["job.created"]);
    expect(play.step("a")).toMatchObject({ state: "READY", plan: { uses: "test.act", args: { who: "me" } } });
    expect(play.step("a").planDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(play.job).toMatchObject({ status: "PENDING", seq: 1, startedAt: null });
    expect(Object.keys(play.job.steps)).toEqual(["a"]);
  });

  it("is told of once: a job created twice is the same job", () => {
    const play = stage(flow([spec("a")]));
    const before = play.job;
    expect(play.say({ kind: "created" })).toEqual([]);
    expect(play.job).toBe(before);
  });

  it("waits until everything before it has ended", () => {
    const play = stage(flow([spec("a"), spec("b"), spec("c", { needs: ["a", "b"] })]));
    play.succeed("a");
    expect(play.job.steps.c).toBeUndefined();
    play.succeed("b");
    expect(play.step("c").state).toBe("READY");
  });

  it("goes on after a step that failed, when that says continue", () => {
    const play = stage(flow([spec("a", { onFailure: "continue" }), spec("b", { needs: ["a"] })]));
    play.fail("a");
    play.succeed("b");
    expect(play.job).toMatchObject({ status: "COMPLETED", failure: null });
  });

  it("is skipped by a false condition, and what needs only skipped steps still runs", () => {
    const steps = [
      spec("a", { if: "inputs.wanted == true" }),
      spec("b", { needs: ["a"], if: "steps.a.state == 'SUCCEEDED'" }),
      spec("c", { needs: ["b"] }),
    ];
    const play = stage(flow(steps), { wanted: false });
    expect(play.states()).toEqual({ a: "SKIPPED", b: "SKIPPED", c: "READY" });
    expect(play.events.map(({ kind }) => kind)).toEqual(["job.created", "step.skipped", "step.skipped"]);
  });

  it("fails with a sentence when its template leads nowhere, and follows its on_failure", () => {
    const lost = { with: { x: at("steps.a.output.nothing") }, needs: ["a"] };
    const stopped = stage(flow([spec("a"), spec("b", lost)]));
    stopped.succeed("a");
    expect(stopped.job).toMatchObject({ status: "FAILED", failure: { code: "invalid_input", step: "b" } });
    expect(stopped.job.failure?.message).toContain("steps.a.output.nothing");
    const passed = stage(flow([spec("a"), spec("b", { ...lost, onFailure: "continue" })]));
    passed.succeed("a");
    expect(passed.job.status).toBe("COMPLETED");
  });

  it("fails with a sentence when its condition cannot be evaluated", () => {
    const play = stage(flow([spec("a", { if: "steps.nobody.state == 'X'" })]));
    expect(play.job).toMatchObject({ status: "FAILED", failure: { code: "invalid_input", step: "a" } });
  });

  it("does not resolve what a template yielded again", () => {
    const play = stage(flow([spec("a", { with: { x: at("inputs.x") } })]), { x: at("inputs.secret") });
    expect(play.step("a").plan?.args).toEqual({ x: at("inputs.secret") });
  });

  it("knows steps named like what every object has", () => {
    const play = stage(flow([spec("constructor"), spec("toString", { needs: ["constructor"] })]));
    play.succeed("constructor");
    play.succeed("toString");
    expect(play.job.status).toBe("COMPLETED");
  });

  it("completes a workflow without steps at once", () => {
    expect(stage(flow([])).job.status).toBe("COMPLETED");
  });
});

describe("claiming and arming", () => {
  it("raises the fence and the try, starts the job once, and tells of one start for each try", () => {
    const play = stage(flow([spec("a"), spec("b", { needs: ["a"] })]));
    expect(play.say({ kind: "claimed", step: "a", owner: "w1" })).toEqual(["job.started"]);
    expect(play.step("a")).toMatchObject({
      state: "RUNNING",
      phase: "claimed",
      fence: 1,
      attempt: 1,
      owner: "w1",
    });
    expect(play.say({ kind: "armed", step: "a", fence: 1 })).toEqual(["step.started"]);
    expect(play.events.at(-1)?.data).toEqual({ attempt: 1, uses: "test.act", owner: "w1" });
    expect(play.say({ kind: "armed", step: "a", fence: 1 })).toEqual([]);
    play.say({ kind: "succeeded", step: "a", fence: 1, output: 1 });
    expect(play.say({ kind: "claimed", step: "b", owner: "w1" })).toEqual([]);
  });

  it("has one winner", () => {
    const play = stage(flow([spec("a")]));
    play.claim("a", "w1");
    const before = play.job;
    play.say({ kind: "claimed", step: "a", owner: "w2" });
    expect(play.job).toBe(before);
  });

  it("does not arm under another fence, nor a plan that is not the one its digest was made of", () => {
    const workflow = flow([spec("a")]);
    const play = stage(workflow);
    play.claim("a");
    expect(play.say({ kind: "armed", step: "a", fence: 2 })).toEqual([]);
    const step = { ...play.step("a"), plan: { uses: "test.act", args: { name: "another" } } };
    const forged = { ...play.job, steps: { a: step } };
    expect(advance(workflow, forged, { kind: "armed", step: "a", fence: 1 }, began).job).toBe(forged);
  });

  it("does not take a result for a step that was not armed", () => {
    const play = stage(flow([spec("a")]));
    const fence = play.claim("a");
    expect(play.say({ kind: "succeeded", step: "a", fence, output: 1 })).toEqual([]);
    expect(play.step("a").state).toBe("RUNNING");
  });

  it("may follow the result before it in the same instant, and then there is no moment to look", () => {
    const workflow = flow([spec("a"), spec("b", { needs: ["a"] })]);
    const first = advanceAll(
      workflow,
      jobOf(workflow),
      [
        { kind: "created" },
        { kind: "claimed", step: "a", owner: "w" },
        { kind: "armed", step: "a", fence: 1 },
      ],
      began,
    );
    expect(first.job).toMatchObject({ status: "RUNNING", lookAt: null });
    const next = advanceAll(
      workflow,
      first.job,
      [
        { kind: "succeeded", step: "a", fence: 1, output: null },
        { kind: "claimed", step: "b", owner: "w" },
        { kind: "armed", step: "b", fence: 1 },
      ],
      began,
    );
    expect(next.events.map(({ kind, seq }) => [seq, kind])).toEqual([
      [4, "step.succeeded"],
      [5, "step.started"],
    ]);
    expect(next.job).toMatchObject({ status: "RUNNING", lookAt: null, seq: 5 });
  });

  it("leaves what did not change the very same object", () => {
    const play = stage(flow([spec("a"), spec("b"), spec("c", { needs: ["b"] })]));
    const { a } = play.job.steps;
    const { checkpoints } = play.job;
    play.succeed("b");
    expect(play.job.steps.a).toBe(a);
    expect(play.job.checkpoints).toBe(checkpoints);
  });
});

describe("a failing try", () => {
  const retry = { attempts: 4, backoffMs: 5 * second, maxMs: 12 * second };

  it("waits longer each time, up to the most, and then fails for good", () => {
    const play = stage(flow([spec("a", { retry })]));
    const pauses: number[] = [];
    for (let round = 1; round < 4; round++) {
      expect(play.fail("a", { retryable: true })).toEqual(["step.failed"]);
      expect(play.events.at(-1)?.data).toMatchObject({ again: true });
      pauses.push(Number(play.step("a").dueAt) - Number(play.now));
      expect(play.job.lookAt).toEqual(play.step("a").dueAt);
      play.wait(pauses.at(-1) ?? 0);
      expect(play.step("a").state).toBe("READY");
    }
    expect(pauses).toEqual([5_000, 10_000, 12_000]);
    play.fail("a", { retryable: true });
    expect(play.events.at(-2)?.data).toMatchObject({ again: false });
    expect(play.job.status).toBe("FAILED");
    expect(play.attempts.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
      [1, "failed"],
      [2, "failed"],
      [3, "failed"],
      [4, "failed"],
    ]);
  });

  it("is not repeated when the action says that it would not help", () => {
    const play = stage(flow([spec("a", { retry })]));
    play.fail("a", { retryable: false });
    expect(play.step("a").state).toBe("FAILED");
  });

  it("counts although it failed while previewing, so that asking people ends as well", () => {
    const play = stage(flow([spec("a", { approval: policy(), retry: { ...retry, attempts: 2 } })]));
    const failure = { code: "unreachable", message: "Nobody answered.", step: null };
    for (let round = 0; round < 2; round++) {
      const fence = play.claim("a");
      play.say({ kind: "failed", step: "a", fence, failure, retryable: true });
      play.wait(minute);
    }
    expect(play.job.status).toBe("FAILED");
  });

  it("of a once step whose effect is unknown asks people instead of trying again", () => {
    const play = stage(flow([spec("a", { retry })]));
    expect(play.fail("a", { retryable: true, unknown: true })).toEqual(["step.unknown", "checkpoint.opened"]);
    expect(play.job.status).toBe("WAITING_APPROVAL");
    const [checkpoint] = Object.values(play.job.checkpoints);
    expect(checkpoint).toMatchObject({ type: "ERROR", purpose: "outcome", expiresAt: null });
    expect(checkpoint?.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const safe = stage(flow([spec("a", { retry, effect: "idempotent" })]));
    safe.fail("a", { retryable: true, unknown: true });
    expect(safe.step("a").waitingFor).toEqual({ kind: "retry" });
  });
});

describe("an action that waits", () => {
  it("is one try with one start, however often it looks, and gets its memory back", () => {
    const play = stage(flow([spec("a")]));
    for (const look of [1, 2, 3]) {
      const fence = play.arm("a");
      const until = new Date(play.now.getTime() + 5 * second);
      expect(
        play.say({ kind: "again", step: "a", fence, at: until, memory: { look }, note: "not yet" }),
      ).toEqual(["step.waiting"]);
      expect(play.job).toMatchObject({ status: "RUNNING", lookAt: until });
      expect(play.wait(4 * second)).toEqual([]);
      expect(play.step("a").state).toBe("WAITING");
      play.wait(second);
      expect(play.step("a")).toMatchObject({ state: "READY", memory: { look }, attempt: 1 });
    }
    play.succeed("a");
    expect(play.events.filter(({ kind }) => kind === "step.started")).toHaveLength(1);
    expect(play.step("a")).toMatchObject({ attempt: 1, fence: 4 });
    expect(play.job.status).toBe("COMPLETED");
  });

  it("for a child ends with it: its outputs, or its sentence", () => {
    for (const status of ["COMPLETED", "FAILED"] as const) {
      const play = stage(flow([spec("a")], { x: at("steps.a.output.x") }));
      const fence = play.arm("a");
      play.say({ kind: "child_started", step: "a", fence, jobId: "kid" });
      expect(play.job).toMatchObject({
        status: "RUNNING",
        lookAt: new Date(play.now.getTime() + 30 * second),
      });
      const failure = { code: "x", message: "The kid fell.", step: null };
      const ended = { kind: "child_ended", step: "a", status, outputs: { x: 7 }, failure } as const;
      expect(play.say({ ...ended, jobId: "another" })).toEqual([]);
      play.say({ ...ended, jobId: "kid" });
      if (status === "COMPLETED") expect(play.job.outputs).toEqual({ x: 7 });
      else
        expect(play.job.failure).toMatchObject({
          code: "child",
          message: expect.stringContaining("The kid fell."),
        });
    }
  });
});

describe("words of workers", () => {
  it("tell of progress, sentences and notes while the step runs under their fence", () => {
    const play = stage(flow([spec("a")]));
    const fence = play.arm("a");
    expect(play.say({ kind: "told", step: "a", fence, as: "progress", text: "half" })).toEqual([
      "step.progress",
    ]);
    expect(play.say({ kind: "told", step: "a", fence, as: "said", text: "hello" })).toEqual(["step.said"]);
    const note = {
      kind: "noted",
      step: "a",
      fence,
      checkpointId: "n1",
      message: "Seen",
      data: { rows: 3 },
    } as const;
    expect(play.say(note)).toEqual(["checkpoint.noted"]);
    expect(play.say(note)).toEqual([]);
    expect(play.checkpoint("n1")).toMatchObject({ type: "INFO", status: "APPROVED", title: "Seen" });
    expect(play.job.status).toBe("RUNNING");
    expect(play.say({ kind: "told", step: "a", fence: fence + 1, as: "said", text: "hello" })).toEqual([]);
    expect(play.say({ ...note, checkpointId: "n2", fence: fence - 1 })).toEqual([]);
  });

  it("that come after the fence moved on are evidence and change nothing", () => {
    const play = stage(flow([spec("a", { effect: "read" })]));
    const old = play.arm("a", "w1");
    play.say({ kind: "lost", step: "a", owner: "w1", checkpointId: "c" });
    const fence = play.arm("a", "w2");
    const step = play.step("a");
    expect(play.say({ kind: "succeeded", step: "a", fence: old, output: "mine" })).toEqual(["step.late"]);
    expect(play.step("a")).toBe(step);
    expect(play.attempts.at(-1)).toMatchObject({ outcome: "late", fence: old, evidence: { output: "mine" } });
    play.say({ kind: "succeeded", step: "a", fence, output: "ours" });
    expect(play.step("a").output).toBe("ours");
  });

  it("said twice, because the first answer was lost, are one word", () => {
    const play = stage(flow([spec("a"), spec("b")]));
    const fence = play.arm("a");
    const word = { kind: "succeeded", step: "a", fence, output: { x: 1 } } as const;
    play.say(word);
    const before = play.job;
    expect(play.say(word)).toEqual([]);
    expect(play.job).toBe(before);
  });

  it("that give a claim back make the step READY, and an unarmed claim was no try", () => {
    const play = stage(flow([spec("a")]));
    const fence = play.claim("a");
    expect(play.say({ kind: "returned", step: "a", fence })).toEqual([]);
    expect(play.step("a")).toMatchObject({ state: "READY", attempt: 0, fence: 1 });
    const armed = play.arm("a");
    play.say({ kind: "returned", step: "a", fence: armed });
    expect(play.step("a")).toMatchObject({ state: "READY", attempt: 1, forgiven: 1, armedAt: null });
    expect(play.attempts.at(-1)).toMatchObject({ outcome: "cancelled", armedAt: null });
  });
});

describe("a lost worker", () => {
  const gone = { kind: "lost", step: "a", owner: "w1", checkpointId: "c1" } as const;

  it("that had only claimed leaves the step READY, whatever its effect", () => {
    const play = stage(flow([spec("a")]));
    play.claim("a");
    expect(play.say({ ...gone, owner: "somebody" })).toEqual([]);
    expect(play.say(gone)).toEqual(["step.lost"]);
    expect(play.step("a")).toMatchObject({ state: "READY", fence: 1, attempt: 1 });
    expect(play.attempts).toMatchObject([{ outcome: "lost", armedAt: null }]);
  });

  it("that had armed a step which may be repeated leaves it READY, and its allowance of tries whole", () => {
    const play = stage(
      flow([spec("a", { effect: "keyed", retry: { attempts: 2, backoffMs: 1, maxMs: 1 } })]),
    );
    play.arm("a");
    play.say(gone);
    expect(play.step("a")).toMatchObject({ state: "READY", attempt: 1, forgiven: 1 });
    play.fail("a", { retryable: true });
    expect(play.step("a").waitingFor).toEqual({ kind: "retry" });
  });

  it("is followed by another only so often", () => {
    const play = stage(flow([spec("a", { effect: "read" })]));
    for (let round = 0; round < 3; round++) {
      play.arm("a");
      play.say(gone);
    }
    expect(play.job).toMatchObject({ status: "FAILED", failure: { code: "poison" } });
  });

  it("begins to count anew after a word of another", () => {
    const play = stage(flow([spec("a", { effect: "read" })]));
    for (let round = 0; round < 10; round++) {
      play.arm("a");
      play.say(gone);
      const fence = play.arm("a");
      play.say({ kind: "again", step: "a", fence, at: play.now, memory: round, note: null });
      play.wait(second);
    }
    expect(play.step("a")).toMatchObject({ state: "READY", memory: 9 });
  });

  it("that had armed a once step leaves a question to people, with the evidence", () => {
    const play = stage(flow([spec("a"), spec("b", { needs: ["a"] })]));
    play.arm("a");
    expect(play.say(gone)).toEqual(["step.unknown", "checkpoint.opened"]);
    expect(play.checkpoint("c1")).toMatchObject({
      type: "ERROR",
      purpose: "outcome",
      status: "PENDING",
      expiresAt: null,
      policy: { from: ["approvers"], fourEyes: "auto" },
      data: { owner: "w1", attempt: 1, armedAt: began.toISOString(), plan: { uses: "test.act" } },
    });
    expect(play.job.status).toBe("WAITING_APPROVAL");
    expect(play.wait(100 * hour)).toEqual(["checkpoint.reminded"]);
  });

  it("is resolved by a person: it happened, it did not, or abort", () => {
    const said = (outcome: "happened" | "not_happened" | "abort") => {
      const play = stage(flow([spec("a"), spec("b", { needs: ["a"] })]));
      play.arm("a");
      play.say(gone);
      const kinds = play.say({ kind: "resolved", checkpointId: "c1", outcome, by: bob, reason: "looked" });
      expect(kinds[0]).toBe("step.resolved");
      expect(
        play.say({ kind: "resolved", checkpointId: "c1", outcome: "abort", by: bob, reason: null }),
      ).toEqual([]);
      return play;
    };
    const happened = said("happened");
    expect(happened.states()).toEqual({ a: "SUCCEEDED", b: "READY" });
    expect(happened.step("a").output).toEqual({ resolved: "happened", by: bob });
    expect(happened.attempts.map(({ outcome }) => outcome)).toEqual(["lost", "resolved_happened"]);
    const not = said("not_happened");
    expect(not.states()).toEqual({ a: "READY" });
    not.succeed("a");
    expect(not.step("a").attempt).toBe(2);
    const abort = said("abort");
    expect(abort.job).toMatchObject({ status: "FAILED", failure: { code: "aborted", step: "a" } });
  });
});

describe("a step that needs people", () => {
  it("says so to whoever claims it, until the very plan it has was approved", () => {
    const workflow = flow([spec("a", { approval: policy() }), spec("b")]);
    const play = stage(workflow);
    expect(needsPeople(workflow, play.job, "a")).toBe(true);
    expect(needsPeople(workflow, play.job, "b")).toBe(false);
    const fence = play.claim("a");
    expect(play.step("a").attempt).toBe(0);
    expect(play.say({ kind: "armed", step: "a", fence })).toEqual([]);
    expect(play.say({ kind: "planned", step: "a", fence, checkpointId: "c1", preview: null })).toEqual([
      "checkpoint.opened",
    ]);
    expect(play.step("a")).toMatchObject({
      state: "WAITING",
      waitingFor: { kind: "checkpoint", checkpointId: "c1" },
    });
    expect(play.attempts).toEqual([]);
    play.approve();
    expect(needsPeople(workflow, play.job, "a")).toBe(false);
    expect(play.succeed("a")).toEqual(["step.succeeded"]);
    expect(play.step("a").attempt).toBe(1);
  });
});
