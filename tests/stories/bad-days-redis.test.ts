// Redis only tells workers sooner. Whatever happens to it, jobs are accepted, run and end: a Resync that runs its own
// steps does not notice, and workers elsewhere find their work by themselves. When it is back, they are rung again.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApp, testApp } from "../support/app.ts";
import {
  begin,
  call,
  checkpointOf,
  dayEnv,
  figure,
  follow,
  keptLog,
  reached,
  until,
  upTo,
  type WorkflowsDir,
  workflowsDir,
} from "../support/bad-day.ts";
import { testDatabase } from "../support/database.ts";
import { launch, undo } from "../support/process.ts";
import { redisTested, type TestRedis, testRedis } from "../support/redis.ts";
import { type TcpProxy, tcpProxy } from "../support/tcp-proxy.ts";

const opened = new AsyncDisposableStack();
let redis: TestRedis;
let proxy: TcpProxy;
let day: WorkflowsDir;
/** Runs its own steps. */
let solo: TestApp;
/** Runs none; two workers do, processes of their own. */
let front: TestApp;
const soloLog = keptLog();
const frontLog = keptLog();
/** How often a worker looks by itself. */
const pollMs = 5_000;
/** A step that waits is looked for after ten seconds (readyGraceMs): what runs sooner elsewhere was rung for. */
const rungMs = 8_000;

const queueOf = async (app: TestApp) => (await call(app, "GET", "/api/health")).body.checks.queue;

/** Three jobs of five effects each, to their end; every effect happens once, in order. */
async function chains(app: TestApp, name: string, withinMs: number): Promise<number> {
  const began = performance.now();
  const names = [1, 2, 3].map((n) => `${name}-${n}`);
  const ids = await Promise.all(
    names.map((each) => begin(app, "chain", { effects: day.effects, name: each, seconds: "0" })),
  );
  await Promise.all(ids.map((id) => reached(app, id, "COMPLETED", withinMs)));
  const took = performance.now() - began;
  const words = await day.words();
  for (const each of names)
    expect(words.filter((word) => word.startsWith(each))).toEqual(upTo(5).map((n) => `${each}-${n}`));
  return took;
}

let batches = 0;
/** Both workers are rung: eight looks are done by two processes, sooner than either would look by itself. */
async function shared(): Promise<boolean> {
  batches += 1;
  const name = `batch${batches}.`;
  const began = performance.now();
  const ids = await Promise.all(
    upTo(8).map((n) => begin(front, "look", { effects: day.effects, name: `${name}${n}`, seconds: "0.3" })),
  );
  await Promise.all(ids.map((id) => reached(front, id, "COMPLETED", 60_000)));
  return (await day.pids(name)).size === 2 && performance.now() - began < rungMs;
}
const share = () => until(shared, "both processes share the work again", 60_000);

/** What is done to Redis, and how it is undone. */
const faults: readonly {
  readonly name: string;
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
  /** What /api/health says meanwhile; null: nothing that anybody could see. */
  readonly says: RegExp | null;
}[] = [
  {
    name: "killed, and restarted empty",
    begin: () => redis.kill(),
    end: () => redis.restart(),
    says: /cannot be reached/,
  },
  { name: "flushed", begin: () => redis.say("FLUSHALL"), end: async () => {}, says: null },
  {
    name: "full",
    begin: () => redis.say("CONFIG", "SET", "maxmemory", "1mb"),
    end: () => redis.say("CONFIG", "SET", "maxmemory", "0"),
    says: /no memory left/,
  },
  {
    name: "read-only",
    begin: () => redis.say("REPLICAOF", "127.0.0.1", "1"),
    end: () => redis.say("REPLICAOF", "NO", "ONE"),
    says: /read-only replica/,
  },
  {
    name: "frozen without a word",
    begin: async () => proxy.freezeAll(),
    end: async () => proxy.thaw(),
    says: /not answer/,
  },
];

describe.skipIf(!redisTested)("Redis on a bad day", () => {
  beforeAll(async () => {
    redis = opened.use(await testRedis({ down: true }));
    proxy = opened.use(await tcpProxy({ host: "127.0.0.1", port: redis.port }));
    day = opened.use(await workflowsDir());
    const env = {
      ...dayEnv(day),
      REDIS_URL: `redis://127.0.0.1:${proxy.port}`,
      WORKER_POLL_INTERVAL_MS: String(pollMs),
    };
    const database = opened.use(await testDatabase());
    [solo, front] = await Promise.all([
      testApp({ env: { ...env, WORKER_POLL_INTERVAL_MS: "20000" }, log: soloLog.log }),
      testApp({ env: { ...env, RESYNC_ROLES: "api,monitor" }, log: frontLog.log, databaseUrl: database.url }),
    ]);
    opened.use(solo);
    opened.use(front);
    const workers = [1, 2].map(() => {
      const worker = launch(front.dataDir, "src/worker-main.ts", { ...env, DATABASE_URL: database.url });
      const end = undo.pop();
      opened.defer(async () => void (await end?.()));
      return worker;
    });
    for (const { output } of workers)
      await until(async () => output().includes("Worker started"), `a worker: ${output()}`, 60_000);
  }, 120_000);
  afterAll(() => opened.disposeAsync());

  it("it is down when Resync starts: everything works, the health says it, and the log once", async () => {
    const alone = await chains(solo, "down-solo", 10_000);
    const elsewhere = await chains(front, "down-front", 60_000);
    for (const app of [solo, front])
      expect(await queueOf(app)).toMatchObject({
        state: "degraded",
        detail: expect.stringMatching(/cannot be reached.* Nothing is lost/),
      });
    expect((await fetch(`${solo.url}/ready`)).status).toBe(200);
    for (const { lines } of [soloLog, frontLog])
      expect(lines.filter(({ msg }) => /cannot be reached/.test(msg))).toHaveLength(1);
    await redis.restart();
    const took = await share();
    figure(
      `down at the start: 15 steps took ${ms(alone)} alone and ${ms(elsewhere)} elsewhere; shared ${ms(took)} after it came`,
    );
  }, 120_000);

  for (const [index, fault] of faults.entries())
    it(`it is ${fault.name}: what runs, waits, naps and is followed goes on, and is shared again afterwards`, async () => {
      const { effects } = day;
      const before = await chains(solo, `b${index}`, 10_000);
      const running = await begin(solo, "chain", { effects, name: `r${index}`, seconds: "0.3" });
      const asking = await begin(solo, "ask", { effects, name: `a${index}`, seconds: "0" });
      const napping = await begin(solo, "nap", { effects, name: `n${index}`, seconds: "2" });
      const asked = await begin(front, "ask", { effects, name: `f${index}`, seconds: "0" });
      const napped = await begin(front, "nap", { effects, name: `m${index}`, seconds: "2" });
      const followers = [follow(solo, asking), follow(front, asked)];
      const checkpoint = await checkpointOf(solo, asking);
      const other = await checkpointOf(front, asked, 20_000);
      const said = [soloLog.lines.length, frontLog.lines.length];

      await fault.begin();
      const began = performance.now();
      const during = await chains(solo, `d${index}`, 10_000);
      expect(during).toBeLessThan(3 * before + 1_000);
      expect((await call(solo, "POST", `/api/admin/agent-checkpoints/${checkpoint}`)).status).toBe(200);
      expect((await call(front, "POST", `/api/admin/agent-checkpoints/${other}`)).status).toBe(200);
      for (const id of [running, asking, napping]) await reached(solo, id, "COMPLETED", 10_000);
      const elsewhere = await chains(front, `e${index}`, 60_000);
      for (const id of [asked, napped]) await reached(front, id, "COMPLETED", 60_000);
      const all = performance.now() - began;
      for (const [at, follower] of followers.entries()) {
        await follower.ended;
        const { body } = await call(at === 0 ? solo : front, "GET", `/api/agent-jobs/${[asking, asked][at]}`);
        expect(follower.seen).toEqual(upTo(body.job.lastEvent));
        expect(follower.connects()).toBe(1);
      }
      const { says } = fault;
      if (says)
        await until(
          async () => {
            const { detail } = await queueOf(front);
            return says.test(detail) || Promise.reject(new Error(detail));
          },
          `the health says ${says}`,
          20_000,
        );

      await fault.end();
      const took = await share();
      const told = soloLog.lines.length + frontLog.lines.length - (said[0] ?? 0) - (said[1] ?? 0);
      figure(
        `${fault.name}: 15 steps alone ${ms(before)} before and ${ms(during)} during; elsewhere ${ms(elsewhere)}; all done in ${ms(all)}; shared ${ms(took)} after its end; ${told} log lines`,
      );
      expect(told).toBeLessThan(20);
    }, 150_000);

  it("it evicts what does not fit: Resync refuses to start, and says what to do", async () => {
    await redis.say("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    const opening = testApp({ env: { REDIS_URL: redis.url } });
    await expect(opening).rejects.toThrow(
      /maxmemory-policy is "allkeys-lru"\)\. Set it to noeviction: redis-cli CONFIG SET maxmemory-policy noeviction/,
    );
    // The control: with the cure it starts.
    await redis.say("CONFIG", "SET", "maxmemory-policy", "noeviction");
    await using cured = await testApp({ env: { REDIS_URL: redis.url } });
    expect((await fetch(`${cured.url}/ready`)).status).toBe(200);
  }, 30_000);
});

function ms(time: number): string {
  return `${Math.round(time)} ms`;
}
