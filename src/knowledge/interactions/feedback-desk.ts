// Where feedback is taken, from whichever surface: of the own answers, of others' only where they can be seen, one for each
// person and answer, and no more than anybody who means it gives.

import { LRUCache } from "lru-cache";
import type { Feedback, Interaction } from "#core/knowledge/interaction.ts";
import { longestComment } from "#core/knowledge/read-feedback.ts";
import { may, type Person } from "#core/person.ts";
import { redact } from "#core/redact.ts";
import { cleanText } from "#core/text.ts";
import type { Interactions } from "#ports/interactions.ts";

export interface Given extends Pick<Feedback, "rating" | "comment"> {
  /** The answer's id; null: the last one this person was given in the conversation. */
  readonly answer: string | null;
  readonly person: Person;
  /** The conversation it is said in; null: none, so only the own answers can be meant. */
  readonly conversationId: string | null;
}

export type Taken =
  | { readonly kind: "kept"; readonly interaction: Interaction }
  /** What was said says nothing of the answer yet. */
  | { readonly kind: "empty"; readonly interaction: Interaction }
  | { readonly kind: "unknown" }
  | { readonly kind: "too_many"; readonly retryAfterMs: number };

export interface FeedbackDesk {
  take(given: Given): Promise<Taken>;
}

export interface FeedbackDeskDeps {
  readonly interactions: Pick<Interactions, "byId" | "lastOf" | "rate">;
  readonly now: () => Date;
  /** How many one person gives within ten minutes. */
  readonly most?: number;
}

const windowMs = 600_000;

export function createFeedbackDesk({ interactions, now, most = 40 }: FeedbackDeskDeps): FeedbackDesk {
  const given = new LRUCache<string, number[]>({ max: 10_000 });

  /** When the next one may come; null: now. */
  function waitOf(personId: string): number | null {
    const time = now().getTime();
    const lately = (given.get(personId) ?? []).filter((at) => at > time - windowMs);
    given.set(personId, lately);
    const [oldest = time] = lately;
    if (lately.length >= most) return oldest + windowMs - time;
    lately.push(time);
    return null;
  }

  async function meant({ answer, person, conversationId }: Given): Promise<Interaction | null> {
    if (answer === null)
      return conversationId === null ? null : interactions.lastOf(conversationId, person.id);
    const found = await interactions.byId(answer);
    const seen =
      found?.personId === person.id ||
      (conversationId !== null && found?.conversationId === conversationId) ||
      may(person, "read_interactions");
    return seen ? found : null;
  }

  return {
    async take(all) {
      const { person, rating } = all;
      const retryAfterMs = waitOf(person.id);
      if (retryAfterMs !== null) return { kind: "too_many", retryAfterMs };
      const interaction = await meant(all);
      if (!interaction) return { kind: "unknown" };
      const comment = commentOf(all.comment);
      if (rating === null && comment === null) return { kind: "empty", interaction };
      const kept = await interactions.rate(interaction.id, { by: person.id, at: now(), rating, comment });
      return kept === "kept" ? { kind: "kept", interaction } : { kind: "unknown" };
    },
  };
}

function commentOf(text: string | null): string | null {
  const comment = redact(cleanText(text ?? "").slice(0, longestComment)).trim();
  return comment === "" ? null : comment;
}
