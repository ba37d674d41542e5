// What it was the last times: how the same job, or others with the same error, came to be well again.

import { isCause } from "#core/diagnosis/causes.ts";
import type { PastIncident } from "#core/diagnosis/diagnosis.ts";
import type { Evidence } from "#core/diagnosis/evidence.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import { type DiagnosisDesk, type Look, told } from "../desk.ts";

const mostRead = 10;

export interface Before {
  readonly look: Look;
  /** The last one that was resolved, of this job first. */
  readonly last: PastIncident | null;
}

export async function incidentEvidence(
  { incidents }: Pick<DiagnosisDesk, "incidents">,
  job: string,
  errorCode: string | null,
): Promise<Before> {
  const found = await incidents.before({ job, errorCode }, mostRead);
  const own = found.filter((each) => each.job === job);
  const named = found.flatMap((each) =>
    each.cause !== null && isCause(each.cause) ? [{ each, cause: each.cause }] : [],
  );
  const evidence = named.slice(0, 3).map(
    ({ each, cause }): Evidence => ({
      id: `incident:${each.id}`,
      look: "incidents",
      text: told(
        `${each.job} failed in the same way before${each.realCause ? `; the cause was: ${each.realCause.text}` : ""}`,
        `${each.job} já falhou do mesmo modo${each.realCause ? `; a causa foi: ${each.realCause.text}` : ""}`,
      ),
      source: { title: told("Incident", "Incidente").en, ref: `incident/${each.id}` },
      at: each.brokeAt,
      bears: [
        { cause, weight: each.job === job && each.errorCode === errorCode ? 0.7 : 0.3, group: "incidents" },
      ],
    }),
  );
  const last = own[0] ?? found[0];
  return { look: { evidence, blanks: [] }, last: last ? pastOf(last) : null };
}

function pastOf(incident: Incident): PastIncident {
  const { id, job, brokeAt, acts, resolution } = incident;
  return {
    incident: id,
    job,
    at: brokeAt,
    steps: acts.map((each) => each.text),
    by: resolution?.by ?? [],
    tookMs: resolution ? Math.max(0, resolution.at.getTime() - brokeAt.getTime()) : null,
  };
}
