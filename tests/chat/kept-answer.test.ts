// What is left of a question in the conversation that is kept.

import { expect, test } from "vitest";
import { keptQuestion } from "#chat/kept-answer.ts";

test("a password that somebody says is not in what is kept, and the words around it are", () => {
  const said = "why did PAYROLL fail with DB_PASSWORD=hunter2 this night?";
  expect(keptQuestion(said, "job.diagnose")).toBe(
    "why did PAYROLL fail with DB_PASSWORD=[masked] this night?",
  );
});

test("of a link code nothing is left, however it was typed", () => {
  expect(keptQuestion("link x7k2-9qpt", "account.link")).not.toContain("9qpt");
});
