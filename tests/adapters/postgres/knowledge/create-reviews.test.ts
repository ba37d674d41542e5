import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createReviews } from "#adapters/postgres/knowledge/create-reviews.ts";
import { reviewsContract } from "../../../contracts/reviews.ts";
import { knowledgeDatabase } from "./knowledge-database.ts";

reviewsContract({
  async open() {
    const db = await knowledgeDatabase();
    const audit = createAudit(db);
    const before = (await audit.read(0, 10_000)).length;
    return {
      reviews: createReviews(db),
      audited: async () => (await audit.read(0, 10_000)).slice(before),
      [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
    };
  },
});
