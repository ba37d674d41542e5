// Whether a file is still the one that was read: by its stat first, by its bytes when the stat differs.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { limits } from "./limits.ts";

/** Changes whenever the file does; null when there is no such regular file. */
export async function signatureOf(path: string): Promise<string | null> {
  try {
    const found = await stat(path, { bigint: true });
    return found.isFile() ? `${found.mtimeNs} ${found.size} ${found.ino}` : null;
  } catch {
    return null;
  }
}

/** SHA-256 in hex; null for what cannot be read or is too large to be a workbook. */
export async function hashOf(path: string): Promise<string | null> {
  try {
    if ((await stat(path)).size > limits.fileBytes) return null;
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(path)) hash.update(chunk);
    return hash.digest("hex");
  } catch {
    return null;
  }
}
