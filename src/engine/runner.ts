// Runs the steps this process has claimed: look first or ask people, arm, act, record.
//
// A step runs under the fence it was claimed with. Everything the runner says of it carries that fence, so when somebody
// else has taken the step over, its word becomes evidence and nothing more. An effect begins only while the lease is
// good. The signal an action gets is aborted by its timeout, by a cancel and by a lost lease; an action that does not
// heed it within a grace is given up on, and a `once` effect given up on is unknown, never assumed.

import type { Logger } from "pino";
import { Fault, isFault, toFault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import { needsPeople } from "#core/job/advance.ts";
import { mayRepeat } from "#core/job/effect.ts";
import type { Happening } from "#core/job/happening.ts";
import type { Failure, Job } from "#core/job/job.ts";
import type { Step, StepPlan } from "#core/job/step.ts";
import { specOf } from "#core/job/step-spec.ts";
import { redact } from "#core/redact.ts";
import type { Json, StepSpec, Workflow } from "#core/workflow/workflow.ts";
import type { Action, ActionContext, Actions, Outcome } from "#ports/action.ts";
import type { JobDesk } from "./job-desk.ts";
import type { KillPoint } from "./kill-point.ts";
import type { Lease } from "./lease.ts";

export interface Runner extends AsyncDisposable {
  /** Begins a step this process has just claimed; its slot is held until it has acted. */
  begin(job: Job, workflow: Workflow, step: string): void;
  /** Stops running steps of a job; their outcome is not counted any more. */
  stop(jobId: string, steps: readonly string[], why: StopReason): void;
  stopAll(why: StopReason): void;
  /** What runs here, and under which fence. */
  running(): readonly { readonly jobId: string; readonly step: string; readonly fence: number }[];
  /** Waits for what runs, then stops the rest. */
  drain(withinMs: number): Promise<void>;
}

export interface RunnerDeps {
  readonly actions: Actions;
  readonly desk: Pick<JobDesk, "say">;
  readonly lease: Pick<Lease, "mayAct" | "owner">;
  readonly now: () => Date;
  readonly giveSlot: () => void;
  readonly log: Logger;
  /** For crash tests: called at each point where a process may die. */
  readonly at?: (
    point: KillPoint,
    step: { readonly jobId: string; readonly step: string },
  ) => Promise<void> | void;
}

interface Running {
  readonly jobId: string;
  readonly step: string;
  readonly fence: number;
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/** How long an action may take to heed its signal. */
const graceMs = 10_000;
const largestOutput = 4 * 1024 * 1024;

/** `cancelled`: the job does not want it any more. The others: this process may not go on with it. */
export type StopReason = "cancelled" | "lease_lost" | "stopping";

export function createRunner(deps: RunnerDeps): Runner {
  const { actions, desk, lease, now, log } = deps;
  const running = new Map<string, Running>();
  let draining = false;

  async function run(job: Job, workflow: Workflow, step: Step, controller: AbortController): Promise<void> {
    const spec = specOf(workflow, step.id);
    const at = (point: KillPoint) => deps.at?.(point, { jobId: job.id, step: step.id });
    const say = (happening: Happening) => record(job.id, happening);
    const { fence } = step;
    let slotHeld = true;
    const giveSlot = () => {
      if (slotHeld) deps.giveSlot();
      slotHeld = false;
    };
    try {
      await at("after_claim");
      const { action, plan } = await resolve(spec, step);
      const timeout = AbortSignal.timeout(spec.timeoutMs);
      const signal = AbortSignal.any([controller.signal, timeout]);
      const context = contextOf(job, workflow, step, signal, say);
      const input = validInput(action, plan);
      if (step.phase === "claimed") {
        if (needsPeople(workflow, job, step.id)) {
          const preview = action.preview ? await heeded(action.preview(input, context), signal) : null;
          giveSlot();
          await say({ kind: "planned", step: step.id, fence, checkpointId: newId(), preview });
          return;
        }
        if (action.prepare) await heeded(action.prepare(input, context), signal);
        if (!(await armed(job.id, step))) return;
      }
      await at("after_arm");
      if (controller.signal.aborted || !lease.mayAct()) {
        await say({ kind: "returned", step: step.id, fence });
        return;
      }
      const outcome = await act(action, input, context, signal, timeout, spec);
      await at("after_effect");
      giveSlot();
      await say(wordOf(outcome, action, step));
      await at("after_record");
    } catch (error) {
      giveSlot();
      await say(
        controller.signal.aborted && whyStopped(controller) !== "cancelled"
          ? interrupted(step, spec, error)
          : { kind: "failed", step: step.id, fence, ...failureOf(error, step.id) },
      );
    } finally {
      giveSlot();
    }
  }

  async function resolve(spec: StepSpec, step: Step): Promise<{ action: Action; plan: StepPlan }> {
    const action = actions.find(step.plan?.uses ?? spec.uses);
    if (!action)
      throw new Fault(
        "misconfigured",
        `This Resync has no action called ${spec.uses}. Run the job where it exists, or correct the workflow.`,
      );
    if (!step.plan) throw new Fault("internal", `The step ${step.id} was claimed without a plan.`);
    return { action, plan: step.plan };
  }

  /** Arms the step while its worker's lease is good; false when that is gone or the step changed, and then nothing may act. */
  async function armed(jobId: string, { id, fence, owner }: Step): Promise<boolean> {
    if (owner === null) return false;
    const settled = await desk.say(jobId, () =>
      lease.owner() === owner
        ? { happenings: [{ kind: "armed", step: id, fence }], guard: { worker: owner } }
        : null,
    );
    const step = settled.kind === "settled" ? settled.job.steps[id] : undefined;
    return step?.state === "RUNNING" && step.fence === fence && step.phase === "armed";
  }

  async function act(
    action: Action,
    input: unknown,
    context: ActionContext,
    signal: AbortSignal,
    timeout: AbortSignal,
    spec: StepSpec,
  ): Promise<Outcome<unknown>> {
    try {
      return await heeded(action.run(input, context), signal);
    } catch (error) {
      // What the action itself says of its end is better than what we could.
      if (!timeout.aborted || isFault(error)) throw error;
      throw new Fault(
        "timeout",
        `${action.title} took longer than ${Math.round(spec.timeoutMs / 1000)} s and was stopped.`,
        {
          cause: error,
          retryable: mayRepeat(spec.effect),
          detail: mayRepeat(spec.effect) ? {} : { outcome: "unknown" },
        },
      );
    }
  }

  /** What an action does, or Unheeded when it goes on in spite of its signal for too long. */
  async function heeded<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const given = new Promise<never>((_resolve, reject) => {
      const begin = () => {
        timer = setTimeout(() => reject(new Unheeded()), graceMs);
      };
      if (signal.aborted) begin();
      else signal.addEventListener("abort", begin, { once: true });
    });
    try {
      return await Promise.race([work, given]);
    } finally {
      clearTimeout(timer);
    }
  }

  function contextOf(
    job: Job,
    workflow: Workflow,
    step: Step,
    signal: AbortSignal,
    say: (happening: Happening) => Promise<void>,
  ): ActionContext {
    const { fence } = step;
    const tell = (happening: Happening) =>
      void say(happening).catch((error: unknown) =>
        log.warn({ err: toFault(error).message, job: job.id }, "What a step told could not be kept."),
      );
    const part = log.child({ job: job.id, step: step.id });
    return {
      jobId: job.id,
      stepId: step.id,
      workflowId: workflow.id,
      task: job.task,
      requester: job.requester,
      approvedBy: approversOf(job, step),
      effectKey: `${job.id}:${step.id}`,
      attempt: step.attempt,
      memory: step.memory,
      signal,
      now,
      log: part,
      progress: (text) => tell({ kind: "told", step: step.id, fence, as: "progress", text }),
      say: (text) => tell({ kind: "told", step: step.id, fence, as: "said", text }),
      note: (message, data) =>
        tell({ kind: "noted", step: step.id, fence, checkpointId: newId(), message, data }),
      read: (uses, args) => readWith(uses, args, () => contextOf(job, workflow, step, signal, say)),
    };
  }

  /** Runs another action within this step, if it only reads. */
  async function readWith(
    uses: string,
    args: { readonly [key: string]: Json },
    context: () => ActionContext,
  ): Promise<Json> {
    const action = actions.find(uses);
    if (!action) throw new Fault("invalid_input", `There is no action called ${uses} to look with.`);
    if (action.effect !== "read")
      throw new Fault("forbidden", `${uses} changes things, so it cannot be used for looking.`);
    const outcome = await action.run(validInput(action, { uses, args }), context());
    if (outcome.kind !== "done")
      throw new Fault("invalid_input", `${uses} does not answer at once, so it cannot be used for looking.`);
    return jsonOf(outcome.output, action);
  }

  function wordOf(outcome: Outcome<unknown>, action: Action, { id, fence }: Step): Happening {
    if (outcome.kind === "done")
      return { kind: "succeeded", step: id, fence, output: jsonOf(outcome.output, action) };
    if (outcome.kind === "child") return { kind: "child_started", step: id, fence, jobId: newId() };
    const at = new Date(now().getTime() + Math.max(0, outcome.afterMs));
    return { kind: "again", step: id, fence, at, memory: outcome.memory, note: outcome.note ?? null };
  }

  /** Says it until it is kept: what was done must not be forgotten because the database is away for a while. */
  async function record(jobId: string, happening: Happening): Promise<void> {
    for (let pause = 200; ; pause = Math.min(pause * 2, 5_000)) {
      try {
        await desk.say(jobId, () => ({ happenings: [happening] }));
        return;
      } catch (error) {
        const fault = toFault(error);
        if (!fault.retryable || draining) throw error;
        log.warn(
          { err: fault.message, job: jobId },
          "The outcome of a step could not be kept yet; it is kept in hand.",
        );
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  return {
    begin(job, workflow, stepId) {
      const step = job.steps[stepId];
      if (!step) return;
      const controller = new AbortController();
      const key = `${job.id}/${stepId}`;
      const done = run(job, workflow, step, controller)
        .catch((error: unknown) => {
          if (!draining)
            log.error(
              { err: error, job: job.id, step: stepId },
              "A step's outcome could not be kept; the sweeper will find it.",
            );
        })
        .finally(() => {
          if (running.get(key)?.controller === controller) running.delete(key);
        });
      running.set(key, { jobId: job.id, step: stepId, fence: step.fence, controller, done });
    },

    stop(jobId, steps, why) {
      for (const step of steps) running.get(`${jobId}/${step}`)?.controller.abort(why);
    },

    stopAll(why) {
      for (const each of running.values()) each.controller.abort(why);
    },

    running: () => [...running.values()].map(({ jobId, step, fence }) => ({ jobId, step, fence })),

    async drain(withinMs) {
      const all = Promise.allSettled([...running.values()].map((each) => each.done));
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<"late">((resolve) => {
        timer = setTimeout(() => resolve("late"), withinMs);
      });
      const outcome = await Promise.race([all, late]);
      clearTimeout(timer);
      if (outcome !== "late") return;
      draining = true;
      for (const each of running.values()) each.controller.abort("stopping");
      await Promise.race([
        Promise.allSettled([...running.values()].map((each) => each.done)),
        new Promise((resolve) => setTimeout(resolve, 5_000)),
      ]);
    },

    async [Symbol.asyncDispose]() {
      draining = true;
      for (const each of running.values()) each.controller.abort("stopping");
      await Promise.race([
        Promise.allSettled([...running.values()].map((each) => each.done)),
        new Promise((resolve) => setTimeout(resolve, 5_000).unref()),
      ]);
    },
  };
}

function whyStopped(controller: AbortController): StopReason {
  return controller.signal.reason as StopReason;
}

/** A step this process had to let go of: done again by somebody when that is safe, else for people to find out. */
function interrupted(step: Step, spec: StepSpec, error: unknown): Happening {
  const { id, fence } = step;
  if (mayRepeat(spec.effect)) return { kind: "returned", step: id, fence };
  const failure = {
    ...failureOf(error, id).failure,
    code: "interrupted",
    message: "The worker had to stop while this step was acting, so nobody knows how far it came.",
  };
  return { kind: "failed", step: id, fence, failure, retryable: false, unknown: true };
}

class Unheeded extends Error {
  override readonly message = "The action went on in spite of being stopped.";
}

function validInput(action: Action, plan: StepPlan): unknown {
  const parsed = action.input.safeParse(plan.args);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "";
  throw new Fault(
    "invalid_input",
    `${action.name} was given ${field ? `a wrong ${field}` : "wrong arguments"}: ${issue?.message ?? "they do not fit its input"}.`,
    {
      detail: { field },
    },
  );
}

/** The action's own word on its output, checked; what is stored is plain JSON. */
function jsonOf(output: unknown, action: Action): Json {
  const parsed = action.output.safeParse(output);
  if (!parsed.success)
    throw new Fault(
      "internal",
      `${action.name} gave an output it does not declare (${parsed.error.issues[0]?.path.join(".") ?? ""}).`,
      { detail: { outcome: "unknown" } },
    );
  const text = JSON.stringify(parsed.data ?? null);
  if (text.length > largestOutput)
    throw new Fault(
      "too_large",
      `${action.name} gave ${Math.round(text.length / 1024)} KB; a step keeps ${largestOutput / 1024} KB at most. Ask it for less.`,
    );
  return JSON.parse(text) as Json;
}

function failureOf(error: unknown, step: string): { failure: Failure; retryable: boolean; unknown: boolean } {
  const fault = toFault(error, "The step failed inside Resync; its log has the details.");
  return {
    failure: { code: fault.code, message: redact(fault.message), step, detail: detailOf(fault) },
    retryable: fault.retryable,
    unknown: fault.detail.outcome === "unknown",
  };
}

/** Facts for machines, as far as they are JSON. */
function detailOf(fault: Fault): Json {
  try {
    return JSON.parse(redact(JSON.stringify(fault.detail))) as Json;
  } catch {
    return {};
  }
}

function approversOf(job: Job, step: Step) {
  const granted = Object.values(job.checkpoints).filter(
    (each) =>
      each.step === step.id &&
      each.purpose === "approval" &&
      each.status === "APPROVED" &&
      each.planDigest === step.planDigest,
  );
  return granted.flatMap((each) =>
    each.votes
      .filter((vote) => vote.round === each.round && vote.verdict !== "reject")
      .map((vote) => vote.by),
  );
}
