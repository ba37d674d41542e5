// The server that an earlier Resync, ended by SIGKILL, left running on our cluster.

import { execFile } from "node:child_process";
import { readFile, readlink, realpath, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Logger } from "pino";
import { Fault } from "#core/fault.ts";

/**
 * Afterwards no server runs on the cluster and no `postmaster.pid` is in the way. Only a server that works in this
 * very directory is stopped, and only when the Resync that started it is gone; Fault `conflict` when it is alive.
 */
export async function clearOrphan(cluster: string, log: Logger): Promise<void> {
  const pidFile = join(cluster, "postmaster.pid");
  const pid = Number((await readFile(pidFile, "utf8").catch(() => "")).split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 1) return;
  if (!(await servesCluster(pid, cluster))) {
    await rm(pidFile, { force: true });
    return;
  }
  const parent = await parentOf(pid);
  if (parent !== null && parent > 1 && (await isNode(parent)))
    throw new Fault(
      "conflict",
      `The database in ${cluster} is already served by process ${pid}, which process ${parent} started. Stop that process, or set RESYNC_DATA_DIR to another directory.`,
    );
  log.warn({ pid, cluster }, "A Postgres left behind by an earlier Resync is being stopped.");
  for (const [signal, patienceMs] of [
    ["SIGINT", 10_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 2_000],
  ] as const) {
    send(pid, signal);
    const until = Date.now() + patienceMs;
    while (Date.now() < until && (await servesCluster(pid, cluster))) await sleep(20);
    if (!(await servesCluster(pid, cluster))) return;
  }
  throw new Fault(
    "conflict",
    `The database in ${cluster} is held by process ${pid}, which does not stop. End it by hand, then start Resync again.`,
  );
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the look and the signal, or belongs to somebody else: the next look tells.
  }
}

/** A postmaster makes its cluster its working directory; a reused pid has another one. */
async function servesCluster(pid: number, cluster: string): Promise<boolean> {
  if (process.platform === "linux") {
    const [directory, program] = await Promise.all([
      readlink(`/proc/${pid}/cwd`).catch(() => ""),
      readFile(`/proc/${pid}/comm`, "utf8").catch(() => ""),
    ]);
    return program.trim() === "postgres" && directory === (await realpath(cluster));
  }
  const { command } = await ps(pid);
  return command.includes("postgres") && command.includes(cluster);
}

async function parentOf(pid: number): Promise<number | null> {
  if (process.platform !== "linux") return (await ps(pid)).parent;
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  return Number.isInteger(parent) ? parent : null;
}

async function isNode(pid: number): Promise<boolean> {
  if (process.platform !== "linux") return (await ps(pid)).command.includes("node");
  const program = await readlink(`/proc/${pid}/exe`).catch(() => "");
  return basename(program) === basename(process.execPath);
}

async function ps(pid: number): Promise<{ readonly parent: number | null; readonly command: string }> {
  const asked = await promisify(execFile)("ps", ["-o", "ppid=,command=", "-p", String(pid)]).catch(
    () => null,
  );
  const match = /^\s*(\d+)\s+(.*)$/.exec(asked?.stdout ?? "");
  return { parent: match ? Number(match[1]) : null, command: match?.[2] ?? "" };
}
