// One database per test file, emptied for each test: a clone for every test would take most of the time.

import { sql } from "kysely";
import { pino } from "pino";
import { afterAll } from "vitest";
import { type Database, openDatabase } from "#adapters/postgres/open-database.ts";
import { type TestDatabase, testDatabase } from "../../support/database.ts";

let shared: Promise<TestDatabase> | null = null;

afterAll(async () => {
  const database = await shared;
  await database?.[Symbol.asyncDispose]();
});

/** Migrated and empty. One test at a time. */
export async function cleanDatabase(): Promise<Database> {
  shared ??= testDatabase();
  const { url } = await shared;
  const db = openDatabase({ url, log: pino({ level: "silent" }) });
  await sql`truncate person, identity, person_group, start_rule, access_token, conversation, message, inbox, outbox,
    link_code, link_try, unlinked_identity, sign_in_link, plan_head, plan_job, plan_workstation, plan_event restart identity`.execute(
    db.kysely,
  );
  await sql`insert into plan_head default values`.execute(db.kysely);
  return db;
}
