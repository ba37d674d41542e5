import { once } from "node:events";
import { createServer, Socket } from "node:net";
import { sql } from "kysely";
import pg from "pg";
import { pino } from "pino";
import { expect, inject, test } from "vitest";
import { openDatabase, waitForDatabase } from "#adapters/postgres/open-database.ts";
import { testDatabase } from "../../support/database.ts";

const log = pino({ level: "silent" });

test("After every connection was ended under the pool the next statements work.", async () => {
  await using database = await testDatabase();
  await using db = openDatabase({ url: database.url, log, max: 4 });
  const ask = () => sql<{ one: number }>`select 1 as one, pg_sleep(0.02)`.execute(db.kysely);
  await Promise.all([ask(), ask(), ask(), ask()]);
  expect(db.pool.totalCount).toBe(4);
  const admin = new pg.Client({ connectionString: inject("databaseUrl") });
  await admin.connect();
  await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [
    new URL(database.url).pathname.slice(1),
  ]);
  await admin.end();
  await expect.poll(() => db.pool.totalCount).toBe(0);
  const answers = await Promise.all([ask(), ask(), ask(), ask()]);
  expect(answers.map(({ rows }) => rows[0]?.one)).toEqual([1, 1, 1, 1]);
});

test("A connection that is ended while somebody holds it fails their next statement, and never the process.", async () => {
  await using database = await testDatabase();
  await using db = openDatabase({ url: database.url, log });
  const held = db.kysely.connection().execute(async (one) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(one);
    await sql`select pg_terminate_backend(${rows[0]?.pid ?? 0})`.execute(db.kysely);
    await new Promise((resolve) => setTimeout(resolve, 200)); // an error nobody listens to would end the process now
    return sql`select 1`.execute(one);
  });
  await expect(held).rejects.toMatchObject({ name: "Fault", code: "unavailable", retryable: true });
  await sql`select 1`.execute(db.kysely);
});

test("A statement that is cut off in the middle is a retryable Fault, and the pool goes on.", async () => {
  await using database = await testDatabase();
  await using db = openDatabase({ url: database.url, log, max: 1 });
  const cut = sql`select pg_terminate_backend(pg_backend_pid())`.execute(db.kysely);
  await expect(cut).rejects.toMatchObject({ name: "Fault", code: "unavailable", retryable: true });
  await expect(sql`select 1`.execute(db.kysely)).resolves.toBeDefined();
});

test("A statement that takes too long is stopped by the server and named a timeout.", async () => {
  await using database = await testDatabase();
  await using db = openDatabase({ url: database.url, log, statementMs: 100 });
  await expect(sql`select pg_sleep(30)`.execute(db.kysely)).rejects.toMatchObject({
    code: "timeout",
    retryable: true,
  });
});

test("A line that goes dead costs one statement, not the pool.", async () => {
  await using database = await testDatabase();
  const target = new URL(database.url);
  const lines: { frozen: boolean; client: Socket; server: Socket }[] = [];
  const proxy = createServer((client) => {
    const server = new Socket();
    const line = { frozen: false, client, server };
    lines.push(line);
    server.connect(Number(target.port), target.hostname);
    client.on("data", (chunk) => line.frozen || server.write(chunk)).on("error", () => {});
    server.on("data", (chunk) => line.frozen || client.write(chunk)).on("error", () => {});
    client.on("close", () => server.destroy());
    server.on("close", () => line.frozen || client.destroy());
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const address = proxy.address();
  const through = new URL(database.url);
  through.port = String(typeof address === "object" && address ? address.port : 0);
  {
    await using db = openDatabase({ url: through.href, log, max: 1, statementMs: 200 });
    await sql`select 1`.execute(db.kysely);
    for (const line of lines) line.frozen = true;
    await expect(sql`select 1`.execute(db.kysely)).rejects.toMatchObject({
      code: "timeout",
      retryable: true,
    });
    await expect(sql`select 1`.execute(db.kysely)).resolves.toBeDefined();
    for (const { client, server } of lines) {
      client.destroy();
      server.destroy();
    }
  }
  proxy.close();
});

test("Each way a database can refuse has its own sentence, and none shows the password.", async () => {
  const good = new URL(inject("databaseUrl"));
  const silent = createServer(() => {}).listen(0, "127.0.0.1");
  await once(silent, "listening");
  const address = silent.address();
  const cases: readonly [
    Partial<Record<"port" | "password" | "pathname" | "hostname", string>>,
    string,
    RegExp,
  ][] = [
    [{ port: "1" }, "unreachable", /Nobody answers as Postgres at 127\.0\.0\.1:1 \(connection refused\)/],
    [{ password: "hunter2hunter2" }, "misconfigured", /refused the user "/],
    [{ pathname: "nowhere" }, "misconfigured", /has no database called "nowhere"/],
    [
      { port: String(typeof address === "object" ? address?.port : 0) },
      "unreachable",
      /does not answer\. Check the network/,
    ],
  ];
  for (const [change, code, sentence] of cases) {
    const url = Object.assign(new URL(good), change);
    await using db = openDatabase({ url: url.href, log });
    const asked = sql`select 1`.execute(db.kysely);
    await expect(asked).rejects.toMatchObject({
      name: "Fault",
      code,
      message: expect.stringMatching(sentence),
    });
    await expect(asked).rejects.not.toThrow(url.password);
  }
  silent.close();
  expect(() => openDatabase({ url: "mysql://root@localhost/x", log })).toThrow(/is not a Postgres URL/);
});

test("A lock that is not free in time, a missing table and a read-only session are told apart.", async () => {
  await using database = await testDatabase();
  await using db = openDatabase({ url: database.url, log });
  await db.kysely.connection().execute(async (one) => {
    await sql`begin`.execute(one);
    await sql`lock table person`.execute(one);
    const waiting = db.kysely.transaction().execute(async (other) => {
      await sql`set local lock_timeout = 50`.execute(other);
      await sql`select * from person`.execute(other);
    });
    await expect(waiting).rejects.toMatchObject({ code: "conflict", retryable: true });
    await sql`rollback`.execute(one);
  });
  await expect(sql`select * from nothing_here`.execute(db.kysely)).rejects.toMatchObject({
    code: "misconfigured",
    message: expect.stringMatching(/npm run migrate/),
  });
  const writing = db.kysely
    .transaction()
    .setAccessMode("read only")
    .execute((t) => t.insertInto("person").values({ id: "1", name: "n" }).execute());
  await expect(writing).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(/read-only/),
  });
});

test("Waiting for a database ends when it is there, gives up in time, and does not wait out a wrong password.", async () => {
  const good = new URL(inject("databaseUrl"));
  await waitForDatabase({ url: good.href, log });
  const closed = Object.assign(new URL(good), { port: "1" });
  await expect(waitForDatabase({ url: closed.href, log, withinMs: 150 })).rejects.toMatchObject({
    code: "unreachable",
  });
  const wrong = Object.assign(new URL(good), { password: "wrong" });
  await expect(waitForDatabase({ url: wrong.href, log, withinMs: 60_000 })).rejects.toMatchObject({
    code: "misconfigured",
  });
});
