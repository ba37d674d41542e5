// What every answer about Resync's own jobs works with.

import type { Filled } from "#core/form.ts";
import { type Reply, reply, type Source } from "#core/reply.ts";
import type { Actor, Engine } from "#engine/engine.ts";
import type { NameIndex } from "#hwa/names/name-index.ts";
import type { Audit } from "#ports/audit.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { Reviews } from "#ports/reviews.ts";
import type { ShownPlans } from "#ports/shown-plans.ts";
import type { Question } from "../agent.ts";
import type { Speech } from "../speech.ts";
import type { JobCards } from "./job-cards.ts";

export interface OperationsDesk {
  readonly engine: Pick<Engine, "start" | "dryRun" | "job" | "steer" | "decide" | "mayDecide" | "workflows">;
  readonly jobs: JobReader;
  readonly cards: JobCards;
  /** What a role does not allow never reaches the engine, so it is written down here. */
  readonly audit: Pick<Audit, "append">;
  /** Absent: what was shown is not known, and words mean the plan as it is. */
  readonly shownPlans?: ShownPlans;
  /** What was learned and waits for a judgement; absent: nobody is told of it here. */
  readonly reviews?: Pick<Reviews, "counts">;
  readonly names: NameIndex;
  readonly timezone: string;
}

/** One question on the desk. */
export interface Asked extends OperationsDesk {
  readonly question: Question;
  readonly say: Speech;
  /** Who asks, as the engine and the audit name them. */
  readonly by: Actor;
  readonly signal: AbortSignal;
}

export function ownReply(
  asked: Pick<Asked, "say">,
  parts: Omit<Partial<Reply>, "locale"> & { readonly text: string },
): Reply {
  return reply({ locale: asked.say.locale, ...parts });
}

export function jobSource(id: string): Source {
  return { title: "Resync", ref: `/jobs/${id}` };
}

/** What the dialog of the button was filled with; empty when it was written, or there was no dialog. */
export function filledIn({ question }: Pick<Asked, "question">): Filled {
  return question.pressed?.filled ?? {};
}

/** A button was pressed: the card shows what came of it, and only who pressed it is answered. */
export function isPress({ question }: Pick<Asked, "question">): boolean {
  return question.pressed !== null && question.pressed !== undefined;
}

/** Lines of an answer; empty ones are left out. */
export function lines(...parts: readonly (string | null | undefined | false)[]): string {
  return parts.filter((part): part is string => typeof part === "string" && part !== "").join("\n");
}
