// A process with an embedded Postgres that serves until its standard input ends. Says its URL, or the sentence it got.

import { pino } from "pino";
import { startEmbeddedPostgres } from "#adapters/postgres/embedded/start-embedded-postgres.ts";

const [dataDir = ""] = process.argv.slice(2);
try {
  const server = await startEmbeddedPostgres({
    dataDir,
    log: pino({ level: "silent" }),
    settings: { fsync: "off" },
  });
  process.stdout.write(`${server.url}\n`);
  for await (const _ of process.stdin);
  await server[Symbol.asyncDispose]();
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : error}\n`);
}
