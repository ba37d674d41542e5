// "What happened last time it failed, and what mended it?": by the incidents, which know how it ended and who did what.

import { causes, isCause } from "#core/diagnosis/causes.ts";
import type { PastIncident } from "#core/diagnosis/diagnosis.ts";
import { isFault } from "#core/fault.ts";
import { faultWording } from "#core/fault-sentence.ts";
import type { Incident } from "#core/knowledge/incident.ts";
import { fold } from "#core/text.ts";
import type { Wording } from "#core/wording.ts";
import { pastOf } from "#diagnosis/looks/incidents.ts";
import type { PastRun } from "#hwa/history.ts";
import type { Asked } from "./desk.ts";
import { type Lines, lastTimeLine } from "./diagnosis-words.ts";
import { namesOf } from "./read-diagnosis.ts";

export type LastFailure =
  | {
      readonly kind: "known";
      readonly incident: Incident;
      readonly told: PastIncident;
      /** Names of people. */
      readonly by: readonly string[];
    }
  | { readonly kind: "none" }
  | { readonly kind: "unread"; readonly why: Wording };

/** The last one that is over; one that goes on is not an earlier one. */
export async function readLastFailure(asked: Asked, job: string): Promise<LastFailure> {
  try {
    const [incident] = await asked.incidents.before({ job, errorCode: null }, 1);
    if (!incident) return { kind: "none" };
    const told = pastOf(incident);
    const names = await namesOf(asked, told.by);
    return { kind: "known", incident, told, by: told.by.flatMap((id) => names.get(id) ?? []) };
  } catch (error) {
    asked.read.signal?.throwIfAborted();
    if (!isFault(error)) throw error;
    return { kind: "unread", why: faultWording(error) };
  }
}

const asksForIt =
  /\b(?:(?:last|previous) time|ultima vez|vez passada|(?:what|how|who) .*(?:fix|mend|solv|resolv)\p{L}*|(?:o que|como|quem) .*(?:resolv|consert|corrig|solucion)\p{L}*)/u;

/** That question, rather than how it usually goes. */
export function asksLastFailure(text: string): boolean {
  return asksForIt.test(fold(text));
}

/** `items` are its runs, newest first. */
export function lastFailureLines(
  { say }: Asked,
  job: string,
  past: LastFailure,
  items: readonly PastRun[],
): Lines {
  if (past.kind === "unread")
    return [
      say.say({
        en: `How it was mended before could not be looked up: ${past.why.en}`,
        pt: `Não foi possível consultar como foi resolvido antes: ${past.why.pt}`,
      }),
    ];
  if (past.kind === "known") {
    const { cause, realCause } = past.incident;
    const named = realCause === null && cause !== null && isCause(cause) ? causes[cause].name : null;
    return [
      lastTimeLine({ ...past.told, by: past.by }, { job, code: undefined }, say),
      named &&
        say.say({
          en: `Its cause then, as the rules found it: ${named.en}.`,
          pt: `A causa naquela vez, como as regras encontraram: ${named.pt}.`,
        }),
    ];
  }
  // The failure that goes on now is no earlier one.
  const [last, ...others] = items;
  const earlier = (last?.outcome === "failed" ? others : items).find(({ outcome }) => outcome === "failed");
  if (!earlier)
    return [
      say.say({
        en: `No earlier failure of ${job} is known.`,
        pt: `Nenhuma falha anterior de ${job} é conhecida.`,
      }),
    ];
  const when = say.time(earlier.endedAt ?? earlier.startedAt);
  return [
    say.say({
      en: `It failed before, ${when}; what mended it is not known.`,
      pt: `Já falhou antes, ${when}; não se sabe o que resolveu.`,
    }),
  ];
}
