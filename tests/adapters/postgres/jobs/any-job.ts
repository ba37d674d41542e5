// Random jobs for properties: every field takes every kind of value its type allows.

import fc from "fast-check";
import { type Checkpoint, checkpointStatuses, checkpointTypes, type Vote } from "#core/job/checkpoint.ts";
import { type Job, jobStatuses } from "#core/job/job.ts";
import { type Step, stepStates } from "#core/job/step.ts";
import type { Json } from "#core/workflow/workflow.ts";

/** What Postgres stores as it is: no NUL, no half surrogates. Quotes, newlines, backslashes and emoji are welcome. */
const text = fc
  .string({ unit: "grapheme", maxLength: 12 })
  .map((value) => value.replaceAll("\0", "").toWellFormed());
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const whole = fc.nat({ max: 1_000_000 });
const date = fc.date({
  min: new Date("1990-01-01T00:00:00Z"),
  max: new Date("2999-01-01T00:00:00Z"),
  noInvalidDate: true,
});
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const json: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 2 },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    text,
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(name, tie("json"), { maxKeys: 3 }),
  ),
})).json;
const object = fc.dictionary(name, json, { maxKeys: 3 });
const who = fc.record({ id: name, name: text });
const plan = fc.record({ uses: name, args: object });
const failure = fc.record({ code: name, message: text, step: maybe(name) });

function step(id: string): fc.Arbitrary<Step> {
  return fc.record({
    id: fc.constant(id),
    state: fc.constantFrom(...stepStates),
    phase: maybe(fc.constantFrom("claimed", "armed")),
    attempt: whole,
    fence: whole,
    lost: whole,
    forgiven: whole,
    owner: maybe(text),
    plan: maybe(plan),
    planDigest: maybe(name),
    waitingFor: maybe(
      fc.oneof(
        fc.record({ kind: fc.constant("checkpoint" as const), checkpointId: name }),
        fc.record({ kind: fc.constantFrom("timer" as const, "retry" as const) }),
        fc.record({ kind: fc.constant("child" as const), jobId: name }),
      ),
    ),
    dueAt: maybe(date),
    memory: json,
    output: json,
    failure: maybe(failure),
    readyAt: maybe(date),
    claimedAt: maybe(date),
    armedAt: maybe(date),
    endedAt: maybe(date),
  });
}

const vote: fc.Arbitrary<Vote> = fc.record({
  by: who,
  verdict: fc.constantFrom("approve", "reject", "break_glass"),
  reason: maybe(text),
  surface: name,
  onBehalfOf: maybe(who),
  at: date,
  round: whole,
});

export function anyCheckpoint(id: string, jobId: string): fc.Arbitrary<Checkpoint> {
  return fc.record({
    id: fc.constant(id),
    jobId: fc.constant(jobId),
    step: name,
    type: fc.constantFrom(...checkpointTypes),
    purpose: fc.constantFrom("approval", "outcome", "review", "note"),
    status: fc.constantFrom(...checkpointStatuses),
    title: text,
    plan: maybe(plan),
    planDigest: maybe(name),
    preview: maybe(
      fc.record({
        summary: text,
        target: maybe(text),
        undo: maybe(text),
        risk: fc.constantFrom("low", "medium", "high"),
        evidence: fc.array(fc.record({ label: text, value: text }), { maxLength: 2 }),
        detail: maybe(fc.record({ title: text, text })),
      }),
    ),
    data: json,
    policy: fc.record({
      from: fc.array(text, { maxLength: 2 }),
      count: whole,
      fourEyes: fc.constantFrom("auto", "always", "never"),
      expiresMs: whole,
      remindMs: maybe(whole),
      escalate: maybe(fc.record({ afterMs: whole, to: fc.array(text, { maxLength: 2 }) })),
    }),
    requester: who,
    round: whole,
    votes: fc.array(vote, { maxLength: 3 }),
    delegates: fc.array(fc.record({ from: who, to: who }), { maxLength: 2 }),
    escalatedAt: maybe(date),
    remindedAt: maybe(date),
    createdAt: date,
    expiresAt: maybe(date),
    decidedAt: maybe(date),
    decidedBy: maybe(who),
    reason: maybe(text),
    soleDecider: fc.boolean(),
    brokenGlass: fc.boolean(),
  });
}

/** What changes in a job's life. */
export function anyLife(id: string) {
  const stepIds = fc.uniqueArray(
    fc.oneof(
      name,
      name.map((step) => `rollback:${step}`),
    ),
    { maxLength: 4 },
  );
  const checkpointIds = fc.uniqueArray(fc.constantFrom("a", "b", "c"), { maxLength: 3 });
  return fc.record({
    status: fc.constantFrom(...jobStatuses),
    seq: whole,
    outputs: maybe(object),
    failure: maybe(failure),
    paused: fc.boolean(),
    cancelling: maybe(fc.record({ by: who, reason: maybe(text) })),
    rollingBack: fc.boolean(),
    steps: stepIds.chain((ids) => fc.record(Object.fromEntries(ids.map((step_) => [step_, step(step_)])))),
    checkpoints: checkpointIds.chain((ids) =>
      fc.record(Object.fromEntries(ids.map((each) => [`${id}-${each}`, anyCheckpoint(`${id}-${each}`, id)]))),
    ),
    startedAt: maybe(date),
    endedAt: maybe(date),
    lookAt: maybe(date),
  });
}

export function anyJob(id: string): fc.Arbitrary<Job> {
  return anyLife(id).chain((life) =>
    fc.record({
      ...Object.fromEntries(Object.entries(life).map(([key, value]) => [key, fc.constant(value)])),
      id: fc.constant(id),
      workflowId: name,
      workflowDigest: name,
      task: text,
      revision: fc.constant(0),
      priority: fc.integer({ min: 1, max: 10 }),
      requester: who,
      origin: fc.record({
        surface: name,
        thread: maybe(text),
        conversationId: maybe(text),
        ticketId: maybe(text),
      }),
      inputs: object,
      parent: maybe(fc.record({ jobId: name, step: name })),
      createdAt: date,
    }),
  ) as fc.Arbitrary<Job>;
}
