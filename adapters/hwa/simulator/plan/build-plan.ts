// Putting things into a plan: ids from keys, a run for every job, both ends of each dependency, the indexes.

import { createAgenda } from "../time/agenda.ts";
import { hash32 } from "../time/random.ts";
import { nameUuid } from "./name-uuid.ts";
import { createPlanIndex } from "./plan-index.ts";
import type {
  Definition,
  Dependency,
  Happening,
  Job,
  JobState,
  JobSubstate,
  Node,
  Outcome,
  Plan,
  PlanFile,
  Prompt,
  RerunType,
  Resource,
  Run,
  Stream,
  Workstation,
} from "./plan-model.ts";

export function createPlan(seed: number, now: number): Plan {
  return {
    id: nameUuid(`plan/current/${seed}`),
    seed,
    createdAt: now,
    now,
    jobs: [],
    streams: [],
    streamsById: new Map(),
    workstations: new Map(),
    resources: new Map(),
    prompts: new Map(),
    files: new Map(),
    definitions: new Map(),
    ordinary: new Map(),
    index: createPlanIndex(),
    agenda: createAgenda<Happening>(),
    nextOrder: 1,
    nextJobNumber: 410_000 + (hash32(`numbers/${seed}`) % 90_000),
    nextPromptNumber: 1,
  };
}

export const folderId = (folder: string) => nameUuid(`folder/${folder}`);
export const modelStreamId = (folder: string, workstation: string, name: string) =>
  nameUuid(`model/jobstream/${workstation}#${folder}${name}`);

export interface StreamSpec {
  readonly name: string;
  readonly folder: string;
  readonly workstation: Workstation;
  readonly scheduledAt: number;
  readonly limit?: number | null;
  readonly priority?: number;
  readonly startAt?: number | null;
  readonly deadlineAt?: number | null;
  readonly submitter?: string | null;
  readonly description?: string;
}

export function addStream(plan: Plan, spec: StreamSpec): Stream {
  let instance = 0;
  let key = "";
  let id = "";
  do {
    key = `/${spec.workstation.name}#${spec.folder}${spec.name}(${new Date(spec.scheduledAt + instance * 60_000).toISOString().slice(0, 16)}Z)`;
    id = nameUuid(`plan/jobstream/${key}`);
    instance++;
  } while (plan.streamsById.has(id));
  const stream: Stream = {
    type: "stream",
    order: plan.nextOrder++,
    id,
    key,
    internalId: `0AAAAAAAAAA${hash32(id).toString(36).toUpperCase().padStart(5, "A").slice(-5)}`,
    modelId: modelStreamId(spec.folder, spec.workstation.name, spec.name),
    name: spec.name,
    folder: spec.folder,
    workstation: spec.workstation,
    scheduledAt: spec.scheduledAt + (instance - 1) * 60_000,
    jobs: [],
    priority: spec.priority ?? 10,
    originalPriority: spec.priority ?? 10,
    limit: spec.limit ?? null,
    running: 0,
    startAt: spec.startAt ?? null,
    deadlineAt: spec.deadlineAt ?? null,
    late: false,
    canceled: false,
    carriedForward: false,
    submitter: spec.submitter ?? null,
    dependencies: [],
    successors: [],
    description: spec.description ?? "",
  };
  plan.streams.push(stream);
  plan.streamsById.set(id, stream);
  if (stream.startAt !== null) plan.agenda.add(stream.startAt, { kind: "time", node: stream });
  if (stream.deadlineAt !== null) plan.agenda.add(stream.deadlineAt, { kind: "deadline", node: stream });
  return stream;
}

/** What already happened to a job by the time it enters the plan; absent for a job still to run. */
export interface PastRun {
  readonly state: JobState;
  readonly startedAt: number | null;
  readonly endedAt?: number | null;
  readonly endsAt?: number;
  readonly outcome: Outcome;
}

export interface JobSpec {
  readonly definition: Definition;
  readonly workstation: Workstation;
  readonly name?: string;
  readonly past?: PastRun;
  readonly priority?: number;
  readonly startAt?: number | null;
  readonly deadlineAt?: number | null;
  readonly maxDurationMs?: number | null;
  readonly critical?: boolean;
  readonly criticalStartAt?: number | null;
  readonly requiresConfirmation?: boolean;
  readonly noOperation?: boolean;
}

/** A run not yet started. */
export function newRun(
  plan: Plan,
  job: Pick<Job, "id" | "definition">,
  attempt: number,
  rerunType: RerunType,
): Run {
  return {
    id: nameUuid(`${plan.id}/run/${job.id}/${attempt}`),
    attempt,
    rerunType,
    jobNumber: null,
    state: "HOLD",
    substate: null,
    startedAt: null,
    endedAt: null,
    endsAt: null,
    outcome: null,
    returnCode: null,
    estimateMs: job.definition.estimateMs,
    confirmed: false,
    extraLog: null,
    staged: null,
  };
}

const settledSubstate: Partial<Record<JobState, JobSubstate>> = { SUCC: "SUCC_COMPLETED" };

function applyPast(plan: Plan, run: Run, past: PastRun): void {
  run.state = past.state;
  run.substate = settledSubstate[past.state] ?? null;
  run.startedAt = past.startedAt;
  run.endedAt = past.endedAt ?? null;
  run.endsAt = past.endsAt ?? null;
  run.outcome = past.outcome;
  run.jobNumber = plan.nextJobNumber++;
  if (run.endedAt !== null) run.returnCode = past.outcome.returnCode;
}

/** Adds a job at the end of a stream. A running one gets its end on the agenda. */
export function addJob(plan: Plan, stream: Stream, spec: JobSpec): Job {
  const name = spec.name ?? spec.definition.name;
  const key = `${stream.key}.${name}`;
  let id = nameUuid(`plan/job/${key}`);
  for (let twin = 2; plan.index.jobsById.has(id); twin++) id = nameUuid(`plan/job/${key}_${twin}`);
  const run = newRun(plan, { id, definition: spec.definition }, 1, "REGULAR");
  if (spec.past) applyPast(plan, run, spec.past);
  const job: Job = {
    type: "job",
    order: plan.nextOrder++,
    id,
    name,
    stream,
    position: stream.jobs.length + 1,
    definition: spec.definition,
    workstation: spec.workstation,
    runs: [run],
    common: "WAITING",
    priority: spec.priority ?? 10,
    originalPriority: spec.priority ?? 10,
    startAt: spec.startAt ?? null,
    deadlineAt: spec.deadlineAt ?? null,
    maxDurationMs: spec.maxDurationMs ?? null,
    critical: spec.critical ?? false,
    criticalStartAt: spec.criticalStartAt ?? null,
    requiresConfirmation: spec.requiresConfirmation ?? false,
    noOperation: spec.noOperation ?? false,
    late: false,
    canceled: false,
    cancelPending: false,
    dependencies: [],
    successors: [],
  };
  stream.jobs.push(job);
  plan.jobs.push(job);
  plan.index.addJob(job);
  if (run.startedAt !== null) plan.index.noteStart(job, run.startedAt);
  if (run.endedAt !== null) plan.index.noteEnd(job, run.endedAt);
  if (run.state === "EXEC") {
    job.workstation.running++;
    stream.running++;
    if (run.endsAt !== null) plan.agenda.add(run.endsAt, { kind: "end", job, run, endsAt: run.endsAt });
  }
  if (job.startAt !== null) plan.agenda.add(job.startAt, { kind: "time", node: job });
  if (job.deadlineAt !== null) {
    if (job.deadlineAt <= plan.now && run.endedAt === null) job.late = true;
    else plan.agenda.add(job.deadlineAt, { kind: "deadline", node: job });
  }
  return job;
}

/** A dependency's id follows from its two ends; it is made only where it is shown or looked for. */
export const dependencyId = (node: Node, dependency: Dependency) =>
  nameUuid(`dependency/${node.id}/${dependency.on.id}`);

/** Lists in a plan of any size: exactly as long as they are, where `push` would make room for seventeen. */
const extended = <T>(list: T[], item: T): T[] => {
  if (list.length === 0) return [item];
  list.push(item);
  return list;
};

/** `node` waits for `on`, a job of the same stream or of another. */
export function follow(node: Node, on: Node, condition: "SUCC" | "ABEND" | null = null): Dependency {
  on.successors = extended(on.successors, node);
  const external = node.type === "stream" || on.type === "stream" || node.stream !== on.stream;
  const dependency: Dependency =
    on.type === "job"
      ? { kind: "job", on, external, condition, released: false }
      : { kind: "stream", on, released: false };
  node.dependencies = extended(node.dependencies, dependency);
  return dependency;
}

export function needPrompt(node: Node, on: Prompt): void {
  on.waiters.push(node);
  node.dependencies = extended(node.dependencies, { kind: "prompt", on, released: false });
}

export function needFile(node: Node, on: PlanFile): void {
  on.waiters.push(node);
  node.dependencies = extended(node.dependencies, { kind: "file", on, released: false });
}

export function needResource(node: Node, on: Resource, quantity: number): void {
  node.dependencies = extended(node.dependencies, { kind: "resource", on, quantity, released: false });
}

export function addPrompt(
  plan: Plan,
  name: string,
  text: string,
  kind: Prompt["kind"] = "Predefined Prompt",
): Prompt {
  const number = plan.nextPromptNumber++;
  const prompt: Prompt = {
    id: nameUuid(`plan/prompt/${number}/${name}`),
    name,
    number,
    kind,
    text,
    status: "NOT_ASKED",
    askedAt: null,
    answeredAt: null,
    waiters: [],
  };
  plan.prompts.set(prompt.id, prompt);
  return prompt;
}

export function addFile(plan: Plan, workstation: Workstation, path: string): PlanFile {
  const id = nameUuid(`plan/file/${workstation.name}#${path}`);
  const known = plan.files.get(id);
  if (known) return known;
  const file: PlanFile = { id, path, workstation, status: "Not Checked", waiters: [] };
  plan.files.set(id, file);
  return file;
}

export function addResource(
  plan: Plan,
  workstation: Workstation,
  name: string,
  quantity: number,
  description: string,
): Resource {
  const id = nameUuid(`plan/resource/${workstation.name}#${name}`);
  const known = plan.resources.get(id);
  if (known) return known;
  const resource: Resource = {
    id,
    name,
    folder: "/",
    workstation,
    quantity,
    inUse: 0,
    holders: new Map(),
    description,
  };
  plan.resources.set(id, resource);
  return resource;
}
