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
      // One falls at a `once` step, one at whatever comes first; with one slot there is always something to ring for, as
      // long as there is somebody to hear it.
      const victims = [
        yard.fleet.start({ concurrency: 1, failpoint: { point, step: "once", signal: "SIGKILL", spare: 1 } }),
        yard.fleet.start({ concurrency: 2, failpoint: { point, signal: "SIGKILL", spare: 3 } }),
      ];
      const listener = point === "before_ring" ? yard.fleet.start({ concurrency: 1 }) : null;
      await Promise.all(victims.map(({ ready }) => ready.catch(() => {})));
      await yard.seen(listener ? 3 : 2);
      await yard.start("mixed", 5);
      const fallen = Promise.all(victims.map(({ ended }) => ended));
      for (let more = 0; more < 8 && !(await Promise.race([fallen, sleep(3_000, null)])); more++)
        await yard.start("mixed", 2);
      const ends = victims.map(({ ended }) => Promise.race([ended, sleep(10, `never met ${point}`)]));
      expect(await Promise.all(ends)).toEqual(["SIGKILL", "SIGKILL"]);
      listener?.signal("SIGKILL");
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
