// Vectors of meaning from whatever serves OpenAI's embeddings, in batches it takes.

import { Fault } from "#core/fault.ts";
import type { Embedder } from "#ports/model.ts";
import { type ModelOptions, openClient } from "./create-model.ts";
import { asModelFault, garbled, type Served } from "./model-fault.ts";

const batch = 64;
/** What models read of a text at most; longer ones are refused by some servers. */
const longestText = 8_000;

export function createEmbedder({ baseUrl, apiKey, model, silenceMs = 30_000 }: ModelOptions): Embedder {
  const served: Served = { host: new URL(baseUrl).host, model };
  const client = openClient({ baseUrl, apiKey, silenceMs });

  async function embedSome(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    try {
      const input = texts.map((text) => text.slice(0, longestText) || " ");
      const { data } = await client.embeddings.create({ model, input, encoding_format: "float" }, { signal });
      const vectors = data
        .toSorted((a, b) => a.index - b.index)
        .map((each) => Float32Array.from(each.embedding));
      if (vectors.length !== texts.length) throw garbled(served, null);
      return vectors;
    } catch (error) {
      signal.throwIfAborted();
      throw asModelFault(error, served);
    }
  }

  return {
    name: model,
    async embed(texts, signal) {
      const vectors: Float32Array[] = [];
      for (let from = 0; from < texts.length; from += batch)
        vectors.push(...(await embedSome(texts.slice(from, from + batch), signal)));
      const lengths = new Set(vectors.map((each) => each.length));
      if (lengths.size > 1 || vectors.some((each) => each.length === 0 || each.some(Number.isNaN)))
        throw new Fault(
          "bad_gateway",
          `The model ${model} at ${served.host} gave vectors that do not fit together. Check OPENAI_EMBEDDING_MODEL.`,
        );
      return vectors;
    },
  };
}
