// The same kills with a protection switched off must show the fault, or the other tests prove nothing.
//
// - `effect: idempotent` on a step that acts once: shows what parking an armed `once` step as UNKNOWN is for.
// - a plain queue that re-delivers, without claim and arming: shows what our own claim in front of the doorbell is for.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { migrateDoorbell } from "#adapters/bullmq/migrate-doorbell.ts";
import { onBothDoorbells } from "../support/chaos-doorbells.ts";
import { doubled } from "../support/chaos-yard.ts";
import { testDatabase } from "../support/database.ts";
import { effectTarget, prepareEffects } from "../support/test-actions.ts";

onBothDoorbells((open) => {
  it("control: the same step declared idempotent has its effect twice when its worker is killed after it", {
    timeout: 180_000,
  }, async () => {
    await using opened = await open();
    const { yard } = opened;
    const victim = yard.fleet.start({
      failpoint: { point: "after_effect", step: "once", signal: "SIGKILL", spare: 1 },
    });
    await victim.ready;
    await yard.seen(1);
    await yard.start("careless", 4);
    expect(await victim.ended).toBe("SIGKILL");
    await yard.fleet.start().ready;
    await yard.settled(100_000);
    expect(await doubled(yard.effects)).not.toEqual([]);
    expect((await yard.jobs()).map(({ status }) => status)).toEqual(
      Array.from({ length: 4 }, () => "COMPLETED"),
    );
  });

  it("control: a plain queue re-delivers what its killed worker had done already, and does it twice", {
    timeout: 180_000,
  }, async () => {
    await using opened = await open();
    const { databaseUrl, redis } = opened;
    const redisUrl = redis?.url ?? "-";
    if (redisUrl === "-") await migrateDoorbell(databaseUrl);
    await using target = await testDatabase({ empty: true });
    await prepareEffects(target.url);
    const program = fileURLToPath(new URL("../support/chaos-raw-queue.ts", import.meta.url));
    const run = (fallsAfter: number) =>
      spawn(process.execPath, [program, redisUrl, databaseUrl, target.url, String(fallsAfter)], {
        stdio: "ignore",
      });
    const victim = run(5);
    const [, signal] = await once(victim, "exit");
    expect(signal).toBe("SIGKILL");
    const healthy = run(0);
    await using effects = effectTarget(target.url);
    try {
      for (const end = performance.now() + 30_000; performance.now() < end; await sleep(100))
        if (
          new Set((await effects.hits()).map(({ key }) => key)).size === 20 &&
          (await doubled(effects)).length > 0
        )
          break;
      expect(await doubled(effects)).not.toEqual([]);
    } finally {
      healthy.kill("SIGKILL");
      await once(healthy, "exit");
    }
  });
});
