// One process per data directory: it is made, or found, and held until the process lets go of it.

import { mkdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Fault, isFault } from "#core/fault.ts";
import { type Holder, type LockFileOptions, takeLock } from "./lock-file.ts";

/**
 * Holds the directory, making it (mode 700) when it is not there. Fault `conflict` when another process has it;
 * `misconfigured` or `unavailable` when the directory cannot be used, with the reason.
 */
export async function holdDataDir(
  dir: string,
  about: Pick<LockFileOptions, "url" | "beatMs" | "silenceMs">,
): Promise<AsyncDisposable> {
  const path = resolve(dir);
  try {
    await makeDirectory(path);
    if (!(await stat(path)).isDirectory())
      throw Object.assign(new Error("not a directory"), { code: "ENOTDIR" });
    const answer = await takeLock(join(path, "resync.lock"), about);
    if (answer.taken) return answer.lock;
    throw inUse(path, answer.holder);
  } catch (error) {
    throw isFault(error) ? error : unusable(path, error);
  }
}

/** With its parents. Node's own recursive mkdir says "no such file" of a read-only disk. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(path) === path) throw error;
    await makeDirectory(dirname(path));
    await mkdir(path, { mode: 0o700 });
  }
}

function inUse(path: string, holder: Holder | null): Fault {
  const by = holder ? `process ${holder.pid}` : "another process";
  const facts = holder ? [`since ${holder.since}`, ...(holder.url ? [`serving ${holder.url}`] : [])] : [];
  return new Fault(
    "conflict",
    `The data directory ${path} is in use by ${by}${facts.length > 0 ? ` (${facts.join(", ")})` : ""}. Stop it, or set RESYNC_DATA_DIR to another directory.`,
    { detail: { path, ...(holder ? { pid: holder.pid, host: holder.host, since: holder.since } : {}) } },
  );
}

function unusable(path: string, error: unknown): Fault {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const options = { cause: error, detail: { path, code } };
  const elsewhere = "or set RESYNC_DATA_DIR to another directory";
  if (code === "EEXIST" || code === "ENOTDIR")
    return new Fault(
      "misconfigured",
      `The data directory ${path} cannot be made because a file is in its place. Move the file away, ${elsewhere}.`,
      options,
    );
  if (code === "EACCES" || code === "EPERM")
    return new Fault(
      "misconfigured",
      `The data directory ${path} cannot be written by the user Resync runs as. Give it to that user, ${elsewhere}.`,
      options,
    );
  if (code === "EROFS")
    return new Fault(
      "misconfigured",
      `The data directory ${path} is on a read-only disk. Mount it writable, ${elsewhere}.`,
      options,
    );
  if (code === "ENOSPC" || code === "EDQUOT")
    return new Fault(
      "unavailable",
      `The disk of the data directory ${path} is full. Free some space there, ${elsewhere}.`,
      { ...options, retryable: true },
    );
  return new Fault(
    "misconfigured",
    `The data directory ${path} cannot be used (${code || (error instanceof Error ? error.message : String(error))}). Correct it, ${elsewhere}.`,
    options,
  );
}
