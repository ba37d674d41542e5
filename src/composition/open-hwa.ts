// HWA: the configured one or the simulated one, its reading face, and its changing face where changes are allowed.

import type { Logger } from "pino";
import { createHwaChanger } from "#adapters/hwa/client/create-hwa-changer.ts";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import { type Simulator, startSimulator } from "#adapters/hwa/simulator/start-simulator.ts";
import type { Config } from "#config";
import type { HwaReader } from "#ports/hwa.ts";

/** What tests bring instead of what the configuration says. */
export interface HwaOverrides {
  readonly now?: () => Date;
  readonly hwa?: HwaReader & AsyncDisposable;
}

export type OpenHwa = Awaited<ReturnType<typeof openHwa>>;

export async function openHwa(config: Config, log: Logger, overrides: HwaOverrides) {
  await using opening = new AsyncDisposableStack();
  const part = log.child({ part: "hwa" });
  const { remote, simulator: simulated, allowActions } = config.hwa;
  const { joined, ...simulatorOptions } = simulated;
  const simulator =
    remote || joined !== null
      ? null
      : opening.use(
          await startSimulator({
            ...simulatorOptions,
            log: part,
            ...(overrides.now ? { now: overrides.now } : {}),
          }),
        );
  const ca = remote?.ca ?? simulator?.certificate;
  const connection = {
    hosts: remote?.hosts ?? [simulator?.url ?? joined ?? ""],
    ...(ca ? { ca } : {}),
    verifyTls: remote?.verifyTls ?? true,
    log: part,
  };
  // The simulator has an account for each face, so that reading is read-only by its credentials too.
  const viewer = remote?.auth ?? { user: "viewer", password: "viewer" };
  const operator = remote?.auth ?? { user: "resync", password: "resync" };
  const hwa = opening.use(overrides.hwa ?? createHwaReader({ ...connection, auth: viewer }));
  const changer = allowActions ? opening.use(createHwaChanger({ ...connection, auth: operator })) : null;
  const parts = opening.move();
  return {
    hwa,
    /** null: HWA_ALLOW_ACTIONS is off. */
    changer,
    simulator,
    url: simulator?.url ?? remote?.hosts.join(", ") ?? joined ?? "",
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** The simulated HWA alone. */
export function simulateHwa(config: Config, log: Logger): Promise<Simulator> {
  const { port, speed, tls } = config.hwa.simulator;
  return startSimulator({ port: port || defaultSimulatorPort, speed, tls, log });
}

/** HWA's own REST port. */
const defaultSimulatorPort = 31_116;
