// What operators may do to a job, and in which states. Refusals carry HWA's codes.

import { type Job, lastRun, type Outcome, type Plan } from "../plan/plan-model.ts";
import { malformed, wrongState } from "../server/hwa-error.ts";
import { type JsonObject, numberOf } from "../server/request-values.ts";
import {
  cancel,
  end,
  hasEnded,
  isWaiting,
  rerun,
  setRunningState,
  settle,
  settleAs,
  succeeded,
} from "../time/lifecycle.ts";

export interface ActionCall {
  readonly plan: Plan;
  readonly body: JsonObject;
  readonly user: string;
  /** Query parameters that are numbers: `priority`, `limit`, `quantity`. */
  readonly number: (name: string, lowest: number, highest: number) => number;
}

export type Action<T> = (object: T, call: ActionCall) => void;

const described = (job: Job) => `job ${job.stream.workstation.name}#${job.stream.name}.${job.name}`;
const stateOf = (job: Job) => (job.canceled ? "CANCL" : lastRun(job).state);
const refuse = (action: string, job: Job) => wrongState(action, described(job), stateOf(job));
const isRunning = (job: Job) =>
  ["EXEC", "SUCCP", "ABENP"].includes(lastRun(job).state) && lastRun(job).endedAt === null;

const stopped = (returnCode: number): Outcome => ({ state: "ABEND", returnCode, failure: null });

/** A confirmation by state, after the guide's table: some have no effect, SUCC and FAIL are refused. */
function confirm(as: "succ" | "abend"): Action<Job> {
  return (job, { plan, body }) => {
    const action = `confirm-${as}`;
    const run = lastRun(job);
    const conditions = Array.isArray(body.conditions) ? body.conditions : [];
    if (job.canceled) throw refuse(action, job);
    switch (run.state) {
      case "HOLD":
      case "READY":
      case "FENCE":
      case "INTRO":
        return;
      case "EXEC":
        setRunningState(plan, job, as === "succ" ? "SUCCP" : "ABENP");
        run.confirmed = true;
        if (conditions.length === 0) end(plan, job, run, as === "succ" ? succeeded : stopped(1));
        return;
      case "ABENP":
        if (as === "succ") setRunningState(plan, job, "SUCCP");
        return;
      case "SUCCP":
        if (as === "abend") setRunningState(plan, job, "ABENP");
        return;
      case "PEND":
        settleAs(plan, job, as === "succ" ? "SUCC" : "ABEND");
        return;
      case "ABEND":
        if (as === "succ") settleAs(plan, job, "SUCC");
        return;
      case "SUPPR":
        if (as === "succ") {
          settleAs(plan, job, "SUCC");
          return;
        }
        throw refuse(action, job);
      case "SUCC":
      case "FAIL":
        throw refuse(action, job);
    }
  };
}

export function rerunJob(job: Job, { plan, body }: ActionCall): void {
  if (isRunning(job) || !hasEnded(job) || job.canceled) throw refuse("rerun", job);
  const priority = numberOf(body, "priority");
  if (priority !== null) job.priority = priority;
  rerun(plan, job, "RERUN");
}

export const jobActions: Readonly<Record<string, Action<Job>>> = {
  hold(job, { plan }) {
    if (!isWaiting(job)) throw refuse("hold", job);
    job.priority = 0;
    settle(plan, [job]);
    plan.index.refreshStatus(job);
  },
  release(job, { plan }) {
    if (!isWaiting(job)) throw refuse("release", job);
    if (job.priority === 0) job.priority = job.originalPriority || 10;
    settle(plan, [job]);
    plan.index.refreshStatus(job);
  },
  cancel(job, { plan }) {
    if (job.canceled || lastRun(job).state === "SUCC") throw refuse("cancel", job);
    cancel(plan, job);
  },
  "cancel-pending"(job, { plan }) {
    if (!isWaiting(job)) throw refuse("cancel-pending", job);
    job.cancelPending = true;
    settle(plan, [job]);
  },
  kill(job, { plan }) {
    const run = lastRun(job);
    if (!isRunning(job)) throw refuse("kill", job);
    run.state = "EXEC";
    run.extraLog = [...(run.extraLog ?? []), "Terminated by signal 9 (SIGKILL)"];
    job.requiresConfirmation = false;
    end(plan, job, run, stopped(137));
  },
  "confirm-succ": confirm("succ"),
  "confirm-abend": confirm("abend"),
  "release-all-dependencies"(job, { plan }) {
    if (!isWaiting(job)) throw refuse("release-all-dependencies", job);
    for (const dependency of job.dependencies) dependency.released = true;
    if (job.startAt !== null) job.startAt = null;
    settle(plan, [job]);
  },
  "update-priority"(job, { plan, number }) {
    const priority = number("priority", 0, 101);
    if (!isWaiting(job)) throw refuse("update-priority", job);
    job.priority = priority;
    settle(plan, [job]);
    plan.index.refreshStatus(job);
  },
  rerun: rerunJob,
  "run-command"(job, { body }) {
    if (!isRunning(job)) throw refuse("run-command", job);
    if (Object.keys(body).length === 0) throw malformed("The command is missing.");
    const run = lastRun(job);
    run.extraLog = [...(run.extraLog ?? []), `Command received: ${JSON.stringify(body).slice(0, 400)}`];
  },
};
