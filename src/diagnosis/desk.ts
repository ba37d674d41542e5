// What a diagnosis is made with: the plan, what happened in it, what is known, and what happened before.

import type { Blank, Evidence } from "#core/diagnosis/evidence.ts";
import type { Wording } from "#core/wording.ts";
import type { HwaJob, HwaReader } from "#ports/hwa.ts";
import type { Incidents } from "#ports/incidents.ts";
import type { KnownFixes } from "#ports/knowledge-sources.ts";
import type { Retrieval } from "#ports/retrieval.ts";

export interface DiagnosisDesk {
  readonly hwa: HwaReader;
  /** How HWA is called where it is cited: its host. */
  readonly hwaTitle: string;
  readonly fixes: KnownFixes;
  readonly retrieval: Retrieval;
  readonly incidents: Pick<Incidents, "before">;
  /** What may be proposed, as the person may start it; each knows for which causes it is meant. */
  readonly proposals: (cause: string) => readonly Remedy[];
}

/** A runbook that is meant for a cause, and how its inputs are filled from the job. */
export interface Remedy {
  readonly runbook: string;
  readonly inputs: Readonly<Record<string, "job" | "stream" | "workstation" | "job_id">>;
  /** Only for a job that failed, or only for one that waits; absent: for both. */
  readonly when?: "failed" | "waiting";
  readonly why: Wording;
}

/** What one look brought. */
export interface Look {
  readonly evidence: readonly Evidence[];
  readonly blanks: readonly Blank[];
}

export const nothingSeen: Look = { evidence: [], blanks: [] };

export function told(en: string, pt: string): Wording {
  return { en, pt };
}

/** What a cause lies at: the job that was asked about, or one at the root of its wait. null: a remedy cannot be pointed at that. */
export interface Subject {
  readonly state: "failed" | "waiting";
  readonly job: string | null;
  readonly job_id: string | null;
  readonly stream: string | null;
  readonly workstation: string | null;
}

export function subjectOf(job: HwaJob, state: Subject["state"]): Subject {
  return { state, job: job.name, job_id: job.id, stream: job.stream.name, workstation: job.workstation };
}
