// `npm run test:crash -- --minutes 30 --seed 7`: random faults for as long as asked, on both doorbells in turn, and at the
// end the questions every crash test ends with. Exit 1 when anything is lost, doubled, stuck, or broken.
//
// Three workers are kept alive by a supervisor. They are killed, frozen beyond their lease, restarted politely, started
// with a clock an hour off, and fall by themselves at random points of a step's life; Redis is flushed and killed, and
// Postgres drops its connections. Every minute there is calm: what is frozen is thawed, what is unknown is looked up at
// its target and resolved, and the invariants are checked.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import pg from "pg";
import { pino } from "pino";
import { startEmbeddedPostgres } from "#adapters/postgres/embedded/start-embedded-postgres.ts";
import { migrate } from "#adapters/postgres/migrate.ts";
import { isFault } from "#core/fault.ts";
import { hasEnded } from "#core/job/job.ts";
import type { ChaosWorker } from "../support/chaos-fleet.ts";
import { chaosYard, type Yard } from "../support/chaos-yard.ts";
import { redisInstalled, type TestRedis, testRedis } from "../support/redis.ts";

const tell = (line: string): void => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, seed: { type: "string" } },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
if (!(minutes > 0) || !Number.isInteger(seed)) {
  tell("Say --minutes as a number above 0, and --seed as a whole number.");
  process.exit(2);
}

let state = seed;
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const between = (from: number, to: number): number => from + random() * (to - from);
function oneOf<T>(items: readonly T[]): T | undefined {
  return items[Math.floor(random() * items.length)];
}

const leaseMs = 1_500;
const kinds = ["mixed", "slow", "short", "family", "asked", "slow", "mixed"] as const;
const tally = new Map<string, number>();
const count = (what: string, by = 1): void => void tally.set(what, (tally.get(what) ?? 0) + by);

interface Scene {
  readonly yard: Yard;
  readonly redis: TestRedis | null;
  readonly databaseUrl: string;
  readonly frozen: Set<ChaosWorker>;
  readonly working: Set<ChaosWorker>;
  readonly fallen: string[];
}

/** What refuses for a while, because something is down on purpose, is no finding; anything else is. */
async function mayFail(what: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const expected =
      isFault(error) && (error.retryable || error.code === "conflict" || error.code === "gone");
    if (!expected) throw error;
    count(`${what} refused for a while`);
  }
}

function startWorker(scene: Scene): void {
  const shifted = random() < 0.25 ? { clockShiftMs: oneOf([-3_600_000, 3_600_000]) ?? 0 } : {};
  const dice = { seed: Math.floor(random() * 2 ** 31), kill: 0.004 };
  const worker = scene.yard.fleet.start({ dice, concurrency: Math.floor(between(1, 7)), ...shifted });
  count("workers started");
  let worked = false;
  worker.ready.then(
    () => {
      worked = true;
      scene.working.add(worker);
    },
    () => {},
  );
  void worker.ended.then((how) => {
    scene.working.delete(worker);
    const when = worked ? "" : " before they worked";
    count(how === "SIGKILL" ? `workers killed${when}` : `workers ended ${how}${when}`);
    // One may not begin without its database; one that worked goes only when it is killed or asked.
    if (worked && how !== "SIGKILL" && how !== "0")
      scene.fallen.push(`A worker ended by itself (${how}): ${worker.log().slice(-2_000)}`);
  });
}

const alive = ({ yard }: Scene): readonly ChaosWorker[] =>
  yard.fleet.workers.filter((each) => each.isAlive());

async function freeze(scene: Scene, worker: ChaosWorker): Promise<void> {
  scene.frozen.add(worker);
  worker.signal("SIGSTOP");
  count("workers frozen");
  await sleep(between(leaseMs / 2, leaseMs * 3));
  worker.signal("SIGCONT");
  scene.frozen.delete(worker);
}

async function dropConnections(databaseUrl: string): Promise<void> {
  const admin = new URL(databaseUrl);
  const name = admin.pathname.slice(1);
  admin.pathname = "postgres";
  const client = new pg.Client({ connectionString: admin.href });
  client.on("error", () => {});
  await client.connect();
  await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
  await client.end();
  count("times all connections dropped");
}

async function restartRedis(redis: TestRedis): Promise<void> {
  await redis.kill();
  await sleep(between(200, 2_000));
  await redis.restart();
  count("times Redis killed");
}

/** One fault, or one thing people do. */
async function strike(scene: Scene): Promise<void> {
  const { yard, redis, databaseUrl } = scene;
  const worker = oneOf([...scene.working].filter((each) => !scene.frozen.has(each)));
  const dice = random();
  if (dice < 0.35) {
    const kind = oneOf(kinds) ?? "mixed";
    await mayFail(
      "starting",
      yard.start(kind, Math.floor(between(1, 6))).then((ids) => count("jobs started", ids.length)),
    );
  } else if (dice < 0.5) worker?.signal("SIGKILL");
  else if (dice < 0.62 && worker) void freeze(scene, worker);
  else if (dice < 0.7) {
    worker?.signal("SIGTERM");
    count("workers asked to leave");
  } else if (dice < 0.74) await dropConnections(databaseUrl).catch(() => {});
  else if (dice < 0.78 && redis) {
    await redis.say("FLUSHALL").catch(() => {});
    count("times Redis flushed");
  } else if (dice < 0.8 && redis) await restartRedis(redis);
  else if (dice < 0.9) await mayFail("approving", approve(scene));
  else if (dice < 0.93) await mayFail("cancelling", cancelOne(scene));
  while (alive(scene).length < 3) startWorker(scene);
}

async function approve({ yard }: Scene): Promise<void> {
  const { checkpoints } = await yard.opened.reader.checkpoints({ status: "PENDING", limit: 5, offset: 0 });
  for (const { id, purpose } of checkpoints)
    if (purpose === "approval") {
      await yard.engine.decide(id, { kind: "approve" }, { person: yard.decider, surface: "soak" });
      count("approvals");
    }
}

async function cancelOne({ yard }: Scene): Promise<void> {
  const { jobs } = await yard.opened.reader.list({ live: true, limit: 20, offset: 0 });
  const job = oneOf(jobs.filter(({ parent }) => parent === null));
  if (!job) return;
  await yard.engine.steer(job.id, "cancel", { person: yard.decider, surface: "soak" });
  count("jobs cancelled");
}

/** Nobody is frozen, everything goes as far as it can, and people say what happened. */
async function calm(scene: Scene): Promise<readonly string[]> {
  const { yard } = scene;
  while (scene.frozen.size > 0) await sleep(100);
  for (const worker of alive(scene)) worker.signal("SIGTERM");
  await Promise.all(yard.fleet.workers.map(({ ended }) => ended));
  const healthy = [yard.fleet.start(), yard.fleet.start()];
  await Promise.all(healthy.map(({ ready }) => ready));
  for (let round = 0; round < 20; round++) {
    await yard.settled(90_000);
    const { approved, happened, not } = await yard.decideAll();
    count("approvals", approved);
    count("unknown outcomes that had happened", happened);
    count("unknown outcomes that had not", not);
    if (approved + happened + not === 0) break;
  }
  const faults = [...scene.fallen, ...(await yard.faults())];
  for (const { id, status, failure } of await yard.jobs()) {
    if (!hasEnded(status)) faults.push(`Job ${id} is ${status} although nothing is left to wait for.`);
    else if (status === "FAILED" && !["poison", "child"].includes(failure?.code ?? ""))
      faults.push(`Job ${id} failed: ${failure?.code}: ${failure?.message}`);
  }
  for (const worker of healthy) worker.signal("SIGTERM");
  await Promise.all(healthy.map(({ ended }) => ended));
  return faults;
}

async function scene(
  name: string,
  urls: readonly [string, string],
  forMs: number,
): Promise<readonly string[]> {
  const [databaseUrl, effectsUrl] = urls;
  await using opening = new AsyncDisposableStack();
  const redis = name === "Redis" ? opening.use(await testRedis()) : null;
  const yard = opening.use(
    await chaosYard({ databaseUrl, effectsUrl, redisUrl: redis?.url ?? null, leaseMs }),
  );
  const at: Scene = { yard, redis, databaseUrl, frozen: new Set(), working: new Set(), fallen: [] };
  const from = performance.now();
  const until = from + forMs;
  while (performance.now() < until) {
    const calmAt = Math.min(until, performance.now() + 60_000);
    while (performance.now() < calmAt) {
      await strike(at);
      await sleep(between(20, 400));
    }
    const faults = await calm(at);
    tell(
      `${name}, ${Math.round((performance.now() - from) / 1000)} s: ${faults.length === 0 ? "whole" : "BROKEN"}`,
    );
    if (faults.length > 0) return faults.map((each) => `${name}: ${each}`);
  }
  for (const { status, failure } of await yard.jobs()) count(`jobs ${failure?.code ?? status}`);
  const hits = await yard.effects.hits();
  count("effects", hits.length);
  const { rows } = await yard.opened.db.pool.query<{ events: number; lost: number; late: number }>(
    `select (select count(*)::int from job_event) as events,
      (select count(*)::int from step_attempt where outcome = 'lost') as lost,
      (select count(*)::int from step_attempt where outcome = 'late') as late`,
  );
  count("events", rows[0]?.events ?? 0);
  count("tries lost with their worker", rows[0]?.lost ?? 0);
  count("late words kept as evidence", rows[0]?.late ?? 0);
  return [];
}

async function main(): Promise<number> {
  await using opening = new AsyncDisposableStack();
  const log = pino({ level: "silent" });
  const dataDir = await mkdtemp(join(tmpdir(), "resync-soak-"));
  opening.defer(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = opening.use(
    await startEmbeddedPostgres({ dataDir, log, settings: { max_connections: "200" } }),
  );
  const doorbells = redisInstalled ? ["Postgres", "Redis"] : ["Postgres"];
  tell(`seed ${seed}, ${minutes} minutes, doorbells: ${doorbells.join(" and ")}`);
  const findings: string[] = [];
  for (const name of doorbells) {
    const make = async (database: string, migrated: boolean): Promise<string> => {
      const admin = new pg.Client({ connectionString: postgres.url });
      await admin.connect();
      await admin.query(`create database ${database}`);
      await admin.end();
      const [url, migrationUrl] = [new URL(postgres.url), new URL(postgres.migrationUrl)];
      url.pathname = database;
      migrationUrl.pathname = database;
      if (migrated) await migrate({ url: migrationUrl.href, log });
      return url.href;
    };
    const urls = [
      await make(`soak_${name.toLowerCase()}`, true),
      await make(`target_${name.toLowerCase()}`, false),
    ] as const;
    findings.push(...(await scene(name, urls, (minutes * 60_000) / doorbells.length)));
  }
  for (const [what, times] of [...tally].toSorted()) tell(`${String(times).padStart(8)}  ${what}`);
  for (const finding of findings.slice(0, 100)) tell(finding);
  tell(
    findings.length === 0
      ? `Whole: every invariant holds and no once step acted twice (seed ${seed}).`
      : `BROKEN: ${findings.length} findings (seed ${seed}).`,
  );
  return findings.length === 0 ? 0 : 1;
}

process.exit(await main());
