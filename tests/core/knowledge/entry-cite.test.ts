// How an approved entry is cited, in both languages.

import fc from "fast-check";
import { expect, it } from "vitest";
import { approverIn, citeIn, entryCite, entryName } from "#core/knowledge/entry-cite.ts";

const id = "dceba81b-0000-4000-8000-000000000000";
const cite = entryCite(id, "Ana Prado", new Date("2026-03-12T10:00:00Z"));

it("is cited with whoever approved it and the day", () => {
  expect(cite).toBe("learned entry dceba81b, approved by Ana Prado on 2026-03-12");
  expect(citeIn("en", cite)).toBe(cite);
  expect(citeIn("pt", cite)).toBe("entrada aprendida dceba81b, aprovada por Ana Prado em 2026-03-12");
  expect(citeIn("pt", entryName(id))).toBe("entrada aprendida dceba81b");
});

it("leaves the places of other sources as they are", () => {
  for (const place of [
    "knowledge/resync.xlsx · Jobs!A2:E2",
    "HWA · FIN_WS#FINANCE_PAYROLL",
    "about learned entry dceba81b",
  ])
    expect(citeIn("pt", place)).toBe(place);
  expect(approverIn("knowledge/resync.xlsx · Jobs!A2:E2")).toBe("");
});

it("keeps the approver's name, whatever it is", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }).filter((name) => !/[\n\r\u2028\u2029]/.test(name)),
      (name) => {
        const named = entryCite(id, name, new Date("2026-03-12T10:00:00Z"));
        expect(approverIn(named)).toBe(name);
        expect(citeIn("pt", named)).toContain(`por ${name} em`);
      },
    ),
  );
});
