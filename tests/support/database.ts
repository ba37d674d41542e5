// A database of a test's own: a clone of the migrated template, dropped when the test lets go of it.

import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
}

/** `{ empty: true }` gives one that nobody has migrated. */
export async function testDatabase(options: { readonly empty?: boolean } = {}): Promise<TestDatabase> {
  const adminUrl = inject("databaseUrl");
  const template = options.empty ? "template1" : inject("databaseTemplate");
  const name = `resync_test_${randomUUID().replaceAll("-", "")}`;
  await execute(adminUrl, `create database ${name} template ${template} strategy file_copy`);
  const url = new URL(adminUrl);
  url.pathname = name;
  return {
    url: url.href,
    [Symbol.asyncDispose]: () => execute(adminUrl, `drop database if exists ${name} with (force)`),
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    // Clones of one template made at the same moment wait for each other.
    for (let attempt = 1; ; attempt++) {
      try {
        await client.query(statement);
        return;
      } catch (error) {
        if (!(error instanceof pg.DatabaseError) || error.code !== "55006" || attempt === 20) throw error;
        await new Promise((resolve) => setTimeout(resolve, 25 * attempt));
      }
    }
  } finally {
    await client.end();
  }
}
