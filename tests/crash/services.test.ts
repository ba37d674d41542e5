// What everything stands on goes away in the middle: Redis is emptied and killed, Postgres drops every connection.

import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { expect, it } from "vitest";
import { onBothDoorbells, onRedis } from "../support/chaos-doorbells.ts";

onRedis((open) => {
  it("Redis flushed, killed, and back empty in the middle is a delay and no loss", {
    timeout: 240_000,
  }, async () => {
    await using opened = await open({ concurrency: 2 });
    const { yard, redis } = opened;
    if (!redis) throw new Error("This test brings a Redis of its own.");
    const workers = [yard.fleet.start(), yard.fleet.start()];
    await Promise.all(workers.map(({ ready }) => ready));
    await yard.seen(2);
    await yard.start("slow", 15);
    await sleep(300);
    await redis.say("FLUSHALL");
    await yard.start("slow", 10);
    await sleep(500);
    await redis.kill();
    await yard.start("mixed", 5); // accepted although nobody can be rung
    await sleep(1_500);
    await redis.restart();
    await yard.start("mixed", 5);
    await yard.settled(100_000);
    const jobs = await yard.jobs();
    expect(jobs.map(({ status }) => status)).toEqual(Array.from({ length: 35 }, () => "COMPLETED"));
    expect(workers.map((each) => each.isAlive())).toEqual([true, true]);
    expect(await yard.faults()).toEqual([]);
  });
});

onBothDoorbells((open) => {
  it("every connection to Postgres terminated, again and again: nothing lost, nothing twice, nobody falls", {
    timeout: 240_000,
  }, async () => {
    await using opened = await open({ leaseMs: 3_000 });
    const { yard, databaseUrl } = opened;
    const workers = [yard.fleet.start(), yard.fleet.start()];
    await Promise.all(workers.map(({ ready }) => ready));
    await yard.seen(2);
    await yard.start("slow", 20);
    await yard.start("family", 4);
    const admin = new URL(databaseUrl);
    const name = admin.pathname.slice(1);
    admin.pathname = "postgres";
    const client = new pg.Client({ connectionString: admin.href });
    await client.connect();
    let terminated = 0;
    try {
      for (let n = 0; n < 10; n++) {
        await sleep(300);
        const { rowCount } = await client.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1",
          [name],
        );
        terminated += rowCount ?? 0;
      }
    } finally {
      await client.end();
    }
    expect(terminated).toBeGreaterThan(20);
    await yard.settled(100_000);
    expect(await yard.faults()).toEqual([]);
    await yard.decideAll();
    await yard.settled(100_000);
    const jobs = await yard.jobs();
    expect(jobs.map(({ status }) => status)).toEqual(jobs.map(() => "COMPLETED"));
    expect(workers.map((each) => each.isAlive())).toEqual([true, true]);
    expect(await yard.faults()).toEqual([]);
  });
});
