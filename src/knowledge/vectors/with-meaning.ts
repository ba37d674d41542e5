// Search with the meaning of the question, where a model makes vectors: its vector is made within a moment or not at all, and a
// search never waits for a server that was not there a moment ago.

import { LRUCache } from "lru-cache";
import { Fault } from "#core/fault.ts";
import type { Embedder, ModelBudget } from "#ports/model.ts";
import type { Retrieval, Sought } from "#ports/retrieval.ts";
import { tokensOf } from "./embed-passages.ts";

export interface MeaningDeps {
  readonly embedder: Embedder;
  readonly budget: Pick<ModelBudget, "take">;
  /** Tokens of a day. */
  readonly limits: { readonly day: number; readonly person: number };
  readonly mask: () => (text: string) => string;
  readonly onEmbedded: (texts: number, tokens: number) => void;
  readonly now: () => Date;
  /** Told once for each time it stops working. */
  readonly failed: (error: unknown) => void;
  /** Default: 1,200. */
  readonly withinMs?: number;
}

const longestQuestion = 2_000;
const restMs = 20_000;

export function withMeaning(retrieval: Retrieval, deps: MeaningDeps): Retrieval {
  const { embedder, budget, limits, withinMs = 1_200 } = deps;
  const known = new LRUCache<string, Float32Array>({ max: 500 });
  let restUntil = 0;

  /** null: there is none now, and words and names are all there is to search by. */
  async function vectorOf(
    { text }: Sought,
    personId: string,
    signal: AbortSignal | undefined,
  ): Promise<Float32Array | null> {
    if (deps.now().getTime() < restUntil) return null;
    const asked = deps.mask()(text.slice(0, longestQuestion)).trim();
    if (asked === "") return null;
    const before = known.get(asked);
    if (before) return before;
    const tokens = tokensOf([asked]);
    const late = AbortSignal.timeout(withinMs);
    try {
      const hold = await budget.take(tokens, {
        day: limits.day,
        person: { id: personId, day: limits.person },
      });
      if (hold === null) return null;
      let used = 0;
      try {
        const [vector] = await embedder.embed([asked], signal ? AbortSignal.any([signal, late]) : late);
        used = tokens;
        deps.onEmbedded(1, tokens);
        if (vector) known.set(asked, vector);
        return vector ?? null;
      } finally {
        await hold.settle(used);
      }
    } catch (error) {
      signal?.throwIfAborted();
      restUntil = deps.now().getTime() + restMs;
      deps.failed(
        late.aborted
          ? new Fault("timeout", `${embedder.name} gave no vector of a question within ${withinMs} ms.`)
          : error,
      );
      return null;
    }
  }

  return {
    async search(sought, signal) {
      const { by } = sought;
      if (sought.vector !== null || !by || by.visitor || sought.limit <= 0)
        return retrieval.search(sought, signal);
      const values = await vectorOf(sought, by.id, signal);
      const vector = values && { model: embedder.name, values };
      return retrieval.search({ ...sought, vector }, signal);
    },
  };
}
