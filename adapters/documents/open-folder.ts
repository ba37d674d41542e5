// The directory that operators edit, watched.
//
// A file counts when it has settled: its size and date are old, or have stayed the same for a moment. While it is being
// written its last settled version stays listed, and so does a file that is away for a moment, because many programs save by
// deleting and renaming; the listeners are told when either is over. Left out are what editors keep for themselves, hidden
// files, endings nobody reads, the README that tells people about the directory itself, and links that lead out of it.

import { constants, type FSWatcher, watch } from "node:fs";
import { open, readdir, realpath, stat } from "node:fs/promises";
import { basename, extname, join, relative, resolve, sep } from "node:path";
import type { Logger } from "pino";
import { Fault } from "#core/fault.ts";
import { oneLine } from "#core/text.ts";
import { type DocumentFolder, type FolderFile, largestDocument } from "#ports/documents.ts";

export interface FolderOptions {
  readonly dir: string;
  /** Lower case, without the dot: the reader's. */
  readonly endings: readonly string[];
  readonly log: Logger;
  /** How often listeners are asked to look, because watching alone misses changes; default 5,000. */
  readonly pollMs?: number;
  /** How long a file must stay as it is before it counts as written; default 400. */
  readonly settleMs?: number;
}

interface Seen {
  /** As it was last listed; null: it has never settled. */
  settled: FolderFile | null;
  /** What was found at the last looks, since when; null: it was away. */
  found: FolderFile | null;
  since: number;
}

const mostFiles = 10_000;
const deepest = 8;
/** Folders beyond these are seen by the poll alone. */
const mostWatched = 500;

/** What is in the directory at a moment; `""` among the folders is the directory itself. */
interface Found {
  readonly files: ReadonlyMap<string, FolderFile>;
  readonly folders: ReadonlySet<string>;
}

export function openFolder(options: FolderOptions): DocumentFolder {
  const { endings, log, pollMs = 5_000, settleMs = 400 } = options;
  const dir = resolve(options.dir);
  const name = basename(dir);
  const seen = new Map<string, Seen>();
  const listeners = new Set<() => void>();
  const watchers = new Map<string, FSWatcher>();
  let soon: NodeJS.Timeout | null = null;
  let closed = false;

  const tellAll = () => {
    for (const listener of [...listeners]) listener();
  };
  const tellSoon = (after: number) => {
    if (closed) return;
    soon ??= setTimeout(() => {
      soon = null;
      tellAll();
    }, after).unref();
  };
  const poll = setInterval(tellAll, pollMs).unref();

  /** Each folder by itself: where watching whole trees is left to Node, each new file has it look at all the others again. */
  function watchThese(folders: ReadonlySet<string>): void {
    for (const folder of watchers.keys()) if (!folders.has(folder)) stopWatching(folder);
    for (const folder of folders) {
      if (closed || watchers.has(folder)) continue;
      if (watchers.size >= mostWatched) return;
      try {
        const path = join(dir, folder);
        const watcher = watch(path, { persistent: false }, (event, file) => {
          // It was itself renamed or removed: what comes under its name is another folder, watched anew.
          if (event === "rename" && file === basename(path)) stopWatching(folder);
          tellSoon(50);
        });
        watchers.set(folder, watcher);
        watcher.on("error", () => stopWatching(folder));
      } catch {
        // the poll sees it
      }
    }
  }

  function stopWatching(folder: string): void {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  }

  /** As they are at this moment, files by name. Throws what the system says of the directory itself. */
  async function look(): Promise<Found> {
    const root = await realpath(dir);
    const files = new Map<string, FolderFile>();
    const folders = new Set<string>();
    const enter = async (folder: string, depth: number): Promise<void> => {
      const within = await readdir(join(dir, folder), { withFileTypes: true });
      folders.add(folder);
      for (const each of within) {
        const path = folder === "" ? each.name : `${folder}/${each.name}`;
        if (/^[.~]/.test(each.name)) continue;
        if (each.isDirectory()) {
          if (depth < deepest) await enter(path, depth + 1).catch(() => {}); // gone, or not ours to read
          continue;
        }
        if (!isDocument(path)) continue;
        const file = await fileAt(root, path);
        if (file) files.set(path, file);
        if (files.size > mostFiles)
          throw new Fault("too_large", `${name} holds more than ${mostFiles} documents.`);
      }
    };
    await enter("", 0);
    return { files, folders };
  }

  async function fileAt(root: string, path: string): Promise<FolderFile | null> {
    const real = await insideOf(root, path);
    if (real === null) return null;
    try {
      const found = await stat(real, { bigint: true });
      if (!found.isFile()) return null;
      return { name: path, stamp: `${found.mtimeNs} ${found.size} ${found.ino}`, bytes: Number(found.size) };
    } catch {
      return null;
    }
  }

  /** Where a name leads; null: nowhere, or out of the directory. */
  async function insideOf(root: string, path: string): Promise<string | null> {
    try {
      const real = await realpath(join(dir, path));
      if (real.startsWith(root + sep)) return real;
      log.warn({ dir, file: path }, "A link that leads out of the knowledge directory is not read.");
      return null;
    } catch {
      return null;
    }
  }

  function isDocument(path: string): boolean {
    const file = path.slice(path.lastIndexOf("/") + 1);
    if (/^[.~]|~$|\.(?:tmp|swp|bak)$/i.test(file) || /^readme\.md$/i.test(path)) return false;
    return endings.includes(extname(file).slice(1).toLowerCase());
  }

  function settle(files: ReadonlyMap<string, FolderFile>): {
    readonly files: readonly FolderFile[];
    readonly settling: boolean;
  } {
    const moment = performance.now();
    const listed: FolderFile[] = [];
    let restless = false;
    for (const path of new Set([...seen.keys(), ...files.keys()])) {
      const found = files.get(path) ?? null;
      const known = seen.get(path) ?? { settled: null, found: null, since: moment };
      if (!seen.has(path) || known.found?.stamp !== found?.stamp) known.since = moment;
      known.found = found;
      seen.set(path, known);
      if (known.settled?.stamp !== found?.stamp) {
        if (moment - known.since >= settleMs || (found !== null && isOld(found))) known.settled = found;
        else restless = true;
      }
      if (known.settled) listed.push(known.settled);
      else if (found === null) seen.delete(path);
    }
    if (restless) tellSoon(settleMs);
    return { files: listed.sort((a, b) => (a.name < b.name ? -1 : 1)), settling: restless };
  }

  function isOld(file: FolderFile): boolean {
    const age = Date.now() - Number(BigInt(file.stamp.split(" ")[0] ?? "0") / 1_000_000n);
    return age > 10 * settleMs;
  }

  return {
    name,
    async list() {
      try {
        const { files, folders } = await look();
        const settled = settle(files);
        watchThese(folders);
        return { kind: "listed", ...settled };
      } catch (error) {
        watchThese(new Set());
        if (error instanceof Fault) return { kind: "unlistable", problem: error.message };
        return { kind: "unlistable", problem: unlistable(options.dir, codeOf(error)) };
      }
    },
    async bytes(path) {
      if (!isDocument(path) || relative(dir, join(dir, path)) !== path.split("/").join(sep)) return null;
      const root = await realpath(dir).catch(() => null);
      const real = root === null ? null : await insideOf(root, path);
      return real === null ? null : readWhole(real, `${name}/${oneLine(path)}`);
    },
    onChange(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      clearInterval(poll);
      if (soon) clearTimeout(soon);
      watchThese(new Set());
      listeners.clear();
    },
  };
}

/** Opened once, judged and read through the same handle: what changes behind the name meanwhile is not followed. */
async function readWhole(real: string, shown: string): Promise<Uint8Array | null> {
  try {
    await using file = await open(
      real,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    const before = await file.stat({ bigint: true });
    if (!before.isFile()) return null;
    if (before.size > BigInt(largestDocument))
      throw new Fault("too_large", `${shown} is larger than ${largestDocument >> 20} MB. Split it.`);
    const bytes = Buffer.alloc(Number(before.size));
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await file.read(bytes, at, bytes.length - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    const after = await file.stat({ bigint: true });
    if (at < bytes.length || after.size !== before.size || after.mtimeNs !== before.mtimeNs)
      throw new Fault("unavailable", `${shown} is being written. It is read when it is whole.`, {
        retryable: true,
      });
    return bytes;
  } catch (error) {
    if (error instanceof Fault) throw error;
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ELOOP") return null;
    const why =
      code === "EACCES"
        ? "Give Resync's user the right to read it."
        : code === "EBUSY" || code === "EPERM"
          ? "Another program has it open and locked; close it there."
          : `The system says ${code}.`;
    throw new Fault("unavailable", `${shown} cannot be read. ${why}`, { retryable: true, cause: error });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}

function unlistable(dir: string, code: string): string {
  if (code === "ENOENT" || code === "ENOTDIR")
    return `The directory ${dir} does not exist. Create it, or mount it, and put documents in it.`;
  if (code === "EACCES") return `The directory ${dir} may not be read. Give Resync's user the right to it.`;
  return `The directory ${dir} cannot be read (${code}). Is it mounted?`;
}
