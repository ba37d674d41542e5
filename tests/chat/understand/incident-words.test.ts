// What people say of incidents, and what they do not.

import { describe, expect, test } from "vitest";
import { understand } from "#chat/understand/understand.ts";
import type { Matter } from "#core/matter.ts";
import type { ConversationContext } from "#ports/conversations.ts";
import { lexicon } from "./plan.ts";

const now = new Date("2026-03-04T05:00:00Z");
const ask = (text: string, context: ConversationContext | null = null) =>
  understand({ text, now, timezone: "UTC", lexicon, context, defaultLocale: "en" });

describe("what fixed it", () => {
  test.each([
    ["fixed by asking EDI for the file", "en", { text: "asking EDI for the file" }],
    ["it was solved with a rerun after freeing the disk", "en", { text: "a rerun after freeing the disk" }],
    ["fixed 12345678-1234 by the rerun alone", "en", { id: "12345678-1234", text: "the rerun alone" }],
    ["fixed 3f2a91bc by the rerun alone", "en", { id: "3f2a91bc", text: "the rerun alone" }],
    [
      "INVOICE_PROCESSING was fixed by restoring the file",
      "en",
      { job: "INVOICE_PROCESSING", text: "restoring the file" },
    ],
    [
      "fixed invoice_processing by restoring the file",
      "en",
      { job: "INVOICE_PROCESSING", text: "restoring the file" },
    ],
    ["what fixed it was a new password", "en", { text: "a new password" }],
    ["fix: 1. freed /data 2. reran it", "en", { text: "1. freed /data 2. reran it" }],
    ["resolvido com o arquivo do EDI", "pt", { text: "o arquivo do EDI" }],
    ["resolvido 3f2a91bc com a reexecução apenas", "pt", { id: "3f2a91bc", text: "a reexecução apenas" }],
    [
      "o INVOICE_PROCESSING foi resolvido com a troca da senha",
      "pt",
      { job: "INVOICE_PROCESSING", text: "a troca da senha" },
    ],
    ["o que resolveu foi liberar espaço no /data", "pt", { text: "liberar espaço no /data" }],
    ["solução: reiniciei o agente", "pt", { text: "reiniciei o agente" }],
    [
      "INVOICE_PROCESSING is fixed: asked EDI for it",
      "en",
      { job: "INVOICE_PROCESSING", text: "asked EDI for it" },
    ],
    [
      "resolved INVOICE_PROCESSING: asked EDI, reran",
      "en",
      { job: "INVOICE_PROCESSING", text: "asked EDI, reran" },
    ],
    [
      "o INVOICE_PROCESSING foi resolvido: pedi ao EDI",
      "pt",
      { job: "INVOICE_PROCESSING", text: "pedi ao EDI" },
    ],
    [
      "INVOICE_PROCESSING foi resolvido pedindo ao EDI o arquivo",
      "pt",
      { job: "INVOICE_PROCESSING", text: "pedindo ao EDI o arquivo" },
    ],
    ["resolvi o INVOICE_PROCESSING: pedi ao EDI", "pt", { job: "INVOICE_PROCESSING", text: "pedi ao EDI" }],
    [
      "já arrumei o INVOICE_PROCESSING, era só pedir o arquivo",
      "pt",
      { job: "INVOICE_PROCESSING", text: "era só pedir o arquivo" },
    ],
    [
      "consertei o INVOICE_PROCESSING reenviando o arquivo",
      "pt",
      { job: "INVOICE_PROCESSING", text: "reenviando o arquivo" },
    ],
    ["corrigido o INVOICE_PROCESSING: reenviar", "pt", { job: "INVOICE_PROCESSING", text: "reenviar" }],
    [
      "resolvi o INVOICE_PROCESSING com uma senha nova",
      "pt",
      { job: "INVOICE_PROCESSING", text: "uma senha nova" },
    ],
  ] as const)("%s", (text, locale, slots) => {
    expect(ask(text)).toMatchObject({ locale, intent: { name: "incident.fix", slots } });
    expect(ask(text).intent.slots).toEqual(slots);
  });
});

describe("what the cause was", () => {
  test.each([
    ["the real cause was a full disk on INV_WS", "en", { text: "a full disk on INV_WS" }],
    [
      "the real cause of INVOICE_PROCESSING was a late file",
      "en",
      { job: "INVOICE_PROCESSING", text: "a late file" },
    ],
    ["the real cause 3f2a91bc was a late file", "en", { id: "3f2a91bc", text: "a late file" }],
    ["real cause: the partner sent it late", "en", { text: "the partner sent it late" }],
    ["a causa real foi o disco cheio", "pt", { text: "o disco cheio" }],
    [
      "a causa real do INVOICE_PROCESSING foi o disco cheio",
      "pt",
      { job: "INVOICE_PROCESSING", text: "o disco cheio" },
    ],
    ["causa raiz: senha vencida", "pt", { text: "senha vencida" }],
    [
      "na verdade o INVOICE_PROCESSING caiu porque o EDI ficou fora do ar",
      "pt",
      { job: "INVOICE_PROCESSING", text: "o EDI ficou fora do ar" },
    ],
    [
      "actually INVOICE_PROCESSING failed because EDI was down",
      "en",
      { job: "INVOICE_PROCESSING", text: "EDI was down" },
    ],
  ] as const)("%s", (text, locale, slots) => {
    expect(ask(text)).toMatchObject({ locale, intent: { name: "incident.cause" } });
    expect(ask(text).intent.slots).toEqual(slots);
  });
});

describe("which there were", () => {
  test.each([
    ["incidents of INVOICE_PROCESSING", "en", { job: "INVOICE_PROCESSING" }],
    [
      "past incidents of invoice_processing in the last 7 days",
      "en",
      { job: "INVOICE_PROCESSING", windowHours: 168 },
    ],
    ["incidents of GONE_JOB_77", "en", { job: "GONE_JOB_77" }],
    ["recent incidents", "en", {}],
    ["incidentes do INVOICE_PROCESSING", "pt", { job: "INVOICE_PROCESSING" }],
    ["incidentes anteriores", "pt", {}],
  ] as const)("%s", (text, locale, slots) => {
    expect(ask(text)).toMatchObject({ locale, intent: { name: "incident.list" } });
    expect(ask(text).intent.slots).toEqual(slots);
  });

  test("A time is heard as elsewhere.", () => {
    const { intent } = ask("incidentes do INVOICE_PROCESSING na última semana");
    expect(intent.name).toBe("incident.list");
    expect(intent.slots.windowHours !== undefined || intent.slots.since !== undefined).toBe(true);
  });
});

test.each([
  "was INVOICE_PROCESSING fixed by anybody?",
  "what fixed INVOICE_PROCESSING last time?",
  "what is the root cause of the failure of INVOICE_PROCESSING?",
  "qual foi a causa real do INVOICE_PROCESSING?",
  "list incidents",
  "what's in incident INC0088001",
  "fixed",
  "fixed by",
  "resolvido",
  "o INVOICE_PROCESSING foi resolvido",
  "INVOICE_PROCESSING is fixed",
  "INVOICE_PROCESSING is fixed, you may close it",
  "já resolvi o INVOICE_PROCESSING, obrigado",
  "INVOICE_PROCESSING foi resolvido ontem",
  "o INVOICE_PROCESSING já foi resolvido, certo?",
])("%s tells nothing of an incident.", (text) => {
  expect(ask(text).intent.name).not.toMatch(/^incident\./);
});

describe("under an alert that asks what fixed it", () => {
  const about: Matter = {
    kind: "alert",
    id: "3f2a91bc-1",
    locale: "en",
    slots: { job: "INVOICE_PROCESSING" },
    names: { job: "INVOICE_PROCESSING" },
    job: null,
    plan: null,
    asksWhatFixed: true,
  };
  const context: ConversationContext = {
    boundAgent: null,
    lastIntent: null,
    lastSlots: {},
    locale: "en",
    about,
  };

  test.each([
    "restored the file from EDI and reran it",
    "1. freed the disk 2. reran it",
    "o arquivo chegou atrasado, pedi de novo ao EDI",
    "the listener was down, Rui restarted it",
  ])("%s is the answer.", (text) => {
    expect(ask(text, context).intent).toMatchObject({ name: "incident.fix", slots: { text } });
    const { asksWhatFixed: _, ...quiet } = about;
    expect(ask(text, { ...context, about: quiet }).intent.name).not.toBe("incident.fix");
  });

  test.each([
    "why did it fail?",
    "show me the log",
    "thanks everybody",
    "mine",
    "obrigado pessoal",
    "run recover-abend",
    "I think it was the disk",
    "status",
    "ok",
  ])("%s is none.", (text) => {
    expect(ask(text, context).intent.name).not.toBe("incident.fix");
  });

  test("What is said with its own words is that: a cause is no fix, and a fix is what follows the words.", () => {
    expect(ask("the real cause was a full disk", context).intent).toMatchObject({
      name: "incident.cause",
      slots: { text: "a full disk" },
    });
    expect(ask("fixed by restoring the file", context).intent).toMatchObject({
      name: "incident.fix",
      slots: { text: "restoring the file" },
    });
    expect(ask("feedback it was a good answer", context).intent.name).toBe("feedback.give");
  });

  test("A reason that was asked back for is that reason.", () => {
    const awaiting = {
      intent: "approval.reject",
      slots: { id: "3f2a91bc" },
      missing: "reason",
      oneOf: [],
    } as const;
    expect(ask("restored the file from EDI and reran it", { ...context, awaiting }).intent.name).toBe(
      "approval.reject",
    );
  });
});
