// Without pgvector the migration passes and nearness is exact; with it, vectors are held and found by its index. Databases of ours
// have had none so far: the second half runs where one has.

import { sql } from "kysely";
import { expect, test } from "vitest";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { createPassageVectors } from "#adapters/postgres/knowledge/create-passage-vectors.ts";
import { createNearVectors } from "#adapters/postgres/knowledge/near-vectors.ts";
import { content, piece } from "../../../contracts/knowledge-sources.ts";
import { knowledgeDatabase } from "./knowledge-database.ts";

async function filled() {
  const db = await knowledgeDatabase();
  await createKnowledgeSources(db).put(content("a", [piece("one", "One thing"), piece("two", "Another")]));
  const store = createPassageVectors(db);
  const wanting = await store.wanting("m", 9);
  await store.keep(
    "m",
    wanting.map(({ id, text }) => ({
      passageId: id,
      values: Float32Array.from(text === "Another" ? [0, 1] : [1, 0]),
    })),
  );
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from pg_extension where extname = 'vector'`.execute(db.kysely);
  return { db, wanting, extension: rows[0]?.n === 1, near: createNearVectors(db.kysely) };
}

test("What the database has decides, and vectors are kept either way", async () => {
  const { db, wanting, extension, near } = await filled();
  await using _ = db;
  expect(wanting).toHaveLength(2);
  expect(await near.here()).toBe(extension);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from passage_vector`.execute(db.kysely);
  expect(rows[0]?.n).toBe(2);
});

test("With the extension the nearest are found by its index", async (context) => {
  const { db, wanting, extension, near } = await filled();
  await using _ = db;
  if (!extension) context.skip("this database has no pgvector");
  const [first] = await near.nearest({ model: "m", values: Float32Array.from([0.9, 0.1]) }, 1);
  expect(first?.passageId).toBe(wanting.find(({ text }) => text === "One thing")?.id);
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from pg_indexes where indexname = 'passage_vector_near_2'`.execute(db.kysely);
  expect(rows[0]?.n).toBe(1);
});
