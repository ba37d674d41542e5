// What broke a job, as far as the evidence carries: confirmed, ruled out, unknown.

import type { RecoveryHow } from "../knowledge/incident.ts";
import type { Source } from "../reply.ts";
import type { Wording } from "../wording.ts";
import type { CauseKind } from "./causes.ts";
import type { Blank, Evidence } from "./evidence.ts";

export interface Hypothesis {
  /** `missing_file`, `disk_full`, `workstation_down`, … */
  readonly cause: CauseKind;
  /** 0–1: of those at 0.9 nine in ten are right, as far as the incident evaluation can tell (calibrate.ts). */
  readonly probability: number;
  /** Ids of evidence, strongest first. */
  readonly for: readonly string[];
  readonly against: readonly string[];
}

/** A claim with the evidence it stands on; there is none without. */
export interface Claim {
  readonly text: Wording;
  readonly evidence: readonly string[];
}

export interface Diagnosis {
  readonly job: string;
  readonly jobId: string;
  readonly runId: string | null;
  readonly at: Date;
  readonly verdict: "confirmed" | "likely" | "unknown" | "not_broken";
  /** The cause that is confirmed or likely; null: unknown. */
  readonly cause: Hypothesis | null;
  /** All that are left, likeliest first. */
  readonly hypotheses: readonly Hypothesis[];
  readonly confirmed: readonly Claim[];
  readonly ruledOut: readonly Claim[];
  readonly unknown: readonly Blank[];
  readonly evidence: readonly Evidence[];
  /** Quoted as they stand in approved sources. When sources contradict each other each is listed, with its date. */
  readonly fixes: readonly KnownFix[];
  readonly owners: readonly KnownOwner[];
  readonly before: PastIncident | null;
  /** What somebody said of this very failure, while it goes on; it goes before what was found. Absent or null: nobody said it. */
  readonly told?: ToldCause | null;
  readonly proposal: Proposal | null;
}

export interface KnownFix {
  readonly steps: readonly string[];
  readonly procedureUrl: string | null;
  readonly source: Source;
  readonly dated: Date | null;
  /** It names this job and this code; else only one of them, or a similar failure. */
  readonly fits: "job_and_code" | "code" | "job" | "similar";
  /** What people wrote into HWA for the job's operators, as they wrote it. */
  readonly instructions?: true;
}

export interface KnownOwner {
  readonly owner: string;
  readonly source: Source;
  readonly dated: Date | null;
  /** They are known to have left, or are not among the people any more; null: nothing is known of that. */
  readonly gone: boolean | null;
}

export interface ToldCause {
  readonly text: string;
  /** Their name; null: it is not known any more. */
  readonly by: string | null;
  readonly at: Date;
  readonly incident: string;
}

export interface PastIncident {
  readonly incident: string;
  readonly job: string;
  readonly at: Date;
  readonly errorCode: string | null;
  /** What somebody said the cause was. */
  readonly realCause: string | null;
  readonly how: RecoveryHow | null;
  readonly steps: readonly string[];
  /** Ids of people. */
  readonly by: readonly string[];
  readonly tookMs: number | null;
  /** false: it was another failure, though its code may be the same. */
  readonly same?: boolean;
}

/** A runbook with its inputs filled in. Nothing starts by itself. */
export interface Proposal {
  readonly runbook: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly why: Claim;
}
