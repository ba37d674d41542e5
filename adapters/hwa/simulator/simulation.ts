// The simulator's world: one plan, the time it lives in, the faults it plays, and what it was asked.

import type { Logger } from "pino";
import type { Plan } from "./plan/plan-model.ts";
import { createStartPlan } from "./plan/start-plan.ts";
import { scheduleWaves } from "./plan/waves.ts";
import { type ApiKeys, createApiKeys } from "./server/api-keys.ts";
import { createRequestRing, type RequestRing } from "./server/request-ring.ts";
import { advance } from "./time/lifecycle.ts";
import { createSimulationClock, type SimulationClock } from "./time/simulation-clock.ts";

export type Profile = "10.2.8" | "10.1";

export interface Faults {
  latencyMs: number;
  /** Share of requests answered 503. */
  errorRate: number;
  /** Connections are closed without an answer. */
  down: boolean;
  /** Share of connections reset in the middle of an answer's head. */
  reset: number;
  /** Changes are carried out, and their answers never arrive: the connection is closed instead. */
  loseAnswers: boolean;
  /** Changes get lost on their way: nothing happens, and the connection is closed without an answer. */
  loseChanges: boolean;
  errorShape: "v1" | "message" | "text";
}

export interface Simulation {
  readonly seed: number;
  readonly profile: Profile;
  readonly log: Logger;
  readonly clock: SimulationClock;
  readonly requests: RequestRing;
  readonly keys: ApiKeys;
  readonly faults: Faults;
  /** The plan as it stands now: everything due has happened. */
  present(): Plan;
  replace(plan: Plan): void;
}

export interface SimulationOptions {
  readonly seed: number;
  readonly speed: number;
  readonly profile: Profile;
  readonly log: Logger;
  readonly now: () => Date;
}

export const noFaults: Readonly<Faults> = {
  latencyMs: 0,
  errorRate: 0,
  down: false,
  reset: 0,
  loseAnswers: false,
  loseChanges: false,
  errorShape: "v1",
};

export function createSimulation({ seed, speed, profile, log, now }: SimulationOptions): Simulation {
  const clock = createSimulationClock(now, speed);
  let plan = createStartPlan(seed, clock.now());
  scheduleWaves(plan);
  return {
    seed,
    profile,
    log,
    clock,
    requests: createRequestRing(),
    keys: createApiKeys(now),
    faults: { ...noFaults },
    present() {
      advance(plan, clock.now());
      return plan;
    },
    replace(other) {
      plan = other;
    },
  };
}
