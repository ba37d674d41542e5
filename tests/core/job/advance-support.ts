// Workflows and jobs for the tests of `advance`, and a stage that plays what happens to one job.

import { advance } from "#core/job/advance.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { JobEvent } from "#core/job/event.ts";
import type { Happening, VoteWord } from "#core/job/happening.ts";
import type { Job } from "#core/job/job.ts";
import { newJob } from "#core/job/new-job.ts";
import { type ApprovalPolicy, defaultPolicy } from "#core/job/policy.ts";
import type { EndedAttempt, Step } from "#core/job/step.ts";
import type { Json, StepSpec, Workflow } from "#core/workflow/workflow.ts";

export const ana = { id: "ana", name: "Ana" };
export const bob = { id: "bob", name: "Bob" };
export const eva = { id: "eva", name: "Eva" };
export const second = 1_000;
export const minute = 60_000;
export const hour = 3_600_000;

/** The template that leads to a path. */
export function at(path: string): string {
  return `\${{ ${path} }}`;
}

export function spec(id: string, change: Partial<StepSpec> = {}): StepSpec {
  return {
    id,
    title: null,
    phase: "main",
    uses: "test.act",
    with: { name: id },
    needs: [],
    if: null,
    approval: null,
    timeoutMs: minute,
    retry: { attempts: 1, backoffMs: 5 * second, maxMs: minute },
    onFailure: "stop",
    rollback: null,
    effect: "once",
    prepares: false,
    ...change,
  };
}

export function flow(steps: readonly StepSpec[], outputs: Workflow["outputs"] = {}): Workflow {
  return {
    id: "flow",
    kind: "runbook",
    title: "A flow",
    description: null,
    version: 1,
    owner: null,
    digest: "0".repeat(64),
    inputs: {},
    steps,
    outputs,
  };
}

export function policy(change: Partial<ApprovalPolicy> = {}): ApprovalPolicy {
  return { ...defaultPolicy, ...change };
}

export function vote(by: VoteWord["by"], reason: string | null = null): VoteWord {
  return { by, reason, surface: "test", onBehalfOf: null };
}

export interface Stage {
  job: Job;
  now: Date;
  readonly events: JobEvent[];
  readonly attempts: EndedAttempt[];
  readonly stopped: string[];
  /** Something happens, now; the kinds of the events it led to. */
  say(happening: Happening): readonly string[];
  step(id: string): Step;
  states(): Readonly<Record<string, string>>;
  checkpoint(id: string): Checkpoint;
  /** Time goes by, and the sweeper looks. */
  wait(ms: number): readonly string[];
  claim(id: string, owner?: string): number;
  arm(id: string, owner?: string): number;
  succeed(id: string, output?: Json): readonly string[];
  fail(id: string, change?: Partial<Extract<Happening, { kind: "failed" }>>): readonly string[];
  /** Claims, previews and asks; the checkpoint is called `checkpointId`. */
  ask(id: string, checkpointId?: string): void;
  approve(checkpointId?: string): readonly string[];
}

export const began = new Date("2026-03-02T03:00:00.000Z");

export function jobOf(workflow: Workflow, inputs: Job["inputs"] = {}): Job {
  return newJob({
    id: "job-1",
    workflow,
    task: "Try it",
    priority: 5,
    requester: ana,
    origin: { surface: "test", thread: null, conversationId: null, ticketId: null },
    inputs,
    parent: null,
    now: began,
  });
}

export function stage(workflow: Workflow, inputs: Job["inputs"] = {}): Stage {
  const made: Stage = {
    job: jobOf(workflow, inputs),
    now: began,
    events: [],
    attempts: [],
    stopped: [],
    say(happening) {
      const advanced = advance(workflow, made.job, happening, made.now);
      made.job = advanced.job;
      made.events.push(...advanced.events);
      made.attempts.push(...advanced.attempts);
      made.stopped.push(...advanced.stop);
      return advanced.events.map(({ kind }) => kind);
    },
    step(id) {
      const step = made.job.steps[id];
      if (!step) throw new Error(`Nothing has happened to ${id}.`);
      return step;
    },
    states: () => Object.fromEntries(Object.values(made.job.steps).map(({ id, state }) => [id, state])),
    checkpoint(id) {
      const checkpoint = made.job.checkpoints[id];
      if (!checkpoint) throw new Error(`There is no checkpoint ${id}.`);
      return checkpoint;
    },
    wait(ms) {
      made.now = new Date(made.now.getTime() + ms);
      return made.say({ kind: "time" });
    },
    claim(id, owner = "w1") {
      made.say({ kind: "claimed", step: id, owner });
      return made.step(id).fence;
    },
    arm(id, owner = "w1") {
      const fence = made.claim(id, owner);
      made.say({ kind: "armed", step: id, fence });
      return fence;
    },
    succeed(id, output = { done: id }) {
      const fence = made.arm(id);
      return made.say({ kind: "succeeded", step: id, fence, output });
    },
    fail(id, change = {}) {
      const fence = made.arm(id);
      const failure = { code: "bad_gateway", message: `${id} broke.`, step: null };
      return made.say({ kind: "failed", step: id, fence, failure, retryable: false, ...change });
    },
    ask(id, checkpointId = "c1") {
      const fence = made.claim(id);
      made.say({ kind: "planned", step: id, fence, checkpointId, preview: null });
    },
    approve: (checkpointId = "c1") =>
      made.say({ kind: "approved", checkpointId, vote: vote(bob), enough: true, soleDecider: false }),
  };
  made.say({ kind: "created" });
  return made;
}
