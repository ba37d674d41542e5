// The things in a simulated plan. Instants and durations are milliseconds; names carry no leading slash.
// What goes over the wire is made from these by the wire-*.ts files.

import type { CommonStatus } from "#core/hwa-status.ts";
import type { Failure } from "../logs/job-failures.ts";
import type { WorkKind } from "../logs/job-kinds.ts";
import type { Agenda } from "../time/agenda.ts";
import type { PlanIndex } from "./plan-index.ts";

export type JobState =
  | "HOLD"
  | "READY"
  | "FENCE"
  | "INTRO"
  | "EXEC"
  | "SUCC"
  | "ABEND"
  | "FAIL"
  | "PEND"
  | "SUPPR"
  | "SUCCP"
  | "ABENP";

export type JobSubstate =
  | "HOLD_WAITING_FOR_PREDECESSOR"
  | "HOLD_WAITING_FOR_TIME"
  | "HOLD_WAITING_FOR_PROMPT"
  | "HOLD_WAITING_FOR_FILE"
  | "HOLD_PRIORITY_ZERO"
  | "READY_WAITING_FOR_RESOURCES"
  | "READY_SUBMITTED"
  | "READY_WAITING_FOR_LIMIT"
  | "READY_WAITING_FOR_AGENT"
  | "SUPPR_UNSATISFIED_DEPENDENCY"
  | "SUCC_DO_NOT_RUN"
  | "SUCC_COMPLETED";

export type RecoveryOption = "STOP" | "CONTINUE" | "CONTINUE_PROMPT" | "RERUN" | "RERUN_PROMPT";
export type RerunType = "REGULAR" | "RERUN" | "RECOVERY_RERUN";

/** A job definition of the model; jobs in the plan share it. */
export interface Definition {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly workstation: string;
  readonly description: string;
  readonly command: string;
  /** True: a command typed into the definition; false: a script file. */
  readonly isCommand: boolean;
  readonly login: string;
  readonly recovery: RecoveryOption;
  readonly estimateMs: number;
  readonly kind: WorkKind;
  /** What operators should know; HWA's "operator instructions". */
  readonly instructions: string | null;
}

/** How a run is going to end, drawn when it starts; a control route may change it. */
export interface Outcome {
  readonly state: "SUCC" | "ABEND" | "FAIL";
  readonly returnCode: number;
  readonly failure: Failure | null;
}

export interface Run {
  readonly id: string;
  readonly attempt: number;
  readonly rerunType: RerunType;
  jobNumber: number | null;
  state: JobState;
  substate: JobSubstate | null;
  startedAt: number | null;
  endedAt: number | null;
  endsAt: number | null;
  outcome: Outcome | null;
  returnCode: number | null;
  estimateMs: number;
  confirmed: boolean;
  /** Lines that a control route or an action wrote into this run's log. */
  extraLog: string[] | null;
  /** What was staged of this run's log; null: the log is made up as every other. */
  staged: StagedLog | null;
}

/** A log as somebody wrote it, word for word, and how HWA answers when it is asked for. */
export interface StagedLog {
  /** What the job printed; null: made up after all. */
  readonly lines: readonly string[] | null;
  /** What stood in the header then, where it is not what the definition says now. */
  readonly user: string | null;
  readonly command: string | null;
  readonly agent: string | null;
  /** HWA refuses to give it, with this status and sentence. */
  readonly refused: { readonly status: number; readonly message: string } | null;
  readonly answersAfterMs: number;
}

interface DependencyBase {
  /** An operator released it: it counts as satisfied whatever it waits for. */
  released: boolean;
}
export type JobDependency = DependencyBase & {
  readonly kind: "job";
  readonly on: Job;
  readonly external: boolean;
  /** A conditional dependency: the status the predecessor has to reach, or the successor is suppressed. */
  readonly condition: "SUCC" | "ABEND" | null;
};
export type StreamDependency = DependencyBase & { readonly kind: "stream"; readonly on: Stream };
export type FileDependency = DependencyBase & { readonly kind: "file"; readonly on: PlanFile };
export type PromptDependency = DependencyBase & { readonly kind: "prompt"; readonly on: Prompt };
export type ResourceDependency = DependencyBase & {
  readonly kind: "resource";
  readonly on: Resource;
  readonly quantity: number;
};
export type Dependency =
  | JobDependency
  | StreamDependency
  | FileDependency
  | PromptDependency
  | ResourceDependency;

export interface Job {
  readonly type: "job";
  readonly order: number;
  readonly id: string;
  readonly name: string;
  readonly stream: Stream;
  readonly position: number;
  readonly definition: Definition;
  readonly workstation: Workstation;
  readonly runs: Run[];
  common: CommonStatus;
  priority: number;
  readonly originalPriority: number;
  /** `at`: not before this instant. */
  startAt: number | null;
  deadlineAt: number | null;
  maxDurationMs: number | null;
  critical: boolean;
  criticalStartAt: number | null;
  requiresConfirmation: boolean;
  noOperation: boolean;
  late: boolean;
  canceled: boolean;
  cancelPending: boolean;
  dependencies: Dependency[];
  successors: Node[];
}

export interface Stream {
  readonly type: "stream";
  readonly order: number;
  readonly id: string;
  readonly key: string;
  readonly internalId: string;
  readonly modelId: string;
  readonly name: string;
  readonly folder: string;
  readonly workstation: Workstation;
  readonly scheduledAt: number;
  readonly jobs: Job[];
  priority: number;
  readonly originalPriority: number;
  /** Jobs that may run at once; null: as many as like to. */
  limit: number | null;
  running: number;
  startAt: number | null;
  deadlineAt: number | null;
  late: boolean;
  canceled: boolean;
  carriedForward: boolean;
  submitter: string | null;
  dependencies: Dependency[];
  successors: Node[];
  readonly description: string;
}

export type Node = Job | Stream;

export interface Workstation {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly type: "MANAGER" | "FTA" | "AGENT" | "X-AGENT";
  readonly os: "LINUX" | "AIX" | "WINDOWS";
  readonly node: string;
  readonly description: string;
  readonly version: string;
  linked: boolean;
  agentUp: boolean;
  monitoring: boolean;
  limit: number;
  fence: number;
  running: number;
  /** Jobs with nothing left to wait for but this workstation, a resource or their stream's limit. */
  readonly ready: Set<Job>;
  startedAt: number;
}

export interface Resource {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly workstation: Workstation;
  quantity: number;
  inUse: number;
  readonly holders: Map<Job, number>;
  readonly description: string;
}

export interface Prompt {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  readonly kind: "Ad Hoc Prompt" | "Predefined Prompt" | "Restart Prompt";
  readonly text: string;
  status: "NOT_ASKED" | "ASKED" | "ANSWERED_YES" | "ANSWERED_NO";
  askedAt: number | null;
  answeredAt: number | null;
  readonly waiters: Node[];
}

export interface PlanFile {
  readonly id: string;
  readonly path: string;
  readonly workstation: Workstation;
  status: "Not Checked" | "Checking" | "Exists" | "Unavailable";
  readonly waiters: Node[];
}

/** What the agenda holds. An entry that no longer applies when its time comes is passed over. */
export type Happening =
  | { readonly kind: "launch"; readonly job: Job; readonly run: Run }
  | { readonly kind: "end"; readonly job: Job; readonly run: Run; readonly endsAt: number }
  | { readonly kind: "time"; readonly node: Node }
  | { readonly kind: "deadline"; readonly node: Node }
  | { readonly kind: "recover"; readonly job: Job; readonly run: Run }
  | { readonly kind: "call"; readonly act: () => void };

export interface Plan {
  readonly id: string;
  readonly seed: number;
  readonly createdAt: number;
  /** How far the story has been told. */
  now: number;
  jobs: Job[];
  streams: Stream[];
  readonly streamsById: Map<string, Stream>;
  readonly workstations: Map<string, Workstation>;
  readonly resources: Map<string, Resource>;
  readonly prompts: Map<string, Prompt>;
  readonly files: Map<string, PlanFile>;
  readonly definitions: Map<string, Definition>;
  /** Everyday definitions by area and number, so that each is made once. */
  readonly ordinary: Map<string, Definition>;
  readonly index: PlanIndex;
  readonly agenda: Agenda<Happening>;
  nextOrder: number;
  nextJobNumber: number;
  nextPromptNumber: number;
}

/** The run that counts: the last of the rerun chain. A job not yet launched has one without a start. */
export function lastRun(job: Job): Run {
  const run = job.runs.at(-1);
  if (!run) throw new RangeError(`Job ${job.name} has no run; every job is made with one.`);
  return run;
}

/** How conman would call the job: the key of its stream instance, and its name. */
export const jobKey = (job: Job): string => `${job.stream.key}.${job.name}`;
