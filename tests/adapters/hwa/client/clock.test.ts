import { pino } from "pino";
import { expect, test } from "vitest";
import { createHwaReader } from "#adapters/hwa/client/create-hwa-reader.ts";
import { startSimulator } from "#adapters/hwa/simulator/start-simulator.ts";

const log = pino({ level: "silent" });

test("The client knows how far HWA's clock is ahead of ours, and takes a second for no difference.", async () => {
  await using simulator = await startSimulator({ port: 0, log, speed: 0 });
  await using hwa = createHwaReader({
    hosts: [simulator.url],
    auth: { user: "viewer", password: "viewer" },
    log,
  });
  expect(hwa.connection().aheadMs).toBe(0);
  await hwa.engineInfo({ fresh: true });
  expect(hwa.connection().aheadMs).toBe(0);
  await fetch(`${simulator.url}/sim/clock`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ advanceSeconds: 3_600 }),
  });
  await hwa.engineInfo({ fresh: true });
  expect(hwa.connection().aheadMs).toBeGreaterThan(3_590_000);
  expect(hwa.connection().aheadMs).toBeLessThanOrEqual(3_601_000);
});

test("A port that is taken is said in one sentence.", async () => {
  await using first = await startSimulator({ port: 0, log });
  await expect(startSimulator({ port: first.port, log })).rejects.toThrow(`127.0.0.1:${first.port}`);
});
