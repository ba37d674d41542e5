import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { createPassageVectors } from "#adapters/postgres/knowledge/create-passage-vectors.ts";
import { createRetrieval } from "#adapters/postgres/knowledge/create-retrieval.ts";
import { retrievalContract } from "../../../contracts/retrieval.ts";
import { knowledgeDatabase } from "./knowledge-database.ts";

retrievalContract({
  async open() {
    const db = await knowledgeDatabase();
    return {
      sources: createKnowledgeSources(db),
      retrieval: createRetrieval(db),
      vectors: createPassageVectors(db),
      [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
    };
  },
});
