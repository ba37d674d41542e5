// What is asked of the graph, and what is not.

import { describe, expect, test } from "vitest";
import { understand } from "#chat/understand/understand.ts";
import type { ConversationContext } from "#ports/conversations.ts";
import { lexicon } from "./plan.ts";

const now = new Date("2026-03-04T05:00:00Z");
const ask = (text: string, context: ConversationContext | null = null) =>
  understand({ text, now, timezone: "UTC", lexicon, context, defaultLocale: "en" });

const invoice = { job: "INVOICE_PROCESSING" };

describe("what is asked of the graph", () => {
  test.each([
    ["what usually breaks together with INVOICE_PROCESSING?", "en", { ...invoice, text: "together" }],
    ["What fails with invoice_processing", "en", { ...invoice, text: "together" }],
    ["which jobs break with job INVOICE_PROCESSING?", "en", { ...invoice, text: "together" }],
    ["who fixed INVOICE_PROCESSING before?", "en", { ...invoice, text: "resolved" }],
    ["/resync who has resolved ORA-01653 last time?", "en", { errorCode: "ORA-01653", text: "resolved" }],
    ["what is connected to INVOICE_PROCESSING?", "en", { ...invoice, text: "connected" }],
    ["related INVOICE_PROCESSING", "en", { ...invoice, text: "connected" }],
    ["graph of OLD_JOB_42", "en", { job: "OLD_JOB_42", text: "connected" }],
    ["who knows about ORA-01653?", "en", { errorCode: "ORA-01653", text: "knows" }],
    ["who knows RC=12", "en", { errorCode: "RC=12", text: "knows" }],
    ["o que costuma quebrar junto com o INVOICE_PROCESSING?", "pt", { ...invoice, text: "together" }],
    ["o que quebra junto com INVOICE_PROCESSING", "pt", { ...invoice, text: "together" }],
    ["quem resolveu o INVOICE_PROCESSING antes?", "pt", { ...invoice, text: "resolved" }],
    ["quem já corrigiu o erro ORA-01653?", "pt", { errorCode: "ORA-01653", text: "resolved" }],
    ["o que está ligado ao job INVOICE_PROCESSING?", "pt", { ...invoice, text: "connected" }],
    ["relacionados a INVOICE_PROCESSING", "pt", { ...invoice, text: "connected" }],
    ["quem sabe sobre o ORA-01653?", "pt", { errorCode: "ORA-01653", text: "knows" }],
    ["quem entende de ORA-01653?", "pt", { errorCode: "ORA-01653", text: "knows" }],
  ] as const)("%s", (text, locale, slots) => {
    expect(ask(text)).toMatchObject({ locale, intent: { name: "knowledge.related", slots } });
  });

  test("of the job that was spoken of before", () => {
    const context = { boundAgent: null, lastIntent: null, lastSlots: invoice, locale: null };
    expect(ask("who fixed it before?", context).intent).toMatchObject({
      name: "knowledge.related",
      slots: { ...invoice, text: "resolved" },
    });
    for (const text of ["e quem resolveu isso antes?", "and who fixed it before?"])
      expect(ask(text, context).intent, text).toMatchObject({
        name: "knowledge.related",
        slots: { ...invoice, text: "resolved" },
      });
  });
});

describe("what is not asked of the graph", () => {
  test.each([
    "who owns INVOICE_PROCESSING?",
    "what depends on INVOICE_PROCESSING?",
    "who knows?",
    "who knows INVOICE_PROCESSING?",
    "what fails with great noise every night",
    "who fixed the thing we spoke about and why is INVOICE_PROCESSING late?",
    "is INVOICE_PROCESSING related to anything?",
    "quem é o responsável pelo INVOICE_PROCESSING?",
  ])("%s", (text) => {
    expect(ask(text).intent.name).not.toBe("knowledge.related");
  });

  test("and a sentence without an end is read in no time", () => {
    const began = performance.now();
    ask(`what is ${"is are else ".repeat(600)} connected to`);
    ask(`what ${"usually ".repeat(200)}breaks with ${"x".repeat(1_500)}`);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
