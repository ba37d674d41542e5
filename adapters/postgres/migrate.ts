// Brings a database to the shape this program needs: the numbered files of migrations/, in order, each once.
//
// Everything pending runs in one transaction, so a failed migration leaves nothing half done. Two starters take
// turns on an advisory lock. A statement waits 2 s at most for a table's lock and the whole is tried again, so a
// migration never queues the system's own statements behind a long reader.

import { readdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, type Migration, Migrator, sql } from "kysely";
import type { Logger } from "pino";
import { Fault, isFault } from "#core/fault.ts";
import { databasePlace } from "./database-fault.ts";
import { openDatabase } from "./open-database.ts";
import type { Schema } from "./schema.ts";

const folder = new URL("../../migrations/", import.meta.url);

/** Our advisory locks have two numbers: this one, and what is locked. */
export const lockSpace = 0x52_53_59_4e;
const migrationLock = 1;

const attempts = 10;
const turnMs = 120_000;

/** Applies what is pending and returns the names. Fault `misconfigured` when the database is newer than the program. */
export async function migrate(options: {
  readonly url: string;
  readonly log: Logger;
}): Promise<readonly string[]> {
  const { url, log } = options;
  // Two connections: one holds the lock, the other migrates.
  await using db = openDatabase({ url, log, max: 2, statementMs: 60_000 });
  return await db.kysely.connection().execute(async (turn) => {
    await takeTurn(turn, url);
    try {
      return await migrateToLatest(db.kysely, url, log);
    } finally {
      await sql`select pg_advisory_unlock(${lockSpace}, ${migrationLock})`.execute(turn).catch(() => {});
    }
  });
}

/** Names of migrations the database still lacks, in order. */
export async function pendingMigrations(db: { readonly kysely: Kysely<Schema> }): Promise<readonly string[]> {
  const done = await appliedMigrations(db.kysely);
  return (await migrationNames()).filter((name) => !done.includes(name));
}

async function takeTurn(turn: Kysely<Schema>, url: string): Promise<void> {
  const until = performance.now() + turnMs;
  for (;;) {
    const { rows } = await sql<{
      taken: boolean;
    }>`select pg_try_advisory_lock(${lockSpace}, ${migrationLock}) as taken`.execute(turn);
    if (rows[0]?.taken) return;
    if (performance.now() > until)
      throw new Fault(
        "conflict",
        `Another Resync has been migrating ${nameOf(url)} for ${turnMs / 1000} seconds. Wait for it to finish, or stop it, then start again.`,
        { retryable: true },
      );
    await sleep(100);
  }
}

async function migrateToLatest(db: Kysely<Schema>, url: string, log: Logger): Promise<readonly string[]> {
  const names = await migrationNames();
  const unknown = (await appliedMigrations(db)).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new Fault(
      "misconfigured",
      `${capital(nameOf(url))} is newer than this Resync: it has had migration "${unknown}", which this version does not know. Start the newer version, or restore a backup from before it.`,
    );
  const migrator = new Migrator({
    db,
    provider: {
      async getMigrations() {
        return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await load(name)])));
      },
    },
  });
  for (let attempt = 1; ; attempt++) {
    const { error, results = [] } = await migrator.migrateToLatest();
    if (!error) {
      const applied = results.map(({ migrationName }) => migrationName);
      if (applied.length > 0) log.info({ applied }, "The database was migrated.");
      return applied;
    }
    const busy = isFault(error) && error.code === "conflict" && error.retryable;
    if (busy && attempt < attempts) {
      log.info({ attempt }, "A table is in use, so the migration is tried again.");
      await sleep(500 * attempt);
      continue;
    }
    if (isFault(error) && error.code !== "internal") throw error;
    const failed = results.find(({ status }) => status === "Error")?.migrationName;
    throw new Fault(
      "internal",
      `Migrating ${nameOf(url)} failed${failed ? ` in "${failed}"` : ""} and changed nothing (${error instanceof Error ? error.message : String(error)}). Report this with the log; the older version still runs.`,
      { cause: error },
    );
  }
}

/** Each statement of a migration waits this long for a lock, then the whole is tried again. */
async function load(name: string): Promise<Migration> {
  const { up } = (await import(new URL(`${name}.ts`, folder).href)) as Migration;
  return {
    async up(db) {
      await sql`set local lock_timeout = '2s'`.execute(db);
      await up(db);
    },
  };
}

async function migrationNames(): Promise<readonly string[]> {
  return (await readdir(folder))
    .filter((file) => /^\d{4}-[a-z0-9-]+\.ts$/.test(file))
    .map((file) => file.slice(0, -".ts".length))
    .sort();
}

async function appliedMigrations(db: Kysely<Schema>): Promise<readonly string[]> {
  const { rows: tables } = await sql<{
    known: boolean;
  }>`select to_regclass('kysely_migration') is not null as known`.execute(db);
  if (!tables[0]?.known) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

function nameOf(url: string): string {
  const { host, database } = databasePlace(url);
  return `the database "${database}" at ${host}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
