import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileActions } from "#actions/files/file-actions.ts";
import { planFiles } from "#actions/files/plan-files.ts";
import { writeTogether } from "#actions/files/write-together.ts";
import type { Action } from "#ports/action.ts";
import { outputOf, runAction, testContext } from "../support/action-context.ts";

let above = "";
let filesRoot = "";
beforeEach(() => {
  above = realpathSync(mkdtempSync(join(tmpdir(), "resync-files-")));
  filesRoot = join(above, "files");
});
afterEach(() => rmSync(above, { recursive: true, force: true }));

function action(name: string): Action {
  const found = fileActions({ filesRoot }).find((each) => each.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}
const write = (files: object, more: object = {}) => outputOf(action("files.write"), { files, ...more });
const here = (path: string) => readFileSync(join(filesRoot, path), "utf8");
const sha = (text: string) => createHash("sha256").update(text).digest("hex");

describe("files.write", () => {
  it("writes the seed's files, and lists path, size, digest and what was new", async () => {
    const content = 'describe("auth", () => { ... })';
    expect(
      await write([
        { path: "lib/auth.test.ts", content },
        { path: "a.txt", content: "é" },
      ]),
    ).toEqual({
      files: [
        { path: "lib/auth.test.ts", size: content.length, sha256: sha(content), change: "new" },
        { path: "a.txt", size: 2, sha256: sha("é"), change: "new" },
      ],
      count: 2,
      changes: 2,
    });
    expect(here("lib/auth.test.ts")).toBe(content);
    const again = await write([
      { path: "a.txt", content: "é" },
      { path: "lib/auth.test.ts", content: "other" },
    ]);
    expect(again).toMatchObject({ files: [{ change: "unchanged" }, { change: "changed" }], changes: 1 });
    expect(readdirSync(join(filesRoot, "lib"))).toEqual(["auth.test.ts"]);
  });

  it("writes below root when one is named", async () => {
    await write([{ path: "x.txt", content: "x" }], { root: "jobs/one" });
    expect(here("jobs/one/x.txt")).toBe("x");
    await expect(write([{ path: "x", content: "" }], { root: "../out" })).rejects.toThrow(
      /The folder "\.\.\/out"/,
    );
  });

  const escaping = [
    "../x",
    "a/../../x",
    "/etc/x",
    "~/x",
    "C:/x",
    "C:x",
    "a\\..\\x",
    "a\0b",
    "",
    " ",
    "a/",
    ".",
    "con",
    "a/NUL.txt",
    "com1",
    "x.",
    "x ",
    "a:b",
    "a?b",
    "a\nb",
    "a\u202eb",
    "\ud800",
    "x".repeat(201),
    `${"d/".repeat(600)}x`,
  ];
  it.each(escaping)("refuses the path %j, and writes nothing of the others", async (path) => {
    await expect(
      write([
        { path: "fine.txt", content: "1" },
        { path, content: "2" },
      ]),
    ).rejects.toThrow();
    expect(existsSync(filesRoot) ? readdirSync(filesRoot) : []).toEqual([]);
    expect(readdirSync(above).filter((name) => name !== "files")).toEqual([]);
  });

  it("refuses two names for one file, and a file below a file", async () => {
    const twice = (one: string, other: string) =>
      write([
        { path: one, content: "1" },
        { path: other, content: "2" },
      ]);
    await expect(twice("a/b.txt", "a//./b.txt")).rejects.toThrow(/same file/);
    await expect(twice("A.txt", "a.txt")).rejects.toThrow(/same file/);
    await expect(twice("caf\u00e9", "cafe\u0301")).rejects.toThrow(/same file/);
    await expect(twice("a", "a/b")).rejects.toThrow(/needs a folder/);
  });

  it("follows no link, neither of a folder nor of a file", async () => {
    mkdirSync(filesRoot);
    mkdirSync(join(above, "secret"));
    writeFileSync(join(above, "secret/passwd"), "root");
    symlinkSync(join(above, "secret"), join(filesRoot, "way"));
    symlinkSync(join(above, "secret/passwd"), join(filesRoot, "passwd"));
    await expect(write([{ path: "way/x", content: "evil" }])).rejects.toThrow(/way is a link/);
    await expect(write([{ path: "passwd", content: "evil" }])).rejects.toThrow(/passwd is a link/);
    await expect(runAction(action("files.read"), { path: "passwd" })).rejects.toThrow(/is a link/);
    await expect(runAction(action("files.read"), { path: "way/passwd" })).rejects.toThrow(/is a link/);
    await expect(runAction(action("files.list"), { root: "way" })).rejects.toMatchObject({
      code: "forbidden",
    });
    // Control: an ordinary write goes where the link leads.
    writeFileSync(join(filesRoot, "way/x"), "evil");
    expect(readFileSync(join(above, "secret/x"), "utf8")).toBe("evil");
  });

  it("puts everything back when one of them cannot be put in place", async () => {
    await write([{ path: "old.txt", content: "before" }]);
    const plan = await planFiles(filesRoot, null, [
      { path: "old.txt", content: "after" },
      { path: "new/new.txt", content: "new" },
      { path: "blocked", content: "x" },
    ]);
    // Between the look and the writing, somebody makes a folder of that name.
    mkdirSync(join(filesRoot, "blocked/full"), { recursive: true });
    await expect(writeTogether(filesRoot, plan, "key", new AbortController().signal)).rejects.toThrow(
      /nothing was changed/,
    );
    expect(here("old.txt")).toBe("before");
    expect(readdirSync(filesRoot).sort()).toEqual(["blocked", "old.txt"]);
  });

  it("clears what a crash of an earlier try left", async () => {
    mkdirSync(filesRoot);
    const key = createHash("sha256").update("effect-key-1").digest("hex").slice(0, 16);
    writeFileSync(join(filesRoot, `.${key}-0.new`), "half");
    await write([{ path: "a.txt", content: "whole" }]);
    expect(readdirSync(filesRoot)).toEqual(["a.txt"]);
  });

  it("writes nothing once it was told to stop", async () => {
    const signal = AbortSignal.abort();
    await expect(
      runAction(action("files.write"), { files: [{ path: "a", content: "x" }] }, { signal }),
    ).rejects.toThrow();
    expect(readdirSync(filesRoot)).toEqual([]);
  });

  it("refuses text that would not arrive as it is, and too much of it", async () => {
    await expect(write([{ path: "a", content: "\ud800" }])).rejects.toThrow(/half a character/);
    const files = Array.from({ length: 5 }, (_, n) => ({ path: `f${n}`, content: "x".repeat(2_000_000) }));
    await expect(write(files)).rejects.toMatchObject({ code: "too_large" });
  });
});

describe("the card of files.write", () => {
  it("shows the whole of new files and the difference of changed ones, hidden characters made visible", async () => {
    const long = Array.from({ length: 400 }, (_, n) => `line ${n}`).join("\n");
    await write([
      { path: "a.txt", content: "one\ntwo\nthree\n" },
      { path: "same.txt", content: "same" },
    ]);
    const input = action("files.write").input.parse({
      description: "User authentication module",
      files: [
        { path: "a.txt", content: "one\n2 \u202ereversed\nthree\n" },
        { path: "long.txt", content: long },
        { path: "same.txt", content: "same" },
      ],
    });
    const preview = await action("files.write").preview?.(input, testContext());
    expect(preview?.summary).toEqual({
      en: "Writes 3 files: 1 new, 1 changed, 1 unchanged.",
      pt: "Grava 3 arquivos: novos 1, alterados 1, iguais 1.",
    });
    const text = preview?.detail?.text ?? "";
    expect(text).toContain(
      "--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n one\n-two\n+2 \\u{202e}reversed\n three",
    );
    expect(text).toContain("--- /dev/null\n+++ b/long.txt");
    for (const line of long.split("\n")) expect(text).toContain(`+${line}`);
    expect(preview?.evidence[0]).toEqual({
      label: { en: "what for", pt: "para quê" },
      value: "User authentication module",
    });
    expect(readdirSync(filesRoot).sort()).toEqual(["a.txt", "same.txt"]);
  });

  it("says so when what is there is no text", async () => {
    mkdirSync(filesRoot);
    writeFileSync(join(filesRoot, "b.bin"), Buffer.from([0xff, 0xfe]));
    const input = action("files.write").input.parse({ files: [{ path: "b.bin", content: "text" }] });
    const preview = await action("files.write").preview?.(input, testContext());
    expect(preview?.detail?.text).toContain("replaces 2 bytes that are no text");
    await expect(runAction(action("files.read"), { path: "b.bin" })).rejects.toThrow(/no text in UTF-8/);
  });
});

describe("files.read, files.list and files.check", () => {
  it("give back what was written, list it, and change nothing", async () => {
    await write([
      { path: "d/a.txt", content: "olá\n" },
      { path: "b.txt", content: "" },
    ]);
    expect(await outputOf(action("files.read"), { path: "d/a.txt" })).toEqual({
      path: "d/a.txt",
      content: "olá\n",
      size: 5,
      sha256: sha("olá\n"),
    });
    expect(await outputOf(action("files.list"), {})).toMatchObject({
      files: [{ path: "b.txt" }, { path: "d/a.txt" }],
      count: 2,
    });
    expect(await outputOf(action("files.check"), { files: [{ path: "c.txt", content: "x" }] })).toMatchObject(
      { files: [{ path: "c.txt", change: "new" }] },
    );
    expect(existsSync(join(filesRoot, "c.txt"))).toBe(false);
    await expect(runAction(action("files.read"), { path: "nope" })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(runAction(action("files.read"), { path: "../x" })).rejects.toMatchObject({
      code: "invalid_input",
    });
    chmodSync(filesRoot, 0o750);
  });
});
