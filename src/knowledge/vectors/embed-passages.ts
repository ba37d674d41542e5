// Vectors of passages, made in the background by the model that is configured for it: a batch at a time, within the day's budget,
// and those of another model forgotten. What is not approved is not sent anywhere.

import { Fault } from "#core/fault.ts";
import type { Embedder, ModelBudget } from "#ports/model.ts";
import type { PassageVectors } from "#ports/retrieval.ts";

export interface EmbedDeps {
  readonly vectors: PassageVectors;
  readonly embedder: Embedder;
  readonly budget: Pick<ModelBudget, "take">;
  /** Of everybody's tokens of a day. */
  readonly tokensPerDay: number;
  /** Replaces what may not leave; asked for each batch, since people and hosts come and go. */
  readonly mask: () => (text: string) => string;
  readonly onEmbedded: (texts: number, tokens: number) => void;
}

/** The row of the budget that is nobody's. */
export const embeddingSpender = "resync:vectors";
const batch = 32;
const batchesInRound = 40;
/** As much of a passage as models read of a text. */
const longestText = 8_000;
/** The rest of a day's tokens is for questions, however many documents arrive. */
const shareOfDay = 0.5;

/** One round: until nothing is wanting, or so many batches, or the signal. A budget used up is a Fault that says so. */
export function createEmbedding(deps: EmbedDeps): (signal: AbortSignal) => Promise<void> {
  const { vectors, embedder, budget, mask, onEmbedded } = deps;
  const day = Math.floor(deps.tokensPerDay * shareOfDay);
  let forgotten = false;

  return async (signal) => {
    if (!forgotten) {
      await vectors.forgetOthers(embedder.name);
      forgotten = true;
    }
    for (let round = 0; round < batchesInRound && !signal.aborted; round += 1) {
      const passages = await vectors.wanting(embedder.name, batch);
      if (passages.length === 0) return;
      const hide = mask();
      const texts = passages.map(({ heading, text }) =>
        hide(heading === null ? text : `${heading}\n${text}`).slice(0, longestText),
      );
      const tokens = tokensOf(texts);
      const hold = await budget.take(tokens, { day, person: { id: embeddingSpender, day } });
      if (hold === null)
        throw new Fault(
          "rate_limited",
          "Half of today's model budget is used up, so no more passages get vectors until tomorrow (UTC); raise LLM_BUDGET_TOKENS_PER_DAY for more. Search by words and names goes on.",
        );
      let used = 0;
      try {
        const made = await embedder.embed(texts, signal);
        used = tokens;
        onEmbedded(texts.length, tokens);
        await vectors.keep(
          embedder.name,
          passages.flatMap(({ id }, index) => {
            const values = made[index];
            return values ? [{ passageId: id, values }] : [];
          }),
        );
      } finally {
        await hold.settle(used);
      }
    }
  };
}

/** Servers count them, but do not always tell: three characters a token, on the safe side. */
export function tokensOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Math.ceil(text.length / 3), 0);
}
