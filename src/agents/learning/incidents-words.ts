// Incidents in words.

import { causes, isCause } from "#core/diagnosis/causes.ts";
import { actWords } from "#core/knowledge/act-words.ts";
import type { Incident, RecoveryHow } from "#core/knowledge/incident.ts";
import type { Choice, Source } from "#core/reply.ts";
import type { Wording } from "#core/wording.ts";
import { shortId } from "../operations/short-id.ts";
import type { Speech } from "../speech.ts";

const endings: Readonly<Record<RecoveryHow, Wording>> = {
  rerun: { en: "rerun in HWA", pt: "reexecutado no HWA" },
  runbook: { en: "by a runbook of Resync", pt: "por um runbook do Resync" },
  confirmed: { en: "confirmed in HWA", pt: "confirmado no HWA" },
  cancelled: { en: "cancelled", pt: "cancelado" },
  by_itself: {
    en: "nobody was seen doing anything",
    pt: "ninguém foi visto fazendo nada",
  },
  gone: { en: "it left the plan", pt: "saiu do plano" },
};

export function endingWords(how: RecoveryHow, say: Speech): string {
  return say.say(endings[how]);
}

/** `INVOICE_PROCESSING, which failed yesterday at 02:47`. */
export function whichOne({ job, brokeAt }: Pick<Incident, "job" | "brokeAt">, say: Speech): string {
  return say.say({
    en: `${job}, which failed ${say.at(brokeAt)}`,
    pt: `${job}, que falhou ${say.at(brokeAt)}`,
  });
}

/** What it was, as far as it is known: a person's word before the diagnosis'. */
export function causeWords({ realCause, cause, errorCode }: Incident, say: Speech): string {
  if (realCause) return realCause.text;
  const named = cause !== null && isCause(cause) ? say.say(causes[cause].name) : null;
  if (named !== null) return errorCode === null ? named : `${named} (${errorCode})`;
  return errorCode ?? say.say({ en: "unknown", pt: "desconhecida" });
}

/** What people told they did goes before what was merely seen; `—`: nothing is known of it. */
export function fixWords({ acts, resolution }: Incident, say: Speech): string {
  const told = acts.filter(({ from }) => from === "told");
  const steps = (told.length > 0 ? told : acts).map((act) => say.say(actWords(act)));
  if (steps.length > 0) return steps.join("; ");
  return resolution ? endingWords(resolution.how, say) : "—";
}

export function tookWords({ brokeAt, resolution }: Incident, say: Speech): string {
  return resolution === null
    ? say.say({ en: "not well yet", pt: "ainda não resolvido" })
    : say.duration(Math.max(0, resolution.at.getTime() - brokeAt.getTime()));
}

export function incidentSource({ id }: Pick<Incident, "id">, say: Speech): Source {
  return {
    title: say.say({ en: `Incident ${shortId(id)}`, pt: `Incidente ${shortId(id)}` }),
    ref: `incident/${id}`,
  };
}

/** Everybody who acted or spoke. */
export function actorsOf({ acts, resolution }: Incident): readonly string[] {
  return [...new Set([...(resolution?.by ?? []), ...acts.flatMap(({ by }) => by ?? [])])];
}

/** Says the same again, of this incident; null: it is too long for a button. */
export function sayAgainChoice(
  deed: "incident.fix" | "incident.cause",
  text: string,
  incident: Incident,
  say: Speech,
): Choice | null {
  const id = shortId(incident.id);
  const command =
    deed === "incident.fix"
      ? say.say({ en: `fixed ${id} by ${text}`, pt: `resolvido ${id} com ${text}` })
      : say.say({ en: `the real cause ${id} was ${text}`, pt: `a causa real ${id} foi ${text}` });
  if (command.length > 1_500 || command.includes("\n")) return null;
  return { id: command, label: `${incident.job} ${say.time(incident.brokeAt)}`, style: "default" };
}
