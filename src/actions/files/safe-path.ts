// Paths that people and models write, held inside one folder. Refused by name, never repaired.

import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "#core/fault.ts";
import { oneLine } from "#core/text.ts";

/** Names that Windows keeps for devices: a folder shared with it must not meet them. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** The parts of a relative path. Throws a Fault that says what is wrong with it. */
export function pathParts(path: string, what = "The path"): readonly string[] {
  const refuse = (why: string) => new Fault("invalid_input", `${what} "${oneLine(path, 120)}" ${why}`);
  if (path.trim() === "") throw refuse("is empty. Name a file.");
  if (path.includes("\0")) throw refuse("holds a NUL character. Remove it.");
  if (!path.isWellFormed()) throw refuse("holds half a character. Correct it.");
  if (/\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u.test(path))
    throw refuse("holds characters that cannot be seen. Remove them.");
  if (path.startsWith("/") || path.startsWith("~"))
    throw refuse("is absolute. Write it relative to the folder.");
  if (/^[A-Za-z]:/.test(path)) throw refuse("names a drive. Write it relative to the folder.");
  if (path.includes("\\")) throw refuse("holds a backslash. Separate folders with /.");
  if (Buffer.byteLength(path) > 1024) throw refuse("is longer than 1024 bytes. Shorten it.");
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.length === 0 || path.endsWith("/")) throw refuse("names no file.");
  for (const part of parts) {
    if (part === "..") throw refuse("leaves its folder with .. . Name a file inside it.");
    if (Buffer.byteLength(part) > 200)
      throw refuse(`has a part of more than 200 bytes, "${oneLine(part, 30)}". Shorten it.`);
    if (devices.test(part)) throw refuse(`holds "${part}", which Windows keeps for a device. Rename it.`);
    if (/[<>:"|?*]/.test(part))
      throw refuse('holds a character that not every system can store. Leave out < > : " | ? *.');
    if (/[. ]$/.test(part)) throw refuse("has a part that ends with a dot or a space. Rename it.");
  }
  return parts;
}

/** The same for two paths that some file system takes for one: case and composition of letters aside. */
export function sameFileKey(parts: readonly string[]): string {
  return parts.join("/").normalize("NFC").toLowerCase();
}

/**
 * The place of a path under a root, every folder on the way looked at. A link is refused wherever it points: what was
 * approved must be where it says.
 */
export async function placeInside(root: string, parts: readonly string[]): Promise<string> {
  let place = root;
  for (const [at, part] of parts.entries()) {
    place = join(place, part);
    const found = await lstat(place).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw new Fault("conflict", `${parts.join("/")} cannot be looked at (${error.code ?? "unknown"}).`, {
        cause: error,
      });
    });
    if (found === null) break;
    const shown = parts.slice(0, at + 1).join("/");
    if (found.isSymbolicLink())
      throw new Fault("forbidden", `${shown} is a link, and links are not followed here. Remove it first.`);
    const last = at === parts.length - 1;
    if (!last && !found.isDirectory())
      throw new Fault("conflict", `${shown} is a file, so nothing can be below it. Choose another path.`);
    if (last && !found.isFile())
      throw new Fault("conflict", `${shown} is there already and is no file. Choose another path.`);
  }
  return join(root, ...parts);
}
