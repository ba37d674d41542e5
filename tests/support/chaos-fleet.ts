// Worker processes a crash test starts, kills, freezes and asks to leave; each is gone when the fleet is let go of.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ChaosWorkerOptions } from "./chaos-worker.ts";

export interface ChaosWorker {
  readonly pid: number;
  /** It works. Rejects when it ended before. */
  readonly ready: Promise<void>;
  /** `SIGKILL`, or its exit code as text. */
  readonly ended: Promise<string>;
  isAlive(): boolean;
  /** It stands still by SIGSTOP, its own or ours. */
  frozen(withinMs?: number): Promise<void>;
  signal(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT" | "SIGTERM"): void;
  /** What it logged. */
  log(): string;
}

export interface Fleet extends AsyncDisposable {
  start(
    more?: Pick<ChaosWorkerOptions, "failpoint" | "dice" | "concurrency"> & { clockShiftMs?: number },
  ): ChaosWorker;
  readonly workers: readonly ChaosWorker[];
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = fileURLToPath(new URL("chaos-worker.ts", import.meta.url));
const clock = new URL("chaos-clock.ts", import.meta.url).href;

export function chaosFleet(options: ChaosWorkerOptions): Fleet {
  const workers: ChaosWorker[] = [];
  const children: ChildProcess[] = [];
  return {
    workers,
    start({ clockShiftMs, ...more } = {}) {
      const preload = clockShiftMs === undefined ? [] : ["--import", clock];
      const child = spawn(process.execPath, [...preload, program], {
        cwd: root,
        env: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          TEST_LOG: process.env.TEST_LOG,
          CLOCK_SHIFT_MS: String(clockShiftMs ?? 0),
          CHAOS: JSON.stringify({ ...options, ...more }),
        },
        stdio: ["ignore", "pipe", "pipe"],
      });
      children.push(child);
      const worker = watched(child);
      workers.push(worker);
      return worker;
    },
    async [Symbol.asyncDispose]() {
      for (const child of children)
        if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await Promise.all(workers.map(({ ended }) => ended));
    },
  };
}

function watched(child: ChildProcess): ChaosWorker {
  const { pid } = child;
  if (pid === undefined) throw new Error("A worker process could not be started.");
  let said = "";
  let logged = "";
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => {});
  child.stdout?.on("data", (data) => {
    said += String(data);
    if (/^ready$/m.test(said)) ready.resolve();
  });
  child.stderr?.on("data", (data) => {
    logged = `${logged}${String(data)}`.slice(-200_000);
  });
  const ended = once(child, "exit").then(([code, signal]) => {
    ready.reject(new Error(`The worker ended (${signal ?? code}) before it was ready: ${logged}`));
    return String(signal ?? code);
  });
  return {
    pid,
    ready: ready.promise,
    ended,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async frozen(withinMs = 20_000) {
      for (const end = performance.now() + withinMs; ; await sleep(20)) {
        // The third field of /proc/PID/stat: T is stopped.
        if (/\) T /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))) return;
        if (performance.now() > end) throw new Error(`Worker ${pid} never stood still.`);
      }
    },
    signal: (signal) => void child.kill(signal),
    log: () => logged,
  };
}
