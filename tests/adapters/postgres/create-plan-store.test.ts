import pg from "pg";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createPlanStore } from "#adapters/postgres/create-plan-store.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { type OpenPlanStore, planStoreContract } from "../../contracts/plan-store.ts";
import { cleanDatabase } from "./clean-database.ts";

const log = pino({ level: "silent" });

const open = (async () => {
  await using undo = new AsyncDisposableStack();
  const db = undo.use(await cleanDatabase());
  const other = undo.use(openDatabase({ url: db.url, log }));
  const owned = undo.move();
  return {
    url: db.url,
    store: createPlanStore(db),
    another: () => createPlanStore(other),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}) satisfies OpenPlanStore;

planStoreContract({ open });

test("A leader whose connection dies is told at once, and another may lead.", async () => {
  await using opened = await open();
  const leading = Promise.withResolvers<void>();
  const led = opened.store.lead(new AbortController().signal, () => {
    leading.resolve();
    return new Promise(() => {});
  });
  led.catch(() => {});
  await leading.promise;
  const admin = new pg.Client({ connectionString: opened.url });
  await admin.connect();
  const { rowCount } = await admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'resync leader' and datname = current_database()",
  );
  await admin.end();
  expect(rowCount).toBe(1);
  await expect(led).rejects.toMatchObject({ name: "Fault", code: "unavailable", retryable: true });
  expect(await opened.another().lead(new AbortController().signal, async () => {})).toBe(true);
});

test("Leading without a database is refused with a Fault that names the place and not the password.", async () => {
  await using db = openDatabase({ url: "postgres://resync:very-secret@127.0.0.1:1/resync", log });
  const led = createPlanStore(db).lead(new AbortController().signal, async () => {});
  await expect(led).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringContaining("127.0.0.1:1"),
  });
  await expect(led).rejects.not.toThrow(/very-secret/);
});
