// Which plan somebody looked at before they decided: their words are as good as a button, and are held to the same.

import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { Asked } from "./desk.ts";
import { seenPlan } from "./take-decision.ts";

/** What a button carries, or what the card shows under which it was said; undefined: they looked at no card. */
export function seenBy({ question }: Pick<Asked, "question">, { id }: Checkpoint): string | undefined {
  const { about } = question;
  const shown = about?.kind === "checkpoint" && about.id === id ? about.plan : null;
  return seenPlan(question.text) ?? shown ?? undefined;
}
