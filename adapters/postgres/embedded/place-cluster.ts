// Where the cluster lives. Usually `DATA_DIR/postgres`.
//
// Postgres never runs as root, and the data directory is private. So root lets the group "postgres" walk through it
// (mode 710: it can neither list it nor read our files, which are 600). When a directory further up is closed, as
// /root is, walking through is not ours to grant: the cluster then goes to /var/lib/resync/HASH, and a file in the
// data directory says so.

import { createHash } from "node:crypto";
import { chmod, chown, mkdir, readFile, realpath, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Logger } from "pino";
import { Fault } from "#core/fault.ts";
import { runAs, type SystemUser } from "./run-as.ts";

/** Where root keeps what the user postgres must reach. */
export const publicHome = "/var/lib/resync";

/** The path of the cluster's directory, which may not exist yet. `dataDir` exists and is a real path. */
export async function placeCluster(dataDir: string, user: SystemUser | null, log: Logger): Promise<string> {
  const inside = join(dataDir, "postgres");
  if (!user) return inside;
  const pointer = join(dataDir, "postgres-location");
  const elsewhere = (await readFile(pointer, "utf8").catch(() => "")).trim();
  if (elsewhere) {
    if (await exists(elsewhere)) {
      log.info({ directory: elsewhere }, "The database is kept outside the data directory.");
      return elsewhere;
    }
    throw new Fault(
      "misconfigured",
      `The data directory ${dataDir} says that its database is in ${elsewhere}, but nothing is there. Restore it, or delete ${pointer} to begin with an empty database.`,
    );
  }
  if ((await canEnter(user, dataDir)) || (await letThrough(dataDir, user))) return inside;

  const place = join(publicHome, createHash("sha256").update(dataDir).digest("hex").slice(0, 16));
  await mkdir(publicHome, { recursive: true, mode: 0o755 });
  if (await exists(place)) {
    const left = `${place}.left-${Date.now()}`;
    await rename(place, left);
    log.warn(
      { left },
      "A database of an earlier data directory of this name was set aside. Delete it if unwanted.",
    );
  }
  await mkdir(place, { mode: 0o700 });
  await chown(place, user.uid, user.gid);
  await writeFile(pointer, `${place}\n`, { mode: 0o600 });
  log.info(
    { directory: place },
    "The user postgres cannot enter the data directory, so the database is kept elsewhere.",
  );
  return place;
}

async function letThrough(dataDir: string, user: SystemUser): Promise<boolean> {
  if (!(await canEnter(user, dirname(dataDir)))) return false;
  const { uid, mode } = await stat(dataDir);
  await chown(dataDir, uid, user.gid);
  await chmod(dataDir, (mode & 0o777) | 0o010);
  return canEnter(user, dataDir);
}

async function canEnter(user: SystemUser, path: string): Promise<boolean> {
  const tried = await runAs(user, "/bin/sh", ["-c", 'cd "$1"', "sh", await realpath(path)]);
  return tried.code === 0;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
