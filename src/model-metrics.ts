// What the language model was used for, for Prometheus. There are none where no model is configured.

import { Counter, Gauge, type Registry } from "prom-client";
import type { Cost, Thought } from "#agents/think/think.ts";
import type { ModelBudget } from "#ports/model.ts";

export interface ModelMetrics {
  readonly onThought: (kind: Thought["kind"], cost: Cost) => void;
  /** Texts that vectors were made of. */
  readonly onEmbedded: (texts: number, tokens: number) => void;
}

export interface ModelMetricsParts {
  readonly budget: Pick<ModelBudget, "today">;
  readonly tokensPerDay: number;
  /** Of a million tokens. */
  readonly price: { readonly input: number; readonly output: number } | null;
}

export function addModelMetrics(
  registry: Registry,
  { budget, tokensPerDay, price }: ModelMetricsParts,
): ModelMetrics {
  const registers = [registry];
  const questions = new Counter({
    name: "resync_model_questions_total",
    help: "Questions the language model was asked, by how they ended.",
    labelNames: ["outcome"],
    registers,
  });
  const tokens = new Counter({
    name: "resync_model_tokens_total",
    help: "Tokens of the language model, by kind; what its server did not count is estimated.",
    labelNames: ["kind"],
    registers,
  });
  const texts = new Counter({
    name: "resync_model_embedded_texts_total",
    help: "Texts that vectors of meaning were made of.",
    registers,
  });
  const cost = price
    ? new Counter({
        name: "resync_model_cost_total",
        help: "What questions cost by LLM_PRICE_INPUT and LLM_PRICE_OUTPUT, in their currency.",
        registers,
      })
    : null;
  new Gauge({
    name: "resync_model_budget_left_tokens",
    help: "Tokens left of LLM_BUDGET_TOKENS_PER_DAY today (UTC), over all processes.",
    registers,
    async collect() {
      try {
        this.set(Math.max(0, tokensPerDay - (await budget.today()).tokens));
      } catch {
        this.remove();
      }
    },
  });
  for (const outcome of ["answered", "stopped", "fell_back"]) questions.inc({ outcome }, 0);
  for (const kind of ["input", "output", "embedding"]) tokens.inc({ kind }, 0);

  return {
    onThought(kind, { inputTokens, outputTokens }) {
      questions.inc({ outcome: kind });
      tokens.inc({ kind: "input" }, inputTokens);
      tokens.inc({ kind: "output" }, outputTokens);
      if (price) cost?.inc((inputTokens * price.input + outputTokens * price.output) / 1_000_000);
    },
    onEmbedded(count, used) {
      texts.inc(count);
      tokens.inc({ kind: "embedding" }, used);
    },
  };
}
