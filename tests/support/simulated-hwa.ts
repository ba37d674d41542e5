// The simulated HWA behind the real client: what reads the plan is tested against a whole HWA.

import { pino } from "pino";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from "#adapters/hwa/simulator/start-simulator.ts";
import type { HwaReader } from "#ports/hwa.ts";

export interface SimulatedHwa extends AsyncDisposable {
  readonly simulator: Simulator;
  /** Remembers nothing between two questions. */
  readonly hwa: HwaReader;
}

/** The same plan every time, at the time that is given. */
export async function simulatedHwa(
  options: Pick<SimulatorOptions, "now"> & Partial<Pick<SimulatorOptions, "seed">>,
): Promise<SimulatedHwa> {
  const log = pino({ level: "silent" });
  await using opening = new AsyncDisposableStack();
  const simulator = opening.use(await startSimulator({ port: 0, log, seed: 7, ...options }));
  const hwa = opening.use(
    createHwaReader({
      hosts: [simulator.url],
      auth: { user: "resync", password: "resync" },
      cacheMs: 0,
      log,
    }),
  );
  const parts = opening.move();
  return { simulator, hwa, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
