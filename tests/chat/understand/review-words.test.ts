import { expect, test } from "vitest";
import { readReviewWords } from "../../../src/chat/understand/review-words.ts";
import { readWords } from "../../../src/chat/understand/words.ts";

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
