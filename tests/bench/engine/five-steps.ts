// The plainest job there is, as the engine would walk it: five steps in a row, six transitions. Each one records a step
// and, in the same breath, claims and arms the next.

import { randomUUID } from "node:crypto";
import type { EventKind, JobEvent } from "#core/job/event.ts";
import type { Job } from "#core/job/job.ts";
import type { EndedAttempt, Step } from "#core/job/step.ts";
import type { Json } from "#core/workflow/workflow.ts";
import type { Transition } from "#ports/job-store.ts";
import { sampleJob } from "../../support/sample-job.ts";

const steps = 5;
const who = { id: "person-1", name: "Ana" };

/** Lazily: each transition is made from the job as the one before left it. */
export function* fiveSteps(worker: string, id: string = randomUUID()): Generator<Transition, void, void> {
  const first = started(newJob(id), 1, worker, [event(id, 1, "job.created", null, { task: "Bench" })], []);
  yield { ...first, before: null, after: { ...first.after, revision: 0 } };
  let job: Job = { ...first.after, revision: 1 };
  for (let number = 1; number <= steps; number++) {
    const ended = recorded(job, number, worker);
    const next =
      number < steps
        ? started(ended.after, number + 1, worker, ended.events, ended.attempts)
        : completed(ended.after, ended.events, ended.attempts);
    yield { ...next, before: job };
    job = { ...next.after, revision: job.revision + 1 };
  }
}

export function newJob(id: string): Job {
  return sampleJob(id, {
    workflowId: "five-steps",
    task: "Five trivial steps in a row",
    requester: who,
    createdAt: new Date(),
  });
}

function started(
  job: Job,
  number: number,
  worker: string,
  events: readonly JobEvent[],
  attempts: readonly EndedAttempt[],
): Transition {
  const now = new Date();
  const id = `step-${number}`;
  const step: Step = {
    id,
    state: "RUNNING",
    phase: "armed",
    attempt: 1,
    fence: 1,
    lost: 0,
    forgiven: 0,
    owner: worker,
    plan: { uses: "data.validate", args: { job: "FINANCE_PAYROLL", step: number } },
    planDigest: "1".repeat(64),
    waitingFor: null,
    dueAt: null,
    memory: null,
    output: null,
    failure: null,
    readyAt: now,
    claimedAt: now,
    armedAt: now,
    endedAt: null,
  };
  const told = [
    ...events,
    event(job.id, (events.at(-1)?.seq ?? job.seq) + 1, "step.started", id, {
      attempt: 1,
      uses: "data.validate",
      owner: worker,
    }),
  ];
  return {
    before: job,
    after: {
      ...job,
      status: "RUNNING",
      seq: told.at(-1)?.seq ?? job.seq,
      startedAt: job.startedAt ?? now,
      steps: { ...job.steps, [id]: step },
    },
    events: told,
    attempts,
    audit: [],
    guard: { worker },
  };
}

function recorded(job: Job, number: number, worker: string): Transition {
  const now = new Date();
  const id = `step-${number}`;
  const was = job.steps[id];
  if (!was?.claimedAt) throw new Error(`${id} does not run`);
  const told = event(job.id, job.seq + 1, "step.succeeded", id, { output: { ok: true, number } });
  const step: Step = { ...was, state: "SUCCEEDED", phase: null, output: { ok: true, number }, endedAt: now };
  const attempt: EndedAttempt = {
    jobId: job.id,
    step: id,
    attempt: was.attempt,
    fence: was.fence,
    owner: worker,
    claimedAt: was.claimedAt,
    armedAt: was.armedAt,
    endedAt: now,
    outcome: "succeeded",
    evidence: null,
  };
  return {
    before: job,
    after: { ...job, seq: told.seq, steps: { ...job.steps, [id]: step } },
    events: [told],
    attempts: [attempt],
    audit: [],
  };
}

function completed(job: Job, events: readonly JobEvent[], attempts: readonly EndedAttempt[]): Transition {
  const told = [...events, event(job.id, (events.at(-1)?.seq ?? job.seq) + 1, "job.completed", null, {})];
  return {
    before: job,
    after: {
      ...job,
      status: "COMPLETED",
      seq: told.at(-1)?.seq ?? job.seq,
      outputs: { ok: true },
      endedAt: new Date(),
    },
    events: told,
    attempts,
    audit: [],
  };
}

function event(
  jobId: string,
  seq: number,
  kind: EventKind,
  step: string | null,
  data: { readonly [key: string]: Json },
): JobEvent {
  return { jobId, seq, kind, step, data, at: new Date() };
}
