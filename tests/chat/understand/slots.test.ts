// Slots that only a second look at the sentence gets right.

import { describe, expect, it } from "vitest";
import { ask } from "./asking.ts";

describe("slots", () => {
  it.each([
    ["how's the LEDGER_FEEDS job stream doing", { jobStream: "LEDGER_FEEDS" }],
    ["what does LEDGER_FEEDS as a stream depend on", { jobStream: "LEDGER_FEEDS" }],
    ["X_LOAD_9 was due 40 min ago. is it a file or a prompt?", { job: "X_LOAD_9" }],
    ["anything red since I left at 18:00?", { since: "2026-03-10T21:00:00.000Z" }],
    ["ok 63 approved, checked with the owner", { id: "63", reason: "checked with the owner" }],
    ["63 aprovado, falei com o dono", { id: "63", reason: "falei com o dono" }],
    ["a KYC_UPDATE tá rodando ainda ou já foi?", { job: "KYC_UPDATE" }],
    ["você acertou em cheio, a causa era essa", {}],
  ])("of %s", (text, slots) => {
    expect(ask(text).intent.slots).toEqual(slots);
  });
});
