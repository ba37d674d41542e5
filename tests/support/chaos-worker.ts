// A worker process for crash tests: a real engine that kills or stops itself at a named point of a step's life.
// What it is to do comes as JSON in CHAOS. It says `ready` once it works; SIGTERM ends it the way an operator would.

import { pino } from "pino";
import type { KillPoint } from "#engine/kill-point.ts";
import { type EngineOn, engineOn } from "./engine.ts";

export interface ChaosWorkerOptions
  extends Pick<
    EngineOn,
    "databaseUrl" | "effectsUrl" | "redisUrl" | "workflowsDir" | "concurrency" | "leaseMs" | "pollIntervalMs"
  > {
  readonly failpoint?: {
    /** `before_ring`: between the commit that made a step ready and the ring for it. */
    readonly point: KillPoint | "before_ring";
    /** Only at this step; absent: at whichever comes first. */
    readonly step?: string;
    readonly signal: "SIGKILL" | "SIGSTOP";
    /** How often it passes the point unharmed; default 0. */
    readonly spare?: number;
  };
  /** Every kill of this probability, at any point: for the soak. */
  readonly dice?: { readonly seed: number; readonly kill: number };
}

const options = JSON.parse(process.env.CHAOS ?? "{}") as ChaosWorkerOptions;
const { failpoint, dice } = options;
let spared = 0;
let done = false;

function fall(point: string, step: string): void {
  if (dice && random() < dice.kill) process.kill(process.pid, "SIGKILL");
  if (!failpoint || done || failpoint.point !== point) return;
  if (failpoint.step !== undefined && step !== "" && failpoint.step !== step) return;
  spared += 1;
  if (spared <= (failpoint.spare ?? 0)) return;
  done = true;
  console.log(`falls at ${point}`);
  process.kill(process.pid, failpoint.signal);
}

let state = dice?.seed ?? 1;
/** mulberry32: the same seed, the same falls. */
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const opened = await engineOn({
  ...options,
  connections: 3,
  log: pino({ level: process.env.TEST_LOG ?? "warn" }, pino.destination(2)),
  at: (point, { step }) => fall(point, step),
  doorbell: (real) => ({
    ...real,
    ring(rings) {
      fall("before_ring", "");
      return real.ring(rings);
    },
  }),
});
let leaving = false;
process.on("SIGTERM", () => {
  if (leaving) return; // asked twice
  leaving = true;
  opened[Symbol.asyncDispose]().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
await opened.engine.worker.start();
console.log("ready");
