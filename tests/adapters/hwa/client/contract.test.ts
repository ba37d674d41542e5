// The contract of every HwaReader, kept by the client over HTTP against the simulator.

import { pino } from "pino";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import { startSimulator } from "#adapters/hwa/simulator/start-simulator.ts";
import { hwaReaderContract } from "../../../contracts/hwa-reader.ts";

hwaReaderContract({
  async open() {
    const log = pino({ level: "silent" });
    const simulator = await startSimulator({ port: 0, log, seed: 7, speed: 1 });
    const hwa = createHwaReader({
      hosts: [simulator.url],
      auth: { user: "viewer", password: "viewer" },
      log,
    });
    return {
      hwa,
      async [Symbol.asyncDispose]() {
        await hwa[Symbol.asyncDispose]();
        await simulator[Symbol.asyncDispose]();
      },
    };
  },
});
