// Runs once around the whole suite: one real Postgres for every test file, with a migrated template to clone.
//
// Embedded and in a temporary directory, unless TEST_DATABASE_URL or DATABASE_URL names a server whose role may
// create databases (that is `npm run test:services`).

import { randomUUID } from "node:crypto";
import { mkdtemp, rm, statfs } from "node:fs/promises";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { pino } from "pino";
import type { TestProject } from "vitest/node";
import { migrateDoorbell } from "#adapters/bullmq/migrate-doorbell.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "#adapters/postgres/embedded/start-embedded-postgres.ts";
import { migrate } from "#adapters/postgres/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A role that may create databases; tests use `testDatabase()`. */
    databaseUrl: string;
    /** The migrated database that `testDatabase()` clones. */
    databaseTemplate: string;
  }
}

const log = pino({ level: "silent" });

/** Nothing of a test's database outlives the run, so nothing waits for a disk. */
const throwAway = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_wal_size: "256MB",
  autovacuum: "off", // a worker of it in a database forbids the tests' role to drop that one
  max_connections: "300", // crash tests start many processes, and what a killed one held is closed only when noticed
};

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await using undo = new AsyncDisposableStack();
  const given = process.env.TEST_DATABASE_URL ?? process.env.DATABASE_URL;
  const { url, migrationUrl } = given ? { url: given, migrationUrl: given } : await embedded(undo);
  const template = `resync_template_${randomUUID().slice(0, 8)}`;
  await execute(url, `create database ${template}`);
  undo.defer(() => execute(url, `drop database if exists ${template} with (force)`));
  const templateUrl = new URL(migrationUrl);
  templateUrl.pathname = template;
  await migrate({ url: templateUrl.href, log });
  const doorbellUrl = new URL(url);
  doorbellUrl.pathname = template;
  await migrateDoorbell(doorbellUrl.href);
  project.provide("databaseUrl", url);
  project.provide("databaseTemplate", template);
  const teardown = undo.move();
  return () => teardown.disposeAsync();
}

/** A clone of the template is three hundred files: in memory it takes a twentieth of the time. null: there is not enough of it. */
async function roomInMemory(): Promise<string | null> {
  const path = "/dev/shm";
  const { bavail, bsize } = await statfs(path).catch(() => ({ bavail: 0, bsize: 0 }));
  return Math.min(bavail * bsize, freemem()) >= 4 * 2 ** 30 ? path : null;
}

async function embedded(undo: AsyncDisposableStack): Promise<EmbeddedPostgres> {
  const dataDir = await mkdtemp(join((await roomInMemory()) ?? tmpdir(), "resync-tests-"));
  undo.defer(() => rm(dataDir, { recursive: true, force: true }));
  return undo.use(await startEmbeddedPostgres({ dataDir, log, settings: throwAway }));
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
