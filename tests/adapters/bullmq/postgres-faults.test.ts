// The doorbell's Postgres down, restarted, read-only, its backends terminated, its tables missing.

import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { expect, test } from "vitest";
import { createDoorbell } from "#adapters/bullmq/create-doorbell.ts";
import { migrateDoorbell } from "#adapters/bullmq/migrate-doorbell.ts";
import { listen, ringOf } from "../../contracts/doorbell.ts";
import { testDatabase } from "../../support/database.ts";
import { freePort } from "../../support/redis.ts";
import { tcpProxy } from "../../support/tcp-proxy.ts";
import { expectQuiet, healthy, heardAgain, keptLog, refused, targetOf, through, unhealthy } from "./heard.ts";

const redisUrl = null;

test("A Postgres that is down at the start is said once, refuses rings, and is used when it comes.", async () => {
  await using database = await bellDatabase();
  const from = await freePort();
  const { log, lines } = keptLog();
  const databaseUrl = through(database.url, from);
  await using doorbell = await createDoorbell({ redisUrl, databaseUrl, log });
  await using listener = await listen(doorbell);
  expect((await refused(doorbell)).code).toBe("unreachable");
  expect(await unhealthy(doorbell, 0)).toMatch(/cannot be reached.+Tried \d s ago\./);
  await sleep(5_000);
  expectQuiet(lines, 2);
  await using _ = await tcpProxy({ ...targetOf(database.url), from });
  expect(await heardAgain(doorbell, listener, 15_000)).toBeLessThan(8_000);
  await healthy(doorbell, 0);
  expect(lines.filter(({ msg }) => /works again/.test(msg))).toHaveLength(1);
});

test("A Postgres that goes away and comes back is rung and answered again within seconds.", async () => {
  await using database = await bellDatabase();
  const { log, lines } = keptLog();
  const proxy = await tcpProxy(targetOf(database.url));
  await using doorbell = await createDoorbell({
    redisUrl,
    databaseUrl: through(database.url, proxy.port),
    log,
  });
  await using listener = await listen(doorbell);
  await heardAgain(doorbell, listener, 5_000);
  await proxy[Symbol.asyncDispose]();
  for (let n = 0; n < 15; n++) {
    expect((await refused(doorbell)).code).toBe("unreachable");
    await sleep(200);
  }
  await using _ = await tcpProxy({ ...targetOf(database.url), from: proxy.port });
  expect(await heardAgain(doorbell, listener, 15_000)).toBeLessThan(8_000);
  expectQuiet(lines, 3);
});

test("Backends that are terminated, again and again, keep nobody from being heard.", async () => {
  await using database = await bellDatabase();
  const { log, lines } = keptLog();
  await using doorbell = await createDoorbell({ redisUrl, databaseUrl: database.url, log });
  await using listener = await listen(doorbell);
  for (let n = 0; n < 3; n++) {
    await heardAgain(doorbell, listener, 10_000);
    const gone = await ask(
      database.url,
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'resync-doorbell%'",
    );
    expect(gone.length).toBeGreaterThan(1);
  }
  expect(await heardAgain(doorbell, listener, 10_000)).toBeLessThan(5_000);
  expectQuiet(lines, 4);
});

test("A Postgres that turned read-only refuses rings with a sentence, and takes them when it may be written.", async () => {
  await using database = await bellDatabase();
  const { log, lines } = keptLog();
  await using doorbell = await createDoorbell({ redisUrl, databaseUrl: database.url, log });
  await using listener = await listen(doorbell);
  await heardAgain(doorbell, listener, 5_000);
  const name = new URL(database.url).pathname.slice(1);
  const all =
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
  await ask(database.url, `alter database ${name} set default_transaction_read_only = on`);
  await ask(database.url, all);
  await sleep(300);
  let fault = await refused(doorbell); // may still meet the terminated connection
  if (fault.code === "unreachable") fault = await refused(doorbell);
  expect(fault.message).toMatch(/read-only.+primary/);
  await sleep(2_000);
  await ask(
    database.url,
    `begin read write; alter database ${name} reset default_transaction_read_only; commit`,
  );
  await ask(database.url, all);
  expect(await heardAgain(doorbell, listener, 15_000)).toBeLessThan(8_000);
  expectQuiet(lines, 5);
});

test("Missing tables are said at the start, with the command; making them twice or by two at once does no harm.", async () => {
  await using database = await testDatabase();
  const { log } = keptLog();
  await ask(database.url, "drop schema if exists resync_doorbell cascade");
  await expect(createDoorbell({ redisUrl, databaseUrl: database.url, log })).rejects.toMatchObject({
    code: "misconfigured",
    message: expect.stringMatching(/npm run migrate/),
  });
  await Promise.all([migrateDoorbell(database.url), migrateDoorbell(database.url)]);
  await migrateDoorbell(database.url);
  await using doorbell = await createDoorbell({ redisUrl, databaseUrl: database.url, log });
  await doorbell.ring([ringOf()]);
});

test("A database or a URL that does not exist is refused at the start; no password is told.", async () => {
  await using database = await testDatabase();
  const { log } = keptLog();
  const none = new URL(database.url);
  none.pathname = "/no_such_database";
  await expect(createDoorbell({ redisUrl, databaseUrl: none.href, log })).rejects.toMatchObject({
    code: "misconfigured",
    message: expect.not.stringContaining(none.password || "\0"),
  });
  for (const databaseUrl of ["", "localhost", "mysql://x"])
    await expect(createDoorbell({ redisUrl, databaseUrl, log })).rejects.toMatchObject({
      code: "misconfigured",
      message: expect.stringMatching(/postgres:\/\//),
    });
  await expect(migrateDoorbell(`postgres://x@127.0.0.1:${await freePort()}/x`)).rejects.toMatchObject({
    code: "unreachable",
    retryable: true,
  });
});

test("One process holds five connections at most, however much it rings and answers, and other settings of the URL stand.", async () => {
  await using database = await bellDatabase();
  const { log } = keptLog();
  const url = new URL(database.url);
  url.searchParams.set("options", "-c work_mem=5MB");
  await using doorbell = await createDoorbell({ redisUrl, databaseUrl: url.href, log });
  await using listener = await listen(doorbell, { concurrency: 32 });
  let most = 0;
  for (let n = 0; n < 10; n++) {
    const rings = Array.from({ length: 50 }, () => ringOf());
    await Promise.all([doorbell.ring(rings), doorbell.ring([ringOf()]), doorbell.ring([ringOf()])]);
    const rows = await ask(
      database.url,
      "select 1 from pg_stat_activity where datname = current_database() and application_name like 'resync-doorbell%'",
    );
    most = Math.max(most, rows.length);
  }
  await listener.times(500);
  expect(most).toBeLessThanOrEqual(5);
  expect(most).toBeGreaterThan(1);
});

test("Taking the doorbell down takes five seconds at most when Postgres is gone, and leaves no connection.", async () => {
  await using database = await bellDatabase();
  const { log } = keptLog();
  const proxy = await tcpProxy(targetOf(database.url));
  const databaseUrl = through(database.url, proxy.port);
  const doorbell = await createDoorbell({ redisUrl, databaseUrl, log });
  const listener = await listen(doorbell);
  await heardAgain(doorbell, listener, 5_000);
  await proxy[Symbol.asyncDispose]();
  await sleep(500);
  const at = performance.now();
  await doorbell[Symbol.asyncDispose]();
  expect(performance.now() - at).toBeLessThan(5_000);
  await using back = await tcpProxy({ ...targetOf(database.url), from: proxy.port });
  await sleep(2_500);
  expect(back.connections()).toBe(0);
});

async function bellDatabase(): Promise<AsyncDisposable & { readonly url: string }> {
  const database = await testDatabase();
  await migrateDoorbell(database.url);
  return database;
}

async function ask(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows ?? [];
  } finally {
    await client.end();
  }
}
