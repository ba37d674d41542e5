// Resync as a process of its own, for tests that start, stop and kill it.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";
import { eventually } from "./app.ts";

export const root = fileURLToPath(new URL("../..", import.meta.url));
/** Undone after each test, the last first. */
export const undo: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

export interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly url: string;
  readonly exited: Promise<number | null>;
}

export function environment(dataDir: string): NodeJS.ProcessEnv {
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...env } = process.env;
  return { ...env, PORT: "0", RESYNC_DATA_DIR: dataDir, LOG_LEVEL: "warn", HWA_SIM_SPEED: "0" };
}

export async function freshDataDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "resync-process-"));
  undo.push(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export function launch(
  dataDir: string,
  entry = "src/main.ts",
  env: NodeJS.ProcessEnv = {},
): Omit<Started, "url"> {
  const child = spawn(process.execPath, [entry], {
    cwd: root,
    env: { ...environment(dataDir), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  child.stdout?.on("data", (data) => (text += String(data)));
  child.stderr?.on("data", (data) => (text += String(data)));
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  undo.push(async () => {
    if (child.exitCode === null) child.kill("SIGTERM");
    await exited;
  });
  return { child, output: () => text, exited };
}

export async function start(dataDir: string, env: NodeJS.ProcessEnv = {}): Promise<Started> {
  const launched = launch(dataDir, "src/main.ts", env);
  const url = await eventuallyReady(launched);
  return { ...launched, url };
}

export async function eventuallyReady({ child, output }: Omit<Started, "url">): Promise<string> {
  for (let tries = 0; tries < 6; tries += 1) {
    const found = await eventually(
      async () =>
        /^Resync is ready: (\S+)$/m.exec(output())?.[1] ?? (child.exitCode === null ? null : "ended"),
      "the line 'Resync is ready'",
    ).catch(() => null);
    if (found === "ended") throw new Error(`It ended: ${output()}`);
    if (found) return found;
  }
  throw new Error(`It was never ready: ${output()}`);
}

export function postgresOn(dataDir: string): readonly string[] {
  const { stdout } = spawnSync("ps", ["-eo", "pid,args"], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes("postgres") && line.includes(dataDir));
}

/** A command of src/cli.ts, to its end. */
export function command(
  dataDir: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): { readonly code: number | null; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["src/cli.ts", ...args], {
    cwd: root,
    env: { ...environment(dataDir), ...env },
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}
