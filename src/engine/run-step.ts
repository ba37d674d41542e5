// The life of one claimed step in this process: look first or ask people, arm, act, record.
//
// Everything said of a step carries the fence it was claimed under, so when somebody else has taken it over, the word is
// evidence and nothing more. An effect begins only while the lease is good. The signal an action gets is aborted by its
// timeout, by a cancel and by a lost lease; an action that does not heed it within a grace is given up on, and a `once`
// effect given up on is unknown, never assumed.

import type { Logger } from "pino";
import { Fault, isFault, toFault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import { needsPeople } from "#core/job/advance.ts";
import { mayRepeat } from "#core/job/effect.ts";
import type { Happening } from "#core/job/happening.ts";
import type { Job } from "#core/job/job.ts";
import type { Step } from "#core/job/step.ts";
import { specOf } from "#core/job/step-spec.ts";
import type { StepSpec, Workflow } from "#core/workflow/workflow.ts";
import type { Action, Actions } from "#ports/action.ts";
import { fitArgs } from "./fit-args.ts";
import type { JobDesk } from "./job-desk.ts";
import type { KillPoint } from "./kill-point.ts";
import type { Lease } from "./lease.ts";
import { stepContext } from "./step-context.ts";
import { failureWord, interruptedWord, wordOf } from "./step-words.ts";

/** `cancelled`: the job does not want it any more. The others: this process may not go on with it. */
export type StopReason = "cancelled" | "lease_lost" | "stopping";

export interface RunStepDeps {
  readonly actions: Actions;
  readonly desk: Pick<JobDesk, "say">;
  readonly lease: Pick<Lease, "mayAct" | "owner">;
  readonly now: () => Date;
  readonly log: Logger;
  /** For crash tests: called at each point where a process may die. */
  readonly at?: (
    point: KillPoint,
    step: { readonly jobId: string; readonly step: string },
  ) => Promise<void> | void;
}

/** How long an action may take to heed its signal. */
const graceMs = 10_000;
/** Node's timers take no more: 24 days. */
const longestTimerMs = 2 ** 31 - 1;

/** `giveSlot` is called once, when the step has acted: recording needs no slot. */
export async function runStep(
  deps: RunStepDeps,
  job: Job,
  workflow: Workflow,
  step: Step,
  stop: AbortSignal,
  giveSlot: () => void,
): Promise<void> {
  const { actions, desk, lease, now } = deps;
  const { id, fence } = step;
  const spec = specOf(workflow, id);
  const at = (point: KillPoint) => deps.at?.(point, { jobId: job.id, step: id });
  const say = (happening: Happening) => record(deps, job.id, happening, stop);
  let acting = false;
  let acted = false;
  const timeout = new AbortController();
  const overTime = () => timeout.abort(new DOMException("The step's time is over.", "TimeoutError"));
  const timer = setTimeout(overTime, Math.min(spec.timeoutMs, longestTimerMs));
  try {
    await at("after_claim");
    const action = actionOf(actions, spec, step);
    const input = fitArgs(action, step.plan?.args ?? {});
    const signal = AbortSignal.any([stop, timeout.signal]);
    const context = stepContext({ actions, now, log: deps.log, say }, job, workflow, step, signal);
    const within = <T>(work: Promise<T>) =>
      inTime(work, { signal, timeout: timeout.signal, action, spec, acting });
    if (step.phase === "claimed") {
      if (needsPeople(workflow, job, id)) {
        // Nobody is asked about what could not be done anyway.
        if (action.prepare) await within(action.prepare(input, context));
        const preview = action.preview ? await within(action.preview(input, context)) : null;
        giveSlot();
        await say({ kind: "planned", step: id, fence, checkpointId: newId(), preview });
        return;
      }
      if (action.prepare) await within(action.prepare(input, context));
      if (!(await arm(desk, lease, job.id, step))) return;
    }
    await at("after_arm");
    if (stop.aborted || !lease.mayAct()) {
      await say({ kind: "returned", step: id, fence });
      return;
    }
    acting = true;
    const outcome = await within(action.run(input, context));
    acted = true;
    await at("after_effect");
    const word = wordOf(outcome, action, step, now());
    giveSlot();
    await say(word);
    await at("after_record");
  } catch (error) {
    giveSlot();
    if (stop.aborted && stop.reason !== "cancelled")
      await say(acting ? interruptedWord(step, spec, error) : { kind: "returned", step: id, fence });
    // It did act, or failed without saying how far it came.
    else await say(failureWord(step, error, acted || (acting && !isFault(error))));
  } finally {
    clearTimeout(timer);
    giveSlot();
  }
}

function actionOf(actions: Actions, spec: StepSpec, step: Step): Action {
  const action = actions.find(step.plan?.uses ?? spec.uses);
  if (action) return action;
  throw new Fault("misconfigured", {
    en: `This Resync has no action called ${spec.uses}. Run the job where it exists, or correct the workflow.`,
    pt: `Este Resync não tem uma ação chamada ${spec.uses}. Execute o job onde ela existe, ou corrija o workflow.`,
  });
}

/** Arms the step while its worker's lease is good; false when that is gone or the step changed, and then nothing may act. */
async function arm(
  desk: Pick<JobDesk, "say">,
  lease: Pick<Lease, "owner">,
  jobId: string,
  { id, fence, owner }: Step,
): Promise<boolean> {
  if (owner === null) return false;
  const settled = await desk.say(jobId, () =>
    lease.owner() === owner
      ? { happenings: [{ kind: "armed", step: id, fence }], guard: { worker: owner } }
      : null,
  );
  const step = settled.kind === "settled" ? settled.job.steps[id] : undefined;
  return step?.state === "RUNNING" && step.fence === fence && step.phase === "armed";
}

interface Bounds {
  readonly signal: AbortSignal;
  readonly timeout: AbortSignal;
  readonly action: Action;
  readonly spec: StepSpec;
  /** An effect may have begun. */
  readonly acting: boolean;
}

/** What the action gives; a Fault `timeout` when its time was over, unless the action itself says something better. */
async function inTime<T>(work: Promise<T>, { signal, timeout, action, spec, acting }: Bounds): Promise<T> {
  try {
    return await heeded(work, signal);
  } catch (error) {
    if (!timeout.aborted || isFault(error)) throw error;
    const harmless = !acting || mayRepeat(spec.effect);
    throw new Fault(
      "timeout",
      {
        en: `${action.title} took longer than ${Math.round(spec.timeoutMs / 1000)} s and was stopped.`,
        pt: `${action.name} levou mais de ${Math.round(spec.timeoutMs / 1000)} s e foi interrompido.`,
      },
      { cause: error, retryable: harmless, detail: harmless ? {} : { outcome: "unknown" } },
    );
  }
}

/** What an action does, or Unheeded when it goes on in spite of its signal for too long. */
async function heeded<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => over.reject(new Unheeded()), graceMs);
  };
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true });
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    signal.removeEventListener("abort", begin);
    clearTimeout(timer);
  }
}

class Unheeded extends Error {
  override readonly message = "The action went on in spite of being stopped.";
}

/** Says it until it is kept: what was done must not be forgotten because the database is away for a while. */
async function record(
  deps: RunStepDeps,
  jobId: string,
  happening: Happening,
  stop: AbortSignal,
): Promise<void> {
  for (let pause = 200; ; pause = Math.min(pause * 2, 5_000)) {
    try {
      await deps.desk.say(jobId, () => ({ happenings: [happening] }));
      return;
    } catch (error) {
      const fault = toFault(error);
      if (!fault.retryable || (stop.aborted && stop.reason === "stopping")) throw error;
      deps.log.warn(
        { err: fault.message, job: jobId },
        "The outcome of a step could not be kept yet; it is kept in hand.",
      );
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
