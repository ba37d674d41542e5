import { sql } from "kysely";
import { expect, test } from "vitest";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { createKnownFixes } from "#adapters/postgres/knowledge/create-known-fixes.ts";
import type { Database } from "#adapters/postgres/open-database.ts";
import { content, knowledgeSourcesContract, piece } from "../../../contracts/knowledge-sources.ts";
import { knowledgeDatabase } from "./knowledge-database.ts";

knowledgeSourcesContract({
  async open() {
    const db = await knowledgeDatabase();
    return {
      sources: createKnowledgeSources(db),
      fixes: createKnownFixes(db),
      [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
    };
  },
});

async function counted({ kysely }: Database) {
  const { rows } = await sql<{ word: string; passages: number; real: number }>`
    select word, known.passages, counted.real from knowledge_word as known full join (
      select unnest(tsvector_to_array(words)) as word, count(*)::int as real
      from knowledge_passage where quotable group by 1
    ) as counted using (word)
    where known.passages is distinct from counted.real`.execute(kysely);
  const size = await sql<{ same: boolean }>`
    select (passages, words) = (select count(*), coalesce(sum(length), 0) from knowledge_passage where quotable) as same
    from knowledge_size`.execute(kysely);
  return { wrong: rows, same: size.rows[0]?.same };
}

test("The counts of words are those of the quotable passages, whatever happens to them and however many do it at once.", async () => {
  await using db = await knowledgeDatabase();
  const sources = createKnowledgeSources(db);
  const right = async () => expect(await counted(db)).toEqual({ wrong: [], same: true });
  const put = (id: string, words: string) =>
    sources.put(content(id, [piece("1", `${words} disk`), piece("2", `queue ${words}`)]));
  await Promise.all(["a", "b", "c", "d", "e"].map((id) => put(id, `full ${id}${id}${id}`)));
  await right();
  await put("a", "empty");
  await right();
  await Promise.all([
    sources.stand("b", "withdrawn"),
    sources.missing("c", true),
    sources.remove("d"),
    put("e", "late"),
  ]);
  await right();
  await sources.missing("c", false);
  await right();
  for (const id of ["a", "b", "c", "e"]) await sources.remove(id);
  await right();
});
