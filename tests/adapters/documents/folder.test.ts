import { execFile } from "node:child_process";
import {
  appendFile,
  mkdir,
  mkdtemp,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { pino } from "pino";
import { expect, test } from "vitest";
import { openFolder } from "#adapters/documents/open-folder.ts";
import type { DocumentFolder } from "#ports/documents.ts";

const settleMs = 150;

/** A folder for one test; files put into it are old unless they are written by the test itself. */
async function place() {
  const root = await mkdtemp(join(tmpdir(), "resync-folder-"));
  const dir = join(root, "knowledge");
  await mkdir(dir);
  const undo = new AsyncDisposableStack();
  undo.defer(() => rm(root, { recursive: true, force: true }));
  return {
    root,
    dir,
    async old(name: string, text: string) {
      await mkdir(join(dir, name, ".."), { recursive: true });
      await writeFile(join(dir, name), text);
      await utimes(join(dir, name), new Date("2026-01-01"), new Date("2026-01-01"));
    },
    open: (pollMs = 60_000) =>
      undo.use(
        openFolder({ dir, endings: ["md", "xlsx"], log: pino({ level: "silent" }), settleMs, pollMs }),
      ),
    [Symbol.asyncDispose]: () => undo.disposeAsync(),
  };
}

async function names(folder: DocumentFolder): Promise<readonly string[]> {
  const found = await folder.list();
  if (found.kind === "unlistable") throw new Error(found.problem);
  return found.files.map((file) => file.name);
}

async function until(hold: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await hold()) return;
    await sleep(25);
  }
  throw new Error("It never came to that.");
}

test("documents of all levels are listed, and what belongs to editors, systems and nobody is not", async () => {
  await using at = await place();
  for (const name of [
    "a.md",
    "sub/b.XLSX",
    "~$b.xlsx",
    ".a.md.swp",
    ".hidden.md",
    "a.md~",
    "c.exe",
    ".git/x.md",
  ])
    await at.old(name, "text");
  await at.old("README.md", "about the directory");
  await mkdir(join(at.dir, "folder.md"));
  const folder = at.open();
  expect(folder.name).toBe("knowledge");
  expect(await names(folder)).toEqual(["a.md", "sub/b.XLSX"]);
  expect(Buffer.from((await folder.bytes("sub/b.XLSX")) ?? []).toString()).toBe("text");
});

test("nothing outside the folder is read: not by a link, not by a name that climbs", async () => {
  await using at = await place();
  await writeFile(join(at.root, "secret.md"), "secret");
  await at.old("real.md", "ours");
  await symlink(join(at.root, "secret.md"), join(at.dir, "out.md"));
  await symlink(at.root, join(at.dir, "up"));
  await symlink(join(at.dir, "real.md"), join(at.dir, "alias.md"));
  await symlink(join(at.dir, "loop.md"), join(at.dir, "loop.md"));
  const folder = at.open();
  expect(await names(folder)).toEqual(["alias.md", "real.md"]);
  for (const name of [
    "out.md",
    "up/secret.md",
    "../secret.md",
    join(at.root, "secret.md"),
    "loop.md",
    "a\0.md",
  ])
    expect(await folder.bytes(name), name).toBeNull();
  expect(Buffer.from((await folder.bytes("alias.md")) ?? []).toString()).toBe("ours");
});

test("a file that is being written is listed as it was until it has settled, and the listeners are told", async () => {
  await using at = await place();
  await at.old("a.md", "before");
  const folder = at.open();
  let told = 0;
  using _ = folder.onChange(() => told++);
  const stamp = async () => {
    const found = await folder.list();
    return found.kind === "listed" ? (found.files[0]?.stamp ?? "") : "";
  };
  const before = await stamp();
  for (let n = 0; n < 4; n++) {
    await appendFile(join(at.dir, "a.md"), "more");
    expect(await stamp()).toBe(before);
    await sleep(20);
  }
  await until(async () => (await stamp()) !== before);
  expect(told).toBeGreaterThan(0);
});

test("a save by deleting and renaming is no deletion, and a deletion is one", async () => {
  await using at = await place();
  await at.old("a.md", "one");
  const folder = at.open();
  expect(await names(folder)).toEqual(["a.md"]);
  await rm(join(at.dir, "a.md"));
  expect(await names(folder)).toEqual(["a.md"]);
  expect(await folder.bytes("a.md")).toBeNull();
  await at.old("a.md", "two");
  expect(await names(folder)).toEqual(["a.md"]);
  await rm(join(at.dir, "a.md"));
  await until(async () => (await names(folder)).length === 0);
});

test("a folder that is not there is unlistable, says so, and is taken up when it comes", async () => {
  await using at = await place();
  await at.old("a.md", "one");
  await rename(at.dir, `${at.dir}-away`);
  const folder = at.open(50);
  expect(await folder.list()).toEqual({
    kind: "unlistable",
    problem: expect.stringMatching(/does not exist/),
  });
  let told = 0;
  using _ = folder.onChange(() => told++);
  await until(async () => told > 1);
  await rename(`${at.dir}-away`, at.dir);
  expect(await names(folder)).toEqual(["a.md"]);
});

test("a file that is too large is listed with its size, and a Fault when it is asked for", async () => {
  await using at = await place();
  await at.old("big.md", "");
  await truncate(join(at.dir, "big.md"), 11 * 1024 * 1024);
  const folder = at.open();
  await names(folder);
  await expect(folder.bytes("big.md")).rejects.toMatchObject({ code: "too_large" });
});

test("a thousand files that arrive at once are noticed, and keep the process from nothing else", async () => {
  await using at = await place();
  await mkdir(join(at.dir, "sub"));
  const folder = at.open();
  let told = 0;
  folder.onChange(() => {
    told += 1;
  });
  expect(await names(folder)).toEqual([]);
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const make = 'for i in $(seq 1000); do echo x > "$0/$i.md"; done';
  await promisify(execFile)("sh", ["-c", make, join(at.dir, "sub")]);
  await sleep(1_000);
  delay.disable();
  expect(delay.max / 1e6).toBeLessThan(1_000);
  expect(told).toBeGreaterThan(0);
  await until(async () => (await names(folder)).length === 1_000);
});

test("a folder that is made, removed and made again is watched each time", async () => {
  await using at = await place();
  const folder = at.open();
  expect(await names(folder)).toEqual([]);
  let told = 0;
  folder.onChange(() => {
    told += 1;
  });
  for (const round of ["first", "second"]) {
    await mkdir(join(at.dir, "sub"));
    await until(async () => told > 0);
    await names(folder);
    told = 0;
    await writeFile(join(at.dir, "sub", `${round}.md`), round);
    await until(async () => told > 0);
    await until(async () => (await names(folder)).includes(`sub/${round}.md`));
    await rm(join(at.dir, "sub"), { recursive: true });
    await until(async () => (await names(folder)).length === 0);
    told = 0;
  }
});
