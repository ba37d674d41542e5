// How many transitions and commits a second the job store takes, with full durability: batches of 1, 8 and 32, two in
// flight, on an embedded Postgres of its own or on DATABASE_URL.
//
//   node tests/bench/engine/commit.ts [seconds per figure] [jobs that are there before]

import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { pino } from "pino";
import { startEmbeddedPostgres } from "#adapters/postgres/embedded/start-embedded-postgres.ts";
import { createJobReader } from "#adapters/postgres/jobs/create-job-reader.ts";
import { createJobStore } from "#adapters/postgres/jobs/create-job-store.ts";
import { createWorkerRoll } from "#adapters/postgres/jobs/create-worker-roll.ts";
import { migrate } from "#adapters/postgres/migrate.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import type { JobStore, Transition } from "#ports/job-store.ts";
import { report, rounded, spreadOf, timed } from "../measure.ts";
import { fiveSteps } from "./five-steps.ts";

const lanes = 2;
const worker = "bench";
const seconds = Number(process.argv[2] ?? 5);
const before = Number(process.argv[3] ?? 0);
const log = pino({ level: "silent" });

await using undo = new AsyncDisposableStack();
const url = process.env.DATABASE_URL ?? (await embedded());
await migrate({ url, log });
await using db = openDatabase({ url, log, max: 4, statementMs: 60_000 });
const store = createJobStore(db);
await createWorkerRoll(db).enrol({ id: worker, host: "here", pid: process.pid, slots: 8 }, 3_600_000);

if (before > 0) await fill(before);
for (const size of [1, 8, 32]) await run("commit", size);
await asking();
await footprint();

/** Each lane holds `size` jobs in hand and commits the next transition of each of them together. */
async function run(bench: string, size: number): Promise<void> {
  let transitions = 0;
  let commits = 0;
  const cpu = process.cpuUsage();
  const backends = await backendCpu();
  const wal = await walPosition();
  const began = performance.now();
  const enough = () => performance.now() - began > seconds * 1000;
  const lane = async () => {
    const hands = Array.from({ length: size }, () => fiveSteps(worker, jobId()));
    while (!enough()) {
      const batch: Transition[] = [];
      for (const [place, hand] of hands.entries()) {
        let next = hand.next();
        if (next.done) {
          const fresh = fiveSteps(worker, jobId());
          hands[place] = fresh;
          next = fresh.next();
        }
        if (!next.done) batch.push(next.value);
      }
      await commitAll(store, batch);
      transitions += batch.length;
      commits++;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const elapsed = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  report(bench, {
    batch: size,
    lanes,
    jobsPerSecond: rounded(transitions / 6 / elapsed, 0),
    transitionsPerSecond: rounded(transitions / elapsed, 0),
    commitsPerSecond: rounded(commits / elapsed, 0),
    msPerCommit: rounded((elapsed * 1000 * lanes) / commits),
    // Cores' time, which other work on the machine hardly changes.
    nodeUsPerTransition: rounded((user + system) / transitions, 0),
    postgresUsPerTransition: rounded(((await backendCpu()) - backends) / transitions, 0),
    walKbPerJob: rounded(((await walPosition()) - wal) / 1024 / (transitions / 6)),
  });
}

/** Copies of one ended job with all its rows, under ids of their own. */
async function fill(jobs: number): Promise<void> {
  for (const transition of fiveSteps(worker, "original")) await commitAll(store, [transition]);
  const began = performance.now();
  await sql`create table copy_id as select gen_random_uuid()::text as id from generate_series(1, ${jobs})`.execute(
    db.kysely,
  );
  for (const table of ["ai_jobs", "job_step", "step_attempt", "job_event"]) {
    const key = table === "ai_jobs" ? "id" : "job_id";
    const { rows } = await sql<{ name: string }>`
      select attname as name from pg_attribute
      where attrelid = ${table}::regclass and attnum > 0 and attidentity = '' and attname <> ${key}
    `.execute(db.kysely);
    const columns = sql.join(rows.map(({ name }) => sql.ref(name)));
    for (const digit of "0123456789abcdef")
      await sql`insert into ${sql.table(table)} (${sql.ref(key)}, ${columns})
        select copy_id.id, ${sql.join(rows.map(({ name }) => sql.ref(`${table}.${name}`)))}
        from ${sql.table(table)} cross join copy_id
        where ${sql.ref(`${table}.${key}`)} = 'original' and starts_with(copy_id.id, ${digit})
      `.execute(db.kysely);
  }
  await sql`drop table copy_id`.execute(db.kysely);
  await sql`vacuum analyze`.execute(db.kysely);
  report("commit-fill", { jobs, seconds: rounded((performance.now() - began) / 1000) });
}

/** What readers and sweepers ask, with all these jobs there. */
async function asking(): Promise<void> {
  const reader = createJobReader(db);
  const roll = createWorkerRoll(db);
  const questions = {
    counts: () => reader.counts(),
    list: () => reader.list({ limit: 20, offset: 0 }),
    live: () => store.live("person-1"),
    due: () => store.due(100),
    lost: () => roll.lost(),
  };
  const { total } = await reader.list({ limit: 1, offset: 0 });
  for (const [question, ask] of Object.entries(questions))
    report("commit-asking", { question, jobs: total, ms: spreadOf(await timed(10, 1, ask)) });
}

async function commitAll(to: JobStore, batch: readonly Transition[]): Promise<void> {
  const lost = (await to.commit(batch)).find(({ kind }) => kind !== "committed");
  if (lost) throw new Error(`A transition lost: ${lost.kind}`);
}

function jobId(): string {
  return randomUUID();
}

/** Processor time of our connections' server processes in microseconds; 0 where they are not on this machine. */
async function backendCpu(): Promise<number> {
  const { rows } = await sql<{
    pid: number;
  }>`select pid from pg_stat_activity where datname = current_database()`.execute(db.kysely);
  let ticks = 0;
  for (const { pid } of rows) {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  }
  return ticks * 10_000;
}

async function walPosition(): Promise<number> {
  const { rows } = await sql<{
    bytes: number;
  }>`select (pg_current_wal_insert_lsn() - '0/0')::float8 as bytes`.execute(db.kysely);
  return rows[0]?.bytes ?? 0;
}

async function footprint(): Promise<void> {
  const { rows } = await sql<{ name: string; rows: number; mb: number; hot: number }>`
    select relname as name, n_live_tup as rows,
      round(pg_total_relation_size(relid) / 1048576.0, 1)::float8 as mb,
      round(100.0 * n_tup_hot_upd / nullif(n_tup_upd, 0))::float8 as hot
    from pg_stat_user_tables where n_tup_ins > 0 order by pg_total_relation_size(relid) desc limit 6
  `.execute(db.kysely);
  for (const { name, ...rest } of rows) report("commit-table", { table: name, ...rest });
}

async function embedded(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "resync-bench-"));
  undo.defer(() => rm(dataDir, { recursive: true, force: true }));
  return undo.use(await startEmbeddedPostgres({ dataDir, log })).url;
}
