// Redis down, killed, flushed, full, read-only, or set up so that it would throw messages away.

import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createDoorbell } from "#adapters/bullmq/create-doorbell.ts";
import { listen, ringOf } from "../../contracts/doorbell.ts";
import { freePort, redisTested, testRedis } from "../../support/redis.ts";
import { expectQuiet, healthy, heardAgain, keptLog, refused, unhealthy } from "./heard.ts";

const databaseUrl = "postgres://nobody@127.0.0.1:1/none";

describe.skipIf(!redisTested)("on a Redis that fails (npm run test:services)", () => {
  test("A Redis that is down at the start is said once, refuses rings at once, and is used when it comes.", async () => {
    await using redis = await testRedis({ down: true });
    const { log, lines } = keptLog();
    const at = performance.now();
    await using doorbell = await createDoorbell({ redisUrl: redis.url, databaseUrl, log });
    expect(performance.now() - at).toBeLessThan(2_500);
    await using listener = await listen(doorbell);
    expect((await refused(doorbell)).code).toBe("unreachable");
    expect(await unhealthy(doorbell, 0)).toMatch(/cannot be reached.+Tried \d s ago\./);
    await sleep(4_000);
    const before = performance.now();
    await refused(doorbell);
    expect(performance.now() - before).toBeLessThan(100);
    expectQuiet(lines, 2);
    await redis.restart();
    expect(await heardAgain(doorbell, listener, 10_000)).toBeLessThan(5_000);
    await healthy(doorbell, 0);
    expect(lines.filter(({ msg }) => /works again/.test(msg))).toHaveLength(1);
  });

  test("A Redis that is killed and restarted empty is rung and answered again within seconds.", async () => {
    await using redis = await testRedis();
    const { log, lines } = keptLog();
    await using doorbell = await createDoorbell({ redisUrl: redis.url, databaseUrl, log });
    await using listener = await listen(doorbell);
    await heardAgain(doorbell, listener, 5_000);
    await redis.kill();
    for (let n = 0; n < 20; n++) {
      expect((await refused(doorbell)).code).toBe("unreachable");
      await sleep(100);
    }
    await unhealthy(doorbell, 0);
    await redis.restart();
    expect(await heardAgain(doorbell, listener, 15_000)).toBeLessThan(8_000);
    expectQuiet(lines, 3);
  });

  test("A Redis that is flushed loses what lay there, and the next ring arrives.", async () => {
    await using redis = await testRedis();
    const { log, lines } = keptLog();
    await using doorbell = await createDoorbell({ redisUrl: redis.url, databaseUrl, log });
    let flushed = false;
    await using listener = await listen(doorbell, {
      concurrency: 2,
      onRing: async () => {
        if (flushed) return;
        flushed = true;
        await redis.say("FLUSHALL"); // under a handler that runs
        await redis.say("SCRIPT", "FLUSH");
      },
    });
    await doorbell.ring([ringOf(), ringOf(), ringOf()]);
    await listener.times(1);
    expect(await heardAgain(doorbell, listener, 10_000)).toBeLessThan(5_000);
    expectQuiet(lines, 3);
  });

  test("A Redis that is full refuses rings with a sentence; given memory, it takes them again.", async () => {
    await using redis = await testRedis();
    const { log, lines } = keptLog();
    await using doorbell = await createDoorbell({ redisUrl: redis.url, databaseUrl, log });
    await using listener = await listen(doorbell);
    await heardAgain(doorbell, listener, 5_000);
    await redis.say("CONFIG", "SET", "maxmemory", "1mb");
    expect((await refused(doorbell)).message).toMatch(/no memory left.+Raise maxmemory/);
    await unhealthy(doorbell, 0);
    const before = await commandsOf(redis);
    await sleep(3_000);
    expect((await commandsOf(redis)) - before).toBeLessThan(600); // nobody hammers it
    await redis.say("CONFIG", "SET", "maxmemory", "0");
    expect(await heardAgain(doorbell, listener, 15_000)).toBeLessThan(8_000);
    expectQuiet(lines, 4);
  });

  test("A Redis demoted to a read-only replica refuses rings with a sentence; promoted, it takes them again.", async () => {
    await using redis = await testRedis();
    const { log, lines } = keptLog();
    await using doorbell = await createDoorbell({ redisUrl: redis.url, databaseUrl, log });
    await using listener = await listen(doorbell);
    await heardAgain(doorbell, listener, 5_000);
    await redis.say("REPLICAOF", "127.0.0.1", String(await freePort()));
    expect((await refused(doorbell)).message).toMatch(/read-only replica.+primary/);
    const before = await commandsOf(redis);
    await sleep(3_000);
    expect((await commandsOf(redis)) - before).toBeLessThan(600);
    await redis.say("REPLICAOF", "NO", "ONE");
    expect(await heardAgain(doorbell, listener, 15_000)).toBeLessThan(8_000);
    expectQuiet(lines, 4);
  });

  test("A Redis that throws messages away is refused at the start, with what to set.", async () => {
    await using redis = await testRedis({ args: ["--maxmemory-policy", "allkeys-lru"] });
    const { log } = keptLog();
    await expect(createDoorbell({ redisUrl: redis.url, databaseUrl, log })).rejects.toMatchObject({
      code: "misconfigured",
      message: expect.stringMatching(/allkeys-lru.+CONFIG SET maxmemory-policy noeviction/),
    });
    await redis.say("CONFIG", "SET", "maxmemory-policy", "noeviction");
    await using _ = await createDoorbell({ redisUrl: redis.url, databaseUrl, log });
  });

  test("An account that may not ask for the configuration is enough, and still sees the policy.", async () => {
    await using redis = await testRedis();
    const { log } = keptLog();
    await redis.say("ACL", "SETUSER", "bell", "on", ">ring", "~*", "&*", "+@all", "-config");
    const redisUrl = redis.url.replace("//", "//bell:ring@");
    await using doorbell = await createDoorbell({ redisUrl, databaseUrl, log });
    await using listener = await listen(doorbell);
    await heardAgain(doorbell, listener, 5_000);
    await redis.say("CONFIG", "SET", "maxmemory-policy", "volatile-ttl");
    await expect(createDoorbell({ redisUrl, databaseUrl, log })).rejects.toThrow(/volatile-ttl/);
  });

  test("An account that is refused is said at the start, and its password is not.", async () => {
    await using redis = await testRedis({ args: ["--requirepass", "right"] });
    const { log, lines } = keptLog();
    for (const account of ["", ":wrong@", "nobody:wrong@"])
      await expect(
        createDoorbell({ redisUrl: redis.url.replace("//", `//${account}`), databaseUrl, log }),
      ).rejects.toMatchObject({
        code: "misconfigured",
        message: expect.stringMatching(/refused our account/),
      });
    expect(JSON.stringify(lines)).not.toMatch(/wrong/);
    await using _ = await createDoorbell({
      redisUrl: redis.url.replace("//", "//:right@"),
      databaseUrl,
      log,
    });
  });

  test("What is no Redis URL is refused with an example.", async () => {
    const { log } = keptLog();
    for (const redisUrl of ["", "localhost", "http://localhost:6379"])
      await expect(createDoorbell({ redisUrl, databaseUrl, log })).rejects.toMatchObject({
        code: "misconfigured",
        message: expect.stringMatching(/redis:\/\//),
      });
  });

  test("Taking the doorbell down takes five seconds at most when Redis is gone, and leaves no connection.", async () => {
    await using redis = await testRedis();
    const { log } = keptLog();
    const doorbell = await createDoorbell({ redisUrl: redis.url, databaseUrl, log });
    const listener = await listen(doorbell);
    await heardAgain(doorbell, listener, 5_000);
    await redis.kill();
    await sleep(500);
    const at = performance.now();
    await doorbell[Symbol.asyncDispose]();
    expect(performance.now() - at).toBeLessThan(5_000);
    await redis.restart();
    await sleep(2_500);
    expect(String(await redis.say("CLIENT", "LIST")).match(/^id=/gm)).toHaveLength(1);
  });
});

async function commandsOf(redis: {
  say(command: string, ...args: string[]): Promise<unknown>;
}): Promise<number> {
  return Number(/total_commands_processed:(\d+)/.exec(String(await redis.say("INFO", "stats")))?.[1]);
}
