// The administrator's token as it lies on this machine: made once, readable by its owner alone.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "#core/fault.ts";

export interface TokenFile {
  readonly token: string;
  readonly file: string;
  /** True at the start that made it. */
  readonly made: boolean;
}

/** The token kept in the data dir, or a new one from `make`, kept with mode 600. */
export async function keepTokenFile(dataDir: string, make: () => string): Promise<TokenFile> {
  const file = join(dataDir, "admin-token");
  try {
    const kept = (await readFile(file, "utf8")).trim();
    if (kept !== "") return { token: kept, file, made: false };
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) {
      throw new Fault(
        "misconfigured",
        `The admin token cannot be read from ${file}: make it readable, or set RESYNC_ADMIN_TOKEN.`,
        {
          cause: error,
        },
      );
    }
  }
  const token = make();
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  return { token, file, made: true };
}
