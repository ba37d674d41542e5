// A workflow as the engine runs it: what a YAML file says, with every default filled in and every action found.

import type { Effect } from "#core/job/effect.ts";
import type { ApprovalPolicy } from "#core/job/policy.ts";
import type { Said, Wording } from "#core/wording.ts";
import type { CauseKind } from "../diagnosis/causes.ts";

export const workflowKinds = ["job", "runbook", "orchestration"] as const;
export type WorkflowKind = (typeof workflowKinds)[number];

/** JSON as it is stored and compared: no undefined, no dates, no functions. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Workflow {
  /** kebab-case, unique among the loaded files; what `jobType` and `runbook_id` name. */
  readonly id: string;
  readonly kind: WorkflowKind;
  readonly title: Said;
  readonly description: Said | null;
  readonly version: number;
  readonly owner: string | null;
  /** SHA-256 (hex) of the definition. A job pins it: editing the file never changes a job that runs. */
  readonly digest: string;
  readonly inputs: Readonly<Record<string, InputSpec>>;
  /** Absent: it is meant for no cause in particular. */
  readonly remedies?: readonly RemedySpec[];
  /** In the order of the file; the graph is in `needs`. */
  readonly steps: readonly StepSpec[];
  /** Templates, resolved when the job completes. */
  readonly outputs: Readonly<Record<string, Json>>;
}

/** One input: a JSON Schema fragment (`type`, `enum`, `pattern`, `items`, `properties`, …) and what a form needs to ask for it. */
export interface InputSpec {
  readonly schema: { readonly [keyword: string]: Json };
  readonly required: boolean;
  readonly description: Said | null;
  /** undefined: none. */
  readonly default?: Json;
}

export const remedyStates = ["failed", "waiting"] as const;
/** What of the job a cause lies at can fill an input. */
export const remedySubjects = ["job", "stream", "workstation", "job_id"] as const;

/** Causes that it mends, and how its inputs are filled from the job. */
export interface RemedySpec {
  readonly causes: readonly CauseKind[];
  /** null: for a job that failed as for one that waits. */
  readonly when: (typeof remedyStates)[number] | null;
  readonly inputs: Readonly<Record<string, (typeof remedySubjects)[number]>>;
  readonly why: Wording;
}

export type Phase = "pre" | "main" | "verify";
export type OnFailure = "stop" | "continue" | "rollback";

export interface StepSpec {
  /** kebab-case or snake_case, unique in its workflow. */
  readonly id: string;
  readonly title: Said | null;
  readonly phase: Phase;
  readonly uses: string;
  /** The action's input, with `${{ … }}` templates still in it. */
  readonly with: { readonly [key: string]: Json };
  /** Ids of the steps that must have ended before; default in a file: the step before it. */
  readonly needs: readonly string[];
  /** A CEL condition over `inputs`, `steps` and `job`; null: always. False: the step is SKIPPED. */
  readonly if: string | null;
  /** Who decides before the action runs; null: nobody is asked. Filled in for actions that always ask. */
  readonly approval: ApprovalPolicy | null;
  readonly timeoutMs: number;
  readonly retry: RetrySpec;
  readonly onFailure: OnFailure;
  readonly rollback: {
    readonly uses: string;
    readonly with: { readonly [key: string]: Json };
    readonly effect: Effect;
  } | null;
  /** The step's own word, or its action's. */
  readonly effect: Effect;
  /** The action looks before it acts, so claiming and arming are two commits. */
  readonly prepares: boolean;
}

export interface RetrySpec {
  /** Tries in all, the first included; 1: no retry. */
  readonly attempts: number;
  /** Pause before the second try; doubled before each further one, up to `maxMs`. */
  readonly backoffMs: number;
  readonly maxMs: number;
}
