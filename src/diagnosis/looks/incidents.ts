// What it was the last times: how the same job, or others with the same error, came to be well again.

import { isCause } from "#core/diagnosis/causes.ts";
import type { PastIncident } from "#core/diagnosis/diagnosis.ts";
import type { Evidence } from "#core/diagnosis/evidence.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import { redact } from "#core/redact.ts";
import { cleanText, oneLine } from "#core/text.ts";
import type { ErrorCode } from "#hwa/failure/error-code.ts";
import { type DiagnosisDesk, type Look, told } from "../desk.ts";

const mostRead = 10;

export interface Before {
  readonly look: Look;
  /** The last one that was resolved: with the same error of this job, else of another, else another error of this job. */
  readonly last: PastIncident | null;
}

export async function incidentEvidence(
  { incidents }: Pick<DiagnosisDesk, "incidents">,
  job: string,
  { code: errorCode, from }: Pick<ErrorCode, "code" | "from">,
  signature: string | null,
): Promise<Before> {
  // RC=1 or ABEND of another job is another failure.
  const telling = from !== "status" && from !== "return_code";
  const found = await incidents.before({ job, errorCode: telling ? errorCode : null }, mostRead);
  // Nor is RC=1 of this job the same failure when its log named something else then.
  const isSame = (each: Incident) =>
    each.errorCode === errorCode &&
    (telling || signature === null || each.signature === null || each.signature === signature);
  const named = found.flatMap((each) =>
    each.cause !== null && isCause(each.cause) ? [{ each, cause: each.cause }] : [],
  );
  const evidence = named.slice(0, 3).map(
    ({ each, cause }): Evidence => ({
      id: `incident:${each.id}`,
      look: "incidents",
      text: told(
        `${each.job} failed ${isSame(each) ? "in the same way " : ""}before${each.realCause ? `; the cause was: ${tidy(each.realCause.text)}` : ""}`,
        `${each.job} já falhou${isSame(each) ? " do mesmo modo" : ""}${each.realCause ? `; a causa foi: ${tidy(each.realCause.text)}` : " antes"}`,
      ),
      source: { title: told("Incident", "Incidente").en, ref: `incident/${each.id}` },
      at: each.brokeAt,
      bears: [{ cause, weight: each.job === job && isSame(each) ? 0.7 : 0.3, group: "incidents" }],
    }),
  );
  const own = found.filter((each) => each.job === job);
  const last = own.find(isSame) ?? found.find(isSame) ?? own[0];
  return { look: { evidence, blanks: [] }, last: last ? { ...pastOf(last), same: isSame(last) } : null };
}

/** What there is to tell of an incident, clean and without secrets. */
export function pastOf(incident: Incident): PastIncident {
  const { id, job, brokeAt, errorCode, acts, resolution, realCause } = incident;
  return {
    incident: id,
    job,
    at: brokeAt,
    errorCode,
    realCause: realCause && tidy(realCause.text),
    how: resolution?.how ?? null,
    // How it ended says what Resync merely saw, and says it in words.
    steps: acts
      .filter(({ from, text }) => from === "told" || !saidByItsEnd.test(text))
      .map(({ text }) => tidy(text)),
    by: [...new Set([...(resolution?.by ?? []), ...acts.flatMap((each) => each.by ?? [])])],
    tookMs: resolution ? Math.max(0, resolution.at.getTime() - brokeAt.getTime()) : null,
  };
}

const saidByItsEnd = /^hwa\.(?:rerun|confirm|cancel)\b/;

/** What people wrote is theirs: one clean line without secrets. */
function tidy(text: string): string {
  return oneLine(redact(cleanText(text)), 300);
}
