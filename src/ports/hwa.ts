// What we need of HCL Workload Automation, in our own words. Implemented by adapters/hwa/client.
// Terms follow HCL's REST API V2; instants are Date, durations are milliseconds, ids are HWA's UUIDs.

import type { CommonStatus } from "#core/hwa-status.ts";

export interface HwaStatus {
  /** conman's word: EXEC, ABEND, HOLD, … */
  readonly internal: string;
  readonly common: CommonStatus;
  /** Why it waits, when HWA says: HOLD_WAITING_FOR_PREDECESSOR, READY_WAITING_FOR_LIMIT, … */
  readonly substatus: string | null;
  readonly canceled: boolean;
  readonly cancelPending: boolean;
}

/** One execution of a job; `id` is the run id that job logs and reruns take. */
export interface HwaJobRun {
  readonly id: string;
  readonly number: number | null;
  readonly workstation: string | null;
  readonly status: HwaStatus;
  readonly returnCode: number | null;
  readonly rerunType: string | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly elapsedMs: number | null;
  readonly estimatedMs: number | null;
  /** The last of its rerun chain: the run that counts. */
  readonly last: boolean;
}

export interface HwaTimeRestrictions {
  readonly start: Date | null;
  readonly deadline: Date | null;
  readonly latestStart: Date | null;
  readonly maxDurationMs: number | null;
  readonly startSatisfied: boolean | null;
}

interface DependencyBase {
  readonly id: string;
  readonly satisfied: boolean;
  /** SATISFIED, UNSATISFIED, UNDECIDED or UNBOUND. */
  readonly state: string;
}

export type HwaDependency =
  | (DependencyBase & {
      readonly kind: "job";
      readonly jobId: string | null;
      readonly jobName: string;
      readonly streamName: string | null;
      readonly workstation: string | null;
      readonly predecessorStatus: string | null;
      readonly external: boolean;
    })
  | (DependencyBase & {
      readonly kind: "stream";
      readonly streamId: string | null;
      readonly streamName: string;
      readonly workstation: string | null;
      readonly predecessorStatus: string | null;
    })
  | (DependencyBase & {
      readonly kind: "file";
      readonly path: string;
      readonly workstation: string | null;
      readonly status: string | null;
    })
  | (DependencyBase & {
      readonly kind: "resource";
      readonly name: string;
      readonly workstation: string | null;
      readonly needed: number | null;
      readonly available: number | null;
      readonly total: number | null;
    })
  | (DependencyBase & {
      readonly kind: "prompt";
      readonly promptId: string | null;
      readonly name: string | null;
      readonly text: string;
      readonly status: string | null;
    })
  | (DependencyBase & {
      readonly kind: "internetwork";
      readonly agent: string | null;
      readonly expression: string;
    })
  /** A join, or a kind newer than we are; `expression` is what HWA calls it. */
  | (DependencyBase & { readonly kind: "other"; readonly expression: string });

export interface HwaStreamRef {
  readonly id: string | null;
  readonly name: string;
  /** Name without the leading slash. */
  readonly workstation: string | null;
}

/** A job in the current plan. Names carry no leading slash; `folder` is "/" or "/A/B/". */
export interface HwaJob {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly workstation: string;
  readonly stream: HwaStreamRef;
  readonly status: HwaStatus;
  readonly priority: number | null;
  readonly scheduledAt: Date | null;
  /** Oldest first; empty when the job has not been launched. */
  readonly runs: readonly HwaJobRun[];
  readonly estimatedMs: number | null;
  readonly critical: boolean;
  readonly criticalStart: Date | null;
  /** HWA's confidence in the deadline in percent, when it gives one we can read. */
  readonly confidence: number | null;
  readonly late: boolean;
  readonly deadlinePassed: boolean;
  readonly requiresConfirmation: boolean;
  readonly time: HwaTimeRestrictions;
  /** null: this answer does not list them (list calls do not); ask for the job by id. */
  readonly dependencies: readonly HwaDependency[] | null;
  readonly unresolvedDependencies: number | null;
  readonly description: string | null;
  readonly command: string | null;
  readonly login: string | null;
  readonly recovery: string | null;
}

export interface HwaJobStream {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly workstation: string;
  readonly status: HwaStatus;
  readonly priority: number | null;
  /** Jobs that may run at once; null: unlimited (HWA's -1). */
  readonly limit: number | null;
  readonly scheduledAt: Date | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly estimatedMs: number | null;
  readonly late: boolean;
  readonly carriedForward: boolean;
  readonly time: HwaTimeRestrictions;
  readonly jobCounts: {
    readonly total: number | null;
    readonly succeeded: number | null;
    readonly abended: number | null;
    readonly failed: number | null;
    readonly running: number | null;
  };
  readonly dependencies: readonly HwaDependency[] | null;
}

export interface HwaWorkstation {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly os: string | null;
  readonly node: string | null;
  readonly domain: string | null;
  readonly limit: number | null;
  readonly fence: number | null;
  readonly states: readonly string[];
  /** Any of the link states (LINKED, FULLY_LINKED, DIRECTLY_LINKED, HOST_LINKED, EXTENDED_LINKED). */
  readonly linked: boolean;
  /** JOBMAN_UP: the agent is running. */
  readonly agentUp: boolean;
  readonly host: string | null;
}

export interface HwaResource {
  readonly id: string;
  readonly name: string;
  readonly workstation: string | null;
  readonly quantity: number | null;
  readonly available: number | null;
  readonly inUse: number | null;
  readonly status: string | null;
  readonly holders: readonly {
    readonly job: string | null;
    readonly jobId: string | null;
    readonly stream: string | null;
    readonly quantity: number | null;
  }[];
}

export interface HwaPrompt {
  readonly id: string;
  readonly name: string | null;
  readonly text: string;
  /** NOT_ASKED, ASKED, ANSWERED_YES, ANSWERED_NO. */
  readonly status: string;
  readonly jobId: string | null;
  readonly streamId: string | null;
  readonly workstation: string | null;
  readonly askedAt: Date | null;
  readonly number: number | null;
}

export interface HwaFile {
  readonly id: string;
  readonly name: string;
  readonly workstation: string | null;
  readonly status: string | null;
}

/** A job or a job stream as it is defined in HWA's database, from which runs in the plan are made. */
export interface HwaDefinition {
  /** The id that a submission takes. */
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly workstation: string | null;
}

export interface EngineInfo {
  readonly version: string;
  readonly timezone: string | null;
  readonly licenseType: string | null;
}

export interface JobLog {
  readonly runId: string;
  /** The text as HWA gave it, made well-formed; lines separated by \n. */
  readonly text: string;
  /** First line (1-based) this text starts at. */
  readonly fromLine: number;
  /** True when the log goes on but we stopped reading at our size limit. */
  readonly truncated: boolean;
}

export interface Page<T> {
  readonly total: number;
  readonly items: readonly T[];
}

/** A list question. `oql` is HWA's Orchestration Query Language; build it with #hwa/oql.ts, never by pasting user text. */
export interface ListQuery {
  readonly oql?: string;
  readonly limit?: number;
  readonly offset?: number;
  /** `brief` leaves out job definitions and dependencies (header `scope`); default `full`. */
  readonly detail?: "brief" | "full";
}

export interface ReadOptions {
  readonly signal?: AbortSignal;
  /** Never answer from the burst cache; the monitor asks this way. */
  readonly fresh?: boolean;
}

export interface JobLogRange {
  /** 1-based, inclusive. */
  readonly fromLine?: number;
  readonly toLine?: number;
  /** Without the header and footer HWA adds; default false. */
  readonly contentOnly?: boolean;
}

export interface CountsByGroup {
  readonly total: number;
  readonly groups: Readonly<Record<string, number>>;
}

/** One sample of `/metrics`. */
export interface Metric {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What people wrote into HWA about an object. Data, whatever it says. */
export interface HwaWords {
  readonly description: string | null;
  /** What operators are to do, as the console shows it beside the object. */
  readonly instructions: string | null;
}

/**
 * The reading face of HWA: it cannot change anything. Every failure is a Fault whose message an operator
 * understands: unreachable, timeout, unauthenticated, forbidden, not_found, unavailable, bad_gateway, invalid_input (OQL).
 */
export interface HwaReader {
  engineInfo(options?: ReadOptions): Promise<EngineInfo>;
  jobs(query: ListQuery, options?: ReadOptions): Promise<Page<HwaJob>>;
  /** Every job that matches, page by page until the end. */
  eachJob(query: ListQuery, options?: ReadOptions): AsyncIterable<readonly HwaJob[]>;
  /** With dependencies; null when the plan has no such id. */
  job(id: string, options?: ReadOptions): Promise<HwaJob | null>;
  /** Jobs whose `dependencies.jobId` is this job. */
  successors(
    jobId: string,
    options?: ReadOptions,
  ): Promise<{ readonly jobs: readonly HwaJob[]; readonly streams: readonly HwaJobStream[] }>;
  jobCounts(by: "status" | "workstation" | "folder", options?: ReadOptions): Promise<CountsByGroup>;
  /** By run id. */
  jobLog(runId: string, range?: JobLogRange, options?: ReadOptions): Promise<JobLog>;
  /** New log text as HWA writes it, until the run ends or the signal aborts. */
  followJobLog(runId: string, options?: ReadOptions): AsyncIterable<string>;
  /**
   * By the part they belong to; empty: nobody wrote any. null: the plan has no such id, or this HWA does not tell.
   */
  jobDescription(jobId: string, options?: ReadOptions): Promise<Readonly<Record<string, HwaWords>> | null>;
  jobStreams(query: ListQuery, options?: ReadOptions): Promise<Page<HwaJobStream>>;
  jobStream(id: string, options?: ReadOptions): Promise<HwaJobStream | null>;
  workstations(options?: ReadOptions): Promise<readonly HwaWorkstation[]>;
  resources(query: ListQuery, options?: ReadOptions): Promise<Page<HwaResource>>;
  prompts(query: ListQuery, options?: ReadOptions): Promise<Page<HwaPrompt>>;
  files(query: ListQuery, options?: ReadOptions): Promise<Page<HwaFile>>;
  /** Definitions in HWA's database, by name, folder or workstation: what can be submitted. */
  definitions(of: "job" | "stream", query: ListQuery, options?: ReadOptions): Promise<Page<HwaDefinition>>;
  metrics(options?: ReadOptions): Promise<readonly Metric[]>;
  /** How the connection is, without asking HWA: the circuit, the host in use, the last good answer. */
  connection(): HwaConnection;
}

export interface HwaConnection {
  readonly host: string;
  readonly user: string | null;
  readonly circuit: "closed" | "open" | "half_open";
  readonly lastOkAt: Date | null;
  readonly lastFault: string | null;
  readonly requests: number;
  /** How far HWA's clock is ahead of ours, in ms; negative when it is behind, 0 until it is known. */
  readonly aheadMs: number;
}

/** Why a change is made; stored in HWA's own audit by the Justification headers. */
export interface Justification {
  readonly category?: string;
  readonly description: string;
  readonly ticket?: string;
}

/** The changing face of HWA. Constructed separately, and only where changes are allowed. */
export interface HwaChanger {
  rerun(runId: string, why: Justification): Promise<void>;
  confirm(jobId: string, as: "succ" | "abend", why: Justification): Promise<void>;
  cancel(jobId: string, why: Justification, pending?: boolean): Promise<void>;
  hold(jobId: string, why: Justification): Promise<void>;
  release(jobId: string, why: Justification): Promise<void>;
  kill(jobId: string, why: Justification): Promise<void>;
  releaseDependencies(jobId: string, why: Justification): Promise<void>;
  setPriority(jobId: string, priority: number, why: Justification): Promise<void>;
  holdStream(streamId: string, why: Justification): Promise<void>;
  releaseStream(streamId: string, why: Justification): Promise<void>;
  cancelStream(streamId: string, why: Justification): Promise<void>;
  releaseStreamDependencies(streamId: string, why: Justification): Promise<void>;
  replyPrompt(promptId: string, answer: boolean, why: Justification): Promise<void>;
  link(workstationId: string, why: Justification): Promise<void>;
  unlink(workstationId: string, why: Justification): Promise<void>;
  startWorkstation(workstationId: string, why: Justification): Promise<void>;
  stopWorkstation(workstationId: string, why: Justification): Promise<void>;
  setLimit(workstationId: string, limit: number, why: Justification): Promise<void>;
  setFence(workstationId: string, priority: number, why: Justification): Promise<void>;
  submitStream(
    modelStreamId: string,
    why: Justification,
    variables?: Readonly<Record<string, string>>,
  ): Promise<string>;
  submitJob(
    modelJobId: string,
    why: Justification,
    variables?: Readonly<Record<string, string>>,
  ): Promise<string>;
}
