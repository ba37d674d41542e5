// Runs Postgres's own programs to their end, as the user that owns the cluster, with nothing of our environment.

import { type ChildProcess, spawn } from "node:child_process";

/** The system user Postgres runs under; null: the user we are. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Postgres needs none of our variables, and ours hold secrets that `/proc/PID/environ` would show. */
export const cleanEnvironment: Readonly<Record<string, string>> = {
  PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
  LC_ALL: "C",
  TZ: "UTC",
};

/** The program's end, or its failure to start as a rejection. Output beyond 64 kB is dropped. */
export async function runAs(
  user: SystemUser | null,
  file: string,
  args: readonly string[],
  options: { readonly input?: string; readonly timeoutMs?: number } = {},
): Promise<Finished> {
  const child: ChildProcess = spawn(file, args, {
    cwd: "/",
    env: cleanEnvironment,
    stdio: "pipe",
    timeout: options.timeoutMs ?? 60_000,
    killSignal: "SIGKILL",
    ...(user ?? {}),
  });
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    if (stdout.length < 65_536) stdout += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    if (stderr.length < 65_536) stderr += chunk;
  });
  child.stdin?.on("error", () => {}); // the program may end without reading its input
  child.stdin?.end(options.input ?? "");
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject);
  child.once("close", resolve);
  return { code: await promise, stdout, stderr };
}
