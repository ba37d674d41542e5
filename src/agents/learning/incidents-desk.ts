// What the learning agent knows of incidents: where they are kept, and which of them somebody means.

import type { Alert } from "#core/alert/alert.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import type { Alerts } from "#ports/alerts.ts";
import type { Audit } from "#ports/audit.ts";
import type { IncidentQuestions } from "#ports/incident-questions.ts";
import type { Incidents } from "#ports/incidents.ts";
import type { People } from "#ports/people.ts";
import type { Question } from "../agent.ts";
import { type Speech, speech } from "../speech.ts";

export interface IncidentDesk {
  readonly incidents: Pick<Incidents, "page" | "find" | "byId" | "act" | "tellCause">;
  readonly alerts: Pick<Alerts, "byId" | "find">;
  readonly questions: Pick<IncidentQuestions, "answered" | "ofAlert">;
  readonly people: Pick<People, "rights">;
  readonly audit: Pick<Audit, "append">;
  readonly timezone: string;
}

export interface AskedOfIncidents extends IncidentDesk {
  readonly question: Question;
  readonly say: Speech;
}

export type Meant =
  | { readonly kind: "found"; readonly incidents: readonly Incident[] }
  /** Several could be meant, or none was named: these, newest first. */
  | { readonly kind: "which"; readonly incidents: readonly Incident[] }
  | { readonly kind: "none"; readonly name: string | null };

const mostOfAlert = 50;
const mostOffered = 5;
/** The alert and its incident hear of a failure from the same event; a job may have failed shortly before it was told. */
const beforeAlertMs = 60_000;

export function askedOf(desk: IncidentDesk, question: Question): AskedOfIncidents {
  return { ...desk, question, say: speech(question.locale, desk.timezone, question.now) };
}

/** Which incidents are meant: by an id, by a job's name, or by the alert under whose card it was said. */
export async function meantIncidents(asked: AskedOfIncidents): Promise<Meant> {
  const { question, incidents, alerts } = asked;
  const { id, job } = question.intent.slots;
  if (id !== undefined) return await byId(asked, id);
  if (typeof job === "string") return await ofJob(asked, job);
  if (question.about?.kind === "alert") {
    const alert = await alerts.byId(question.about.id);
    const found = alert ? await incidentsOf(asked, alert) : [];
    return found.length > 0
      ? { kind: "found", incidents: found }
      : { kind: "none", name: question.about.names.job?.toString() ?? null };
  }
  const leaned = question.about?.names.job;
  if (typeof leaned === "string") return await ofJob(asked, leaned);
  const page = await incidents.page({ limit: mostOffered, offset: 0 });
  return page.incidents.length === 0
    ? { kind: "none", name: null }
    : { kind: "which", incidents: page.incidents };
}

async function byId(asked: AskedOfIncidents, id: string): Promise<Meant> {
  const [found, alerts] = await Promise.all([asked.incidents.find(id), asked.alerts.find(id)]);
  if (found.length + alerts.length > 1) return { kind: "which", incidents: found };
  const [alert] = alerts;
  const meant = alert ? await incidentsOf(asked, alert) : found;
  return meant.length > 0 ? { kind: "found", incidents: meant } : { kind: "none", name: id };
}

async function ofJob({ incidents }: AskedOfIncidents, job: string): Promise<Meant> {
  const { incidents: found } = await incidents.page({ job, limit: mostOffered, offset: 0 });
  const open = found.filter(({ resolution }) => resolution === null);
  // The same name may stand several times in the plan.
  if (open.length > 1) return { kind: "which", incidents: open };
  const meant = open[0] ?? found[0];
  return meant ? { kind: "found", incidents: [meant] } : { kind: "none", name: job };
}

/** The incidents of the jobs that failed in an alert; those that were asked about together come together. */
export async function incidentsOf(
  {
    incidents,
    questions,
  }: {
    readonly incidents: Pick<Incidents, "page" | "byId">;
    readonly questions: Pick<IncidentQuestions, "ofAlert">;
  },
  alert: Alert,
): Promise<readonly Incident[]> {
  const asked = await questions.ofAlert(alert.id);
  if (asked) {
    const found = await Promise.all(asked.incidents.slice(0, mostOfAlert).map(incidents.byId));
    return found.filter((each) => each !== null);
  }
  const since = new Date(alert.openedAt - beforeAlertMs);
  const failed = alert.members.filter(({ why, job }) => why === "failed" && job !== null);
  const found: Incident[] = [];
  for (const { id, job } of failed.slice(0, mostOfAlert)) {
    const page = await incidents.page({ job: job ?? "", since, limit: mostOffered, offset: 0 });
    const its = page.incidents.find(({ jobId }) => jobId === id);
    if (its) found.push(its);
  }
  return found;
}

/** What people are called; somebody nobody knows any more is not named. */
export async function namesOf(
  { people }: Pick<IncidentDesk, "people">,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { people: known } = await people.rights();
  const names = new Map(known.map(({ id, name }) => [id, name]));
  return [...new Set(ids)].flatMap((id) => names.get(id) ?? []);
}
