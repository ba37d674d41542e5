import { createIncidents } from "#adapters/postgres/knowledge/create-incidents.ts";
import { incidentsContract } from "../../../contracts/incidents.ts";
import { knowledgeDatabase } from "./knowledge-database.ts";

incidentsContract({
  async open() {
    const db = await knowledgeDatabase();
    return { incidents: createIncidents(db), [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
  },
});
