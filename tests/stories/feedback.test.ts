// What people think of answers, said in a conversation of a whole Resync, and what is kept of it.

import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createInteractions } from "#adapters/postgres/knowledge/create-interactions.ts";
import { type Database, openDatabase } from "#adapters/postgres/open-database.ts";
import { eventually, type TestApp, testApp } from "../support/app.ts";

let app: TestApp;
let db: Database;

beforeAll(async () => {
  app = await testApp();
  db = openDatabase({ url: app.databaseUrl, log: pino({ level: "silent" }) });
}, 60_000);
afterAll(async () => {
  await db?.[Symbol.asyncDispose]();
  await app?.[Symbol.asyncDispose]();
});

const kept = (id: string) => eventually(() => createInteractions(db).byId(id), `the interaction ${id}`);

describe("an answer", () => {
  it("is kept to learn from with what it was made of, and without secrets", async () => {
    const answer = await app.ask("why did INVOICE_PROCESSING fail? password=hunter22", {
      conversationId: "kept",
    });
    const it = await kept(answer.messageId);
    expect(it).toMatchObject({
      conversationId: answer.conversationId,
      platform: "web",
      locale: "en",
      intent: answer.intent.name,
      agent: answer.agent,
      answer: answer.text,
      sources: answer.sources,
      slots: { job: "INVOICE_PROCESSING" },
      feedback: [],
      judged: null,
    });
    expect(it.question).toBe("why did INVOICE_PROCESSING fail? password=[masked]");
    expect(it.elapsedMs).toBeGreaterThan(0);
  });
});

describe("feedback in words", () => {
  it.each([
    ["feedback 4 good but slow", 4, "good but slow", "4 of 5"],
    ["👍", 5, null, "5 of 5"],
    ["isso resolveu", 5, null, "nota 5 de 5"],
  ])("%s is of the last answer, and says of which", async (text, rating, comment, thanks) => {
    const conversationId = `rated-${rating}-${text.length}`;
    const answer = await app.ask("status of FINANCE_PAYROLL", { conversationId });
    const thanked = await app.ask(text, { conversationId });
    expect(thanked.intent.name).toBe("feedback.give");
    expect(thanked.text).toContain(thanks);
    expect(thanked.text).toContain("status of FINANCE_PAYROLL");
    expect((await kept(answer.messageId)).feedback).toMatchObject([{ rating, comment }]);
  });

  it("asks what was wrong, takes the next words for that, and leaves what was talked about", async () => {
    const conversationId = "wrong";
    const answer = await app.ask("por que o INVOICE_PROCESSING falhou?", { conversationId });
    const sorry = await app.ask("não foi isso", { conversationId });
    expect(sorry.text).toContain("O que estava errado?");
    expect(sorry.text).toContain("a causa real do INVOICE_PROCESSING foi");
    const noted = await app.ask("o disco estava cheio, não faltava arquivo", { conversationId });
    expect(noted.intent.name).toBe("feedback.give");
    expect((await kept(answer.messageId)).feedback).toMatchObject([
      { rating: 1, comment: "o disco estava cheio, não faltava arquivo" },
    ]);
    const log = await app.ask("e o log dele?", { conversationId });
    expect(log.intent).toMatchObject({ name: "job.log", slots: { job: "INVOICE_PROCESSING" } });
  });

  it("takes another question for one, although it was asked what was wrong", async () => {
    const conversationId = "else";
    await app.ask("why did INVOICE_PROCESSING fail?", { conversationId });
    await app.ask("👎", { conversationId });
    expect((await app.ask("what is the status of FINANCE_PAYROLL?", { conversationId })).intent.name).toBe(
      "job.status",
    );
  });

  it("has nothing to say of a conversation without answers", async () => {
    const answer = await app.ask("feedback 5", { conversationId: "empty" });
    expect(answer.text).toContain("There is no answer of mine here");
  });

  it("is one for each person and answer, and the newest counts", async () => {
    const conversationId = "twice";
    const answer = await app.ask("status of FINANCE_PAYROLL", { conversationId });
    await app.ask(`feedback 2 answer=${answer.messageId}`, { conversationId });
    await app.ask(`feedback 5 answer=${answer.messageId}`, { conversationId });
    expect((await kept(answer.messageId)).feedback).toMatchObject([{ rating: 5 }]);
  });
});
