// Questions, answers and what people thought of them, kept and searchable. Implemented by adapters/postgres.

import type { Feedback, Interaction, Judgement } from "#core/knowledge/interaction.ts";

export interface InteractionQuery {
  readonly words?: string;
  readonly personId?: string;
  readonly intent?: string;
  readonly agent?: string;
  readonly rated?: "good" | "bad" | "none";
  readonly since?: Date;
  readonly until?: Date;
  readonly limit: number;
  /** The `next` of the page before; null or absent: the first. A million rows are paged without counting them. */
  readonly after?: string | null;
}

/** As it is when the answer was given. */
export type NewInteraction = Omit<Interaction, "feedback" | "judged">;

export interface Interactions {
  /** All or none of them; the same id twice is one. */
  record(...interactions: readonly NewInteraction[]): Promise<void>;
  byId(id: string): Promise<Interaction | null>;
  /** The last one of a conversation that can be rated, by this person; null: there is none. */
  lastOf(conversationId: string, personId: string): Promise<Interaction | null>;
  page(
    query: InteractionQuery,
  ): Promise<{ readonly interactions: readonly Interaction[]; readonly next: string | null }>;
  /** One person's feedback on one answer: the newest counts. `unknown`: there is no such answer (any more). */
  rate(id: string, feedback: Feedback): Promise<"kept" | "unknown">;
  /**
   * Judges what nobody has judged, oldest first, each once although several processes try: `judge` runs outside of any transaction,
   * and what it returns is kept unless somebody was faster. Resolves with how many were judged.
   */
  judgeNext(
    limit: number,
    judge: (interaction: Interaction) => Promise<Omit<Judgement, "at"> | null>,
  ): Promise<number>;
  /** Oldest first, in batches. */
  each(query: Pick<InteractionQuery, "since" | "until">): AsyncIterable<readonly Interaction[]>;
  forget(before: Date): Promise<number>;
  /** Takes out who it was, and their words; what is counted stays. Returns how many. */
  erase(personId: string): Promise<number>;
}
