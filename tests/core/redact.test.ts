import { describe, expect, test } from "vitest";
import { redact } from "#core/redact.ts";

const key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----";
const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0xx.c2lnbmF0dXJl";

describe("redact", () => {
  test.each([
    ["a token in a header", "Authorization: Bearer abcdefgh12345", "Authorization: [masked]"],
    ["a JWT, wherever it stands", `x=${jwt}, "${jwt}"`, 'x=[masked], "[masked]"'],
    ["a private key", `before\n${key}\nafter`, "before\n[masked]\nafter"],
    ["two private keys", `${key}\n${key}`, "[masked]\n[masked]"],
    ["a password in an address", "postgres://ana:hunter2@db/x", "[masked]db/x"],
    ["a password said", "password: hunter2", "password: [masked]"],
  ])("masks %s", (_what, text, shown) => {
    expect(redact(text)).toBe(shown);
  });

  test.each([
    ["JWTs that never end", "eyJ-"],
    ["keys that never end", "-----BEGIN PRIVATE KEY-----\n"],
    ["passwords without one", "password "],
    ["addresses without a host", "http://a:b"],
    ["options", "Bearer "],
  ])("reads a megabyte of %s in no time to speak of", (_what, piece) => {
    const text = piece.repeat(1_000_000 / piece.length);
    const began = performance.now();
    redact(text);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
