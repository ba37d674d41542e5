// A whole Resync in a process of its own, as `npm start` runs it, with a simulated HWA of any size beside it.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Running extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly token: string;
  /** From the start of the process to its line "Resync is ready", in ms. */
  readonly readyMs: number;
  /** Everything it keeps; removed at its end. */
  readonly dataDir: string;
}

export interface SimulatedHwa extends AsyncDisposable {
  readonly url: string;
  setJobs(jobs: number): Promise<void>;
  /** How many operations it was asked so far. */
  requests(): Promise<number>;
}

export async function startResync(env: Readonly<Record<string, string>>): Promise<Running> {
  const dataDir = await mkdtemp(join(tmpdir(), "resync-bench-"));
  const began = performance.now();
  const { child, line } = await startedWith(
    ["--max-semi-space-size=4", "src/main.ts"],
    { PORT: "0", RESYNC_DATA_DIR: dataDir, ...env },
    /Resync is ready: (\S+)/,
  );
  const readyMs = performance.now() - began;
  return {
    url: line.replace("localhost", "127.0.0.1"),
    pid: child.pid ?? 0,
    token: (await readFile(join(dataDir, "admin-token"), "utf8")).trim(),
    readyMs,
    dataDir,
    async [Symbol.asyncDispose]() {
      await stopped(child);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** `speed`: how fast its plan lives; by default nothing happens in it by itself. */
export async function startHwa(jobs: number, speed = 0): Promise<SimulatedHwa> {
  const { child, line } = await startedWith(
    ["src/cli.ts", "simulate:hwa"],
    { HWA_SIM_PORT: String(31_200 + Math.floor(Math.random() * 500)), HWA_SIM_SPEED: String(speed) },
    /is ready: (http:\/\/[^/]+)/,
  );
  const setJobs = async (count: number) => {
    const response = await fetch(`${line}/sim/plan`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jobs: count }),
    });
    if (!response.ok)
      throw new Error(`The simulator refused a plan of ${count} jobs: ${await response.text()}`);
  };
  if (jobs !== 245) await setJobs(jobs);
  return {
    url: line,
    setJobs,
    async requests() {
      const answer = (await (await fetch(`${line}/sim/requests`)).json()) as { totals: { requests: number } };
      return answer.totals.requests;
    },
    [Symbol.asyncDispose]: () => stopped(child),
  };
}

type Child = ReturnType<typeof spawn>;

export async function startedWith(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  ready: RegExp,
) {
  const child = spawn(process.execPath, [...args], {
    cwd: root,
    env: { ...process.env, LOG_LEVEL: "warn", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const line = await new Promise<string>((resolve, reject) => {
    lines.on("line", (text) => {
      const found = ready.exec(text)?.[1];
      if (found) resolve(found);
    });
    child.once("exit", (code) =>
      reject(new Error(`${args.join(" ")} ended with ${code} before it was ready.`)),
    );
  });
  return { child, line };
}

export async function stopped(child: Child): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await gone;
}
