// What writing would do: each file's place, what is there now, and the difference. Reads only.

import { createHash } from "node:crypto";
import { mkdir, readFile, realpath } from "node:fs/promises";
import { createTwoFilesPatch } from "diff";
import { Fault } from "#core/fault.ts";
import { visibleText } from "#core/visible-text.ts";
import { pathParts, placeInside, sameFileKey } from "./safe-path.ts";

export interface FileWords {
  readonly path: string;
  readonly content: string;
}

export interface PlannedFile {
  /** Relative to the files' root, as people read it. */
  readonly path: string;
  /** Absolute. */
  readonly place: string;
  readonly bytes: Buffer;
  readonly sha256: string;
  /** What is there now; null when nothing is. */
  readonly before: Buffer | null;
  readonly change: "new" | "changed" | "unchanged";
}

/** The root as it really is: made when missing, links in its own path followed once. */
export async function openRoot(filesRoot: string): Promise<string> {
  await mkdir(filesRoot, { recursive: true, mode: 0o750 });
  return realpath(filesRoot);
}

/** Checks all paths before anything is looked at; throws a Fault that names the first bad one. */
export async function planFiles(
  root: string,
  folder: string | null,
  files: readonly FileWords[],
): Promise<readonly PlannedFile[]> {
  const above = folder === null ? [] : pathParts(folder, { en: "The folder", pt: "A pasta" });
  const all = files.map((file) => ({ file, parts: [...above, ...pathParts(file.path)] }));
  const seen = new Map<string, string>();
  for (const { file, parts } of all) {
    const key = sameFileKey(parts);
    const other = seen.get(key);
    if (other !== undefined)
      throw new Fault("invalid_input", {
        en: `"${file.path}" and "${other}" are the same file. Keep one of them.`,
        pt: `"${file.path}" e "${other}" são o mesmo arquivo. Deixe só um deles.`,
      });
    seen.set(key, file.path);
  }
  for (const { file, parts } of all)
    for (let depth = 1; depth < parts.length; depth++) {
      const other = seen.get(sameFileKey(parts.slice(0, depth)));
      if (other !== undefined)
        throw new Fault("invalid_input", {
          en: `"${file.path}" needs a folder where "${other}" is a file.`,
          pt: `"${file.path}" precisa de uma pasta onde "${other}" é um arquivo. Mude um dos dois.`,
        });
    }
  const planned: PlannedFile[] = [];
  for (const { file, parts } of all) {
    const place = await placeInside(root, parts);
    const bytes = Buffer.from(file.content, "utf8");
    const before = await contentOf(place);
    const change = before === null ? "new" : before.equals(bytes) ? "unchanged" : "changed";
    planned.push({ path: parts.join("/"), place, bytes, sha256: sha256Of(bytes), before, change });
  }
  return planned;
}

export function sha256Of(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A unified diff of everything that changes; new files whole. Nothing in it is hidden or cut. */
export function diffOf(files: readonly PlannedFile[]): string {
  return visibleText(files.map(fileDiff).join("\n"));
}

function fileDiff(file: PlannedFile): string {
  if (file.change === "unchanged") return `${file.path}: unchanged (${file.bytes.length} bytes)\n`;
  const before = file.before === null ? "" : textOf(file.before);
  const after = file.bytes.toString("utf8");
  if (before === null)
    return `${file.path}: replaces ${file.before?.length ?? 0} bytes that are no text (SHA-256 ${sha256Of(file.before ?? Buffer.alloc(0))}) by\n${after}\n`;
  const from = file.before === null ? "/dev/null" : `a/${file.path}`;
  const options = { context: 3, maxEditLength: 5_000, timeout: 500 };
  const patch = createTwoFilesPatch(from, `b/${file.path}`, before, after, undefined, undefined, options);
  // Too different to be aligned in good time: all of the old goes, all of the new comes.
  return patch ?? `--- ${from}\n+++ b/${file.path}\n${prefixed("-", before)}\n${prefixed("+", after)}\n`;
}

function prefixed(sign: string, text: string): string {
  return text
    .split("\n")
    .map((line) => `${sign}${line}`)
    .join("\n");
}

/** null when the bytes are not UTF-8. */
export function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

async function contentOf(place: string): Promise<Buffer | null> {
  try {
    return await readFile(place);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw new Fault(
      "forbidden",
      {
        en: `${place} is there and cannot be read. Check its permissions.`,
        pt: `${place} existe e não pode ser lido. Verifique as permissões.`,
      },
      { cause },
    );
  }
}
