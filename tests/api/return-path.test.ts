// Where somebody comes back to after signing in: never anywhere but a page of ours.

import fc from "fast-check";
import { expect, test } from "vitest";

const { returnPath } = (await import(
  new URL("../../src/api/console/return-path.js", import.meta.url).href
)) as { returnPath: (wanted: unknown, origin: string) => string | null };

const origin = "https://resync.example.com";

test("our own pages are come back to, with what stood behind them", () => {
  for (const path of [
    "/jobs/3f2a91bc-1111-4222-8333-444455556666",
    "/jobs/3f2a91bc-1111-4222-8333-444455556666?lang=pt",
    "/admin/agent-checkpoints?id=3f2a91bc&lang=pt#x",
    "/graph/job/INVOICE%20A%3Cb%3E?depth=2",
    "/docs",
  ])
    expect(returnPath(path, origin)).toBe(path);
});

test.each([
  "https://evil.example/jobs/a",
  "//evil.example/jobs/a",
  "/\\evil.example/jobs/a",
  "/\t/evil.example/jobs/a",
  "\\\\evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "/jobs/../../evil",
  "/api/logout",
  "/pages/../jobs/a/../../api/agent-jobs",
  "jobs/a",
  "",
  null,
  42,
  `/jobs/${"a".repeat(3_000)}`,
  "https://resync.example.com@evil.example/jobs/a",
])("%j leads nowhere", (wanted) => {
  expect(returnPath(wanted, origin)).toBeNull();
});

test("whatever is wanted, what comes out is a path on our origin", () => {
  const pieces = fc.constantFrom(
    "/",
    "\\",
    "//",
    "jobs",
    "docs",
    "..",
    ":",
    "@",
    "evil.example",
    "\t",
    "%2f",
    "?",
    "#",
    "a",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const path = returnPath(parts.join(""), origin);
      if (path === null) return;
      expect(new URL(path, origin).origin).toBe(origin);
      expect(path).toMatch(/^\/(jobs\/|admin\/agent-checkpoints|docs)/);
    }),
    { numRuns: 2_000 },
  );
});
