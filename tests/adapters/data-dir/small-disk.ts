// A disk that can be full or read-only, for tests: a tmpfs, which only root may mount, and not in every container.

import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  makeReadOnly(): void;
  makeWritable(): void;
}

export async function smallDisk(size: string): Promise<SmallDisk> {
  const base = await mkdtemp(join(tmpdir(), "resync-disk-"));
  const path = join(base, "disk");
  await mkdir(path);
  await chmod(base, 0o755);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size},mode=755`, "tmpfs", path], { stdio: "ignore" });
  } catch (error) {
    await rm(base, { recursive: true });
    throw error;
  }
  return {
    path,
    makeReadOnly: () => void execFileSync("mount", ["-o", "remount,ro", path]),
    makeWritable: () => void execFileSync("mount", ["-o", "remount,rw", path]),
    async [Symbol.asyncDispose]() {
      execFileSync("umount", [path]);
      await rm(base, { recursive: true });
    },
  };
}

/** Why tests with a small disk cannot run here; null when they can. */
export async function noSmallDisk(): Promise<string | null> {
  if (process.getuid?.() !== 0) return "only root may mount a disk";
  try {
    await using _disk = await smallDisk("64k");
    return null;
  } catch {
    return "mounting is not allowed in this container";
  }
}
