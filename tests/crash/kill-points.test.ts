// Workers killed at each point of a step's life, one after the other, while others work: nothing lost, nothing twice.

import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { killPoints } from "#engine/kill-point.ts";
import { onBothDoorbells } from "../support/chaos-doorbells.ts";

onBothDoorbells((open) => {
  it("killed after claim, after arm, after effect, after record, before ack, and between commit and ring: no job is lost, no `once` effect comes twice, and what nobody knows is asked", {
    timeout: 240_000,
  }, async () => {
    await using opened = await open();
    const { yard } = opened;
    for (const point of [...killPoints, "before_ring"] as const) {
      // One falls at a `once` step, one at whatever comes first; with one slot there is always something to ring for.
      const victims = [
        yard.fleet.start({ concurrency: 1, failpoint: { point, step: "once", signal: "SIGKILL", spare: 1 } }),
        yard.fleet.start({ concurrency: 2, failpoint: { point, signal: "SIGKILL", spare: 3 } }),
      ];
      await Promise.all(victims.map(({ ready }) => ready.catch(() => {})));
      await yard.seen(2);
      await yard.start("mixed", 5);
      const ends = await Promise.all(
        victims.map(({ ended }) => Promise.race([ended, sleep(25_000, `never met ${point}`)])),
      );
      expect(ends).toEqual(["SIGKILL", "SIGKILL"]);
    }
    const healthy = yard.fleet.start({ concurrency: 8 });
    await healthy.ready;
    await yard.settled(100_000);
    expect(await yard.faults()).toEqual([]);
    const parked = await yard.decideAll();
    expect(parked.happened + parked.not).toBeGreaterThan(0);
    await yard.settled(100_000);
    // A step that took three workers with it is not tried a fourth time by itself.
    for (const job of await yard.jobs())
      expect(job.failure?.code ?? job.status).toMatch(/^(COMPLETED|poison)$/);
    expect(await yard.faults()).toEqual([]);
    expect(healthy.isAlive()).toBe(true);
  });
});
