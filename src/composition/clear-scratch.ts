import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

const dayMs = 86_400_000;
const keptDays = 7;

/** Removes the folders in which commands of jobs worked, a week after the last thing was done in them. */
export async function clearScratch(root: string, now: number): Promise<void> {
  for (const name of await readdir(root).catch(() => [])) {
    const path = join(root, name);
    const found = await stat(path).catch(() => null);
    if (found && now - found.mtimeMs > keptDays * dayMs) await rm(path, { recursive: true, force: true });
  }
}
