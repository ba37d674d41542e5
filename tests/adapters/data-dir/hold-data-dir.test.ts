import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { holdDataDir } from "#adapters/data-dir/hold-data-dir.ts";
import { noSmallDisk, smallDisk } from "./small-disk.ts";

const isRoot = process.getuid?.() === 0;
const holderFile = new URL("holder.ts", import.meta.url).pathname;

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "resync-hold-"));
});
afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

test("A new data directory is private, and nothing of the lock stays after letting go.", async () => {
  const dir = join(base, "deep", "data");
  const hold = await holdDataDir(dir, {});
  expect((await stat(dir)).mode & 0o777).toBe(0o700);
  expect(await readdir(dir)).toEqual(["resync.lock"]);
  expect((await stat(join(dir, "resync.lock"))).mode & 0o777).toBe(0o600);
  await hold[Symbol.asyncDispose]();
  expect(await readdir(dir)).toEqual([]);
});

test("A second holder is told which process has the directory, since when and what to do.", async () => {
  await using _hold = await holdDataDir(base, { url: "http://localhost:3000" });
  const refused = holdDataDir(base, {});
  await expect(refused).rejects.toMatchObject({ name: "Fault", code: "conflict" });
  await expect(refused).rejects.toThrow(
    new RegExp(
      `^The data directory ${base} is in use by process ${process.pid} \\(since \\d{4}-.+, serving http://localhost:3000\\)\\. Stop it, or set RESYNC_DATA_DIR to another directory\\.$`,
    ),
  );
});

test("Of many processes that start at the same instant exactly one gets the directory.", async () => {
  const starters = Array.from({ length: 6 }, () => holder(base));
  const said = await Promise.all(starters.map(({ first }) => first));
  expect(said.filter((line) => line === "held")).toHaveLength(1);
  expect(said.filter((line) => line.includes("is in use by process"))).toHaveLength(5);
  await Promise.all(starters.map(({ end }) => end()));
  expect(await readdir(base)).toEqual([]);
});

test("The lock of a killed process is taken over, by exactly one of many.", async () => {
  const first = holder(base);
  expect(await first.first).toBe("held");
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  expect(await readdir(base)).toEqual(["resync.lock"]);
  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => holdDataDir(base, {})));
  const held = answers.filter((answer) => answer.status === "fulfilled");
  expect(held).toHaveLength(1);
  expect(await readdir(base)).toEqual(["resync.lock"]);
  for (const { value } of held) await value[Symbol.asyncDispose]();
  expect(await readdir(base)).toEqual([]);
});

test("A pid that another process has by now does not keep the directory.", async () => {
  const dead = holder(base);
  await dead.first;
  const lock = JSON.parse(await readFile(join(base, "resync.lock"), "utf8"));
  dead.child.kill("SIGKILL");
  await once(dead.child, "exit");
  await writeFile(join(base, "resync.lock"), JSON.stringify({ ...lock, pid: process.pid }));
  await using _hold = await holdDataDir(base, {});
  expect(JSON.parse(await readFile(join(base, "resync.lock"), "utf8")).birth).not.toBe(lock.birth);
});

test("A holder on another host keeps the directory while it shows life, and loses it when silent.", async () => {
  const foreign = {
    pid: 1,
    birth: "elsewhere",
    host: "another-host",
    since: "2026-01-01T00:00:00Z",
    nonce: "n",
  };
  const path = join(base, "resync.lock");
  await writeFile(path, JSON.stringify(foreign));
  const beat = setInterval(() => void writeFile(path, JSON.stringify(foreign)), 50);
  await expect(holdDataDir(base, { silenceMs: 1_000 })).rejects.toMatchObject({ code: "conflict" });
  clearInterval(beat);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await using _hold = await holdDataDir(base, { silenceMs: 300 });
  expect(JSON.parse(await readFile(path, "utf8")).pid).toBe(process.pid);
});

test("A lock file that a crash left empty does not keep anybody out.", async () => {
  await writeFile(join(base, "resync.lock"), "");
  await using _hold = await holdDataDir(base, { silenceMs: 200 });
  expect(await readFile(join(base, "resync.lock"), "utf8")).toContain(`"pid":${process.pid}`);
});

test("A file in the directory's place, or above it, is named.", async () => {
  const file = join(base, "file");
  await writeFile(file, "x");
  for (const path of [file, join(file, "data")])
    await expect(holdDataDir(path, {})).rejects.toMatchObject({
      code: "misconfigured",
      message: `The data directory ${path} cannot be made because a file is in its place. Move the file away, or set RESYNC_DATA_DIR to another directory.`,
    });
});

test("A directory that may not be written is said to be so.", async () => {
  const dir = join(base, "closed");
  await mkdir(dir);
  await chmod(base, 0o755);
  await chmod(dir, 0o500);
  if (isRoot) {
    await chown(dir, 65_534, 65_534);
    const other = holder(dir, { uid: 65_534, gid: 65_534 });
    expect(await other.first).toMatch(/cannot be written by the user Resync runs as\. Give it to that user/);
  } else {
    await expect(holdDataDir(dir, {})).rejects.toThrow(/cannot be written by the user Resync runs as/);
  }
});

test("A read-only disk and a full disk each have their sentence.", async ({ skip }) => {
  const obstacle = await noSmallDisk();
  skip(obstacle !== null, obstacle ?? "");
  await using disk = await smallDisk("64k");
  const dir = join(disk.path, "data");
  await mkdir(dir);
  await writeFile(join(dir, "filler"), Buffer.alloc(65_536)).catch(() => {});
  await expect(holdDataDir(dir, {})).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(/is full\. Free some space there/),
  });
  disk.makeReadOnly();
  for (const path of [dir, join(disk.path, "new"), join(disk.path, "new", "deep")])
    await expect(holdDataDir(path, {})).rejects.toMatchObject({
      code: "misconfigured",
      message: expect.stringMatching(/is on a read-only disk\. Mount it writable/),
    });
});

function holder(dir: string, user: { uid?: number; gid?: number } = {}) {
  const child: ChildProcess = spawn(process.execPath, [holderFile, dir], {
    stdio: ["pipe", "pipe", "inherit"],
    ...user,
  });
  const lines = child.stdout ? createInterface({ input: child.stdout }) : null;
  return {
    child,
    first: lines ? (once(lines, "line").then(([line]) => line) as Promise<string>) : Promise.reject(),
    async end() {
      if (child.exitCode !== null) return;
      const exit = once(child, "exit");
      child.stdin?.end();
      await exit;
    },
  };
}
