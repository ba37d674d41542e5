// Crash tests run on both doorbells: on Postgres in `npm test`, on Redis in `npm run test:services`.

import { describe } from "vitest";
import { chaosYard, type Yard, type YardOptions } from "./chaos-yard.ts";
import { testDatabase } from "./database.ts";
import { redisTested, type TestRedis, testRedis } from "./redis.ts";

export type OpenYard = (
  options?: Partial<YardOptions>,
) => Promise<
  AsyncDisposable & { readonly yard: Yard; readonly databaseUrl: string; readonly redis: TestRedis | null }
>;

/** The same tests on each; the ones of the other command are skipped, visibly. */
export function onBothDoorbells(tests: (open: OpenYard) => void): void {
  describe.skipIf(process.env.TEST_REDIS_URL)("with the doorbell on Postgres", () =>
    tests((options) => openYard(options, false)),
  );
  onRedis(tests);
}

export function onRedis(tests: (open: OpenYard) => void): void {
  describe.skipIf(!redisTested)("with the doorbell on Redis (npm run test:services)", () =>
    tests((options) => openYard(options, true)),
  );
}

async function openYard(options: Partial<YardOptions> = {}, onRedis: boolean): ReturnType<OpenYard> {
  await using opening = new AsyncDisposableStack();
  const [database, target] = await Promise.all([testDatabase(), testDatabase({ empty: true })]);
  opening.use(database);
  opening.use(target);
  const redis = onRedis ? opening.use(await testRedis()) : null;
  const redisUrl = redis?.url ?? null;
  const yard = opening.use(
    await chaosYard({ ...options, databaseUrl: database.url, effectsUrl: target.url, redisUrl }),
  );
  const parts = opening.move();
  return { yard, databaseUrl: database.url, redis, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
