// The embedded database of a Resync that runs on this data directory: for the processes that join it.

import { readFile, realpath } from "node:fs/promises";
import { join } from "node:path";

/** With the password, not for logs; null when none runs there. */
export async function runningPostgres(dataDir: string): Promise<string | null> {
  const dir = await realpath(dataDir).catch(() => null);
  if (dir === null) return null;
  const elsewhere = await text(join(dir, "postgres-location"));
  const password = await text(join(dir, "postgres-password"));
  // Lines of postmaster.pid: pid, directory, start, port, … (Postgres' src/include/utils/pidfile.h)
  const [pid, , , port] = (await text(join(elsewhere || join(dir, "postgres"), "postmaster.pid"))).split(
    "\n",
  );
  if (!password || !port || !isAlive(Number(pid))) return null;
  return `postgres://resync:${password}@127.0.0.1:${port.trim()}/resync`;
}

async function text(path: string): Promise<string> {
  return (await readFile(path, "utf8").catch(() => "")).trim();
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // it lives, and is somebody else's
  }
}
