// `upload PATH` at the prompt.

import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { readTypedFile, typedFile } from "#adapters/terminal/typed-file.ts";
import { largestDocument } from "#ports/documents.ts";

test("A path is read as a shell would, and everything else is no upload.", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["upload runbook.md", resolve("runbook.md")],
    ["ENVIAR ./docs/a b.md", resolve("docs/a b.md")],
    ['upload "/tmp/a b.md"', "/tmp/a b.md"],
    ["upload '/tmp/it is.md'", "/tmp/it is.md"],
    ["/upload /tmp/a\\ b.md", "/tmp/a b.md"],
    ["upload ~/x.md", join(homedir(), "x.md")],
  ];
  for (const [line, ref] of cases) expect(typedFile(line)?.file.ref, line).toBe(ref);
  expect(typedFile("upload /tmp/x.md")).toMatchObject({
    text: "upload",
    file: { name: "x.md", bytes: null },
  });
  for (const line of ["upload", "status of upload x", "uploads a.md", "upload a\nb", ""])
    expect(typedFile(line), line).toBeNull();
});

test("A file is read whole; what is no file, too large or not there says so, and a pipe keeps nobody waiting.", async () => {
  const dir = await mkdtemp(join(tmpdir(), "resync-typed-"));
  try {
    const read = (name: string) =>
      readTypedFile({ name, bytes: null, ref: join(dir, name) }, new AbortController().signal);
    await writeFile(join(dir, "a.md"), "# Disk");
    await writeFile(join(dir, "empty.md"), "");
    await writeFile(join(dir, "full.md"), Buffer.alloc(largestDocument, "x"));
    await writeFile(join(dir, "big.md"), Buffer.alloc(largestDocument + 1, "x"));
    execFileSync("mkfifo", [join(dir, "pipe.md")]);
    expect(Buffer.from(await read("a.md")).toString()).toBe("# Disk");
    expect(await read("empty.md")).toHaveLength(0);
    expect(await read("full.md")).toHaveLength(largestDocument);
    await expect(read("big.md")).rejects.toMatchObject({ code: "too_large" });
    await expect(read("pipe.md")).rejects.toMatchObject({ message: expect.stringContaining("is no file") });
    await expect(read(".")).rejects.toMatchObject({ message: expect.stringContaining("is no file") });
    for (const gone of ["none.md", "a.md/b.md", "x".repeat(400)])
      await expect(read(gone), gone).rejects.toMatchObject({ code: "not_found" });
  } finally {
    await rm(dir, { recursive: true });
  }
});
