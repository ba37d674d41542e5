// Postgres is where everything is kept, so without it nothing new is accepted; but nothing that was accepted is lost, and
// nothing is done twice. What hangs is let go of, what is asked meanwhile is answered with a sentence, and a little after
// Postgres is back everything goes on by itself.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "#adapters/postgres/embedded/start-embedded-postgres.ts";
import { migrate } from "#adapters/postgres/migrate.ts";
import { type TestApp, testApp } from "../support/app.ts";
import {
  type Answered,
  begin,
  call,
  checkpointOf,
  dayEnv,
  figure,
  follow,
  keptLog,
  reached,
  toldHowOften,
  until,
  upTo,
  type WorkflowsDir,
  workflowsDir,
} from "../support/bad-day.ts";
import { type TcpProxy, tcpProxy } from "../support/tcp-proxy.ts";

const opened = new AsyncDisposableStack();
const silent = pino({ level: "silent" });
let dataDir: string;
let server: EmbeddedPostgres;
let direct: string;
let proxy: TcpProxy;
let day: WorkflowsDir;
let app: TestApp;
const { log, lines } = keptLog();

async function startServer(port?: number): Promise<void> {
  server = await startEmbeddedPostgres({ dataDir, log: silent, ...(port === undefined ? {} : { port }) });
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "resync-bad-postgres-"));
  opened.defer(() => rm(dataDir, { recursive: true, force: true }));
  await startServer();
  opened.defer(() => server[Symbol.asyncDispose]());
  await migrate({ url: server.migrationUrl, log: silent });
  direct = server.url;
  proxy = opened.use(await tcpProxy({ host: "127.0.0.1", port: Number(new URL(direct).port) }));
  const throughProxy = new URL(direct);
  throughProxy.port = String(proxy.port);
  day = opened.use(await workflowsDir());
  app = opened.use(await testApp({ env: dayEnv(day), databaseUrl: throughProxy.href, log }));
}, 120_000);
afterAll(() => opened.disposeAsync(), 60_000);

async function ask(statement: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: direct });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

interface UnderWay {
  /** Five effects in a row, and a look of three seconds, in their midst. */
  readonly running: string;
  readonly looking: string;
  readonly asking: string;
  readonly checkpoint: string;
  readonly napping: string;
  readonly follower: ReturnType<typeof follow>;
}

async function underWay(name: string, seconds: { once: string; look: string }): Promise<UnderWay> {
  const { effects } = day;
  const asking = await begin(app, "ask", { effects, name: `${name}-ask`, seconds: "0" });
  const checkpoint = await checkpointOf(app, asking);
  const running = await begin(app, "chain", { effects, name: `${name}-once`, seconds: seconds.once });
  const looking = await begin(app, "look", { effects, name: `${name}-look`, seconds: seconds.look });
  const napping = await begin(app, "nap", { effects, name: `${name}-nap`, seconds: "3" });
  await until(
    async () =>
      (await day.words()).filter((word) => new RegExp(`^${name}-(once|look)`).test(word)).length >= 2,
    "both act",
    10_000,
  );
  return { asking, checkpoint, running, looking, napping, follower: follow(app, asking) };
}

interface Meanwhile {
  readonly answers: readonly (Answered & { readonly path: string })[];
  /** Jobs whose start was acknowledged. */
  readonly acknowledged: readonly string[];
}

/** Asks all the time, as people do, until told to stop. */
function askAllTheTime(name: string): { stop(): Promise<Meanwhile> } {
  let stopped = false;
  const answers: (Answered & { path: string })[] = [];
  const acknowledged: string[] = [];
  const asking = [
    ["GET", "/api/agent-jobs"],
    ["GET", "/api/admin/agent-checkpoints"],
    ["GET", "/ready"],
    ["POST", "/api/agent-jobs"],
    ["GET", "/api/health"],
  ].map(async ([method = "", path = ""]) => {
    for (let n = 0; !stopped; n += 1) {
      const body =
        method === "POST"
          ? {
              jobType: "look",
              taskDescription: "Meanwhile",
              inputData: { effects: day.effects, name: `${name}-meanwhile${n}`, seconds: "0" },
            }
          : undefined;
      const answer = await call(app, method, path, body);
      answers.push({ ...answer, path: `${method} ${path}` });
      if (method === "POST" && answer.status === 201) acknowledged.push(answer.body.job.id);
      await sleep(250);
    }
  });
  return {
    async stop() {
      stopped = true;
      await Promise.all(asking);
      return { answers, acknowledged };
    },
  };
}

/** No answer is a 500, none took too long, and every refusal is a sentence. */
function judge({ answers }: Meanwhile, slowestMs: number): string {
  for (const { path, status, body, ms } of answers) {
    expect([200, 201, 503], `${path}: ${JSON.stringify(body)}`).toContain(status);
    if (status === 503 && path !== "GET /api/health") expect(body.detail).toMatch(/^[A-Z].{20,}\.$/s);
    expect(ms, path).toBeLessThan(slowestMs);
  }
  const refused = answers.filter(({ status }) => status === 503);
  return `${answers.length} answers, ${refused.length} of them 503, the slowest after ${Math.round(Math.max(...answers.map(({ ms }) => ms)))} ms`;
}

async function allIsWell(work: UnderWay, { acknowledged }: Meanwhile, name: string): Promise<void> {
  for (const id of [work.looking, work.napping, ...acknowledged]) await reached(app, id, "COMPLETED", 30_000);
  const approved = await call(app, "POST", `/api/admin/agent-checkpoints/${work.checkpoint}`);
  expect(approved.status, JSON.stringify(approved.body)).toBe(200);
  await reached(app, work.asking, "COMPLETED", 10_000);
  await work.follower.ended;
  const { body } = await call(app, "GET", `/api/agent-jobs/${work.asking}`);
  expect(work.follower.seen).toEqual(upTo(body.job.lastEvent));
  // No effect twice: each word is there once.
  const once = (await day.words()).filter(
    (word) => word.startsWith(`${name}-once`) || word === `${name}-ask`,
  );
  expect(once).toEqual([...new Set(once)]);
}

/** Told as they were found: recorded, or a person is asked. */
async function onceIsRecordedOrAsked(work: UnderWay): Promise<string> {
  let state = "";
  await until(
    async () => {
      const { body } = await call(app, "GET", `/api/agent-jobs/${work.running}`);
      const unknown = body.job?.steps.find((each: { state: string }) => each.state === "UNKNOWN");
      state = unknown ? `${unknown.id ?? unknown.step} is unknown` : body.job?.status;
      return unknown || state === "COMPLETED";
    },
    "the effects are recorded, or a person is asked",
    60_000,
  );
  if (state === "COMPLETED") return "recorded";
  const { body } = await call(app, "GET", `/api/agent-jobs/${work.running}/checkpoints`);
  expect(body.checkpoints).toMatchObject([{ checkpointType: "ERROR", status: "PENDING" }]);
  return state;
}

const serves = () =>
  until(async () => (await call(app, "GET", "/api/agent-jobs")).status === 200, "it serves", 60_000);

it("all connections are ended: every job goes on, and nobody is told more than to try again", async () => {
  const work = await underWay("t", { once: "1", look: "3" });
  const said = lines.length;
  const asking = askAllTheTime("t");
  await ask("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'resync%'");
  await sleep(500);
  proxy.cut(); // and once more without a word of Postgres
  const back = await serves();
  await sleep(1_500);
  const meanwhile = await asking.stop();
  await allIsWell(work, meanwhile, "t");
  expect(await onceIsRecordedOrAsked(work)).toBe("recorded");
  figure(
    `backends ended: serves after ${Math.round(back)} ms; ${judge(meanwhile, 5_000)}; ${lines.length - said} log lines`,
  );
  expect(lines.length - said, toldHowOften(lines.slice(said))).toBeLessThan(20);
}, 90_000);

it("it is stopped and started again: 503 and a sentence meanwhile, and within ten seconds all goes on", async () => {
  const work = await underWay("r", { once: "1", look: "6" });
  const said = lines.length;
  const asking = askAllTheTime("r");
  await sleep(300);
  await server[Symbol.asyncDispose]();
  await sleep(4_000);
  expect((await fetch(`${app.url}/ready`)).status).toBe(503);
  await startServer(Number(new URL(direct).port));
  const back = await serves();
  await sleep(1_000);
  const meanwhile = await asking.stop();
  figure(
    `restarted: serves after ${Math.round(back)} ms; ${judge(meanwhile, 20_000)}; ${lines.length - said} log lines`,
  );
  expect(back).toBeLessThan(10_000);
  expect(meanwhile.answers.some(({ status }) => status === 503)).toBe(true);
  await allIsWell(work, meanwhile, "r");
  expect(await onceIsRecordedOrAsked(work)).toBe("recorded");
  expect(lines.length - said, toldHowOften(lines.slice(said))).toBeLessThan(60);
}, 120_000);

it("its connections go silent for longer than the lease: nothing hangs, nothing is lost, nothing is done twice", async () => {
  const work = await underWay("z", { once: "4", look: "12" });
  const said = lines.length;
  const asking = askAllTheTime("z");
  await sleep(300);
  proxy.freezeAll();
  await sleep(25_000);
  proxy.thaw();
  const back = await serves();
  await sleep(1_000);
  const meanwhile = await asking.stop();
  figure(
    `silent for 25 s: serves after ${Math.round(back)} ms; ${judge(meanwhile, 20_000)}; ${lines.length - said} log lines`,
  );
  expect(back).toBeLessThan(10_000);
  const once = await onceIsRecordedOrAsked(work);
  await allIsWell(work, meanwhile, "z");
  figure(`the effect that was acting: ${once}`);
  expect(lines.length - said, toldHowOften(lines.slice(said))).toBeLessThan(60);
}, 150_000);
