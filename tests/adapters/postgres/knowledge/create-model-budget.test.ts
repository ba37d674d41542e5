import { createModelBudget } from "#adapters/postgres/knowledge/create-model-budget.ts";
import { modelBudgetContract } from "../../../contracts/model-budget.ts";
import { knowledgeDatabase } from "./knowledge-database.ts";

modelBudgetContract({
  async open() {
    const db = await knowledgeDatabase();
    return {
      budget: createModelBudget(db),
      another: createModelBudget(db),
      [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
    };
  },
});
