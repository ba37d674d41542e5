import { createInteractions } from "#adapters/postgres/knowledge/create-interactions.ts";
import { interactionsContract } from "../../../contracts/interactions.ts";
import { knowledgeDatabase } from "./knowledge-database.ts";

interactionsContract({
  async open() {
    const db = await knowledgeDatabase();
    return { interactions: createInteractions(db), [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
  },
});
