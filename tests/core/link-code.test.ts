import fc from "fast-check";
import { expect, test } from "vitest";
import { linkCodeFingerprint, linkCodeIn, maskLinkCodes, newLinkCode } from "#core/link-code.ts";

const codes = fc.integer().map(() => newLinkCode());
const around = fc.constantFrom("", "link ", "/resync link ", "vincular: ", "o código é ", "(", "*", "`");

test("A code has ten letters and figures that nobody mistakes, both of them, in two halves", () => {
  fc.assert(
    fc.property(codes, (code) => {
      expect(code).toMatch(/^[2-9B-DF-HJKMNP-TV-Z]{5}-[2-9B-DF-HJKMNP-TV-Z]{5}$/);
      expect(code).not.toMatch(/[01AEILOU]/);
      expect(code).toMatch(/\d/);
      expect(code).toMatch(/[A-Z]/);
    }),
  );
});

test("However a code is typed, it is found, and nothing of it is left when it is masked", () => {
  const spelled = fc
    .tuple(codes, fc.constantFrom("-", "", " ", "–"), fc.boolean())
    .map(([code, between, small]) => ({
      code,
      said: (small ? code.toLowerCase() : code).replace("-", between),
    }));
  fc.assert(
    fc.property(
      spelled,
      around,
      fc.constantFrom("", ".", " please", ")", "*", "\n"),
      ({ code, said }, before, after) => {
        const text = `${before}${said}${after}`;
        expect(linkCodeIn(text)).toBe(code);
        const masked = maskLinkCodes(text).toUpperCase();
        expect(masked).not.toContain(code.slice(0, 5));
        expect(masked).not.toContain(code.slice(6));
      },
    ),
  );
});

test("Names of HWA jobs and words are no codes", () => {
  for (const text of [
    "link",
    "link FINANCE_PAYROLL",
    "vincular conta",
    "link WRONG-TRACK",
    "B7KQM-2XW9TX",
    "12345-67892",
  ])
    expect(linkCodeIn(text), text).toBeNull();
});

test("The fingerprint tells codes apart and is not the code", () => {
  const [one, other] = [newLinkCode(), newLinkCode()];
  expect(linkCodeFingerprint(one)).toMatch(/^[0-9a-f]{12}$/);
  expect(linkCodeFingerprint(one)).not.toBe(linkCodeFingerprint(other));
});
