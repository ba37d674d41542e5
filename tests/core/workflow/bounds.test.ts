import { expect, it } from "vitest";
import { largestPlan, refuseLarge } from "#core/workflow/bounds.ts";
import { resolveArgs, resolveTemplate } from "#core/workflow/template.ts";

const megabyte = "x".repeat(1024 * 1024);
const scope = { inputs: { text: megabyte }, steps: {}, job: {} };

it("refuses a text that names a large input again and again, before it is put together", () => {
  expect(() => resolveTemplate(`\${{ inputs.text }} `.repeat(20_000), scope)).toThrow(/larger than 8 MB/);
  expect(resolveTemplate(`\${{ inputs.text }} `.repeat(2), scope)).toHaveLength(2 * (megabyte.length + 1));
});

it("refuses arguments that share one large value a thousand times, without writing them out", () => {
  const args = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`a${n}`, `\${{ inputs.text }}`]));
  const resolved = resolveArgs(args, scope);
  expect(() => refuseLarge(resolved, "What it is given")).toThrow(
    /What it is given would be larger than 8 MB/,
  );
  expect(() => refuseLarge("x".repeat(largestPlan), "It")).not.toThrow();
});
