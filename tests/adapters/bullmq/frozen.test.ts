// Lines that go silent without a word. Each test waits for what a person would wait for, so they run side by side.

import { setTimeout as sleep } from "node:timers/promises";
import { createPostgresBackend, type PgPool, Queue, runMigrations, Worker } from "bullmq";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { createDoorbell } from "#adapters/bullmq/create-doorbell.ts";
import { migrateDoorbell } from "#adapters/bullmq/migrate-doorbell.ts";
import type { Doorbell } from "#ports/doorbell.ts";
import { type Listener, listen } from "../../contracts/doorbell.ts";
import { testDatabase } from "../../support/database.ts";
import { redisTested, testRedis } from "../../support/redis.ts";
import { type TcpProxy, tcpProxy } from "../../support/tcp-proxy.ts";
import {
  expectQuiet,
  heardAgain,
  keptLog,
  type Line,
  refused,
  targetOf,
  through,
  unhealthy,
} from "./heard.ts";

interface Rig extends AsyncDisposable {
  readonly doorbell: Doorbell;
  readonly listener: Listener;
  readonly proxy: TcpProxy;
  readonly lines: readonly Line[];
}

async function postgresRig(): Promise<Rig> {
  await using undo = new AsyncDisposableStack();
  const database = undo.use(await testDatabase());
  await migrateDoorbell(database.url);
  const proxy = undo.use(await tcpProxy(targetOf(database.url)));
  return await rig(undo, proxy, null, through(database.url, proxy.port));
}

async function redisRig(): Promise<Rig> {
  await using undo = new AsyncDisposableStack();
  const redis = undo.use(await testRedis());
  const proxy = undo.use(await tcpProxy(targetOf(redis.url)));
  return await rig(undo, proxy, through(redis.url, proxy.port), "postgres://nobody@127.0.0.1:1/none");
}

async function rig(
  undo: AsyncDisposableStack,
  proxy: TcpProxy,
  redisUrl: string | null,
  databaseUrl: string,
): Promise<Rig> {
  const { log, lines } = keptLog();
  const doorbell = undo.use(await createDoorbell({ redisUrl, databaseUrl, log }));
  const listener = undo.use(await listen(doorbell));
  await heardAgain(doorbell, listener, 10_000);
  const kept = undo.move();
  return { doorbell, listener, proxy, lines, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

const slow = { timeout: 60_000 };

describe.concurrent.each([
  { name: "Postgres", open: postgresRig, here: true },
  { name: "Redis (npm run test:services)", open: redisRig, here: redisTested },
])("on $name", ({ open, here }) => {
  test.skipIf(!here)("Connections that went silent heal by themselves within 30 seconds.", slow, async () => {
    await using opened = await open();
    const { doorbell, listener, proxy, lines } = opened;
    proxy.freeze();
    expect((await refused(doorbell)).code).toBe("timeout");
    expect(await heardAgain(doorbell, listener, 30_000)).toBeLessThan(28_000);
    await sleep(12_000);
    const before = lines.length;
    for (let n = 0; n < 3; n++) expect(await heardAgain(doorbell, listener, 3_000)).toBeLessThan(1_500);
    await sleep(2_000);
    expect(lines.slice(before)).toEqual([]); // it is well, and nothing more is said
    expectQuiet(lines, 4);
  });

  test.skipIf(!here)(
    "A server silent for everybody refuses rings in two seconds, and is heard within 30 of its return.",
    slow,
    async () => {
      await using opened = await open();
      const { doorbell, listener, proxy, lines } = opened;
      proxy.freezeAll();
      // Whatever cut the line meanwhile, ours or the driver's time limits: it is silence that is told.
      for (let n = 0; n < 6; n++) expect((await refused(doorbell)).message).toMatch(/not answer/);
      await sleep(10_000);
      expect(await unhealthy(doorbell, 0)).toMatch(/not answer/);
      proxy.thaw();
      expect(await heardAgain(doorbell, listener, 30_000)).toBeLessThan(28_000);
      expectQuiet(lines, 6);
    },
  );

  test.skipIf(!here)(
    "Taking it down while the server is silent takes five seconds at most.",
    slow,
    async () => {
      await using opened = await open();
      const { doorbell, proxy } = opened;
      proxy.freezeAll();
      await sleep(1_000);
      const at = performance.now();
      await doorbell[Symbol.asyncDispose]();
      expect(performance.now() - at).toBeLessThan(5_000);
    },
  );
});

const control = redisTested ? test.concurrent : test.skip;

control(
  "Control: BullMQ as it comes hears nothing for half a minute once its connections went silent.",
  slow,
  async () => {
    await using redis = await testRedis();
    await using proxy = await tcpProxy(targetOf(redis.url));
    let heard = 0;
    const queue = new Queue("control", { connection: { port: redis.port } });
    const worker = new Worker(
      "control",
      async () => {
        heard++;
      },
      { connection: { port: proxy.port } },
    );
    worker.on("error", () => {});
    await queue.add("ring", {});
    while (heard === 0) await sleep(20);
    proxy.freeze();
    await queue.add("ring", {});
    await sleep(30_000);
    expect(heard).toBe(1);
    await Promise.all([worker.close(true), queue.close()]);
  },
);

test.concurrent(
  "Control: nor does BullMQ as it comes on Postgres.",
  async () => {
    await using database = await testDatabase();
    await using direct = await endedPool(database.url);
    const client = await direct.pool.connect();
    await runMigrations(client);
    client.release();
    await using proxy = await tcpProxy(targetOf(database.url));
    await using frozen = await endedPool(through(database.url, proxy.port));
    let heard = 0;
    const queue = new Queue("control", { connection: direct.pool }, createPostgresBackend);
    const worker = new Worker(
      "control",
      async () => {
        heard++;
      },
      { connection: frozen.pool },
      createPostgresBackend,
    );
    worker.on("error", () => {});
    await queue.add("ring", {});
    while (heard === 0) await sleep(20);
    await sleep(500);
    proxy.freeze();
    await queue.add("ring", {});
    await sleep(30_000);
    expect(heard).toBe(1);
    proxy.cut();
    await Promise.race([worker.close(true), sleep(1_000)]);
    await queue.close();
  },
  slow.timeout,
);

async function endedPool(url: string): Promise<AsyncDisposable & { readonly pool: PgPool }> {
  const pool = new pg.Pool({ connectionString: url, options: "-c search_path=bullmq" });
  pool.on("error", () => {});
  return {
    pool: pool as unknown as PgPool,
    [Symbol.asyncDispose]: () => Promise.race([pool.end(), sleep(1_000)]),
  };
}
