// Which process a number means: pids are used again, so a process is its pid and the moment it was born.

import { execFile } from "node:child_process";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { promisify } from "node:util";

/** When the process was born, in a form only good for comparing; null when there is no such process. */
export async function birthOf(pid: number): Promise<string | null> {
  if (process.platform === "linux") {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8").catch(() => null),
      readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => ""),
    ]);
    if (stat === null) return null;
    // After the program's name, which may hold anything: state is the 3rd field of proc(5), starttime the 22nd.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, ticks] = [fields[0], fields[19]];
    return state === "Z" || state === "X" ? null : `${boot.trim()}:${ticks}`;
  }
  const asked = await promisify(execFile)("ps", ["-o", "lstart=", "-p", String(pid)]).catch(() => null);
  return asked?.stdout.trim() || null;
}

/** Where a pid means something: this machine, and in a container this container. */
export async function pidSpace(): Promise<string> {
  const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
  return `${hostname()} ${namespace}`.trim();
}
