// Workers that stand still for longer than their lease and then go on, as after a snapshot of a virtual machine.

import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { onBothDoorbells } from "../support/chaos-doorbells.ts";

onBothDoorbells((open) => {
  it("frozen beyond its lease after claim, after arm and after effect, and thawed: what it says then is evidence, it acts on nothing, and it works again under a new name", {
    timeout: 240_000,
  }, async () => {
    await using opened = await open();
    const { yard } = opened;
    // One slot each: none of them is between its last look at the lease and its effect when it freezes. Against that only
    // the target helps.
    const zombies = [
      yard.fleet.start({
        concurrency: 1,
        failpoint: { point: "after_claim", step: "prepared", signal: "SIGSTOP" },
      }),
      yard.fleet.start({
        concurrency: 1,
        failpoint: { point: "after_arm", step: "once", signal: "SIGSTOP" },
      }),
      yard.fleet.start({
        concurrency: 1,
        failpoint: { point: "after_effect", step: "last", signal: "SIGSTOP" },
      }),
    ];
    await Promise.all(zombies.map(({ ready }) => ready));
    await yard.seen(3);
    await yard.start("mixed", 16);
    await Promise.all(zombies.map((each) => each.frozen(25_000)));
    const before = new Map((await yard.effects.hits()).map(({ key, pid }) => [key, pid]));
    const healthy = yard.fleet.start();
    await healthy.ready;
    await yard.settled(100_000);
    expect(await yard.faults()).toEqual([]);
    for (const each of zombies) each.signal("SIGCONT");
    await sleep(2_500);
    expect(zombies.map((each) => each.isAlive())).toEqual([true, true, true]);
    expect(await yard.faults()).toEqual([]);
    // Nothing more was done by a thawed one: every effect of theirs was there before.
    const pids = zombies.map(({ pid }) => pid);
    for (const { key, pid } of await yard.effects.hits())
      if (pids.includes(pid)) expect(before.has(key), `${key} by a thawed worker`).toBe(true);
    // The one that had acted says so, too late: evidence for whoever looks, and no change.
    const late = await yard.opened.db.pool.query(
      "select step, evidence from step_attempt where outcome = 'late'",
    );
    expect(late.rows).toContainEqual({
      step: "last",
      evidence: expect.objectContaining({ word: "succeeded" }),
    });
    const { rows } = await yard.opened.db.pool.query(
      "select pid, count(*) filter (where ended_at is null and lease_until > now())::int as alive from worker group by pid",
    );
    for (const pid of pids) expect(rows).toContainEqual({ pid, alive: 1 });
    const { happened } = await yard.decideAll();
    expect(happened).toBeGreaterThan(0);
    healthy.signal("SIGTERM");
    expect(await healthy.ended).toBe("0");
    // Only the thawed ones are left, and they finish everything.
    await yard.settled(100_000);
    expect((await yard.jobs()).map(({ status }) => status)).toEqual(
      Array.from({ length: 16 }, () => "COMPLETED"),
    );
    expect(await yard.faults()).toEqual([]);
  });
});
