import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { clearScratch } from "../../src/composition/clear-scratch.ts";

it("removes what commands left a week ago, and nothing younger", async () => {
  const root = await mkdtemp(join(tmpdir(), "resync-scratch-"));
  const now = Date.now();
  for (const [name, days] of [
    ["old", 8],
    ["young", 6],
  ] as const) {
    await mkdir(join(root, name));
    await writeFile(join(root, name, "output"), "x");
    const at = new Date(now - days * 86_400_000);
    await utimes(join(root, name), at, at);
  }
  await clearScratch(root, now);
  expect(await readdir(root)).toEqual(["young"]);
  await clearScratch(join(root, "nowhere"), now);
  await rm(root, { recursive: true });
});
