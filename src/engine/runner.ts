// The steps this process runs now: begun when they were claimed, stopped when nobody wants them or nobody may go on.

import { toFault } from "#core/fault.ts";
import type { Job } from "#core/job/job.ts";
import type { Workflow } from "#core/workflow/workflow.ts";
import { type RunStepDeps, runStep, type StopReason } from "./run-step.ts";

export interface Runner extends AsyncDisposable {
  /** Begins a step this process has just claimed; its slot is held until it has acted. */
  begin(job: Job, workflow: Workflow, step: string): void;
  /** Stops running steps of a job; what they say later is evidence. */
  stop(jobId: string, steps: readonly string[], why: StopReason): void;
  stopAll(why: StopReason): void;
  /** What runs here, and under which fence. */
  running(): readonly { readonly jobId: string; readonly step: string; readonly fence: number }[];
  /** Waits for what runs or is about to, then stops the rest. The slots are closed by then. */
  drain(withinMs: number): Promise<void>;
}

export interface RunnerDeps extends RunStepDeps {
  readonly giveSlot: () => void;
  /** As soon as no step holds a slot: a claim that is being kept holds one before its step is begun. */
  readonly slotsEmptied: () => Promise<void>;
}

interface Running {
  readonly jobId: string;
  readonly step: string;
  readonly fence: number;
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/** How long stopped steps may take to end. */
const partingMs = 5_000;

export function createRunner(deps: RunnerDeps): Runner {
  const { log } = deps;
  const running = new Map<string, Running>();
  let parting = false;
  async function allDone(): Promise<void> {
    do {
      await Promise.allSettled([deps.slotsEmptied(), ...[...running.values()].map((each) => each.done)]);
    } while (running.size > 0);
  }

  function stopAll(why: StopReason): void {
    for (const each of running.values()) each.controller.abort(why);
  }

  async function part(): Promise<void> {
    parting = true;
    stopAll("stopping");
    await within(partingMs, allDone());
  }

  return {
    begin(job, workflow, stepId) {
      const step = job.steps[stepId];
      if (!step) return;
      const controller = new AbortController();
      if (parting) controller.abort("stopping" satisfies StopReason); // its claim was on its way: it is given back
      const key = `${job.id}/${stepId}`;
      let held = true;
      const giveSlot = () => {
        if (held) deps.giveSlot();
        held = false;
      };
      const done = runStep(deps, job, workflow, step, controller.signal, giveSlot)
        .catch((error: unknown) => {
          const fields = { err: toFault(error), job: job.id, step: stepId };
          if (controller.signal.aborted) log.debug(fields, "A stopped step's last word was not kept.");
          else log.error(fields, "A step's outcome could not be kept; the sweeper will find it.");
        })
        .finally(() => {
          if (running.get(key)?.controller === controller) running.delete(key);
        });
      running.set(key, { jobId: job.id, step: stepId, fence: step.fence, controller, done });
    },

    stop(jobId, steps, why) {
      for (const step of steps) running.get(`${jobId}/${step}`)?.controller.abort(why);
    },

    stopAll,

    running: () => [...running.values()].map(({ jobId, step, fence }) => ({ jobId, step, fence })),

    async drain(withinMs) {
      if (!(await within(withinMs, allDone()))) await part();
    },

    [Symbol.asyncDispose]: part,
  };
}

/** Whether it was done in time. */
async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const inTime = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}
