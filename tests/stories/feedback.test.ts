// What people think of answers, said in a conversation of a whole Resync, and what is kept of it.

import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createInteractions } from "#adapters/postgres/knowledge/create-interactions.ts";
import { type Database, openDatabase } from "#adapters/postgres/open-database.ts";
import { openScreen } from "../adapters/terminal/screen.ts";
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

describe("feedback at the terminal", () => {
  it("is thanked for above the prompt, asked about when it is bad, and kept for the answer before", async () => {
    const screen = openScreen(120);
    await app.house.openTerminal({ input: screen.input, output: screen.output, onLeave: () => {} });
    const shows = (text: string) =>
      expect.poll(() => screen.rows().join(" ").replace(/\s+/g, " "), { timeout: 15_000 }).toContain(text);
    screen.type("status of CRITICAL_JOB\r");
    await shows("Monitor job CRITICAL_JOB");
    screen.type("feedback 2\r");
    await shows("2 of 5 for the answer to “status of CRITICAL_JOB”. What was wrong?");
    screen.type("it showed the run of yesterday\r");
    await shows("I keep that with the answer to “status of CRITICAL_JOB”");
    screen.type("👍\r");
    await shows("5 of 5 for the answer to “status of CRITICAL_JOB”");
    const { interactions } = await createInteractions(db).page({
      rated: "good",
      words: "CRITICAL_JOB",
      limit: 1,
    });
    expect(interactions[0]).toMatchObject({
      platform: "terminal",
      question: "status of CRITICAL_JOB",
      feedback: [{ rating: 5, comment: "it showed the run of yesterday" }],
    });
  });
});
