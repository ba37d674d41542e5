// Where crash tests happen: a database, a target of effects in another one, jobs that act on it, and the questions that
// are asked when all is over.

import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { migrateDoorbell } from "#adapters/bullmq/migrate-doorbell.ts";
import { checkInvariants } from "#adapters/postgres/jobs/invariants.ts";
import type { Job } from "#core/job/job.ts";
import type { Person } from "#core/person.ts";
import type { Engine } from "#engine/engine.ts";
import { chaosFleet, type Fleet } from "./chaos-fleet.ts";
import type { ChaosWorkerOptions } from "./chaos-worker.ts";
import { type EngineOn, engineOn, type OpenedEngine, workflow, workflowsIn } from "./engine.ts";
import { type EffectTarget, effectTarget, prepareEffects } from "./test-actions.ts";

export const chaosWorkflows: readonly string[] = [
  // Every kind of effect at once, and again behind a join.
  workflow("mixed", [
    "id: look, uses: test.echo",
    "id: once, uses: test.once, needs: [look]",
    "id: keyed, uses: test.keyed, needs: [look]",
    "id: idempotent, uses: test.idempotent, needs: [look]",
    "id: prepared, uses: test.prepared, needs: [look]",
    "id: last, uses: test.once, needs: [once, keyed, idempotent, prepared]",
  ]),
  // The control: the same acts, with the protection of `once` switched off.
  workflow("careless", [
    "id: look, uses: test.echo",
    "id: once, uses: test.once, effect: idempotent, needs: [look]",
    "id: last, uses: test.once, effect: idempotent, needs: [once]",
  ]),
  workflow("slow", [
    "id: look, uses: test.echo",
    "id: once, uses: test.once, with: { ms: 400 }, needs: [look]",
    "id: keyed, uses: test.keyed, with: { ms: 400 }, needs: [look]",
    "id: wait, uses: test.wait, with: { ms: 300 }, needs: [once, keyed]",
    "id: last, uses: test.once, needs: [wait]",
  ]),
  workflow("asked", ["id: ask, uses: test.asks, with: { target: X }", "id: last, uses: test.once"]),
  workflow("family", ["id: child, uses: test.child, with: { workflow: slow }", "id: last, uses: test.keyed"]),
  workflow("poison", ["id: look, uses: test.echo", "id: bad, uses: test.kill", "id: last, uses: test.once"]),
  workflow("patient", ["id: a, uses: test.block, with: { ms: 2500 }", "id: b, uses: test.keyed"]),
  workflow("poison-once", ["id: bad, uses: test.kill, effect: once", "id: last, uses: test.once"]),
  workflow("short", [
    "id: a, uses: test.once",
    "id: b, uses: test.block, with: { ms: 50 }",
    "id: c, uses: test.keyed",
  ]),
];

export interface YardOptions {
  readonly databaseUrl: string;
  readonly effectsUrl: string;
  readonly redisUrl?: string | null;
  readonly leaseMs?: number;
  readonly pollIntervalMs?: number;
  readonly concurrency?: number;
  readonly doorbell?: EngineOn["doorbell"];
}

export interface Yard extends AsyncDisposable {
  /** This process: it starts jobs and decides, and runs no step. */
  readonly engine: Engine;
  readonly opened: OpenedEngine;
  readonly fleet: Fleet;
  readonly effects: EffectTarget;
  readonly requester: Person;
  readonly decider: Person;
  start(workflowId: string, count: number): Promise<readonly string[]>;
  /** When so many workers work and this process has heard of them, so that it rings. */
  seen(workers: number): Promise<void>;
  /** When every job has ended, or waits for people to say what happened. Rejects with those that do neither. */
  settled(withinMs: number): Promise<void>;
  /** Approves what waits, and resolves what is unknown by looking at the target; how many of each. */
  decideAll(): Promise<{ readonly approved: number; readonly happened: number; readonly not: number }>;
  jobs(): Promise<readonly Job[]>;
  /** Everything that is not as it must be, a sentence each; empty is whole. */
  faults(): Promise<readonly string[]>;
}

export async function chaosYard(options: YardOptions): Promise<Yard> {
  await using opening = new AsyncDisposableStack();
  const {
    databaseUrl,
    effectsUrl,
    redisUrl = null,
    leaseMs = 1_200,
    pollIntervalMs = 250,
    concurrency = 4,
  } = options;
  await Promise.all([redisUrl === null ? migrateDoorbell(databaseUrl) : null, prepareEffects(effectsUrl)]);
  const workflowsDir = await workflowsIn(chaosWorkflows);
  opening.defer(() => rm(workflowsDir, { recursive: true, force: true }));
  const on: ChaosWorkerOptions = {
    databaseUrl,
    effectsUrl,
    redisUrl,
    workflowsDir,
    leaseMs,
    pollIntervalMs,
    concurrency,
  };
  const opened = opening.use(
    await engineOn({
      ...on,
      concurrency: 0,
      connections: 5,
      ...(options.doorbell ? { doorbell: options.doorbell } : {}),
    }),
  );
  const effects = opening.use(effectTarget(effectsUrl));
  const fleet = opening.use(chaosFleet(on));
  const { engine, people, db } = opened;
  const by = { who: { id: "tests", name: "Tests" }, surface: "test" };
  const requester = await people.create({ name: "Olga", roles: ["operator"] }, by);
  const decider = await people.create({ name: "Ada", roles: ["admin"] }, by);

  async function jobs(): Promise<readonly Job[]> {
    const { rows } = await db.pool.query<{ id: string }>("select id from ai_jobs order by created_at, id");
    return (await Promise.all(rows.map(({ id }) => engine.job(id)))).filter((job) => job !== null);
  }

  const parts = opening.move();
  return {
    engine,
    opened,
    fleet,
    effects,
    requester,
    decider,
    async start(workflowId, count) {
      const started = await Promise.all(
        Array.from({ length: count }, () =>
          engine.start({ workflowId, inputs: {}, by: { person: requester, surface: "test" } }),
        ),
      );
      return started.map(({ id }) => id);
    },
    jobs,
    async seen(workers) {
      const alive =
        "select count(*)::int as alive from worker where slots > 0 and ended_at is null and lease_until > now()";
      for (let tries = 0; tries < 200; tries++) {
        const { rows } = await db.pool.query<{ alive: number }>(alive);
        if ((rows[0]?.alive ?? 0) >= workers) break;
        await sleep(25);
      }
      await sleep(leaseMs / 4 + 100); // its next beat
    },
    async settled(withinMs) {
      for (const end = performance.now() + withinMs; ; await sleep(100)) {
        const { rows } = await db.pool
          .query(unsettled)
          .catch(() => ({ rows: [{ id: "?", status: "no answer" }] }));
        if (rows.length === 0) return;
        if (performance.now() < end) continue;
        const stuck = await jobs();
        const told = stuck
          .filter(({ endedAt }) => endedAt === null)
          .map(({ id, status, steps, lookAt }) => ({ id, status, steps, lookAt }));
        const logs = fleet.workers.map((worker) => `${worker.pid}: ${worker.log().slice(-1_500)}`).join("\n");
        throw new Error(
          `${rows.length} jobs did not settle: ${JSON.stringify(told.slice(0, 3), null, 1)}\n${logs}`,
        );
      }
    },
    async decideAll() {
      const person = { person: decider, surface: "test" };
      const counts = { approved: 0, happened: 0, not: 0 };
      const { checkpoints } = await opened.reader.checkpoints({
        status: "PENDING",
        limit: 10_000,
        offset: 0,
      });
      const seen = new Set((await effects.hits()).map(({ key }) => key));
      for (const { id, purpose, jobId, step } of checkpoints) {
        if (purpose === "approval") {
          await engine.decide(id, { kind: "approve" }, person);
          counts.approved += 1;
        } else if (purpose === "outcome") {
          const happened = seen.has(`${jobId}:${step}`);
          const outcome = happened ? "happened" : "not_happened";
          await engine.decide(id, { kind: "resolve", outcome, reason: "Looked at the target." }, person);
          counts[happened ? "happened" : "not"] += 1;
        }
      }
      return counts;
    },
    faults: () => findFaults(opened, effects, databaseUrl, jobs),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** Something is going on, or about to; not when a job waits for people alone, or for a child that does. */
const unsettled = `select id, status from ai_jobs where ended_at is null and (
  exists (select from job_step where job_id = ai_jobs.id and (state in ('RUNNING', 'READY')
    or state = 'WAITING' and waiting_for->>'kind' in ('timer', 'retry')
    or state = 'WAITING' and waiting_for->>'kind' = 'child' and not exists (select from ai_jobs child
      where child.id = waiting_for->>'jobId' and child.ended_at is null)))
  or not exists (select from job_step where job_id = ai_jobs.id and state in ('WAITING', 'UNKNOWN')))`;

/** The invariants of the product, and what only the target knows: nothing twice, and nothing claimed that was not done. */
async function findFaults(
  { db }: OpenedEngine,
  effects: EffectTarget,
  databaseUrl: string,
  jobs: () => Promise<readonly Job[]>,
): Promise<readonly string[]> {
  const hits = await effects.hits();
  // The checker of I2 reads a table: what arrived at the target, where the product cannot touch it, copied for it.
  const table = "chaos_keyed_effect";
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`create table if not exists ${table} (effect_key text)`);
    await client.query(`truncate ${table}`);
    const keyed = hits.filter(({ kind }) => kind === "keyed").map(({ key }) => key);
    await client.query(`insert into ${table} select unnest($1::text[])`, [keyed]);
  } finally {
    await client.end();
  }
  const invariants = await checkInvariants(db, { effects: table });
  const found = invariants.flatMap(({ id, findings }) => findings.map((finding) => `${id}: ${finding}`));
  const times = new Map<string, number>();
  for (const { key } of hits) times.set(key, (times.get(key) ?? 0) + 1);
  for (const { id, steps, workflowId } of await jobs())
    for (const step of Object.values(steps)) {
      const uses = step.plan?.uses ?? "";
      const count = times.get(`${id}:${step.id}`) ?? 0;
      if (/^test\.(once|prepared|asks)$/.test(uses) && count > 1 && workflowId !== "careless")
        found.push(`The once step ${step.id} of job ${id} had its effect ${count} times.`);
      const acts = /^test\.(once|prepared|asks|keyed|idempotent)$/.test(uses);
      if (acts && step.state === "SUCCEEDED" && count === 0)
        found.push(`The step ${step.id} of job ${id} is said to have succeeded and had no effect.`);
      if (acts && ["PENDING", "SKIPPED", "READY"].includes(step.state) && step.attempt === 0 && count > 0)
        found.push(`The step ${step.id} of job ${id} had an effect and was never begun.`);
    }
  return found;
}

/** Effects that came more than once, by key: what the control runs must show. */
export async function doubled(effects: EffectTarget): Promise<readonly string[]> {
  const times = new Map<string, number>();
  for (const { key } of await effects.hits()) times.set(key, (times.get(key) ?? 0) + 1);
  return [...times].filter(([, count]) => count > 1).map(([key, count]) => `${key} ${count} times`);
}
