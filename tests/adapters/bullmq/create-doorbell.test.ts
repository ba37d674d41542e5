// The contract, on both servers.

import { pino } from "pino";
import { describe } from "vitest";
import { createDoorbell } from "#adapters/bullmq/create-doorbell.ts";
import { migrateDoorbell } from "#adapters/bullmq/migrate-doorbell.ts";
import { doorbellContract } from "../../contracts/doorbell.ts";
import { testDatabase } from "../../support/database.ts";
import { redisTested, testRedis } from "../../support/redis.ts";

const log = pino({ level: "silent" });

describe("on Postgres", () => {
  doorbellContract({
    async open() {
      await using undo = new AsyncDisposableStack();
      const database = undo.use(await testDatabase());
      await migrateDoorbell(database.url);
      const doorbell = undo.use(await createDoorbell({ redisUrl: null, databaseUrl: database.url, log }));
      const opened = undo.move();
      return { doorbell, [Symbol.asyncDispose]: () => opened.disposeAsync() };
    },
  });
});

const redisUrl = process.env.REDIS_URL;

describe.skipIf(!redisTested && !redisUrl)("on Redis (npm run test:services)", () => {
  doorbellContract({
    async open() {
      await using undo = new AsyncDisposableStack();
      const url = redisUrl ?? undo.use(await testRedis()).url;
      const doorbell = undo.use(
        await createDoorbell({
          redisUrl: url,
          databaseUrl: "postgres://nobody@127.0.0.1:1/none",
          log,
          prefix: `test-${crypto.randomUUID()}`,
        }),
      );
      const opened = undo.move();
      return { doorbell, [Symbol.asyncDispose]: () => opened.disposeAsync() };
    },
  });
});
