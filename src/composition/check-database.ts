// `npm run worker:check-db`: can a worker work against this database? Looked at as it is; nothing is changed there.

import { sql } from "kysely";
import type { Logger } from "pino";
import { pendingMigrations } from "#adapters/postgres/migrate.ts";
import { openDatabase, waitForDatabase } from "#adapters/postgres/open-database.ts";
import { Fault } from "#core/fault.ts";

const tables = ["agent_checkpoints", "ai_jobs"] as const;

/** Prints a line for each thing found; a Fault says what is missing and how to bring it. */
export async function checkDatabase(url: string, log: Logger, print: (line: string) => void): Promise<void> {
  await waitForDatabase({ url, log, withinMs: 3_000 });
  await using db = openDatabase({ url, log, max: 1 });
  print("✅ Database connection successful!");
  for (const table of tables) {
    const { rows } = await sql<{ there: boolean }>`select to_regclass(${table}) is not null as there`.execute(
      db.kysely,
    );
    if (!rows[0]?.there)
      throw new Fault(
        "misconfigured",
        `The table ${table} is not there. Make the tables first: npm run migrate.`,
      );
    print(`✅ ${table} table exists`);
  }
  const pending = await pendingMigrations(db);
  if (pending.length > 0)
    throw new Fault(
      "misconfigured",
      `The database lacks ${pending.join(", ")}. Bring it up to date: npm run migrate.`,
    );
  print("✅ Database is ready for agent worker!");
}
