// Failures and how each ended, kept. Implemented by adapters/postgres.

import type { Act, Incident, Recovery } from "#core/knowledge/incident.ts";

export interface NewIncident
  extends Pick<Incident, "job" | "stream" | "workstation" | "jobId" | "runId" | "brokeAt" | "returnCode"> {}

export interface IncidentQuery {
  readonly job?: string;
  readonly errorCode?: string;
  readonly open?: boolean;
  readonly since?: Date;
  readonly limit: number;
  readonly offset: number;
}

export interface Incidents {
  /** The open incident of this job of the plan, or a new one; a second failure before it was well belongs to the first. */
  open(incident: NewIncident): Promise<{ readonly incident: Incident; readonly isNew: boolean }>;
  /** What the diagnosis found; the last one counts. */
  diagnosed(id: string, found: Pick<Incident, "errorCode" | "cause" | "signature">): Promise<void>;
  /** Something was done or said about it, also after it was well, in the order of `at`; the same act twice is one. */
  act(id: string, act: Act & { readonly at: Date }): Promise<void>;
  /** null: it was resolved already, and stays as it was. */
  resolve(id: string, recovery: Recovery): Promise<Incident | null>;
  /** The real cause, as a person tells it; the newest counts, earlier ones stay in the audit. */
  tellCause(id: string, text: string, by: string): Promise<Incident | null>;
  byId(id: string): Promise<Incident | null>;
  /** Those whose id begins so, newest first; at most five. */
  find(idBegins: string): Promise<readonly Incident[]>;
  openOf(jobId: string): Promise<Incident | null>;
  page(query: IncidentQuery): Promise<{ readonly incidents: readonly Incident[]; readonly total: number }>;
  /** Resolved ones of this job or this error, newest first: what happened last time. */
  before(
    about: { readonly job: string; readonly errorCode: string | null },
    limit: number,
  ): Promise<readonly Incident[]>;
  /** Resolved since then, oldest first, in batches: what the mining reads. */
  resolvedSince(since: Date): AsyncIterable<readonly Incident[]>;
  erase(person: string): Promise<void>;
}
