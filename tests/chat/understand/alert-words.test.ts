// What is said to alerts, and what only sounds like it.

import { describe, expect, test } from "vitest";
import { understand } from "#chat/understand/understand.ts";
import type { UnderstandInput } from "#chat/understanding.ts";
import { emptyLexicon } from "../../evals/questions.ts";

function heard(text: string, context: UnderstandInput["context"] = null) {
  const { intent, locale } = understand({
    text,
    now: new Date("2026-03-02T12:00:00Z"),
    timezone: "UTC",
    lexicon: emptyLexicon(),
    context,
    defaultLocale: "en",
  });
  return { name: intent.name, slots: intent.slots, locale };
}

describe("what is said to an alert", () => {
  test.each([
    ["mine 3f2a", "en", "alert.mine", { id: "3f2a" }],
    ["é meu 3f2a", "pt", "alert.mine", { id: "3f2a" }],
    ["É meu 3F2A91BC!", "pt", "alert.mine", { id: "3f2a91bc" }],
    ["meu 3f2a", "pt", "alert.mine", { id: "3f2a" }],
    ["/resync mine 3f2a91bc", "en", "alert.mine", { id: "3f2a91bc" }],
    ["mine", "en", "alert.mine", {}],
    ["snooze 3f2a 2h", "en", "alert.snooze", { id: "3f2a", windowHours: 2 }],
    ["snooze 3f2a for 90 minutes", "en", "alert.snooze", { id: "3f2a", windowHours: 1.5 }],
    ["adiar 3f2a 2h", "pt", "alert.snooze", { id: "3f2a", windowHours: 2 }],
    ["adiar 3f2a por 1h30m", "pt", "alert.snooze", { id: "3f2a", windowHours: 1.5 }],
    ["snooze 3f2a", "en", "alert.snooze", { id: "3f2a" }],
    [
      "note 3f2a the disk was full again",
      "en",
      "alert.note",
      { id: "3f2a", text: "the disk was full again" },
    ],
    ["nota 3f2a: faltava o arquivo", "pt", "alert.note", { id: "3f2a", text: "faltava o arquivo" }],
    ["alerts", "en", "alert.list", {}],
    ["alertas", "pt", "alert.list", {}],
    ["@resync alertas", "pt", "alert.list", {}],
    ["alert 3f2a91bc", "en", "alert.list", { id: "3f2a91bc" }],
  ] as const)("%s", (text, locale, name, slots) => {
    expect(heard(text)).toEqual({ name, slots, locale });
  });

  test.each([
    "Alert me if PAYROLL abends",
    "alertas do PAYROLL estão demais, desliga",
    "mine is still waiting",
    "note that PAYROLL was late",
    "anything of mine still cooking in resync",
    "snooze the dog",
    "take it",
    "mine 3f2a and all the others",
  ])("nothing is said to an alert by: %s", (text) => {
    expect(heard(text).name).not.toMatch(/^alert\./);
  });

  test("A bare word answers what was asked for; with an id it is said to the alert.", () => {
    const context: UnderstandInput["context"] = {
      boundAgent: null,
      lastIntent: "approval.reject",
      lastSlots: {},
      locale: "en",
      awaiting: { intent: "approval.reject", slots: { id: "12ab34cd" }, missing: "reason", oneOf: [] },
    };
    expect(heard("mine", context).name).toBe("approval.reject");
    expect(heard("mine 3f2a", context).name).toBe("alert.mine");
  });
});
