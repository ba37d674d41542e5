// What was spent so far: processor time of this process, of all of Postgres and of Redis; transactions, and waits for the disk.

import { readdir, readFile } from "node:fs/promises";
import type pg from "pg";

export interface Spent {
  readonly nodeMs: number;
  readonly postgresMs: number;
  readonly redisMs: number;
  /** Of this database, those that only read included. */
  readonly transactions: number;
  /** How often the write-ahead log was forced to disk, by the whole server: durable commits, those of a group as one. */
  readonly writes: number;
  readonly walKb: number;
}

export async function spentBy(client: pg.Client): Promise<Spent> {
  const { user, system } = process.cpuUsage();
  const { rows } = await client.query(`
    select pg_backend_pid() as pid,
      (select xact_commit from pg_stat_database where datname = current_database())::float8 as transactions,
      (select coalesce(sum(fsyncs), 0) from pg_stat_io where object = 'wal' and context = 'normal')::float8 as writes,
      (pg_current_wal_insert_lsn() - '0/0')::float8 / 1024 as "walKb"`);
  const [row] = rows as { pid: number; transactions: number; writes: number; walKb: number }[];
  if (!row) throw new Error("Postgres says nothing of itself.");
  const { pid, ...counted } = row;
  const redis = await timesOf(Number(process.env.BENCH_REDIS_PID ?? 0));
  return {
    nodeMs: (user + system) / 1_000,
    postgresMs: await serverMs(pid),
    redisMs: redis?.ms ?? 0,
    ...counted,
  };
}

/** All processes of the server a backend belongs to, those that have ended included; 0 where /proc is not. */
async function serverMs(backend: number): Promise<number> {
  const postmaster = (await timesOf(backend))?.parent;
  if (postmaster === undefined) return 0;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = await Promise.all(pids.map(timesOf));
  const children = all.filter((each) => each?.parent === postmaster);
  const own = await timesOf(postmaster);
  const alive = children.reduce((sum, each) => sum + (each?.ms ?? 0), 0);
  return (own?.ms ?? 0) + (own?.endedChildrenMs ?? 0) + alive;
}

async function timesOf(pid: number) {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = (from: number) => (Number(fields[from]) + Number(fields[from + 1])) * 10;
  return { parent: Number(fields[1]), ms: ticks(11), endedChildrenMs: ticks(13) };
}
