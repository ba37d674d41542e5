// The name of an uploaded document, as it is kept and cited: what a person calls the file, and nothing else that can be put into
// a name.

import { createHash } from "node:crypto";
import { cleanText, fold } from "#core/text.ts";

/** As long as file systems let a name be, less what a cite adds. */
export const longestName = 150;

/** The file's own name without its path, one line, without what is invisible or turns text around; null: nothing is left of it. */
export function uploadName(given: string): string | null {
  // Only the beginning and the end of an absurd name are looked at: neither its path nor its ending is longer.
  const short = given.length <= 4_000 ? given : given.slice(-4_000);
  const last = cleanText(short).replace(/\s+/g, " ").trim().split(/[/\\]/).at(-1)?.trim() ?? "";
  const name = last.normalize("NFC").replace(/^\.+/, "").trim();
  if (name === "") return null;
  if (name.length <= longestName) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : "";
  return `${name
    .slice(0, longestName - ending.length - 1)
    .toWellFormed()
    .trimEnd()}…${ending}`;
}

/**
 * Versions of one document have one name, however its letters are written, and each is a source of its own: the approved one
 * stays quoted while a newer one waits, and when that is rejected.
 */
export function uploadId(name: string, digest: string): string {
  const document = createHash("sha256").update(fold(name)).digest("hex").slice(0, 32);
  return `upload-${document}-${digest.slice(0, 16)}`;
}
