import fc from "fast-check";
import { expect, test } from "vitest";
import { storable, storableJson } from "#adapters/postgres/storable.ts";

test("Text is stored without NUL and with halves of surrogate pairs replaced; all other text is itself.", () => {
  expect(storable("a\0b\ud800c 🚑 \\u0000")).toBe("ab\ufffdc 🚑 \\u0000");
});

test("JSON for Postgres reads back as the same value with every string and key storable.", () => {
  const odd = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.constantFrom("\0", "\ud800", "\\u0000", "\\\\u0000\0", "\udc00\ud800"),
  );
  fc.assert(
    fc.property(odd, odd, (key, text) => {
      const json = storableJson({ list: [{ [`k${key}`]: text }], n: 1, none: null });
      expect(JSON.parse(json)).toEqual({
        list: [{ [storable(`k${key}`)]: storable(text) }],
        n: 1,
        none: null,
      });
      expect(JSON.stringify(JSON.parse(json))).toBe(json);
    }),
  );
});
