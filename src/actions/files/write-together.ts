// Several files, all or none. Each is written beside its place and synced; when all are there, each is renamed into its
// place, which is one step for whoever reads it. Should a rename fail, what was renamed before it is put back. Only a
// power cut between two renames leaves some new and some old, and no file is ever half of each: writing again completes it.

import { constants } from "node:fs";
import { copyFile, link, lstat, mkdir, open, realpath, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { Fault } from "#core/fault.ts";
import type { PlannedFile } from "./plan-files.ts";

interface Staged {
  readonly file: PlannedFile;
  readonly fresh: string;
  /** A second name of what was there, to put back; removed when all is done. */
  readonly kept: string;
}

/** Writes what is new or changed. `key` names the temporary files, so that a second try clears what a crash left. */
export async function writeTogether(
  root: string,
  files: readonly PlannedFile[],
  key: string,
  signal: AbortSignal,
): Promise<void> {
  const made: string[] = [];
  const staged: Staged[] = [];
  const placed: Staged[] = [];
  try {
    for (const [at, file] of files.filter(({ change }) => change !== "unchanged").entries()) {
      signal.throwIfAborted();
      await makeFolders(root, dirname(file.place), made);
      const beside = join(dirname(file.place), `.${key}-${at}`);
      const each = { file, fresh: `${beside}.new`, kept: `${beside}.old` };
      staged.push(each);
      await rm(each.fresh, { force: true });
      await rm(each.kept, { force: true });
      await writeSynced(each.fresh, file.bytes);
      if (file.before !== null) await keep(file.place, each.kept);
    }
    signal.throwIfAborted();
    for (const each of staged) {
      await rename(each.fresh, each.file.place);
      placed.push(each);
    }
    for (const folder of new Set(staged.map(({ file }) => dirname(file.place)))) await syncFolder(folder);
  } catch (error) {
    for (const { file, kept } of placed.reverse())
      await (file.before === null ? rm(file.place, { force: true }) : rename(kept, file.place));
    await clear(staged);
    for (const folder of made.reverse()) await rmdir(folder).catch(() => {});
    throw signal.aborted ? error : writeFault(error);
  }
  await clear(staged);
}

async function makeFolders(root: string, folder: string, made: string[]): Promise<void> {
  const missing: string[] = [];
  for (let each = folder; each !== root && !(await exists(each)); each = dirname(each)) missing.unshift(each);
  for (const each of missing) {
    await mkdir(each, { mode: 0o750 });
    made.push(each);
  }
  // Somebody may have put a link here since the path was checked.
  const real = await realpath(folder);
  if (real !== folder)
    throw new Fault("forbidden", {
      en: `${relative(root, folder)} has become a link. Nothing was written.`,
      pt: `${relative(root, folder)} virou um link. Nada foi gravado.`,
    });
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

async function writeSynced(path: string, bytes: Buffer): Promise<void> {
  await using file = await open(path, "wx", 0o640);
  await file.writeFile(bytes);
  await file.sync();
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, "r");
  await folder.sync().catch(() => {}); // Not every file system can; the files themselves are synced.
}

/** A second name where the file system has them, a copy where it has not. */
async function keep(place: string, kept: string): Promise<void> {
  await link(place, kept).catch(() => copyFile(place, kept, constants.COPYFILE_EXCL));
}

async function clear(staged: readonly Staged[]): Promise<void> {
  for (const { fresh, kept } of staged) {
    await rm(fresh, { force: true });
    await rm(kept, { force: true });
  }
}

function writeFault(error: unknown): Error {
  if (error instanceof Fault) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  const path =
    error instanceof Error && "path" in error && typeof error.path === "string"
      ? { en: ` at ${basename(dirname(error.path))}`, pt: ` em ${basename(dirname(error.path))}` }
      : { en: "", pt: "" };
  const full = code === "ENOSPC" || code === "EDQUOT";
  return new Fault(
    "unavailable",
    {
      en: `The files could not be written${path.en} (${code}), and nothing was changed. ${full ? "Make room on the disk." : "Check the folder's permissions."}`,
      pt: `Os arquivos não puderam ser gravados${path.pt} (${code}), e nada mudou. ${full ? "Libere espaço no disco." : "Verifique as permissões da pasta."}`,
    },
    { cause: error, retryable: full },
  );
}
