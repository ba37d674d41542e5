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
    [
      "a variable of a script",
      "PGPASSWORD=hunter2 DB_PASSWORD=hunter3",
      "PGPASSWORD=[masked] DB_PASSWORD=[masked]",
    ],
    ["a secret of a client", "client_secret=hunter2&x", "client_secret=[masked]"],
    ["a key of a cloud", "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MD", "AWS_SECRET_ACCESS_KEY=[masked]"],
    [
      "a password of several words",
      '{"password": "correct horse", "a": 1}',
      '{"password": "[masked]", "a": 1}',
    ],
    ["a password in JSON", '{"password":"hunter2"}', '{"password":"[masked]"}'],
    ["an option of a command", "imp --password hunter2 --fast", "imp --password [masked] --fast"],
    [
      "a password of a database's user",
      'alter user x identified by "hunter2"',
      "alter user x identified by [masked]",
    ],
    ["an address of any kind", "mongodb://u:p4ss@h/db", "[masked]h/db"],
    ["GitHub's tokens", `token ghp_${"a1".repeat(18)}`, "token [masked]"],
  ])("masks %s", (_what, text, shown) => {
    expect(redact(text)).toBe(shown);
  });

  test.each([
    "The password is wrong; ask for a new token",
    "max_tokens=4000",
    "--password --fast",
    "http://host:8080/x",
    "secretariat: open",
  ])("leaves %j as it is", (text) => {
    expect(redact(text)).toBe(text);
  });

  test.each([
    ["JWTs that never end", "eyJ-"],
    ["keys that never end", "-----BEGIN PRIVATE KEY-----\n"],
    ["passwords without one", "password "],
    ["addresses without a host", "http://a:b"],
    ["options", "Bearer "],
    ["options without a value", "--password "],
    ["quotes that never end", 'password="aaa '],
    ["schemes", "a+b.c-d:"],
    ["one word", "passwordtokensecret"],
  ])("reads a megabyte of %s in no time to speak of", (_what, piece) => {
    const text = piece.repeat(1_000_000 / piece.length);
    const began = performance.now();
    redact(text);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
