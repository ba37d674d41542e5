// Nothing of a doorbell outlives it, whether or not its server is there.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { migrateDoorbell } from "#adapters/bullmq/migrate-doorbell.ts";
import { testDatabase } from "../../support/database.ts";
import { freePort, redisTested, testRedis } from "../../support/redis.ts";

const program = new URL("ring-and-end.ts", import.meta.url).pathname;

/** Milliseconds a process lived on after it had taken its doorbell down. */
async function livedOn(redisUrl: string, databaseUrl: string): Promise<number> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, redisUrl, databaseUrl], {
    timeout: 20_000,
  });
  expect(stderr).toBe("");
  return Date.now() - Number(stdout);
}

test.concurrent("A process ends by itself when its doorbell on Postgres is taken down.", async () => {
  await using database = await testDatabase();
  await migrateDoorbell(database.url);
  expect(await livedOn("-", database.url)).toBeLessThan(2_500);
});

test.concurrent("It ends by itself when its Postgres was never there.", async () => {
  expect(await livedOn("-", `postgres://x@127.0.0.1:${await freePort()}/x`)).toBeLessThan(2_500);
});

test.concurrent("It ends by itself when its Redis was never there.", async () => {
  expect(await livedOn(`redis://127.0.0.1:${await freePort()}`, "postgres://x@127.0.0.1:1/x")).toBeLessThan(
    2_500,
  );
});

const onRedis = redisTested ? test.concurrent : test.skip;

onRedis(
  "A process ends by itself when its doorbell on Redis is taken down (npm run test:services).",
  async () => {
    await using redis = await testRedis();
    expect(await livedOn(redis.url, "postgres://x@127.0.0.1:1/x")).toBeLessThan(2_500);
  },
);
