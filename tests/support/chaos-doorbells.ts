// Crash tests run on both doorbells: Postgres, and Redis where redis-server is installed or REDIS_URL names one.

import { describe } from "vitest";
import { chaosYard, type Yard, type YardOptions } from "./chaos-yard.ts";
import { testDatabase } from "./database.ts";
import { redisInstalled, type TestRedis, testRedis } from "./redis.ts";

export type OpenYard = (
  options?: Partial<YardOptions>,
) => Promise<
  AsyncDisposable & { readonly yard: Yard; readonly databaseUrl: string; readonly redis: TestRedis | null }
>;

/**
 * The same tests on each; the one for Redis is skipped, visibly, where there is none. `npm run test:services` comes after
 * `npm test` and is there for Redis alone.
 */
export function onBothDoorbells(tests: (open: OpenYard) => void): void {
  describe.skipIf(process.env.TEST_REDIS_URL)("with the doorbell on Postgres", () =>
    tests((options) => openYard(options, false)),
  );
  onRedis(tests);
}

export function onRedis(tests: (open: OpenYard) => void): void {
  describe.skipIf(!redisInstalled && !process.env.REDIS_URL)(
    "with the doorbell on Redis (needs redis-server or REDIS_URL)",
    () => tests((options) => openYard(options, true)),
  );
}

async function openYard(options: Partial<YardOptions> = {}, onRedis: boolean): ReturnType<OpenYard> {
  await using opening = new AsyncDisposableStack();
  const [database, target] = await Promise.all([testDatabase(), testDatabase({ empty: true })]);
  opening.use(database);
  opening.use(target);
  const redis = onRedis && redisInstalled ? opening.use(await testRedis()) : null;
  const redisUrl = onRedis ? (redis?.url ?? process.env.REDIS_URL ?? null) : null;
  const yard = opening.use(
    await chaosYard({ ...options, databaseUrl: database.url, effectsUrl: target.url, redisUrl }),
  );
  const parts = opening.move();
  return { yard, databaseUrl: database.url, redis, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
