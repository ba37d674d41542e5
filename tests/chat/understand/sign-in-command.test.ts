import { expect, test } from "vitest";
import { ask } from "./asking.ts";

test("Asking to be let in is understood in the words people use, in both languages", () => {
  for (const text of [
    "sign in",
    "/resync sign in",
    "@resync Sign-in!",
    "log in",
    "login",
    "please sign me in",
  ])
    expect(ask(text).intent.name, text).toBe("account.sign_in");
  expect(ask("sign in", { defaultLocale: "pt" }).locale).toBe("en");
  for (const text of ["entrar", "/resync entrar", "fazer login", "quero entrar no Resync"])
    expect([text, ask(text).intent.name, ask(text).locale]).toEqual([text, "account.sign_in", "pt"]);
});

test("A question that has these words among others is no wish to come in", () => {
  for (const text of [
    "sign in the log of FINANCE_PAYROLL",
    "log FINANCE_PAYROLL",
    "why did login fail on FINANCE_PAYROLL?",
    "link my account",
    "status FINANCE_PAYROLL",
  ])
    expect(ask(text).intent.name, text).not.toBe("account.sign_in");
});
