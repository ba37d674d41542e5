// One contender in a process of its own: `node --expose-gc measure-contender.ts NAME`, with BENCH_DATABASE_URL, BENCH_REDIS_URL,
// BENCH_REDIS_PID and BENCH_SECONDS in the environment. Prints one JSON line. Everything is bounded in time, so that a
// slow contender is measured on less work and not for longer.

import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { memoryOf, report, rounded, spreadOf } from "../measure.ts";
import { type Contender, contenders } from "./contender.ts";
import { type Spent, spentBy } from "./spent.ts";

const inFlight = 256;
const fullTable = 100_000;
const [name = "", part = "all"] = process.argv.slice(2);
const databaseUrl = process.env.BENCH_DATABASE_URL ?? "";
const seconds = Number(process.env.BENCH_SECONDS ?? 8);
const waitingJobs = Number(process.env.BENCH_WAITING ?? 10_000);
const open = contenders[name];
if (!open) throw new Error(`No contender is called "${name}".`);

await using contender = await open({ databaseUrl, redisUrl: process.env.BENCH_REDIS_URL ?? null });
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
await using _ = { [Symbol.asyncDispose]: () => client.end() };

const figures: Record<string, unknown> = { contender: name };
const does = (one: string) => part === "all" || part === one;
await during(seconds / 2, 32, contender.five);
if (does("speed")) {
  figures.oneInFlightMs = spreadOf(await during(seconds, 1, contender.five, 400));
  Object.assign(figures, await saturated(contender));
}
if (does("parallel") && contender.parallel) {
  await during(seconds / 4, 1, contender.parallel, 20);
  figures.parallelMs = spreadOf(await during(seconds, 1, contender.parallel, 100));
}
if (does("signal") && contender.wait) figures.signalMs = await signalled(contender.wait);
if (does("waiting") && contender.wait) Object.assign(figures, await holding(contender.wait));
if (does("full") && contender.fill) {
  await contender.fill(fullTable);
  figures.full = { jobsInTable: fullTable, ...(await saturated(contender)) };
}
report("engine", figures);

/** Again and again for so long, or so often at most; how long each took. */
async function during(
  forSeconds: number,
  flying: number,
  work: () => Promise<unknown>,
  most = Number.POSITIVE_INFINITY,
): Promise<readonly number[]> {
  const times: number[] = [];
  const began = performance.now();
  let left = most;
  await Promise.all(
    Array.from({ length: flying }, async () => {
      while (left-- > 0 && performance.now() - began < forSeconds * 1_000) {
        const from = performance.now();
        await work();
        times.push(performance.now() - from);
      }
    }),
  );
  return times;
}

/** As many jobs as it manages in the time, and what each takes. */
async function saturated({ five }: Contender): Promise<object> {
  await during(seconds / 4, inFlight, five);
  const before = await spentBy(client);
  const began = performance.now();
  const jobs = (await during(seconds, inFlight, five)).length;
  const elapsed = (performance.now() - began) / 1_000;
  const { nodeMs } = await spentBy(client);
  await sleep(1_100); // the server's own counters come a second late
  const after = { ...(await spentBy(client)), nodeMs };
  const each = (what: keyof Spent, digits = 2) => rounded((after[what] - before[what]) / jobs, digits);
  return {
    inFlight,
    jobsPerSecond: rounded(jobs / elapsed, 0),
    cpuMsPerJob: rounded(each("nodeMs") + each("postgresMs") + each("redisMs")),
    nodeMsPerJob: each("nodeMs"),
    postgresMsPerJob: each("postgresMs"),
    redisMsPerJob: each("redisMs"),
    transactionsPerJob: each("transactions"),
    writesPerJob: each("writes"),
    walKbPerJob: each("walKb", 1),
  };
}

/** From the giving of a signal to the first line of the next step, one job at a time. */
async function signalled(wait: NonNullable<Contender["wait"]>): Promise<object> {
  const times: number[] = [];
  await during(
    seconds,
    1,
    async () => {
      const { signal } = await wait();
      await sleep(30); // it waits by now, whatever it does for that
      const gave = performance.now();
      times.push((await signal()) - gave);
    },
    120,
  );
  return spreadOf(times.slice(Math.min(20, times.length >> 1)));
}

/** What jobs that wait cost while nobody signals. */
async function holding(wait: NonNullable<Contender["wait"]>): Promise<object> {
  const settled = async () => {
    await sleep(3_000);
    for (let round = 0; round < 3; round++) globalThis.gc?.();
    const resident = (await memoryOf(process.pid)) ?? 0;
    const heap = process.memoryUsage().heapUsed / 1_048_576;
    return { resident, heap, database: await databaseSize() };
  };
  const before = await settled();
  const idle = await restingFor(3);
  const jobs = (await during(seconds * 2, inFlight, wait, waitingJobs)).length;
  const after = await settled();
  const per = (value: number) => rounded((value * 10_000) / jobs, 1);
  return {
    waitingJobs: jobs,
    heapMbPer10000: per(after.heap - before.heap),
    residentMbPer10000: per(after.resident - before.resident),
    databaseMbPer10000: per(after.database - before.database),
    // Of one core, with none and with all of them waiting.
    restingCpuPercent: [idle, await restingFor(3)],
  };
}

async function restingFor(forSeconds: number): Promise<number> {
  const before = await spentBy(client);
  await sleep(forSeconds * 1_000);
  const after = await spentBy(client);
  const ms =
    after.nodeMs + after.postgresMs + after.redisMs - before.nodeMs - before.postgresMs - before.redisMs;
  return rounded(ms / forSeconds / 10, 1);
}

async function databaseSize(): Promise<number> {
  const { rows } = await client.query(
    "select pg_database_size(current_database())::float8 / 1048576 as megabytes",
  );
  return (rows as { megabytes: number }[])[0]?.megabytes ?? 0;
}
