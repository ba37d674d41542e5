// Several worker processes on one database: they share the work, whatever their clocks say, and come and go.

import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { onBothDoorbells } from "../support/chaos-doorbells.ts";

onBothDoorbells((open) => {
  it("three workers share the jobs, though one's wall clock is an hour ahead and another's an hour behind", {
    timeout: 240_000,
  }, async () => {
    await using opened = await open({ leaseMs: 8_000 }); // nobody is lost here, however busy the machine
    const { yard } = opened;
    const hour = 3_600_000;
    const workers = [
      yard.fleet.start({ concurrency: 3 }),
      yard.fleet.start({ concurrency: 3, clockShiftMs: hour }),
      yard.fleet.start({ concurrency: 3, clockShiftMs: -hour }),
    ];
    await Promise.all(workers.map(({ ready }) => ready));
    await yard.seen(3);
    const from = Date.now();
    await yard.start("short", 60);
    await yard.start("family", 6);
    await yard.settled(100_000);
    const jobs = await yard.jobs();
    expect(jobs.map(({ status }) => status)).toEqual(jobs.map(() => "COMPLETED"));
    const pids = new Set((await yard.effects.hits()).map(({ pid }) => pid));
    expect(pids).toEqual(new Set(workers.map(({ pid }) => pid)));
    for (const job of jobs)
      for (const at of [job.createdAt, job.startedAt, job.endedAt])
        expect(Math.abs((at?.getTime() ?? 0) - from)).toBeLessThan(60_000);
    const { rows } = await yard.opened.db.pool.query(
      "select count(*)::int as lost from step_attempt where outcome = 'lost'",
    );
    expect(rows).toEqual([{ lost: 0 }]);
    expect(await yard.faults()).toEqual([]);
  });

  it("a rolling restart during a hundred jobs loses nothing and leaves nothing unknown", {
    timeout: 240_000,
  }, async () => {
    await using opened = await open({ leaseMs: 8_000 }); // nobody is lost here, however busy the machine
    const { yard } = opened;
    const old = [yard.fleet.start(), yard.fleet.start(), yard.fleet.start()];
    await Promise.all(old.map(({ ready }) => ready));
    await yard.seen(3);
    const starting = (async () => {
      for (let n = 0; n < 10; n++) {
        await yard.start(n % 3 === 0 ? "mixed" : "slow", 10);
        await sleep(300);
      }
    })();
    starting.catch(() => {}); // awaited below
    for (const each of old) {
      await sleep(500);
      const next = yard.fleet.start();
      await next.ready;
      each.signal("SIGTERM");
      expect(await each.ended).toBe("0");
    }
    await starting;
    await yard.settled(100_000);
    const jobs = await yard.jobs();
    expect(jobs).toHaveLength(100);
    expect(jobs.map(({ status }) => status)).toEqual(jobs.map(() => "COMPLETED"));
    const { rows } = await yard.opened.db.pool.query(
      "select (select count(*)::int from agent_checkpoints) as asked, (select count(*)::int from step_attempt where outcome in ('lost', 'late')) as lost",
    );
    expect(rows).toEqual([{ asked: 0, lost: 0 }]);
    expect(await yard.faults()).toEqual([]);
  });
});
