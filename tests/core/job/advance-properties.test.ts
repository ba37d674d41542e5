// What must hold of every job whatever happens to it, in whatever order: random graphs, and a world that plays workers which
// are slow, dead, doubled and late, people who decide, change their mind and cancel, and time that jumps.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance, advanceAll, needsPeople } from "#core/job/advance.ts";
import type { Advanced } from "#core/job/advanced.ts";
import { effects } from "#core/job/effect.ts";
import type { Happening } from "#core/job/happening.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import { type Step, stepHasEnded } from "#core/job/step.ts";
import { findSpec, isRollback, rollbackIdOf } from "#core/job/step-spec.ts";
import { digestOf } from "#core/workflow/digest.ts";
import type { OnFailure, StepSpec, Workflow } from "#core/workflow/workflow.ts";
import {
  ana,
  at,
  began,
  bob,
  eva,
  flow,
  hour,
  jobOf,
  minute,
  policy,
  spec,
  vote,
} from "./advance-support.ts";

const people = [ana, bob, eva] as const;
const workers = ["w1", "w2", "w3"] as const;

/** The first, nearly always; what makes a job end early must be rare, or nothing else is ever seen. */
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.noBias(fc.integer({ min: 0, max: 40 * others.length - 1 })).map((at) => others[at] ?? usual);
}

const workflows: fc.Arbitrary<Workflow> = fc
  .array(
    fc.record({
      needs: fc.array(fc.nat(), { maxLength: 3 }),
      if: mostly<string | null>(
        null,
        "inputs.yes",
        "inputs.no",
        "steps.s0.state == 'SUCCEEDED'",
        "steps.gone.x",
      ),
      asks: fc.boolean(),
      reminds: fc.boolean(),
      onFailure: fc.constantFrom<OnFailure>("stop", "continue", "continue", "rollback"),
      rolls: fc.boolean(),
      effect: fc.constantFrom(...effects),
      undo: fc.constantFrom(...effects),
      attempts: fc.integer({ min: 1, max: 3 }),
      arg: mostly("inputs.yes", "job.id", "steps.s0.output.x"),
    }),
    { minLength: 1, maxLength: 30, size: "max" },
  )
  .map((drawn) => {
    const steps = drawn.map((each, index): StepSpec => {
      const needs = index === 0 ? [] : [...new Set(each.needs.map((need) => `s${need % index}`))];
      return spec(`s${index}`, {
        needs,
        if: index === 0 && each.if?.includes("s0") ? null : each.if,
        approval: each.asks
          ? policy({ remindMs: each.reminds ? hour : null, escalate: { afterMs: 2 * hour, to: ["leads"] } })
          : null,
        onFailure: each.onFailure,
        effect: each.effect,
        retry: { attempts: each.attempts, backoffMs: 1_000, maxMs: minute },
        with: { x: each.arg.startsWith("steps") && index === 0 ? 1 : at(each.arg) },
        rollback: each.rolls
          ? { uses: "test.undo", with: { x: at(`steps.s${index}.output.x`) }, effect: each.undo }
          : null,
      });
    });
    // The order in the file is not the order of the graph.
    return deepFrozen(flow([...steps].reverse(), { x: at("steps.s0.output.x") }));
  });

/** What the world does next: which of the things it could do, to which of the things there are, by whom. */
const moves = fc.array(
  fc.record({
    what: fc.noBias(fc.nat({ max: 10_000 })),
    which: fc.noBias(fc.nat({ max: 10_000 })),
    who: fc.noBias(fc.nat({ max: 2 })),
    coin: fc.boolean(),
    id: fc.uuid(),
  }),
  { minLength: 20, maxLength: 150, size: "max" },
);
type Move = typeof moves extends fc.Arbitrary<readonly (infer M)[]> ? M : never;

/** Weighted: what happens more often stands more often. */
const kinds = [
  ...["claimed", "claimed", "claimed", "claimed", "armed", "armed", "armed", "planned", "planned"],
  ...["succeeded", "succeeded", "succeeded", "failed", "failed", "again", "child_started", "child_ended"],
  ...["returned", "lost", "lost", "lost", "told", "noted", "time", "time", "late", "repeat"],
  ...[
    "approved",
    "approved",
    "approved",
    "rejected",
    "changed",
    "reopened",
    "delegated",
    "broke_glass",
    "reviewed",
  ],
  ...["resolved", "resolved", "pause", "resume", "resume", "cancel", "retry"],
] as const;

/** The kind the move names, or the next one that could happen to this job. */
function happeningOf(job: Job, move: Move, last: Happening | null): Happening | null {
  for (let turn = 0; turn < kinds.length; turn++) {
    const what = (move.what + turn) % kinds.length;
    // What is nearly always possible is not what to fall back upon.
    if (turn > 0 && ["pause", "cancel", "time", "late", "told", "noted"].includes(kinds[what] ?? ""))
      continue;
    const happening = trial(job, { ...move, what }, last);
    if (happening) return happening;
  }
  return null;
}

/** null: there is nothing it could happen to. */
function trial(job: Job, move: Move, last: Happening | null): Happening | null {
  const kind = kinds[move.what % kinds.length];
  const steps = Object.values(job.steps);
  const pick = <T>(all: readonly T[]): T | undefined => all[move.which % Math.max(1, all.length)];
  // Most words are to the point; some are not.
  const honest = move.which % 9 > 0;
  const phase = kind === "armed" || kind === "planned" ? "claimed" : kind === "returned" ? null : "armed";
  const running = pick(
    steps.filter((each) => each.state === "RUNNING" && (!honest || phase === null || each.phase === phase)),
  );
  const checkpoint = pick(Object.values(job.checkpoints));
  const by = people[move.who] ?? ana;
  const owner = workers[move.who] ?? "w1";
  const word = running && { step: running.id, fence: running.fence };
  const failure = { code: "bad_gateway", message: "It broke.", step: null };
  switch (kind) {
    case "claimed": {
      const step = pick(steps.filter(({ state }) => state === "READY" || !honest));
      return step ? { kind, step: step.id, owner } : null;
    }
    case "armed":
      return word ? { kind, ...word } : null;
    case "planned":
      return word ? { kind, ...word, checkpointId: move.id, preview: null } : null;
    case "succeeded":
      return word ? { kind, ...word, output: { x: move.which } } : null;
    case "failed":
      return word ? { kind, ...word, failure, retryable: move.coin, unknown: move.who === 0 } : null;
    case "again":
      return word
        ? {
            kind,
            ...word,
            at: new Date(began.getTime() + move.which * 1_000),
            memory: move.which,
            note: null,
          }
        : null;
    case "child_started":
      return word ? { kind, ...word, jobId: move.id } : null;
    case "child_ended": {
      const waiting = pick(
        steps.flatMap((each) =>
          each.waitingFor?.kind === "child" ? [{ step: each.id, jobId: each.waitingFor.jobId }] : [],
        ),
      );
      const status = move.coin ? "COMPLETED" : "FAILED";
      return waiting ? { kind, ...waiting, status, outputs: { x: 1 }, failure } : null;
    }
    case "returned":
      return word ? { kind, ...word } : null;
    case "lost":
      return running
        ? {
            kind,
            step: running.id,
            owner: honest ? (running.owner ?? owner) : owner,
            checkpointId: move.id,
          }
        : null;
    case "told":
      return word ? { kind, ...word, as: "said", text: "hm" } : null;
    case "noted":
      return word ? { kind, ...word, checkpointId: move.id, message: "Seen.", data: null } : null;
    case "late": {
      const step = pick(steps.filter(({ fence }) => fence > 0));
      if (!step) return null;
      const old = { step: step.id, fence: Math.max(1, step.fence - (move.coin ? 1 : 0)) };
      if (running?.id === step.id && running.fence === old.fence) return null;
      return { kind: "succeeded", ...old, output: "late" };
    }
    case "repeat":
      return last;
    case "approved":
      return checkpoint
        ? { kind, checkpointId: checkpoint.id, vote: vote(by), enough: move.coin, soleDecider: false }
        : null;
    case "rejected":
      return checkpoint && move.coin ? { kind, checkpointId: checkpoint.id, vote: vote(by, "no") } : null;
    case "changed":
      return checkpoint
        ? { kind, checkpointId: checkpoint.id, by, reason: null, args: { x: move.which }, preview: null }
        : null;
    case "reopened":
      return checkpoint ? { kind, checkpointId: checkpoint.id, by } : null;
    case "delegated":
      return checkpoint ? { kind, checkpointId: checkpoint.id, from: ana, to: by } : null;
    case "broke_glass":
      return checkpoint
        ? { kind, checkpointId: checkpoint.id, vote: vote(by, "fire"), enough: move.coin, reviewId: move.id }
        : null;
    case "reviewed":
      return checkpoint ? { kind, checkpointId: checkpoint.id, by, reason: null } : null;
    case "resolved": {
      const outcome = (["happened", "not_happened", "abort"] as const)[move.who] ?? "abort";
      return checkpoint ? { kind, checkpointId: checkpoint.id, outcome, by, reason: null } : null;
    }
    case "pause":
      return honest && move.who > 0 ? null : { kind, by };
    case "resume":
      return honest && !job.paused ? null : { kind, by };
    case "retry":
      return honest && !hasEnded(job.status) ? null : { kind, by };
    case "cancel":
      return move.coin && move.who === 0 ? { kind, by, reason: null } : null;
    default:
      return { kind: "time" };
  }
}

/** Plays a job and checks at each happening what must hold of every one. */
function world(workflow: Workflow) {
  const inDoubt = new Set<string>();
  let job: Job = deepFrozen(jobOf(workflow, { yes: true, no: false }));
  let now = began;
  let last: Happening | null = null;

  function say(happening: Happening): Advanced {
    deepFrozen(happening);
    const before = job;
    const result = deepFrozen(advance(workflow, before, happening, now));
    expect(JSON.stringify(advance(workflow, before, happening, now))).toBe(JSON.stringify(result));
    check(workflow, before, happening, result, inDoubt);
    job = result.job;
    last = happening;
    return result;
  }

  say({ kind: "created" });
  return {
    say,
    job: () => job,
    pass(ms: number) {
      now = new Date(now.getTime() + ms);
    },
    move(move: Move) {
      const happening = happeningOf(job, move, last);
      if (happening?.kind === "time")
        now = new Date(now.getTime() + (move.coin ? 1_000 : (move.which % 48) * hour));
      if (happening) say(happening);
    },
  };
}

function check(
  workflow: Workflow,
  before: Job,
  happening: Happening,
  { job, events }: Advanced,
  inDoubt: Set<string>,
): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => before.seq + index + 1));
  expect(job.seq).toBe(before.seq + events.length);
  expect(job.revision).toBe(before.revision);
  if (hasEnded(before.status) && happening.kind !== "retry") {
    expect(job.status).toBe(before.status);
    expect(job.steps).toBe(before.steps);
  }
  if (hasEnded(job.status)) {
    expect(job.lookAt).toBeNull();
    expect(
      Object.values(job.steps).filter(({ state }) =>
        ["READY", "RUNNING", "WAITING", "UNKNOWN"].includes(state),
      ),
    ).toEqual([]);
  } else if (!job.paused) expect(goesOn(job), `stuck after ${happening.kind}`).toBe(true);

  if (happening.kind === "retry" && job !== before)
    for (const id of Object.keys(before.steps)) {
      if (before.steps[rollbackIdOf(id)]?.state !== "SUCCEEDED") continue;
      inDoubt.delete(id);
      // What was undone is done again, and may have to be undone again.
      if (job.steps[id]?.state !== "SUCCEEDED") inDoubt.delete(rollbackIdOf(id));
    }
  for (const step of Object.values(job.steps)) {
    const earlier = before.steps[step.id];
    if (step === earlier) continue;
    // What is begun anew may fail anew within one happening, and then stands as it stood.
    if (happening.kind !== "retry")
      expect(JSON.stringify(step), `${step.id} was written without a change`).not.toBe(
        JSON.stringify(earlier),
      );
    checkStep(workflow, { before, job }, step, earlier, happening, inDoubt);
  }
  if ("fence" in happening && before.steps[happening.step]?.fence !== happening.fence)
    expect(job.steps, "a word under another fence changed a step").toBe(before.steps);
  for (const [id, earlier] of Object.entries(before.checkpoints))
    if (earlier.status === "APPROVED" || earlier.status === "REJECTED")
      expect([earlier, undefined], "what was decided was decided again").toContain(job.checkpoints[id]);
  for (const [id, checkpoint] of Object.entries(job.checkpoints))
    if (checkpoint !== before.checkpoints[id])
      expect(JSON.stringify(checkpoint)).not.toBe(JSON.stringify(before.checkpoints[id]));

  if (happening.kind === "retry") return;
  const ends = Object.values(job.steps).filter(({ id, state }) => {
    const earlier = before.steps[id]?.state ?? "PENDING";
    return state !== earlier && (stepHasEnded(state) || state === "UNKNOWN");
  });
  const told = events.filter(({ kind, data }) =>
    kind === "step.failed"
      ? data.again === false
      : ["step.succeeded", "step.skipped", "step.cancelled", "step.unknown"].includes(kind),
  );
  const byPeople = events.filter(
    ({ kind, data }) => kind === "step.resolved" && data.outcome !== "not_happened",
  );
  expect(told.length + byPeople.length, `one event for each end after ${happening.kind}`).toBe(ends.length);
}

function checkStep(
  workflow: Workflow,
  { before, job }: { readonly before: Job; readonly job: Job },
  step: Step,
  earlier: Step | undefined,
  happening: Happening,
  inDoubt: Set<string>,
): void {
  const stepSpec = findSpec(workflow, step.id);
  if (!stepSpec) throw new Error(`${step.id} is no step of the workflow.`);
  expect(step.fence).toBeGreaterThanOrEqual(earlier?.fence ?? 0);
  expect(step.fence - (earlier?.fence ?? 0)).toBe(happening.kind === "claimed" ? 1 : 0);
  if (step.state === "READY" && (earlier?.state ?? "PENDING") === "PENDING" && !isRollback(step.id)) {
    expect(before.paused && job.paused).toBe(false);
    for (const need of stepSpec.needs) {
      const state = job.steps[need]?.state;
      const passed = state === "FAILED" && findSpec(workflow, need)?.onFailure === "continue";
      expect(state === "SUCCEEDED" || state === "SKIPPED" || passed, `${step.id} began before ${need}`).toBe(
        true,
      );
    }
  }
  if (step.phase === "armed" && earlier?.phase !== "armed") {
    expect(happening.kind).toBe("armed");
    expect(digestOf(step.plan)).toBe(step.planDigest);
    if (stepSpec.approval)
      expect(
        Object.values(job.checkpoints).some(
          (each) =>
            each.step === step.id &&
            each.purpose === "approval" &&
            each.status === "APPROVED" &&
            digestOf(each.plan) === digestOf(step.plan),
        ),
      ).toBe(true);
    if (stepSpec.effect === "once") {
      expect(inDoubt.has(step.id), `${step.id} was armed again and nobody knew about the first time`).toBe(
        false,
      );
      inDoubt.add(step.id);
    }
  }
  if (earlier?.phase !== "armed" && earlier?.state !== "UNKNOWN" && happening.kind !== "child_ended") return;
  const certain =
    (happening.kind === "failed" && step.state !== "UNKNOWN") ||
    (happening.kind === "resolved" && happening.outcome === "not_happened") ||
    happening.kind === "again" ||
    happening.kind === "returned" ||
    happening.kind === "child_ended";
  if (certain) inDoubt.delete(step.id);
}

function goesOn(job: Job): boolean {
  const steps = Object.values(job.steps);
  if (steps.some(({ state }) => state === "RUNNING")) return true;
  if (job.lookAt !== null) return true;
  // A checkpoint that expired is still a question: the job is parked until somebody opens it again.
  return Object.values(job.checkpoints).some(
    ({ id, purpose, status, step: of }) =>
      (status === "PENDING" || status === "EXPIRED") &&
      ((purpose === "approval" &&
        job.steps[of]?.waitingFor?.kind === "checkpoint" &&
        steps.some(
          (each) => each.waitingFor?.kind === "checkpoint" && each.waitingFor.checkpointId === id,
        )) ||
        (purpose === "outcome" && job.steps[of]?.state === "UNKNOWN")),
  );
}

/** Everybody does what they are asked, until the job has ended; how many rounds that took. */
function obey(workflow: Workflow, play: ReturnType<typeof world>): number {
  for (let round = 1; round < 2_000; round++) {
    const job = play.job();
    if (hasEnded(job.status)) return round;
    if (job.paused) play.say({ kind: "resume", by: bob });
    for (const { id, status } of Object.values(job.checkpoints)) {
      if (status === "EXPIRED") play.say({ kind: "reopened", checkpointId: id, by: bob });
      play.say({
        kind: "approved",
        checkpointId: id,
        vote: vote({ id: `v${round}`, name: "V" }),
        enough: true,
        soleDecider: false,
      });
      play.say({ kind: "resolved", checkpointId: id, outcome: "not_happened", by: bob, reason: null });
    }
    for (const { id, state, phase, owner, waitingFor } of Object.values(play.job().steps)) {
      if (waitingFor?.kind === "child")
        play.say({
          kind: "child_ended",
          step: id,
          jobId: waitingFor.jobId,
          status: "COMPLETED",
          outputs: {},
          failure: null,
        });
      if (state === "READY") play.say({ kind: "claimed", step: id, owner: "w9" });
      else if (state !== "RUNNING") continue;
      const step = play.job().steps[id];
      if (step?.state !== "RUNNING") continue;
      const word = { step: id, fence: step.fence };
      if (phase === null && needsPeople(workflow, play.job(), id))
        play.say({ kind: "planned", ...word, checkpointId: `p${round}-${id}`, preview: null });
      else if (phase === null || owner === "w9") {
        play.say({ kind: "armed", ...word });
        play.say({ kind: "succeeded", ...word, output: { x: 1 } });
      } else play.say({ kind: "lost", step: id, owner: owner ?? "", checkpointId: `l${round}-${id}` });
    }
    play.pass(hour);
    play.say({ kind: "time" });
  }
  throw new Error(`The job does not end: ${JSON.stringify(play.job().steps)}`);
}

function deepFrozen<T>(value: T): T {
  if (value === null || typeof value !== "object" || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const each of Object.values(value)) deepFrozen(each);
  return value;
}

describe("whatever happens, in whatever order", () => {
  it("fences only grow, events have no gap, nothing acts twice or unapproved or too early, nothing is stuck, ends are final", () => {
    fc.assert(
      fc.property(workflows, moves, (workflow, drawn) => {
        const play = world(workflow);
        for (const each of drawn) play.move(each);
      }),
      { numRuns: 250 },
    );
  });

  it("a job ends as soon as its workers and its people do what they are asked", () => {
    fc.assert(
      fc.property(workflows, moves, (workflow, drawn) => {
        const play = world(workflow);
        for (const each of drawn) play.move(each);
        expect(obey(workflow, play)).toBeLessThan(2_000);
      }),
      { numRuns: 60 },
    );
  });

  it("several words in one instant are the same as one after the other", () => {
    fc.assert(
      fc.property(workflows, moves, (workflow, drawn) => {
        const said: Happening[] = [{ kind: "created" }];
        let job = advance(
          workflow,
          jobOf(workflow, { yes: true, no: false }),
          { kind: "created" },
          began,
        ).job;
        for (const each of drawn) {
          const happening = happeningOf(job, each, null);
          if (!happening) continue;
          said.push(happening);
          job = advance(workflow, job, happening, began).job;
        }
        const all = advanceAll(workflow, jobOf(workflow, { yes: true, no: false }), said, began);
        expect(JSON.stringify(all.job)).toBe(JSON.stringify(job));
        expect(all.events.map(({ seq }) => seq)).toEqual(all.events.map((_, index) => index + 1));
      }),
      { numRuns: 60 },
    );
  });
});
