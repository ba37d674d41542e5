import { sql } from "kysely";
import { expect, test } from "vitest";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { createKnownFixes } from "#adapters/postgres/knowledge/create-known-fixes.ts";
import { createLearnedEntries } from "#adapters/postgres/knowledge/create-learned-entries.ts";
import { createRetrieval } from "#adapters/postgres/knowledge/create-retrieval.ts";
import { createReviews } from "#adapters/postgres/knowledge/create-reviews.ts";
import { learnedEntriesContract, someFix } from "../../../contracts/learned-entries.ts";
import { knowledgeDatabase } from "./knowledge-database.ts";

learnedEntriesContract({
  async open() {
    const db = await knowledgeDatabase();
    const audit = createAudit(db);
    const before = (await audit.read(0, 10_000)).length;
    return {
      entries: createLearnedEntries(db),
      reviews: createReviews(db),
      sources: createKnowledgeSources(db),
      fixes: createKnownFixes(db),
      retrieval: createRetrieval(db),
      audited: async () => (await audit.read(0, 10_000)).slice(before),
      [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
    };
  },
});

test("Entries whose words were made by older rules are written again, with whoever approved them.", async () => {
  await using db = await knowledgeDatabase();
  const entries = createLearnedEntries(db);
  const entry = await entries.write(someFix, { who: { id: "ana", name: "Ana" }, surface: "api" });
  await entries.decide(
    entry.id,
    { verdict: "approved", reason: null, fix: null },
    {
      who: { id: "bia", name: "Bia, on call" },
      surface: "api",
    },
  );
  expect(await entries.refresh()).toBe(0);
  await sql`update knowledge_source set reading = 0`.execute(db.kysely);
  await sql`update knowledge_passage set words = ''::tsvector, digest = 'by older rules'`.execute(db.kysely);
  expect(await entries.refresh()).toBe(1);
  const { rows } = await sql<{ cite: string; words: string }>`
    select cite, words::text from knowledge_passage`.execute(db.kysely);
  expect(rows).toMatchObject([{ cite: expect.stringContaining("approved by Bia, on call on ") }]);
  expect(rows[0]?.words).not.toBe("");
  expect(await entries.refresh()).toBe(0);
});
