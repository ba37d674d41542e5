// "help": each line is understood as what it says, in both languages, and stands for whoever may do it.

import { describe, expect, it } from "vitest";
import { help } from "#agents/guide/help.ts";
import { speech } from "#agents/speech.ts";
import type { IntentName } from "#core/intent.ts";
import type { Role } from "#core/person.ts";
import { ask } from "../chat/understand/asking.ts";

const now = new Date("2026-03-20T12:00:00Z");

function linesFor(role: Role, locale: "en" | "pt"): readonly string[] {
  const { text } = help({ id: "p", name: "Ana", roles: [role] }, "slack", speech(locale, "UTC", now));
  return text.split("\n");
}

/** What stands for something is replaced by it; what follows a colon explains. */
function typed(phrase: string): string {
  return phrase
    .replace(/:.*$/, "")
    .replace(/RUNBOOK/, "recover-abend")
    .replace(/JOB/, "INVOICE_PROCESSING")
    .replace(/AGENTE?$/, "hwa-monitor")
    .replace(/C[OÓ]D(?:E|IGO)/, "AWSBDW009E")
    .replace(/\bID\b/, "3f2a91bc")
    .replace(/(?:key|chave)=(?:value|valor)/, "job=INVOICE_PROCESSING")
    .replace("…", "recreating the folder")
    .trim();
}

describe.each(["en", "pt"] as const)("in %s", (locale) => {
  it("names nothing that is not understood", () => {
    const phrases = linesFor("admin", locale)
      .filter((line) => line.startsWith("• "))
      .flatMap((line) => line.slice(2).replace(/:.*$/, "").split(" · "))
      .map(typed);
    expect(phrases.length).toBeGreaterThan(25);
    const unknown = phrases.filter((phrase) => ask(phrase).intent.name === "unknown");
    expect(unknown).toEqual([]);
  });

  it("names what is learned to whoever may teach and judge it", () => {
    const intents = (role: Role) =>
      new Set<IntentName>(
        linesFor(role, locale)
          .filter((line) => line.startsWith("• "))
          .flatMap((line) => line.slice(2).split(" · "))
          .map((phrase) => ask(typed(phrase)).intent.name),
      );
    const learned: readonly IntentName[] = [
      "incident.list",
      "knowledge.related",
      "incident.fix",
      "knowledge.add",
    ];
    expect([...intents("operator")]).toEqual(expect.arrayContaining([...learned, "feedback.give"]));
    expect([...intents("operator")]).not.toContain("review.approve");
    expect([...intents("approver")]).toEqual(expect.arrayContaining(["review.list", "review.approve"]));
    expect([...intents("viewer")]).not.toContain("incident.fix");
  });

  it("fits one screen of a phone", () => {
    const lines = linesFor("admin", locale);
    expect(lines.length).toBeLessThanOrEqual(15);
    expect(lines.join("\n").length).toBeLessThan(750);
    for (const line of lines.filter((each) => each.startsWith("• ")))
      expect(line.length).toBeLessThanOrEqual(64);
  });
});
