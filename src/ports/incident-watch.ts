// How incidents follow the plan: every change of a batch of events in one transaction with the number of the last one heard,
// so that nothing is opened twice and nothing is missed. Implemented by adapters/postgres.

import type { Act, Incident, Recovery } from "#core/knowledge/incident.ts";
import type { NewIncident } from "./incidents.ts";

/** What of an open incident the rule needs. */
export interface OpenIncident extends Pick<Incident, "id" | "job" | "jobId" | "brokeAt"> {
  /** HWA's id of the run that failed last; null: HWA named none. */
  readonly failedRun: string | null;
}

export type IncidentChange =
  | { readonly kind: "open"; readonly id: string; readonly incident: NewIncident }
  /** Another run of it failed before it was well. */
  | {
      readonly kind: "again";
      readonly id: string;
      readonly runId: string | null;
      readonly returnCode: number | null;
    }
  | { readonly kind: "act"; readonly id: string; readonly act: Act & { readonly at: Date } }
  | { readonly kind: "well"; readonly id: string; readonly recovery: Recovery };

/** A step of a job of Resync's that changed a job of HWA, or is about to. */
export interface ResyncChange {
  /** HWA's id of the job it changed. */
  readonly jobId: string;
  /** `hwa.rerun`, `hwa.confirm`, … */
  readonly action: string;
  /** When it was sent off. */
  readonly at: Date;
  /** The run that there is since then, as HWA showed it afterwards; null: not known. */
  readonly runId: string | null;
  readonly taskId: string;
  readonly workflow: string;
  readonly requester: string;
  /** Who approved it, in the order in which they did. */
  readonly approvers: readonly string[];
  /** The same job of Resync's changed more than this: another object, a file, what a command or a request changed. */
  readonly didMore: boolean;
}

/** A run that failed and that nobody has looked into. */
export interface Unlooked extends Pick<Incident, "id" | "job" | "jobId"> {
  /** As `IncidentWatch.looked` takes it. */
  readonly run: string;
  readonly runId: string | null;
}

export interface IncidentWatch {
  /** The number of the last event that was heard; before there is one, `first` is kept and returned with `isNew`. */
  heard(first: number): Promise<{ readonly seq: number; readonly isNew: boolean }>;
  /**
   * One transaction: the changes in their order, and events heard from one number to another. `stale` changes nothing: somebody
   * else has heard these events, or an incident is no more what it was.
   */
  commit(
    changes: readonly IncidentChange[],
    heard: { readonly from: number; readonly to: number },
  ): Promise<"done" | "stale">;
  /** The open incidents of these jobs of the plan. */
  openOf(jobIds: readonly string[]): Promise<readonly OpenIncident[]>;
  /** All that are open, in batches. */
  eachOpen(): AsyncIterable<readonly OpenIncident[]>;
  /** What Resync itself did to these jobs of the plan since then, in the order in which it did. */
  changesOf(
    jobs: readonly Pick<OpenIncident, "job" | "jobId">[],
    since: Date,
  ): Promise<readonly ResyncChange[]>;
  /** Runs worth a diagnosis, newest first: of what is open, or was until a moment ago. */
  unlooked(limit: number): Promise<readonly Unlooked[]>;
  /** That run was diagnosed, or nothing of it can be known any more; `again`: it could not be, and is tried again then. */
  looked(id: string, run: string, again?: Date): Promise<void>;
}
