// All the processes that a program started: its process group, and what left the group but kept the mark.
//
// A program's children share its process group, and one kill reaches them all. A daemon leaves the group (setsid), but it
// keeps the environment it was started with: on Linux we look for our mark there. What changes its environment as well
// escapes us; a container or a cgroup is the only fence against a program that wants to.

import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

export const markVariable = "RESYNC_PROCESS_MARK";

export function newMark(): string {
  return randomUUID();
}

/** How long a killed process may take to leave the kernel before it is called a survivor. */
const lastWaitMs = 3_000;

/**
 * Ends the whole family: SIGTERM, and SIGKILL for who is still there after the grace. Resolves when nobody is left, or
 * with the ids of those that even SIGKILL did not end (a process the kernel holds in a device).
 */
export async function endFamily(
  group: number,
  mark: string,
  graceMs: number,
): Promise<{ readonly found: boolean; readonly survivors: readonly number[] }> {
  let members = await livingMembers(group, mark);
  if (members.length === 0) return { found: false, survivors: [] };
  signalAll(group, members, "SIGTERM");
  members = await untilGone(group, mark, graceMs);
  const killBy = performance.now() + lastWaitMs;
  while (members.length > 0 && performance.now() < killBy) {
    signalAll(group, members, "SIGKILL");
    members = await untilGone(group, mark, 100);
  }
  return { found: true, survivors: members };
}

async function untilGone(group: number, mark: string, withinMs: number): Promise<readonly number[]> {
  const until = performance.now() + withinMs;
  for (let wait = 10; ; wait = Math.min(wait * 2, 200)) {
    const members = await livingMembers(group, mark);
    if (members.length === 0 || performance.now() >= until) return members;
    await pause(Math.min(wait, Math.max(1, until - performance.now())));
  }
}

function signalAll(group: number, members: readonly number[], signal: "SIGTERM" | "SIGKILL"): void {
  for (const target of [-group, ...members]) {
    try {
      process.kill(target, signal);
    } catch {
      // It left in the meantime.
    }
  }
}

/** Zombies do not count: they run nothing, and whoever adopted them may never collect them. */
async function livingMembers(group: number, mark: string): Promise<readonly number[]> {
  if (process.platform !== "linux") return groupLives(group) ? [group] : [];
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const members = await Promise.all(names.map((name) => belongs(name, group, mark)));
  return names.filter((_, at) => members[at]).map(Number);
}

async function belongs(name: string, group: number, mark: string): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${name}/stat`, "latin1");
    // "pid (name) state parent group …", and the name may hold anything, brackets included.
    const [state, , processGroup] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || state === "X") return false;
    if (Number(processGroup) === group) return true;
    const environment = await readFile(`/proc/${name}/environ`, "latin1");
    return environment.includes(`${markVariable}=${mark}`);
  } catch {
    return false; // It left in the meantime, or is somebody else's.
  }
}

function groupLives(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}
