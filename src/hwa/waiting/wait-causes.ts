// The vocabulary of waiting: every cause a job can wait for, with its evidence and with what would end the wait.

import type { HwaJob, HwaJobStream, HwaPrompt, HwaResource, HwaWorkstation } from "#ports/hwa.ts";
import type { JobFacts } from "../job-facts.ts";
import type { UnreachableWhy } from "../workstations.ts";

/** A fact as HWA reported it: `workstation AGT1: limit = 0`. */
export interface Evidence {
  /** What it was read from: `job`, `stream`, `workstation`, `dependency`, `prompt`, `resource`, … */
  readonly of: string;
  readonly name: string;
  readonly field: string;
  readonly value: string;
}

/** What would let the job go on. `who` acts: HWA by itself, or an operator. */
export type WaitEnd =
  | { readonly kind: "time_comes"; readonly at: Date | null }
  | { readonly kind: "predecessor_succeeds"; readonly job: string; readonly estimatedEnd: Date | null }
  | { readonly kind: "predecessor_repaired"; readonly job: string }
  | { readonly kind: "stream_completes"; readonly stream: string }
  | { readonly kind: "dependency_released"; readonly dependency: string }
  | { readonly kind: "prompt_answered"; readonly promptId: string | null }
  | { readonly kind: "prompt_asked"; readonly promptId: string | null }
  | { readonly kind: "file_appears"; readonly path: string; readonly workstation: string | null }
  | { readonly kind: "resource_freed"; readonly resource: string; readonly missing: number | null }
  | { readonly kind: "priority_raised"; readonly above: number }
  | { readonly kind: "limit_raised"; readonly of: "workstation" | "stream"; readonly name: string }
  | { readonly kind: "slot_freed"; readonly of: "workstation" | "stream"; readonly name: string }
  | { readonly kind: "fence_lowered"; readonly workstation: string; readonly below: number | null }
  | { readonly kind: "workstation_linked"; readonly workstation: string }
  | { readonly kind: "agent_started"; readonly workstation: string }
  | { readonly kind: "job_confirmed" }
  | { readonly kind: "operator_acts" }
  | { readonly kind: "condition_met" }
  | { readonly kind: "cancel_done" }
  | { readonly kind: "launch_done" }
  /** It will not go on by itself: the moment to start has passed. */
  | { readonly kind: "never" };

interface CauseBase {
  /** Whether it holds the job itself or the stream it belongs to. */
  readonly holds: "job" | "stream";
  readonly evidence: readonly Evidence[];
  readonly endsWhen: WaitEnd;
}

/** A cause that needs no look at another job. */
export type LocalCause = CauseBase &
  (
    | { readonly kind: "time"; readonly until: Date | null; readonly passed: boolean }
    | { readonly kind: "latest_start_passed"; readonly latestStart: Date }
    | {
        readonly kind: "prompt";
        readonly promptId: string | null;
        readonly name: string | null;
        readonly number: number | null;
        readonly text: string;
        /** False: HWA will ask only when everything else is ready; null: it does not say. */
        readonly asked: boolean | null;
        readonly askedAt: Date | null;
        /** Answered with no: it stays so until the dependency is released. */
        readonly answeredNo: boolean;
      }
    | {
        readonly kind: "file";
        readonly path: string;
        readonly workstation: string | null;
        readonly status: string | null;
      }
    | {
        readonly kind: "resource";
        readonly name: string;
        readonly workstation: string | null;
        readonly needed: number | null;
        readonly available: number | null;
        readonly total: number | null;
        readonly holders: HwaResource["holders"];
      }
    | { readonly kind: "internetwork"; readonly agent: string | null; readonly expression: string }
    | { readonly kind: "other_dependency"; readonly expression: string }
    | { readonly kind: "priority_zero" }
    | { readonly kind: "held" }
    | {
        readonly kind: "stream_limit";
        readonly stream: string;
        readonly limit: number;
        readonly running: number | null;
      }
    | {
        readonly kind: "workstation_limit";
        readonly workstation: string;
        readonly limit: number | null;
        readonly running: number | null;
      }
    | {
        readonly kind: "fence";
        readonly workstation: string;
        readonly fence: number | null;
        readonly priority: number | null;
      }
    | { readonly kind: "workstation_unreachable"; readonly workstation: string; readonly why: UnreachableWhy }
    /** HWA waits for an agent although the workstation looks well, as when a pool has no agent to choose. */
    | { readonly kind: "no_agent"; readonly workstation: string }
    | { readonly kind: "confirmation"; readonly endedAt: Date | null; readonly returnCode: number | null }
    | { readonly kind: "user_intervention" }
    | { readonly kind: "suppressed"; readonly substatus: string | null }
    | { readonly kind: "cancel_pending" }
    | { readonly kind: "stuck" }
    | { readonly kind: "launching" }
  );

/** One step of the way from a waiting job to the root of its wait. */
export type ChainLink =
  | { readonly kind: "job"; readonly job: HwaJob; readonly facts: JobFacts }
  | { readonly kind: "stream"; readonly stream: HwaJobStream }
  /** Named by a dependency, but HWA has no more to tell: gone from the plan, of another network, or not readable. */
  | { readonly kind: "unread"; readonly name: string; readonly status: string | null };

/** Why the last link of a chain is where it is. */
export type WaitRoot =
  | { readonly kind: "failed"; readonly job: HwaJob; readonly facts: JobFacts }
  | { readonly kind: "running"; readonly job: HwaJob; readonly facts: JobFacts }
  | { readonly kind: "cancelled"; readonly job: HwaJob; readonly facts: JobFacts }
  /** It waits for something that is no job; several when several hold it. */
  | {
      readonly kind: "waits";
      readonly job: HwaJob;
      readonly facts: JobFacts;
      readonly causes: readonly LocalCause[];
    }
  | { readonly kind: "stream"; readonly stream: HwaJobStream; readonly causes: readonly LocalCause[] }
  /** The predecessor ended well meanwhile; HWA has yet to notice, or wants another outcome. */
  | { readonly kind: "ended_well"; readonly job: HwaJob; readonly facts: JobFacts }
  /** The jobs wait for each other. */
  | { readonly kind: "cycle"; readonly names: readonly string[] }
  /** The way goes on, but we stopped reading. */
  | { readonly kind: "too_deep"; readonly name: string }
  | { readonly kind: "unread"; readonly name: string; readonly status: string | null };

export interface PredecessorCause extends CauseBase {
  readonly kind: "predecessor";
  readonly name: string;
  readonly of: "job" | "stream";
  readonly stream: string | null;
  readonly workstation: string | null;
  /** The predecessor first, the root last. */
  readonly chain: readonly ChainLink[];
  readonly root: WaitRoot;
}

export type WaitCause = LocalCause | PredecessorCause;

/** What surrounds a job; null or empty where it was not read. */
export interface Surroundings {
  readonly stream: HwaJobStream | null;
  readonly workstation: HwaWorkstation | null;
  readonly runningOnWorkstation: number | null;
  readonly prompts: readonly HwaPrompt[];
  readonly resources: readonly HwaResource[];
}

export const nothingAround: Surroundings = {
  stream: null,
  workstation: null,
  runningOnWorkstation: null,
  prompts: [],
  resources: [],
};

export function evidence(of: string, name: string, field: string, value: unknown): Evidence {
  return { of, name, field, value: String(value) };
}
