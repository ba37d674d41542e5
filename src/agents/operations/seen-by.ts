// Which plan somebody looked at before they decided: their words are as good as a button, and are held to the same.

import type { Checkpoint } from "#core/job/checkpoint.ts";
import { noLonger } from "#core/matter.ts";
import { approvalOf } from "./checkpoint-words.ts";
import type { Asked } from "./desk.ts";
import { seenPlan } from "./take-decision.ts";

/** What a button carries, or what the card shows under which it was said; undefined: they looked at no card. */
export function seenBy({ question }: Pick<Asked, "question">, { id }: Checkpoint): string | undefined {
  const { about } = question;
  const shown = about?.kind === "checkpoint" && about.id === id ? about.plan : null;
  return seenPlan(question.text) ?? shown ?? undefined;
}

/**
 * As `seenBy`. Words elsewhere name no plan, and mean the only one there ever was; one that somebody has changed must have
 * been shown where they are said.
 */
export async function seenToApprove(asked: Asked, checkpoint: Checkpoint): Promise<string | undefined> {
  const seen = seenBy(asked, checkpoint);
  const { id, planDigest, round, votes } = checkpoint;
  const changed = votes.some((vote) => vote.verdict === "change" && vote.round === round);
  if (seen !== undefined || !changed || planDigest === null || !asked.shownPlans) return seen;
  const { platform, thread, conversationId } = asked.question;
  const button = approvalOf(checkpoint);
  const where = { platform, thread, conversationId };
  const shown = await asked.shownPlans.wasShown({ ...where, checkpointId: id, planDigest, button });
  return shown ? undefined : noLonger;
}
