// A key that seals what lies in the database, so that a copy of the database alone opens nothing. Made once, readable by
// its owner alone; who loses it has workspaces install the app again.

import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "#core/fault.ts";

const bytes = 32;

/** The 32 bytes kept in the data dir under this name, or new ones, kept with mode 600. */
export async function keepKeyFile(dataDir: string, name: string): Promise<Buffer> {
  const file = join(dataDir, name);
  try {
    const kept = Buffer.from((await readFile(file, "utf8")).trim(), "base64");
    if (kept.length === bytes) return kept;
    throw new Fault(
      "misconfigured",
      `${file} holds no key of ${bytes} bytes. Put the old file back; without it, remove this one, and have every Slack workspace install the app again.`,
    );
  } catch (error) {
    if (error instanceof Fault) throw error;
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT"))
      throw new Fault("misconfigured", `The key cannot be read from ${file}: make it readable.`, {
        cause: error,
      });
  }
  const key = randomBytes(bytes);
  await writeFile(file, `${key.toString("base64")}\n`, { mode: 0o600 });
  return key;
}
