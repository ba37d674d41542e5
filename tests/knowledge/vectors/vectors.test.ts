// Vectors made by a server that speaks OpenAI's protocol, kept in Postgres, and searched with.

import { expect, test } from "vitest";
import { createEmbedder } from "#adapters/openai/create-embedder.ts";
import { createKnowledgeSources } from "#adapters/postgres/knowledge/create-knowledge-sources.ts";
import { createModelBudget } from "#adapters/postgres/knowledge/create-model-budget.ts";
import { createPassageVectors } from "#adapters/postgres/knowledge/create-passage-vectors.ts";
import { createRetrieval } from "#adapters/postgres/knowledge/create-retrieval.ts";
import { createEmbedding, type EmbedDeps } from "#knowledge/vectors/embed-passages.ts";
import { type MeaningDeps, withMeaning } from "#knowledge/vectors/with-meaning.ts";
import { knowledgeDatabase } from "../../adapters/postgres/knowledge/knowledge-database.ts";
import { content, piece } from "../../contracts/knowledge-sources.ts";
import { scriptedModel } from "../../support/scripted-model.ts";

const signal = () => new AbortController().signal;
/** Pay and wages lie one way, everything else another. */
const near = (text: string) => (/wage|salar|money/i.test(text) ? [1, 0, 0.05] : [0, 1, 0.1]);

async function opened(vectors: (texts: readonly string[]) => unknown = (texts) => texts.map(near)) {
  const db = await knowledgeDatabase();
  const sent: string[] = [];
  const server = await scriptedModel(
    () => ({ status: 500 }),
    (texts) => {
      sent.push(...texts);
      return vectors(texts);
    },
  );
  const sources = createKnowledgeSources(db);
  await sources.put(
    content("a", [
      piece("payroll", "Wages wait for the bank's file"),
      piece("disk", "Disk full on dbprod01"),
    ]),
  );
  const budget = createModelBudget(db);
  const store = createPassageVectors(db);
  const embedder = (model = "m") =>
    createEmbedder({ baseUrl: server.baseUrl, apiKey: "k", model, silenceMs: 500 });
  const embedding = (more: Partial<EmbedDeps> = {}) =>
    createEmbedding({
      vectors: store,
      embedder: embedder(),
      budget,
      tokensPerDay: 1_000_000,
      mask: () => (text) => text,
      onEmbedded: () => undefined,
      ...more,
    });
  const faults: unknown[] = [];
  const search = (more: Partial<MeaningDeps> = {}) => {
    const found = withMeaning(createRetrieval(db), {
      embedder: embedder(),
      budget,
      limits: { day: 1_000_000, person: 100_000 },
      mask: () => (text) => text,
      onEmbedded: () => undefined,
      now: () => new Date(),
      failed: (error) => faults.push(error),
      withinMs: 400,
      ...more,
    });
    return async (text: string, by?: { id: string; visitor?: "member" }) =>
      (
        await found.search(
          { text, jobs: [], codes: [], vector: null, limit: 5, ...(by ? { by } : {}) },
          signal(),
        )
      ).map((hit) => hit.passage.place);
  };
  return {
    sources,
    store,
    budget,
    sent,
    faults,
    embedder,
    embedding,
    search,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await db[Symbol.asyncDispose]();
    },
  };
}

test("Passages get their vectors once, and a question in other words then finds them for whoever may spend tokens.", async () => {
  await using house = await opened();
  await house.embedding()(signal());
  expect(house.sent).toHaveLength(2);
  await house.embedding()(signal());
  expect(house.sent).toHaveLength(2);
  const find = house.search();
  expect(await find("salaries late?", { id: "ana" })).toEqual(["payroll"]);
  expect(await find("salaries late?", { id: "ana" })).toEqual(["payroll"]);
  expect(house.sent).toHaveLength(3);
  expect(await find("salaries late?", { id: "x", visitor: "member" })).toEqual([]);
  expect(await find("salaries late?")).toEqual([]);
  expect(house.sent).toHaveLength(3);
  expect(await house.budget.today()).toMatchObject({ people: 1 });
});

test("What waits for a review, or was withdrawn, is sent nowhere.", async () => {
  await using house = await opened();
  await house.sources.stand("a", "withdrawn");
  await house.embedding()(signal());
  expect(house.sent).toEqual([]);
});

test("Vectors of another model are forgotten, and one of another dimension is refused with its sentence.", async () => {
  await using house = await opened();
  await house.embedding()(signal());
  await house.embedding({ embedder: house.embedder("n") })(signal());
  expect(await house.store.wanting("m", 9)).toHaveLength(2);
  await house.sources.put(content("b", [piece("new", "Something new")]));
  const longer = {
    name: "n",
    embed: async (texts: readonly string[]) => texts.map(() => new Float32Array(5)),
  };
  await expect(house.embedding({ embedder: longer })(signal())).rejects.toThrow(
    "The model n gave a vector of 5 numbers; its others have 3.",
  );
  expect(await house.store.wanting("n", 9)).toHaveLength(1);
});

test("Half of a day's tokens stays for questions, and the rest says when it is used up.", async () => {
  await using house = await opened();
  await expect(house.embedding({ tokensPerDay: 10 })(signal())).rejects.toThrow(
    "Half of today's model budget",
  );
  expect(house.sent).toEqual([]);
  expect((await house.budget.today()).tokens).toBe(0);
});

test("What may not leave is replaced in passages and in questions.", async () => {
  await using house = await opened();
  const mask = () => (text: string) => text.replaceAll("dbprod01", "host");
  await house.embedding({ mask })(signal());
  await house.search({ mask })("is dbprod01 full?", { id: "ana" });
  expect(house.sent.join("\n")).not.toContain("dbprod01");
  expect(house.sent.at(-1)).toBe("is host full?");
});

test("A server that is slow or talks nonsense costs a moment once, and words are searched all the same.", async () => {
  await using house = await opened((texts) => (texts.length > 1 ? texts.map(near) : "nonsense"));
  const find = house.search();
  expect(await find("disk full", { id: "ana" })).toEqual(["disk"]);
  expect(await find("disks are full", { id: "ana" })).toEqual(["disk"]);
  expect(house.sent).toHaveLength(1);
  expect(house.faults).toHaveLength(1);
  const slow = {
    name: "m",
    embed: (_: readonly string[], end: AbortSignal) =>
      new Promise<never>((_resolve, reject) => end.addEventListener("abort", () => reject(end.reason))),
  };
  const began = performance.now();
  expect(await house.search({ embedder: slow })("disk full", { id: "ana" })).toEqual(["disk"]);
  expect(performance.now() - began).toBeLessThan(3_000);
  expect((await house.budget.today()).tokens).toBe(0);
});
