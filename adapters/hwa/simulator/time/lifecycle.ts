// How the plan lives.
//
// A job enters the plan in HOLD. It stays there while something it needs is missing, looked at in this order: its
// stream's or its own predecessors, its start time (`at`), its prompts, its files, a priority above zero. A condition
// on a predecessor that can no longer come true makes it SUPPR, which is an end. With all of that settled it is READY,
// and from then on only capacity keeps it: a priority not above the workstation's fence shows as FENCE; a workstation
// that is unlinked or whose agent is down, a resource in use, a workstation or stream limit reached show as the
// substatus of READY. When capacity is there it is INTRO for two seconds, then EXEC; a job that cannot be launched
// goes straight to FAIL. EXEC ends in SUCC or ABEND, or in PEND when the definition asks for a confirmation.
// A rerun adds a run to the chain and starts again at READY. Every end looks at the successors, at the stream's
// successors and at the jobs waiting for the capacity that became free.
//
// Nothing happens by itself: `advance` tells the story up to an instant, from the agenda, soonest first.

import { failureFor, failures } from "../logs/job-failures.ts";
import { newRun } from "../plan/build-plan.ts";
import {
  type Job,
  type JobState,
  type JobSubstate,
  lastRun,
  type Node,
  type Outcome,
  type Plan,
  type RerunType,
  type Run,
  type Workstation,
} from "../plan/plan-model.ts";
import { dependencyState } from "./dependency-state.ts";
import { durationFactor, randomFor } from "./random.ts";
import { streamStateOf } from "./stream-state.ts";

const introMs = 2_000;
const recoveryMs = 60_000;
/** Of a hundred runs, how many end badly. */
const badOfHundred = 4;

export const succeeded: Outcome = { state: "SUCC", returnCode: 0, failure: null };

const notStarted: ReadonlySet<JobState> = new Set(["HOLD", "READY", "FENCE"]);
export const isWaiting = (job: Job) => notStarted.has(lastRun(job).state) && !job.canceled;
export const hasEnded = (job: Job) => {
  const { state } = lastRun(job);
  return job.canceled || state === "SUCC" || state === "ABEND" || state === "FAIL" || state === "SUPPR";
};

type Verdict =
  | "go"
  | { readonly state: "HOLD" | "READY" | "FENCE" | "SUPPR"; readonly why: JobSubstate | null };

const hold = (why: JobSubstate): Verdict => ({ state: "HOLD", why });
const ready = (why: JobSubstate): Verdict => ({ state: "READY", why });

function missing(plan: Plan, node: Node): JobSubstate | "impossible" | null {
  let needsTime = false;
  if (node.startAt !== null && node.startAt > plan.now) needsTime = true;
  let prompt = false;
  let file = false;
  for (const dependency of node.dependencies) {
    if (dependency.kind === "resource") continue;
    const state = dependencyState(dependency);
    if (state === "satisfied") continue;
    if (state === "impossible") return "impossible";
    if (dependency.kind === "prompt") prompt = true;
    else if (dependency.kind === "file") file = true;
    else return "HOLD_WAITING_FOR_PREDECESSOR";
  }
  if (needsTime) return "HOLD_WAITING_FOR_TIME";
  for (const dependency of node.dependencies) {
    if (dependency.kind === "prompt" && dependency.on.status === "NOT_ASKED") {
      dependency.on.status = "ASKED";
      dependency.on.askedAt = plan.now;
    }
    if (dependency.kind === "file" && dependency.on.status === "Not Checked")
      dependency.on.status = "Unavailable";
  }
  if (prompt) return "HOLD_WAITING_FOR_PROMPT";
  return file ? "HOLD_WAITING_FOR_FILE" : null;
}

/** What keeps a job that has not started. */
export function verdictOn(plan: Plan, job: Job): Verdict {
  const { stream, workstation } = job;
  const byStream = missing(plan, stream);
  if (byStream === "impossible") return { state: "SUPPR", why: "SUPPR_UNSATISFIED_DEPENDENCY" };
  if (byStream !== null) return hold(byStream);
  const byJob = missing(plan, job);
  if (byJob === "impossible") return { state: "SUPPR", why: "SUPPR_UNSATISFIED_DEPENDENCY" };
  if (byJob !== null) return hold(byJob);
  if (job.priority === 0 || stream.priority === 0) return hold("HOLD_PRIORITY_ZERO");
  const urgent = job.priority >= 100;
  if (!urgent && workstation.fence > 0 && job.priority <= workstation.fence)
    return { state: "FENCE", why: null };
  if (!workstation.linked || !workstation.agentUp) return ready("READY_WAITING_FOR_AGENT");
  for (const node of [stream, job])
    for (const dependency of node.dependencies)
      if (dependency.kind === "resource" && dependencyState(dependency) !== "satisfied")
        return ready("READY_WAITING_FOR_RESOURCES");
  if (!urgent && workstation.running >= workstation.limit) return ready("READY_WAITING_FOR_LIMIT");
  if (stream.limit !== null && stream.running >= stream.limit) return ready("READY_WAITING_FOR_LIMIT");
  return "go";
}

function setState(plan: Plan, job: Job, state: JobState, why: JobSubstate | null): void {
  const run = lastRun(job);
  run.state = state;
  run.substate = why;
  if (state === "READY" || state === "FENCE") job.workstation.ready.add(job);
  else job.workstation.ready.delete(job);
  plan.index.refreshStatus(job);
}

/** Looks again at jobs that have not started, and at what follows from that. */
export function settle(plan: Plan, first: Iterable<Node>): void {
  const work: Node[] = [...first];
  for (let node = work.pop(); node; node = work.pop()) {
    if (node.type === "stream") {
      for (const job of node.jobs) if (isWaiting(job)) work.push(job);
      continue;
    }
    if (!isWaiting(node)) continue;
    const job = node;
    if (job.cancelPending && missing(plan, job) === null) {
      job.canceled = true;
      setState(plan, job, lastRun(job).state, null);
      job.workstation.ready.delete(job);
      work.push(...afterEnd(plan, job));
      continue;
    }
    const verdict = verdictOn(plan, job);
    if (verdict === "go") {
      if (job.noOperation) {
        const run = lastRun(job);
        run.returnCode = 0;
        run.endedAt = plan.now;
        setState(plan, job, "SUCC", "SUCC_DO_NOT_RUN");
        work.push(...afterEnd(plan, job));
      } else introduce(plan, job);
    } else {
      setState(plan, job, verdict.state, verdict.why);
      if (verdict.state === "SUPPR") work.push(...afterEnd(plan, job));
    }
  }
}

/** Whoever may have waited for this job's end. */
function afterEnd(_plan: Plan, job: Job): Node[] {
  const { stream } = job;
  const touched: Node[] = [...job.successors];
  if (stream.successors.length > 0 && streamStateOf(stream).endedAt !== null)
    touched.push(...stream.successors);
  return touched;
}

/** Jobs held back by capacity, the most urgent looked at last because `settle` works from the end. */
function queueOf(workstation: Workstation): Job[] {
  return [...workstation.ready].sort((a, b) => a.priority - b.priority || b.order - a.order);
}

/** Looks again at everything that waits for this workstation. */
export function pump(plan: Plan, workstation: Workstation): void {
  if (workstation.ready.size > 0) settle(plan, queueOf(workstation));
}

function occupy(job: Job): void {
  job.workstation.running++;
  job.stream.running++;
  for (const node of [job.stream, job])
    for (const dependency of node.dependencies) {
      if (dependency.kind !== "resource" || dependency.on.holders.has(job)) continue;
      dependency.on.inUse += dependency.quantity;
      dependency.on.holders.set(job, dependency.quantity);
    }
}

function vacate(plan: Plan, job: Job): void {
  job.workstation.running = Math.max(0, job.workstation.running - 1);
  job.stream.running = Math.max(0, job.stream.running - 1);
  let freed = false;
  for (const resource of plan.resources.values()) {
    const held = resource.holders.get(job);
    if (held === undefined) continue;
    resource.holders.delete(job);
    resource.inUse -= held;
    freed = true;
  }
  if (freed) for (const workstation of plan.workstations.values()) pump(plan, workstation);
  else pump(plan, job.workstation);
  if (job.stream.limit !== null) settle(plan, job.stream.jobs.toReversed());
}

function introduce(plan: Plan, job: Job): void {
  occupy(job);
  setState(plan, job, "INTRO", null);
  plan.agenda.add(plan.now + introMs, { kind: "launch", job, run: lastRun(job) });
}

function drawOutcome(plan: Plan, job: Job, run: Run): Outcome {
  const random = randomFor(
    plan.seed,
    `outcome/${job.stream.name}/${job.name}/${job.position}/${run.attempt}`,
  );
  if (job.critical || random() * 100 >= badOfHundred) return succeeded;
  const failure = failureFor(job.definition.kind, random);
  return { state: failure.state, returnCode: failure.returnCode, failure };
}

/** The run begins: its outcome and its end are drawn now. */
export function begin(plan: Plan, job: Job, run: Run): void {
  const random = randomFor(
    plan.seed,
    `duration/${job.stream.name}/${job.name}/${job.position}/${run.attempt}`,
  );
  run.outcome ??= drawOutcome(plan, job, run);
  run.jobNumber = plan.nextJobNumber++;
  run.startedAt = plan.now;
  plan.index.noteStart(job, plan.now);
  setState(plan, job, "EXEC", null);
  if (run.outcome.state === "FAIL") {
    end(plan, job, run, run.outcome);
    return;
  }
  const share = run.outcome.failure?.share ?? durationFactor(random);
  let lasts = Math.max(1_000, Math.round((run.estimateMs * share) / 1000) * 1000);
  if (job.maxDurationMs !== null && lasts > job.maxDurationMs) {
    lasts = job.maxDurationMs;
    run.outcome = { state: "ABEND", returnCode: 137, failure: failures.max_duration };
  }
  run.endsAt = plan.now + lasts;
  plan.agenda.add(run.endsAt, { kind: "end", job, run, endsAt: run.endsAt });
}

export function end(plan: Plan, job: Job, run: Run, outcome: Outcome): void {
  run.outcome = outcome;
  run.endedAt = plan.now;
  run.endsAt = plan.now;
  run.returnCode = outcome.returnCode;
  plan.index.noteEnd(job, plan.now);
  const forced = run.state === "SUCCP" ? "SUCC" : run.state === "ABENP" ? "ABEND" : null;
  if (forced !== null) setState(plan, job, forced, forced === "SUCC" ? "SUCC_COMPLETED" : null);
  else if (job.requiresConfirmation && outcome.state !== "FAIL") setState(plan, job, "PEND", null);
  else setState(plan, job, outcome.state, outcome.state === "SUCC" ? "SUCC_COMPLETED" : null);
  const { state } = lastRun(job);
  vacate(plan, job);
  settle(plan, afterEnd(plan, job));
  const recovers = job.definition.recovery === "RERUN" && run.attempt === 1;
  if (recovers && (state === "ABEND" || state === "FAIL"))
    plan.agenda.add(plan.now + recoveryMs, { kind: "recover", job, run });
}

/** An end that no run leads to: confirmed, or cancelled. */
export function settleAs(plan: Plan, job: Job, state: "SUCC" | "ABEND"): void {
  const run = lastRun(job);
  run.confirmed = true;
  setState(plan, job, state, state === "SUCC" ? "SUCC_COMPLETED" : null);
  settle(plan, afterEnd(plan, job));
}

export function setRunningState(plan: Plan, job: Job, state: "SUCCP" | "ABENP"): void {
  setState(plan, job, state, null);
}

/** Starts the job once more, as soon as what it needs is there. */
export function rerun(plan: Plan, job: Job, type: RerunType): void {
  chain(plan, job, type);
  settle(plan, [job]);
}

/** Adds a run to the chain; what the job waited for the first time it need not wait for again. */
export function chain(plan: Plan, job: Job, type: RerunType): void {
  const run = newRun(plan, job, job.runs.length + 1, type);
  run.state = "READY";
  run.substate = "READY_SUBMITTED";
  job.runs.push(run);
  job.canceled = false;
  plan.index.addRun(job, run);
  plan.index.refreshStatus(job);
  for (const dependency of job.dependencies) if (dependency.kind !== "resource") dependency.released = true;
}

/** Starts the job this instant, whatever it waits for and whether or not it ran before; the run will go well. */
export function startNow(plan: Plan, job: Job): void {
  if (hasEnded(job)) chain(plan, job, "RERUN");
  job.workstation.ready.delete(job);
  lastRun(job).outcome = succeeded;
  if (job.priority === 0) job.priority = job.originalPriority || 10;
  if (lastRun(job).state !== "INTRO") occupy(job);
  begin(plan, job, lastRun(job));
}

/** Cancels: a job that runs is let go on by HWA; here it no longer counts, and its successors are freed. */
export function cancel(plan: Plan, job: Job): void {
  const { state } = lastRun(job);
  job.canceled = true;
  job.cancelPending = false;
  job.workstation.ready.delete(job);
  if (state === "INTRO") {
    lastRun(job).state = "HOLD";
    vacate(plan, job);
  }
  plan.index.refreshStatus(job);
  settle(plan, afterEnd(plan, job));
}

/** Everything due until an instant happens, in its order. */
export function advance(plan: Plan, until: number): void {
  for (let due = plan.agenda.takeDue(until); due; due = plan.agenda.takeDue(until)) {
    plan.now = Math.max(plan.now, due.at);
    const { item } = due;
    switch (item.kind) {
      case "launch":
        if (item.run === lastRun(item.job) && item.run.state === "INTRO") begin(plan, item.job, item.run);
        break;
      case "end": {
        const { job, run, endsAt } = item;
        const runs = run.state === "EXEC" || run.state === "SUCCP" || run.state === "ABENP";
        if (runs && run.endsAt === endsAt) end(plan, job, run, run.outcome ?? succeeded);
        break;
      }
      case "time":
        settle(plan, [item.node]);
        break;
      case "deadline":
        // It may have been moved meanwhile.
        if (item.node.deadlineAt === null || item.node.deadlineAt > due.at) break;
        if (item.node.type === "job" ? !hasEnded(item.node) : streamStateOf(item.node).endedAt === null)
          item.node.late = true;
        break;
      case "recover":
        if (
          item.run === lastRun(item.job) &&
          !item.job.canceled &&
          hasEnded(item.job) &&
          item.run.state !== "SUCC"
        )
          rerun(plan, item.job, "RECOVERY_RERUN");
        break;
      case "call":
        item.act();
        break;
    }
  }
  plan.now = Math.max(plan.now, until);
}
