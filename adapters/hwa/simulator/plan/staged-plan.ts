// A plan that holds just what was staged, in the state in which the simulator's own rules then find it.

import { chain, settle, succeeded } from "../time/lifecycle.ts";
import {
  addFile,
  addJob,
  addPrompt,
  addResource,
  addStream,
  createPlan,
  follow,
  needFile,
  needPrompt,
  needResource,
  type PastRun,
} from "./build-plan.ts";
import { nameUuid } from "./name-uuid.ts";
import { type Job, lastRun, type Node, type Outcome, type Plan, type Stream } from "./plan-model.ts";
import type { Stage, StagedJob, StagedRun } from "./stage.ts";
import { addWorkstations } from "./workstations.ts";

const minute = 60_000;

/** Throws a RangeError that names what is waited for or run on and is not on the stage. */
export function createStagedPlan(seed: number, now: number, stage: Stage): Plan {
  const plan = createPlan(seed, now);
  placeWorkstations(plan, stage);
  for (const [name, { on, quantity }] of Object.entries(stage.resources))
    addResource(plan, workstation(plan, on), name, quantity, "");
  for (const [name, { text, status }] of Object.entries(stage.prompts)) {
    const prompt = addPrompt(plan, name, text);
    prompt.status = status;
    if (status !== "NOT_ASKED") prompt.askedAt = now - 30 * minute;
    if (status.startsWith("ANSWERED")) prompt.answeredAt = now - 10 * minute;
  }
  const placed = stage.streams.map((told) => {
    const stream = addStream(plan, {
      name: told.name,
      folder: told.folder,
      workstation: workstation(plan, told.on),
      scheduledAt: now - told.scheduled * minute,
      priority: told.priority,
      limit: told.limit ?? null,
      startAt: told.startsIn === undefined ? null : now + told.startsIn * minute,
    });
    return {
      told,
      stream,
      jobs: told.jobs.map((each) => ({ told: each, job: placeJob(plan, stream, each) })),
    };
  });
  for (const { told, stream, jobs } of placed) {
    connect(plan, stream, told, null, stage);
    for (const each of jobs) {
      connect(plan, each.job, each.told, each.told.onlyIf ?? null, stage);
      each.job.canceled = each.told.cancelled;
      plan.index.refreshStatus(each.job);
    }
  }
  plan.index.sortMoments();
  settle(plan, plan.streams);
  return plan;
}

/** The fifteen of every plan, all of them up and open, then as told; others are made as agents. */
function placeWorkstations(plan: Plan, { workstations }: Stage): void {
  addWorkstations(plan);
  for (const each of plan.workstations.values())
    Object.assign(each, { linked: true, agentUp: true, fence: 0, limit: 40 });
  for (const [name, told] of Object.entries(workstations)) {
    const known = plan.workstations.get(name);
    if (known) Object.assign(known, told);
    else {
      const like = workstation(plan, "FIN_WS");
      plan.workstations.set(name, {
        ...like,
        ...told,
        id: nameUuid(`plan/workstation//${name}`),
        name,
        node: `${name.toLowerCase().replaceAll("_", "-")}.example`,
        description: "",
        ready: new Set(),
        running: 0,
      });
    }
  }
}

function workstation(plan: Plan, name: string) {
  const found = plan.workstations.get(name);
  if (!found) throw new RangeError(`The stage has no workstation ${name}.`);
  return found;
}

function placeJob(plan: Plan, stream: Stream, told: StagedJob): Job {
  const { now } = plan;
  const on = workstation(plan, told.on);
  const command = told.command ?? `/opt/batch/bin/${told.name.toLowerCase()}.sh`;
  const [first, ...more] = told.runs;
  const job = addJob(plan, stream, {
    definition: {
      id: nameUuid(`model/jobdefinition/${told.on}/${told.name}`),
      name: told.name,
      folder: stream.folder,
      workstation: told.on,
      description: told.description,
      command,
      isCommand: told.command !== undefined,
      login: told.user,
      recovery: "STOP",
      estimateMs: told.estimate * minute,
      kind: "batch",
      instructions: told.instructions ?? null,
    },
    workstation: on,
    priority: told.priority,
    startAt: told.startsIn === undefined ? null : now + told.startsIn * minute,
    deadlineAt: told.deadlineIn === undefined ? null : now + told.deadlineIn * minute,
    maxDurationMs: told.maxMinutes === undefined ? null : told.maxMinutes * minute,
    requiresConfirmation: told.confirmed,
    ...(first ? { past: pastOf(first, now, told.estimate) } : {}),
  });
  if (first) stageLog(job, first);
  for (const each of more) {
    chain(plan, job, "RERUN");
    const past = pastOf(each, now, told.estimate);
    const run = lastRun(job);
    Object.assign(run, {
      state: past.state,
      substate: past.state === "SUCC" ? "SUCC_COMPLETED" : null,
      startedAt: past.startedAt,
      endedAt: past.endedAt ?? null,
      endsAt: past.endsAt ?? null,
      outcome: past.outcome,
      returnCode: past.endedAt == null ? null : past.outcome.returnCode,
      jobNumber: plan.nextJobNumber++,
    });
    if (past.state === "EXEC") {
      on.running++;
      stream.running++;
    } else plan.index.noteEnd(job, past.endedAt ?? now);
    stageLog(job, each);
    plan.index.refreshStatus(job);
  }
  return job;
}

function pastOf(run: StagedRun, now: number, estimate: number): PastRun {
  const at = now - run.ago * minute;
  const state = run.as === "FAIL" ? "FAIL" : run.as === "ABEND" ? "ABEND" : "SUCC";
  const outcome: Outcome =
    state === "SUCC" && run.code === 0 ? succeeded : { state, returnCode: run.code, failure: null };
  if (run.as === "EXEC")
    return {
      state: "EXEC",
      startedAt: at,
      endsAt: Math.max(at + estimate * minute, now + 90 * minute),
      outcome,
    };
  const took = run.as === "FAIL" ? 0 : run.took;
  return { state: run.as, startedAt: at - took * minute, endedAt: at, outcome };
}

function stageLog(job: Job, told: StagedRun): void {
  lastRun(job).staged = {
    lines: told.log === undefined ? null : told.log === "" ? [] : told.log.replace(/\n$/, "").split(/\r?\n/),
    user: told.user ?? null,
    command: told.command ?? null,
    agent: told.agent ?? null,
    refused: told.logRefused ?? null,
    answersAfterMs: told.logAfterMs,
  };
}

/** Of several jobs or streams of one name the one scheduled last is meant. */
function connect(
  plan: Plan,
  node: Node,
  told: Pick<StagedJob, "after" | "afterStreams" | "prompts" | "files" | "resources">,
  condition: "SUCC" | "ABEND" | null,
  { filesThere }: Stage,
): void {
  const missing = (what: string, name: string) =>
    new RangeError(`${node.name} waits for the ${what} ${name}, which is not on the stage.`);
  for (const name of told.after) {
    const on = latest(plan.index.jobsByName.get(name) ?? [], (job) => job.stream.scheduledAt);
    if (!on) throw missing("job", name);
    follow(node, on, condition);
  }
  for (const name of told.afterStreams) {
    const on = latest(
      plan.streams.filter((each) => each.name === name),
      (stream) => stream.scheduledAt,
    );
    if (!on) throw missing("job stream", name);
    follow(node, on);
  }
  for (const name of told.prompts) {
    const prompt = [...plan.prompts.values()].find((each) => each.name === name);
    if (!prompt) throw missing("prompt", name);
    needPrompt(node, prompt);
  }
  for (const path of told.files) {
    const file = addFile(plan, node.workstation, path);
    if (filesThere.includes(path)) file.status = "Exists";
    needFile(node, file);
  }
  for (const [name, quantity] of Object.entries(told.resources)) {
    const resource = [...plan.resources.values()].find((each) => each.name === name);
    if (!resource) throw missing("resource", name);
    needResource(node, resource, quantity);
    if (node.type === "job" && lastRun(node).state === "EXEC") {
      resource.inUse += quantity;
      resource.holders.set(node, quantity);
    }
  }
}

function latest<T>(items: readonly T[], at: (item: T) => number): T | undefined {
  return items.toSorted((a, b) => at(b) - at(a))[0];
}
