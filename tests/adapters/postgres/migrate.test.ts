import pg from "pg";
import { pino } from "pino";
import { expect, test } from "vitest";
import { migrate, pendingMigrations } from "#adapters/postgres/migrate.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { testDatabase } from "../../support/database.ts";

const log = pino({ level: "silent" });

test("An empty database gets every migration once, whoever starts at the same moment.", async () => {
  await using database = await testDatabase({ empty: true });
  const runs = await Promise.all([1, 2, 3].map(() => migrate({ url: database.url, log })));
  expect(runs.filter((applied) => applied.length > 0)).toHaveLength(1);
  await using db = openDatabase({ url: database.url, log });
  expect(await pendingMigrations(db)).toEqual([]);
});

test("Pending migrations of an untouched database are all of them, in order.", async () => {
  await using database = await testDatabase({ empty: true });
  await using db = openDatabase({ url: database.url, log });
  const pending = await pendingMigrations(db);
  expect(pending[0]).toBe("0001-foundations");
  expect(await migrate({ url: database.url, log })).toEqual(pending);
});

test("A database newer than the program is refused with a sentence that names the unknown migration.", async () => {
  await using database = await testDatabase();
  await execute(database.url, "insert into kysely_migration (name, timestamp) values ('9999-future', '')");
  await expect(migrate({ url: database.url, log })).rejects.toMatchObject({
    name: "Fault",
    code: "misconfigured",
    message: expect.stringContaining('"9999-future"'),
  });
});

test("A migration waits its turn behind a long reader's lock and then goes through.", async () => {
  await using database = await testDatabase({ empty: true });
  // The first migration makes the table "person": somebody else is just making it too.
  const reader = new pg.Client({ connectionString: database.url });
  await reader.connect();
  await reader.query("begin; create table person (id text)");
  const migrating = migrate({ url: database.url, log });
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  await reader.query("rollback");
  await reader.end();
  expect(await migrating).toContain("0001-foundations");
});

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
