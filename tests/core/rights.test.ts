import fc from "fast-check";
import { expect, test } from "vitest";
import type { Role } from "#core/person.ts";
import {
  identityOf,
  matchesPattern,
  mayStart,
  narrowedRoles,
  type PersonRecord,
  type StartRule,
} from "#core/rights.ts";

const ana: PersonRecord = {
  id: "ana",
  name: "Ana",
  roles: ["operator"],
  groups: ["payroll"],
  identities: [],
  disabled: false,
  createdAt: new Date(0),
};
const eva: PersonRecord = { ...ana, id: "eva", name: "Eva", roles: ["viewer"], groups: [] };
const rule = (more: Partial<StartRule>): StartRule => ({
  id: "r",
  workflow: "rerun-job",
  who: ["payroll"],
  inputs: {},
  ...more,
});
const rights = (...startRules: readonly StartRule[]) => ({ epoch: 1, people: [ana, eva], startRules });

test("A workflow no rule names may be started by every operator, and by no viewer.", () => {
  const other = rights(rule({ workflow: "other-*" }));
  expect(mayStart("rerun-job", {}, ana, other)).toEqual({ may: true });
  expect(mayStart("rerun-job", {}, eva, other)).toMatchObject({
    may: false,
    why: { en: expect.stringContaining("role operator"), pt: expect.stringContaining("papel operator") },
  });
});

test("Rules that name it decide alone: one must allow person and inputs.", () => {
  const pay = rights(rule({ inputs: { job: "PAY*" } }), rule({ who: ["admins"] }));
  expect(mayStart("rerun-job", { job: "payroll" }, ana, pay)).toEqual({ may: true });
  expect(mayStart("rerun-job", { job: "PAY", note: "x" }, ana, pay)).toEqual({ may: true });
  for (const job of ["XPAY", "", null, 7, { a: "PAY" }, ["PAY1", "GL"], [], "PA"])
    expect(mayStart("rerun-job", { job }, ana, pay)).toEqual({
      may: false,
      why: {
        en: 'You may start "rerun-job" only with job like PAY*.',
        pt: 'Você só pode iniciar "rerun-job" com job como PAY*.',
      },
    });
  expect(mayStart("rerun-job", {}, ana, pay).may).toBe(false);
  expect(mayStart("rerun-job", { job: ["PAY1", "pay2"] }, ana, pay)).toEqual({ may: true });
  expect(mayStart("rerun-job", { job: "PAY" }, eva, pay)).toEqual({
    may: false,
    why: {
      en: 'Only payroll or administrators may start "rerun-job"; you are not among them.',
      pt: 'Só payroll ou administradores podem iniciar "rerun-job", e você não está entre eles. Peça a um deles.',
    },
  });
});

test("Somebody disabled or unknown starts nothing.", () => {
  const gone = { epoch: 1, people: [{ ...ana, disabled: true }], startRules: [rule({})] };
  expect(mayStart("rerun-job", {}, ana, gone)).toMatchObject({ may: false });
  expect(mayStart("rerun-job", {}, { ...ana, id: "zé" }, rights())).toMatchObject({ may: false });
});

test("A pattern's star is any run of characters; all else is itself, and case does not count.", () => {
  for (const [text, pattern, fits] of [
    ["PAY", "pay", true],
    ["PAY", "*", true],
    ["", "*", true],
    ["PAYX", "PAY", false],
    ["A.B", "A?B", false],
    ["AXB", "A.B", false],
    ["ABA", "AB*BA", false],
    ["ABBA", "AB*BA", true],
    ["/WS#S.J", "*#*.j", true],
    ["aaa", "a*a*a*a", false],
  ] as const)
    expect([text, pattern, matchesPattern(text, pattern)]).toEqual([text, pattern, fits]);
});

test("Patterns agree with the regular expressions they stand for, and stay quick where those do not.", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "*", "."), maxLength: 8 });
  fc.assert(
    fc.property(word, word, (text, pattern) => {
      const source = pattern
        .split("*")
        .map((part) => part.replaceAll(".", "\\."))
        .join(".*");
      expect(matchesPattern(text, pattern)).toBe(new RegExp(`^${source}$`, "s").test(text));
    }),
  );
  const began = performance.now();
  expect(matchesPattern("a".repeat(50_000), `${"a*".repeat(500)}b`)).toBe(false);
  expect(performance.now() - began).toBeLessThan(1_000);
});

test("A token's roles never outrank its person's.", () => {
  const cases: readonly (readonly [readonly Role[], readonly Role[], readonly Role[]])[] = [
    [["admin"], ["approver"], ["approver"]],
    [["viewer", "approver"], ["admin"], ["viewer", "approver"]],
    [["viewer", "admin"], ["viewer"], ["viewer"]],
    [["admin"], [], []],
    [[], ["admin"], []],
  ];
  for (const [token, held, narrowed] of cases) expect(narrowedRoles(token, held)).toEqual(narrowed);
});

test("Identities are kept in one spelling, and what is none is none.", () => {
  expect(identityOf(" email:Ana@Company.com ")).toBe("email:ana@company.com");
  expect(identityOf("teams:AAD-1")).toBe("teams:aad-1");
  expect(identityOf("slack:T1/U1")).toBe("slack:T1/U1");
  for (const text of [
    "slack:t1/u1",
    "slack:T1",
    "email:ana",
    "email:a@b,c@d.e",
    "ana@company.com",
    "person:ana",
    "",
  ])
    expect(identityOf(text)).toBeNull();
});
