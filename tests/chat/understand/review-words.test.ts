import { expect, test } from "vitest";
import { readDocumentWords } from "../../../src/chat/understand/document-words.ts";
import { readReviewWords } from "../../../src/chat/understand/review-words.ts";
import { readWords } from "../../../src/chat/understand/words.ts";
import { ask } from "./asking.ts";

const read = (text: string) => {
  const found = readReviewWords(readWords(text));
  return found && [found.intent.name, found.intent.slots, found.locale];
};

test("What waits for a judgement is listed, shown, approved, rejected and reworded in both languages.", () => {
  expect(read("reviews")).toEqual(["review.list", {}, "en"]);
  expect(read("Revisões")).toEqual(["review.list", {}, "pt"]);
  expect(read("o que espera revisão?")).toEqual(["review.list", {}, "pt"]);
  expect(read("what is waiting for review?")).toEqual(["review.list", {}, "en"]);
  expect(read("reviews answers")).toEqual(["review.list", { text: "answer" }, "en"]);
  expect(read("revisões fontes")).toEqual(["review.list", { text: "source" }, "pt"]);
  expect(read("review 3f2a91bc")).toEqual(["review.show", { id: "3f2a91bc" }, "en"]);
  expect(read("ver revisão 3f2a")).toEqual(["review.show", { id: "3f2a" }, "pt"]);
  expect(read("review approve 3f2a91bc")).toEqual(["review.approve", { id: "3f2a91bc" }, "en"]);
  expect(read("aprovar revisão 3f2a91bc")).toEqual(["review.approve", { id: "3f2a91bc" }, "pt"]);
  expect(read("approve learned entry 3f2a91bc")).toBeNull();
  expect(read("review approve learned entry 3f2a91bc")).toEqual(["review.approve", { id: "3f2a91bc" }, "en"]);
  expect(read("revisão aprovar entrada aprendida 3f2a91bc")).toEqual([
    "review.approve",
    { id: "3f2a91bc" },
    "pt",
  ]);
  expect(read("revisão rejeitar 3f2a91bc o ramal da EDI mudou")).toEqual([
    "review.reject",
    { id: "3f2a91bc", reason: "o ramal da EDI mudou" },
    "pt",
  ]);
  expect(read("review edit 3f2a91bc problem: Input file late; owner: EDI")).toEqual([
    "review.edit",
    { id: "3f2a91bc", text: "problem: Input file late; owner: EDI" },
    "en",
  ]);
});

test("Sentences that only have such a word in them are none.", () => {
  for (const text of [
    "review the log of INVOICE_PROCESSING",
    "what is the status of REVIEW_LOAD",
    "approve 3f2a91bc",
    "revisão do job FOLHA",
    "approve the review please",
    "I think the review was fine",
    "review INVOICE_PROCESSING",
    "",
  ])
    expect(read(text), text).toBeNull();
});

test("Right after a review was shown, a bare yes or no is said of it; anything else, or anywhere else, is not.", () => {
  const context = (lastIntent: string, more: object = {}) => ({
    ...{ boundAgent: null, lastIntent, lastSlots: { id: "3f2a91bc" }, locale: null, ...more },
  });
  const after = (text: string, kept: ReturnType<typeof context>) => {
    const { name, slots } = ask(text, { context: kept }).intent;
    return [name, slots];
  };
  const shown = context("review.show");
  for (const yes of ["approve", "approve it", "Aprova", "aprovar isso", "pode aprovar"])
    expect(after(yes, shown), yes).toEqual(["review.approve", { id: "3f2a91bc" }]);
  expect(after("reject", shown)).toEqual(["review.reject", { id: "3f2a91bc" }]);
  expect(after("rejeita, o dono é outro", shown)).toEqual([
    "review.reject",
    { id: "3f2a91bc", reason: "o dono é outro" },
  ]);
  expect(after("reject it because EDI is gone", shown)).toEqual([
    "review.reject",
    { id: "3f2a91bc", reason: "EDI is gone" },
  ]);
  expect(after("approve ab12cd34", shown)).toEqual(["approval.approve", { id: "ab12cd34" }]);
  for (const kept of [
    context("approval.details"),
    context("review.show", { lastSlots: {} }),
    context("review.approve"),
  ])
    expect(after("approve", kept)[0]).toBe("approval.approve");
});

test("What waits for me is what I may decide, in both languages.", () => {
  for (const text of [
    "what is waiting for me?",
    "what waits for me",
    "o que espera por mim?",
    "o que me espera?",
  ])
    expect(ask(text).intent.name, text).toBe("approval.list");
});

test("The prompt's own upload says nothing of the language; words of one language do.", () => {
  const locale = (text: string) => readDocumentWords(readWords(text), true)?.locale;
  expect(locale("upload")).toBeNull();
  expect(locale("upload this file")).toBe("en");
  expect(locale("enviar")).toBe("pt");
  expect(ask("upload", { defaultLocale: "pt" }).locale).toBe("pt");
});

test.each([
  ["upload manual.docx", "en"],
  ["enviar runbook.xlsx", "pt"],
  ["enviar arquivo", "pt"],
  ["upload the numbers of March to the bank", null],
] as const)(
  "%s, without the file, asks how a document is given, and no more is taken for it",
  (text, locale) => {
    const { intent, locale: read } = ask(text);
    if (locale === null) expect(intent.name).not.toBe("knowledge.add");
    else expect({ name: intent.name, read }).toEqual({ name: "knowledge.add", read: locale });
  },
);
