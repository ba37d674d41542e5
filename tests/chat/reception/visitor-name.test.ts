import fc from "fast-check";
import { expect, test } from "vitest";
import { visitorName } from "#chat/reception/visitor-name.ts";
import { cleanText } from "#core/text.ts";

const nasty = fc.constantFrom(
  "\u202e",
  "\u2066",
  "\u200b",
  "\u{e0041}",
  "\u001b[31m",
  "\r\n",
  "\u2028",
  "\0",
  "\u0301",
  "\ud800",
  "(Slack visitor)",
  "（Slack visitor）",
  "Ana",
  "\u2800",
  "\u3164",
  "<!channel>",
  "\u00a0",
  "ﷺ",
  "🧑‍💻",
);
const names = fc
  .array(fc.oneof(fc.string({ unit: "binary", maxLength: 30 }), nasty), { maxLength: 12 })
  .map((parts) => parts.join(""));

test("Whatever a visitor calls themselves, the name is one short clean line that ends with who they are", () => {
  fc.assert(
    fc.property(names, (display) => {
      const name = visitorName(display, "slack", "member");
      expect(name.endsWith(" (Slack visitor)")).toBe(true);
      expect(name.match(/[()（）]/g)).toHaveLength(2);
      expect(name).toBe(cleanText(name));
      expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}<>[\]{}]|\p{M}{3}|\s\s|^\s/u);
      expect([...name].length).toBeLessThanOrEqual(40 + " (Slack visitor)".length);
      expect(name).toMatch(/[\p{L}\p{N}].* \(/u);
    }),
    { numRuns: 2_000 },
  );
});

test("No name a visitor takes is one that somebody known has", () => {
  for (const known of ["Ana", "Ana Souza", "Resync", "Administrator"])
    for (const display of [known, `${known}\u200b`, ` ${known} `, `\u202e${[...known].reverse().join("")}`])
      expect(visitorName(display, "teams", "guest")).not.toBe(known);
});

test.each([
  ["Ana", "Ana (Slack visitor)"],
  ["José  da   Silva\u200b", "José da Silva (Slack visitor)"],
  ["Ana (Slack visitor) approved by Bia", "Ana Slack visitor approved by Bia (Slack visitor)"],
  ["", "Unnamed (Slack visitor)"],
  ["\u202e\u2066 — ", "Unnamed (Slack visitor)"],
  ["x".repeat(100), `${"x".repeat(39)}… (Slack visitor)`],
  ["Z\u0301\u0302\u0303\u0304\u0305algo", "Ź\u0302\u0303algo (Slack visitor)"],
  ["李小龍", "李小龍 (Slack visitor)"],
])("%j is called %j", (display, called) => {
  expect(visitorName(display, "slack", "member")).toBe(called);
});
