import { pino } from "pino";
import { expect, test } from "vitest";
import { databaseRights } from "#adapters/postgres/database-rights.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { testDatabase } from "../../support/database.ts";

const log = pino({ level: "silent" });

test("the role's rights and what PUBLIC may do are told as they are now", async () => {
  await using own = await testDatabase({ empty: true });
  await using db = openDatabase({ url: own.url, log });
  const { rows } = await db.pool.query(
    "select rolname, rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user",
  );
  expect(await databaseRights(db)).toMatchObject({
    role: rows[0]?.rolname,
    superuser: rows[0]?.rolsuper,
    createsDatabases: rows[0]?.rolcreatedb,
    createsRoles: rows[0]?.rolcreaterole,
    publicConnects: true,
    publicCreates: false,
  });
  await db.pool.query(`revoke connect on database ${new URL(own.url).pathname.slice(1)} from public`);
  await db.pool.query("grant create on schema public to public");
  expect(await databaseRights(db)).toMatchObject({ publicConnects: false, publicCreates: true });
});

test("a database that is gone is a Fault that names it, not a right", async () => {
  await using db = openDatabase({ url: "postgres://resync:secret@127.0.0.1:1/resync", log });
  await expect(databaseRights(db)).rejects.toThrow(/127\.0\.0\.1:1/);
});

test("a schema public that is not there is no right of anybody", async () => {
  await using own = await testDatabase({ empty: true });
  await using db = openDatabase({ url: own.url, log });
  await db.pool.query("drop schema public");
  expect((await databaseRights(db)).publicCreates).toBe(false);
});
