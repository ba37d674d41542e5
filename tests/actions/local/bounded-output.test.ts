import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundedOutput } from "#actions/local/bounded-output.ts";
import { redact } from "#core/redact.ts";

const limit = 2048;

function collected(chunks: readonly Buffer[]): string {
  const output = boundedOutput(limit);
  for (const chunk of chunks) output.add(chunk);
  return output.text();
}

const chunked = fc.array(
  fc.string({ minLength: 1, maxLength: 3000, unit: fc.constantFrom("a", "b", "\n", " ") }),
  {
    maxLength: 8,
  },
);

describe("bounded output", () => {
  it("is the same however the bytes were cut into chunks", () => {
    fc.assert(
      fc.property(chunked, fc.integer({ min: 1, max: 700 }), (texts, size) => {
        const whole = Buffer.from(texts.join(""));
        const pieces: Buffer[] = [];
        for (let at = 0; at < whole.length; at += size) pieces.push(whole.subarray(at, at + size));
        const once = collected([whole]);
        expect(collected(texts.map((text) => Buffer.from(text)))).toBe(once);
        expect(collected(pieces)).toBe(once);
        if (whole.length <= 2 * limit) expect(once).toBe(whole.toString());
        else {
          const [begin = "", end = ""] = once.split(/\n\[\d+ bytes left out\]\n/);
          expect(whole.toString().startsWith(begin)).toBe(true);
          expect(whole.toString().endsWith(end)).toBe(true);
        }
      }),
    );
  });

  it("shows no half of a secret where it was cut, wherever the cut falls in it", () => {
    const secret = `password=${"S3cr3t".repeat(10)}`;
    for (let before = limit - secret.length; before <= limit; before += 7) {
      const text = `${"x".repeat(before - 1)} ${secret} ${"y".repeat(3 * limit)}`;
      expect(collected([Buffer.from(text)]), `at ${before}`).not.toContain("S3cr3t");
      const mirrored = `${"y".repeat(3 * limit)} ${secret} ${"x".repeat(before - 1)}`;
      expect(collected([Buffer.from(mirrored)]), `from the end, at ${before}`).not.toContain("S3cr3t");
    }
    // Control: the last bytes as they are begin in the middle of the secret, and no pattern knows its second half.
    const text = `${"y".repeat(3 * limit)} ${secret} ${"x".repeat(limit - 40)}`;
    expect(redact(text.slice(-limit))).toContain("S3cr3t");
    expect(collected([Buffer.from(text)])).not.toContain("S3cr3t");
  });

  it("decodes a character that was cut in two chunks", () => {
    const bytes = Buffer.from("日本語");
    expect(collected([bytes.subarray(0, 4), bytes.subarray(4)])).toBe("日本語");
  });
});
