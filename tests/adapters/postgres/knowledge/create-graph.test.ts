import { createGraph } from "#adapters/postgres/knowledge/create-graph.ts";
import { graphContract } from "../../../contracts/graph.ts";
import { knowledgeDatabase } from "./knowledge-database.ts";

graphContract({
  async open() {
    const db = await knowledgeDatabase();
    return { graph: createGraph(db), [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
  },
});
