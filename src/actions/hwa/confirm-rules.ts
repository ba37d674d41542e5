// Confirming by state, after HWA's own table: a job that waits to be confirmed takes either word, one that has not run
// takes neither, SUCC and FAIL are final, and an ABEND may only be made good.

import type { Wording } from "#core/wording.ts";
import { wordOf } from "#hwa/job-facts.ts";
import type { HwaJob } from "#ports/hwa.ts";
import type { Happened } from "./after-look.ts";

export type Confirmation = "succ" | "abend";

/** Why confirming makes no sense, in whole sentences; `state` is what goes after the job's name. */
export function confirmationRefusal(job: HwaJob, as: Confirmation, state: Wording): Wording | null {
  const { name } = job;
  const { internal } = job.status;
  const asWord = as.toUpperCase();
  if (wordOf(job) === "Cancelled")
    return {
      en: `${name} is cancelled, so there is nothing to confirm.`,
      pt: `${name} está cancelado, então não há o que confirmar.`,
    };
  switch (internal) {
    case "PEND":
    case "DONE":
    case "EXEC":
    case "ERROR":
      return null;
    case "SUCCP":
    case "ABENP":
      return internal.startsWith(asWord.slice(0, 3))
        ? {
            en: `${name} is confirmed as ${asWord} already (${internal}) and only has to end.`,
            pt: `${name} já está confirmado como ${asWord} (${internal}) e só falta terminar.`,
          }
        : null;
    case "ABEND":
      return as === "succ"
        ? null
        : {
            en: `${name} ${state.en}: it is ABEND already, so there is nothing to confirm.`,
            pt: `${name} ${state.pt}: ele já está em ABEND, então não há o que confirmar.`,
          };
    case "SUPPR":
      return as === "succ"
        ? null
        : {
            en: `${name} ${state.en}: HWA confirms a suppressed job as SUCC only.`,
            pt: `${name} ${state.pt}: o HWA só confirma um job suprimido como SUCC.`,
          };
    case "FAIL":
      return {
        en: `${name} ${state.en}: it never started, and HWA confirms no such job. Rerun it, or cancel it so that what waits for it goes on.`,
        pt: `${name} ${state.pt}: ele nem chegou a iniciar, e o HWA não confirma job assim. Reexecute-o, ou cancele-o para que siga o que espera por ele.`,
      };
  }
  return wordOf(job) === "Completed"
    ? {
        en: `${name} ${state.en}, so there is nothing to confirm.`,
        pt: `${name} ${state.pt}, então não há o que confirmar.`,
      }
    : {
        en: `${name} ${state.en}, so there is nothing to confirm yet.`,
        pt: `${name} ${state.pt}, então ainda não há o que confirmar.`,
      };
}

export function confirmed(before: HwaJob, now: HwaJob | null, as: Confirmation): Happened {
  if (now === null || now.status.internal === before.status.internal) return "not_yet";
  const wanted = as === "succ" ? ["SUCC", "SUCCP"] : ["ABEND", "ABENP"];
  return wanted.includes(now.status.internal) ? "yes" : "not_yet";
}
