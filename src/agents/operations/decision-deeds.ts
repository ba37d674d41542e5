// What somebody did to a checkpoint, as a verb after their name: for lines of chat and for pages alike.

import type { Checkpoint, Vote } from "#core/job/checkpoint.ts";
import type { Wording } from "#core/wording.ts";
import type { Speech } from "../speech.ts";

const votes: Readonly<Record<Vote["verdict"], Wording>> = {
  approve: { en: "approved", pt: "aprovou" },
  reject: { en: "rejected", pt: "rejeitou" },
  break_glass: { en: "asked to break the glass", pt: "pediu para forçar a aprovação" },
  change: { en: "changed the plan", pt: "mudou o plano" },
};

export function voteDeed({ verdict, onBehalfOf }: Vote, say: Speech): string {
  return `${say.say(votes[verdict])}${forWhom(onBehalfOf, say)}`;
}

/** ` for Ana`; empty when it was for nobody else. */
export function forWhom(other: Vote["onBehalfOf"] | undefined, say: Speech): string {
  return other ? say.say({ en: ` for ${other.name}`, pt: ` por ${other.name}` }) : "";
}

export function decisionDeed({ status, purpose, brokenGlass }: Checkpoint): Wording {
  if (purpose === "review") return { en: "reviewed the broken glass", pt: "revisou a aprovação forçada" };
  if (purpose === "outcome")
    return status === "REJECTED"
      ? { en: "ended it without knowing", pt: "encerrou sem saber" }
      : { en: "said what happened", pt: "disse o que aconteceu" };
  if (brokenGlass) return { en: "broke the glass", pt: "forçou a aprovação" };
  return votes[status === "REJECTED" ? "reject" : "approve"];
}
