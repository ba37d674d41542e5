// Durable engines side by side: the same work, one after the other on one machine and one Postgres with full durability, each
// in a process and a database of its own. A JSON line each, and a table at the end.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { pino } from "pino";
import { startEmbeddedPostgres } from "#adapters/postgres/embedded/start-embedded-postgres.ts";
import { freePort } from "../../support/redis.ts";
import { installPeers } from "../install-peers.ts";
import { contenders } from "./contender.ts";
import { type Figures, table } from "./table.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const longestMs = 300_000;

/** BENCH_ONLY names contenders, with commas between; BENCH_SECONDS is the time for each figure. */
export async function benchEngines(): Promise<void> {
  await installPeers();
  await using undo = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), "resync-bench-"));
  undo.defer(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = undo.use(await startEmbeddedPostgres({ dataDir, log: pino({ level: "warn" }) }));
  const redis = await startRedis(dataDir, undo);
  if (!redis) console.error("There is no redis-server here, so what needs one is left out.");
  await insistOnDurability(postgres.url);
  const only = process.env.BENCH_ONLY?.split(",");
  const measured: Figures[] = [];
  for (const name of Object.keys(contenders)) {
    if (only && !only.includes(name)) continue;
    if (!redis && /redis|bullmq/.test(name)) continue;
    const databaseUrl = await createDatabase(postgres.url, `bench_${name.replaceAll(" ", "_")}`);
    const figures = await measure(name, {
      BENCH_DATABASE_URL: databaseUrl,
      ...(redis ? { BENCH_REDIS_URL: redis.url, BENCH_REDIS_PID: String(redis.pid) } : {}),
    });
    if (figures) measured.push(figures);
  }
  console.log(`\n${table(measured)}`);
}

/** A figure taken with the disk's promise off would be worth nothing. */
export async function insistOnDurability(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const setting of ["fsync", "synchronous_commit", "full_page_writes"]) {
      const { rows } = await client.query(`show ${setting}`);
      const value = (rows as Record<string, string>[])[0]?.[setting];
      if (value !== "on") throw new Error(`${setting} is ${value}: nothing measured here would be durable.`);
    }
  } finally {
    await client.end();
  }
}

async function createDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const made = new URL(url);
  made.pathname = name;
  return made.href;
}

async function measure(name: string, env: Readonly<Record<string, string>>): Promise<Figures | null> {
  const child = spawn(
    process.execPath,
    ["--no-warnings", "--expose-gc", "tests/bench/engine/measure-contender.ts", name],
    { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] },
  );
  const exit = once(child, "exit");
  const timer = setTimeout(() => child.kill("SIGKILL"), longestMs);
  let figures: Figures | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"bench"')) continue;
    console.log(line);
    figures = JSON.parse(line) as Figures;
    // What it has to say is said; some take long to close ten thousand waits.
    child.kill("SIGKILL");
  }
  await exit;
  clearTimeout(timer);
  if (!figures) console.error(`${name} could not be measured.`);
  return figures;
}

async function startRedis(
  dir: string,
  undo: AsyncDisposableStack,
): Promise<{ readonly url: string; readonly pid: number } | null> {
  if (spawnSync("redis-server", ["--version"]).status !== 0) return null;
  const port = await freePort();
  const server: ChildProcess = spawn(
    "redis-server",
    ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", dir],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  undo.defer(async () => {
    const gone = once(server, "exit");
    server.kill("SIGTERM");
    await gone;
  });
  if (server.stdout)
    for await (const line of createInterface({ input: server.stdout }))
      if (line.includes("Ready to accept connections")) break;
  return { url: `redis://127.0.0.1:${port}`, pid: server.pid ?? 0 };
}
