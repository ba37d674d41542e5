// The disk, as the checks look at it: links are seen, not followed.

import type { Stats } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import type { FileView } from "./finding.ts";

export const diskFiles: FileView = {
  async facts(path) {
    const stats = await unlessMissing(lstat(path));
    if (!stats) return null;
    return {
      kind: kindOf(stats),
      mode: process.platform === "win32" ? null : stats.mode & 0o7777,
      own: process.getuid === undefined || stats.uid === process.getuid(),
      size: stats.size,
    };
  },
  text: (path) => unlessMissing(readFile(path, "utf8")),
  names: async (dir) => (await unlessMissing(readdir(dir))) ?? [],
};

function kindOf(stats: Stats) {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  return stats.isSymbolicLink() ? "link" : "other";
}

async function unlessMissing<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return null;
    throw error;
  }
}
