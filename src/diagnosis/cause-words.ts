// The cause a diagnosis found, in one sentence with what shows it: the same words wherever it is told.

import { type CauseKind, causes } from "#core/diagnosis/causes.ts";
import type { Diagnosis } from "#core/diagnosis/diagnosis.ts";
import type { Wording } from "#core/wording.ts";
import { failureKinds } from "#hwa/failure/kind-words.ts";
import { told } from "./desk.ts";

const longest = 180;

const sentences: Readonly<Partial<Record<CauseKind, Wording>>> = {
  ...failureKinds,
  program: told("The program itself failed", "O próprio programa falhou"),
  return_code_mapping: told(
    "The program ended well, and HWA takes its return code for a failure",
    "O programa terminou bem, e o HWA trata o return code dele como falha",
  ),
  max_duration: told("It ran into its maximum duration", "Atingiu sua duração máxima"),
  workstation_down: told("Its workstation is down or unlinked", "A workstation está parada ou sem link"),
};

/** `A file it needs is missing (log line 14: "…").` null: the cause is unknown. */
export function causeInWords({ cause, evidence }: Pick<Diagnosis, "cause" | "evidence">): Wording | null {
  if (!cause) return null;
  const shown = evidence.find(({ id }) => id === cause.for[0])?.text;
  const named = sentences[cause.cause] ?? causes[cause.cause].name;
  return shown
    ? told(`${named.en} (${cut(shown.en)}).`, `${named.pt} (${cut(shown.pt)}).`)
    : told(`${named.en}.`, `${named.pt}.`);
}

function cut(text: string): string {
  const flat = text.replace(/\s+/g, " ").trim();
  return flat.length <= longest ? flat : `${flat.slice(0, longest - 1).trimEnd()}…`;
}
