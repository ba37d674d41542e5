// One failure of one HWA job, from the moment it broke until it was well again, and what is known of both.

export interface Incident {
  readonly id: string;
  readonly job: string;
  readonly stream: string;
  readonly workstation: string;
  /** HWA's id of the job in the plan, and of the run that failed. */
  readonly jobId: string;
  readonly runId: string | null;
  readonly brokeAt: Date;
  readonly errorCode: string | null;
  readonly returnCode: number | null;
  /** The cause as the diagnosis names it (`missing_file`, `disk_full`, …); null: unknown. */
  readonly cause: string | null;
  /** What its log had in common with other failures: the naming line with numbers, dates and paths taken out. */
  readonly signature: string | null;
  /** What was done about it, in order, each one act: `fetch the file again`, `hwa.rerun INVOICE_PROCESSING`. */
  readonly acts: readonly Act[];
  readonly resolution: Recovery | null;
  /** What a person said the cause really was; it outweighs `cause`. */
  readonly realCause: { readonly text: string; readonly by: string; readonly at: Date } | null;
}

/** `by_itself`: it became well and nobody was seen doing anything. */
export type RecoveryHow = "rerun" | "runbook" | "confirmed" | "cancelled" | "by_itself" | "gone";

/** How an incident ended. */
export interface Recovery {
  readonly how: RecoveryHow;
  readonly at: Date;
  /** Ids of people who acted or spoke. */
  readonly by: readonly string[];
  /** The Resync job that ran, and its workflow; null: somebody did it elsewhere. */
  readonly runbook: string | null;
  readonly taskId: string | null;
}

/** `seen`: Resync did it or saw it happen. `told`: a person says so. */
export interface Act {
  readonly text: string;
  readonly from: "seen" | "told";
  readonly by: string | null;
}
