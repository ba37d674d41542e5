// What there is to say of a job that failed or waits: its diagnosis, what waits because of it, and who acted the last time.
// Answers and alerts are made of the same reading, so that the two never disagree.

import type { ToldCause } from "#core/diagnosis/diagnosis.ts";
import { isFault, toFault } from "#core/fault.ts";
import { faultWording } from "#core/fault-sentence.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import { redact } from "#core/redact.ts";
import { cleanText, oneLine } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import type { DiagnosisDesk } from "#diagnosis/desk.ts";
import { lookInto, type Seen } from "#diagnosis/diagnose.ts";
import { keptWithinMs, limited } from "#diagnosis/limited.ts";
import { proposalsFrom } from "#diagnosis/proposals.ts";
import { type Impact, lateBecauseOf } from "#hwa/dependencies.ts";
import type { LogLine } from "#hwa/failure/job-log.ts";
import { wordOf } from "#hwa/job-facts.ts";
import type { HwaJob } from "#ports/hwa.ts";
import type { Asked, PlanDesk } from "./desk.ts";

type Reader = Pick<Asked, "hwa" | "knowledge" | "incidents" | "workflows" | "people" | "question" | "read">;

export type Reading = Seen & {
  /** null: it did not fail, or what waits could not be read, and `impactUnread` says why. */
  readonly impact: Impact | null;
  readonly impactUnread: Wording | null;
  /** People of the last time, by id, as far as they are known. */
  readonly names: ReadonlyMap<string, string>;
};

const impactWithinMs = 6_000;

export function diagnosisDesk({
  hwa,
  knowledge,
  incidents,
  workflows,
}: Pick<PlanDesk, "hwa" | "knowledge" | "incidents" | "workflows">): DiagnosisDesk {
  return {
    hwa,
    hwaTitle: `HWA ${hwa.connection().host}`,
    fixes: knowledge.fixes,
    retrieval: knowledge.retrieval,
    incidents,
    proposals: proposalsFrom(() => workflows.list()),
  };
}

export async function readDiagnosis(asked: Reader, job: HwaJob): Promise<Reading> {
  const signal = asked.read.signal ?? new AbortController().signal;
  const now = asked.question.now;
  const [seen, incident, impact] = await Promise.all([
    lookInto(diagnosisDesk(asked), job, { ...asked.read, now, signal }),
    wordOf(job) === "Failed" ? openIncident(asked, job, signal) : null,
    wordOf(job) === "Failed" ? readImpact(asked, job, signal) : { impact: null, impactUnread: null },
  ]);
  const said = incident?.realCause ?? null;
  const names = await namesOf(asked, [...(seen.diagnosis.before?.by ?? []), ...(said ? [said.by] : [])]);
  const told: ToldCause | null =
    incident && said
      ? {
          text: oneLine(redact(cleanText(said.text)), 300),
          by: names.get(said.by) ?? null,
          at: said.at,
          incident: incident.id,
        }
      : null;
  return { ...seen, diagnosis: { ...seen.diagnosis, told }, ...impact, names };
}

/** A database that does not answer has its line among what is unknown already, for how it was mended before. */
async function openIncident(
  { incidents, read }: Pick<Reader, "incidents" | "read">,
  job: HwaJob,
  signal: AbortSignal,
): Promise<Incident | null> {
  const looked = await limited(
    "incidents",
    { ...read, signal },
    () => incidents.openOf(job.id),
    keptWithinMs,
  );
  return looked.value ?? null;
}

async function readImpact(
  { hwa, read }: Pick<Asked, "hwa" | "read">,
  job: HwaJob,
  signal: AbortSignal,
): Promise<Pick<Reading, "impact" | "impactUnread">> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(impactWithinMs)]);
  try {
    return { impact: await lateBecauseOf(hwa, job, { ...read, signal: within }), impactUnread: null };
  } catch (error) {
    signal.throwIfAborted();
    if (!isFault(error) && !within.aborted) throw error;
    const why = within.aborted && !isFault(error) ? late : faultWording(toFault(error));
    return {
      impact: null,
      impactUnread: {
        en: `What waits because of it could not be read: ${why.en}`,
        pt: `Não foi possível ler o que espera por ele: ${why.pt}`,
      },
    };
  }
}

const late: Wording = { en: "HWA did not answer in time.", pt: "o HWA não respondeu a tempo." };

/** Somebody who was erased, or a database that does not answer, leaves the name out. */
export async function namesOf(
  { people }: Pick<Asked, "people">,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  try {
    const { people: known } = await people.rights();
    return new Map(known.filter(({ id }) => ids.includes(id)).map(({ id, name }) => [id, name]));
  } catch (error) {
    if (!isFault(error)) throw error;
    return new Map();
  }
}

/** Lines of a log as they are shown, numbered, without secrets. */
export function quoted(lines: readonly LogLine[]): string {
  return redact(lines.map((line) => `${String(line.number).padStart(4)}  ${line.text}`).join("\n"));
}
