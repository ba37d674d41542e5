// A real engine on a real database, with the test actions, real people, and workflows a test writes as YAML.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Logger, pino } from "pino";
import { createDoorbell } from "#adapters/bullmq/create-doorbell.ts";
import { migrateDoorbell } from "#adapters/bullmq/migrate-doorbell.ts";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createJobHints } from "#adapters/postgres/jobs/create-job-hints.ts";
import { createJobReader } from "#adapters/postgres/jobs/create-job-reader.ts";
import { createJobStore } from "#adapters/postgres/jobs/create-job-store.ts";
import { createWorkerRoll } from "#adapters/postgres/jobs/create-worker-roll.ts";
import { createWorkflowStore } from "#adapters/postgres/jobs/create-workflow-store.ts";
import { type Database, openDatabase } from "#adapters/postgres/open-database.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { JobEvent } from "#core/job/event.ts";
import { hasEnded, type Job } from "#core/job/job.ts";
import type { Person, Role } from "#core/person.ts";
import type { Json } from "#core/workflow/workflow.ts";
import { createEngine, type EngineDeps } from "#engine/create-engine.ts";
import type { Actor, Engine, StartRequest } from "#engine/engine.ts";
import { createWorkflowLibrary, type OpenWorkflowLibrary } from "#engine/library/create-workflow-library.ts";
import type { JobReader } from "#ports/job-reader.ts";
import type { JobStore } from "#ports/job-store.ts";
import type { People } from "#ports/people.ts";
import { type EffectTarget, effectTarget, prepareEffects, testActions } from "./test-actions.ts";

export interface EngineOn {
  readonly databaseUrl: string;
  readonly effectsUrl: string;
  /** null: the doorbell hangs on Postgres, whose tables for it must be there. */
  readonly redisUrl?: string | null;
  readonly workflowsDir: string;
  readonly concurrency?: number;
  readonly leaseMs?: number;
  readonly pollIntervalMs?: number;
  readonly admission?: EngineDeps["admission"];
  readonly at?: EngineDeps["at"];
  /** Between the engine and what it stands on, for faults. */
  readonly hints?: (real: EngineDeps["hints"]) => EngineDeps["hints"];
  readonly doorbell?: (real: EngineDeps["doorbell"]) => EngineDeps["doorbell"];
  readonly store?: (real: JobStore) => JobStore;
  /** Connections of its pool at most; default: as in the product. */
  readonly connections?: number;
  readonly log?: Logger;
}

export interface OpenedEngine extends AsyncDisposable {
  readonly engine: Engine;
  readonly db: Database;
  readonly reader: JobReader;
  readonly people: People;
  readonly library: OpenWorkflowLibrary;
}

/** The engine on a database that is there; its worker does not run yet. */
export async function engineOn(options: EngineOn): Promise<OpenedEngine> {
  await using opening = new AsyncDisposableStack();
  const log = options.log ?? pino({ level: process.env.TEST_LOG ?? "silent" });
  const db = opening.use(
    openDatabase({
      url: options.databaseUrl,
      log,
      ...(options.connections === undefined ? {} : { max: options.connections }),
    }),
  );
  const actions = opening.use(testActions(options.effectsUrl, options.connections));
  const library = opening.use(
    await createWorkflowLibrary({
      dir: options.workflowsDir,
      store: createWorkflowStore(db),
      actions,
      log,
      watch: false,
    }),
  );
  const doorbell = opening.use(
    await createDoorbell({ redisUrl: options.redisUrl ?? null, databaseUrl: options.databaseUrl, log }),
  );
  const reader = createJobReader(db);
  const people = createPeople(db);
  const store = createJobStore(db);
  const hints = createJobHints(db, { log });
  const engine = opening.use(
    await createEngine({
      store: options.store?.(store) ?? store,
      reader,
      roll: createWorkerRoll(db),
      hints: options.hints?.(hints) ?? hints,
      doorbell: options.doorbell?.(doorbell) ?? doorbell,
      people,
      audit: createAudit(db),
      library,
      actions,
      log,
      concurrency: options.concurrency ?? 8,
      pollIntervalMs: options.pollIntervalMs ?? 200,
      leaseMs: options.leaseMs ?? 20_000,
      ...(options.admission ? { admission: options.admission } : {}),
      ...(options.at ? { at: options.at } : {}),
      forget: async () => {},
    }),
  );
  const parts = opening.move();
  return { engine, db, reader, people, library, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** Ada administers, Ana and Bo approve, Olga and Otto operate, Vic looks. */
const cast = {
  ada: "admin",
  ana: "approver",
  bo: "approver",
  olga: "operator",
  otto: "operator",
  vic: "viewer",
} as const satisfies Record<string, Role>;
export type CastName = keyof typeof cast;

export interface TestEngineOptions
  extends Partial<Omit<EngineOn, "workflowsDir" | "effectsUrl" | "databaseUrl">> {
  /** YAML texts. */
  readonly workflows: readonly string[];
  /** Only these of the cast exist; default: all. */
  readonly only?: readonly CastName[];
  /** The worker runs from the start; default: true. */
  readonly works?: boolean;
}

export interface TestEngine extends OpenedEngine {
  readonly databaseUrl: string;
  readonly effectsUrl: string;
  readonly workflowsDir: string;
  readonly effects: EffectTarget;
  /** Somebody of the cast, speaking from a surface. */
  as(name: CastName, surface?: string): Actor;
  person(name: CastName): Person;
  start(
    workflowId: string,
    inputs?: StartRequest["inputs"],
    more?: Partial<Omit<StartRequest, "workflowId" | "inputs">>,
  ): Promise<Job>;
  /** Started and ended. */
  run(workflowId: string, inputs?: StartRequest["inputs"]): Promise<Job>;
  ended(jobId: string, withinMs?: number): Promise<Job>;
  /** The job as soon as it is so. */
  until(jobId: string, so: (job: Job) => boolean, what: string, withinMs?: number): Promise<Job>;
  /** The checkpoint a job waits at, as soon as it does. */
  asked(jobId: string, step?: string): Promise<Checkpoint>;
  events(jobId: string): Promise<readonly JobEvent[]>;
  /** `step kind`, in order, without what every job tells. */
  told(jobId: string): Promise<readonly string[]>;
  /** Which steps had their effect, in order, without the job's id; a rollback as `rollback:<step>`. */
  hits(jobId: string): Promise<readonly string[]>;
  /** The audit's verbs, oldest first; of one subject when given. */
  audited(subject?: string): Promise<readonly string[]>;
  /** Adds or replaces a workflow's file and reads the files again. */
  write(text: string): Promise<void>;
}

export async function testEngine(options: TestEngineOptions): Promise<TestEngine> {
  const { testDatabase } = await import("./database.ts");
  await using opening = new AsyncDisposableStack();
  const [database, target] = await Promise.all([testDatabase(), testDatabase({ empty: true })]);
  opening.use(database);
  opening.use(target);
  await Promise.all([migrateDoorbell(database.url), prepareEffects(target.url)]);
  const dir = await workflowsIn(options.workflows);
  opening.defer(() => rm(dir, { recursive: true, force: true }));
  const opened = opening.use(
    await engineOn({ ...options, databaseUrl: database.url, effectsUrl: target.url, workflowsDir: dir }),
  );
  const { engine, library, people, reader } = opened;
  const problems = library.problems();
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  const names = options.only ?? (Object.keys(cast) as CastName[]);
  const everybody = new Map<CastName, Person>();
  for (const name of names) everybody.set(name, await createPerson(people, name));
  const effects = opening.use(effectTarget(target.url));
  if (options.works !== false && options.concurrency !== 0) await engine.worker.start();

  const person = (name: CastName): Person => {
    const found = everybody.get(name);
    if (!found) throw new Error(`${name} does not exist in this test.`);
    return found;
  };
  const as = (name: CastName, surface = "test"): Actor => ({ person: person(name), surface });
  const requester: CastName = names.includes("olga") ? "olga" : (names[0] ?? "ada");

  async function until(
    jobId: string,
    so: (job: Job) => boolean,
    what: string,
    withinMs = 25_000,
  ): Promise<Job> {
    for (const end = performance.now() + withinMs; ; await sleep(15)) {
      const job = await engine.job(jobId);
      if (job && so(job)) return job;
      if (performance.now() > end)
        throw new Error(`It never came: ${what}. The job: ${JSON.stringify(job, null, 1)}`);
    }
  }

  const start: TestEngine["start"] = (workflowId, inputs = {}, more = {}) =>
    engine.start({ workflowId, inputs, by: as(requester), ...more });
  const ended = (jobId: string, withinMs?: number) =>
    until(jobId, (job) => hasEnded(job.status), "its end", withinMs);
  const parts = opening.move();
  return {
    ...opened,
    databaseUrl: database.url,
    effectsUrl: target.url,
    workflowsDir: dir,
    effects,
    as,
    person,
    start,
    run: async (workflowId, inputs) => ended((await start(workflowId, inputs)).id),
    ended,
    until,
    async asked(jobId, step) {
      const open = (job: Job) =>
        Object.values(job.checkpoints).find(
          (each) =>
            each.status === "PENDING" &&
            each.purpose !== "review" &&
            (step === undefined || each.step === step),
        );
      const checkpoint = open(await until(jobId, (job) => open(job) !== undefined, "a checkpoint"));
      if (!checkpoint) throw new Error("The checkpoint is gone.");
      return checkpoint;
    },
    events: (jobId) => reader.events(jobId, 0, 10_000),
    async told(jobId) {
      const events = await reader.events(jobId, 0, 10_000);
      return events.map(({ kind, step }) => (step === null ? kind : `${step} ${kind}`));
    },
    async hits(jobId) {
      const all = await effects.hits();
      return all.flatMap(({ key }) => (key.startsWith(`${jobId}:`) ? [key.slice(jobId.length + 1)] : []));
    },
    async audited(subject) {
      const records = await createAudit(opened.db).read(0, 10_000);
      return records
        .filter((each) => subject === undefined || each.subject === subject)
        .map(({ verb }) => verb);
    },
    async write(text) {
      await writeWorkflow(dir, text);
      await library.reload();
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

async function createPerson(people: People, name: CastName): Promise<Person> {
  const by = { who: { id: "tests", name: "Tests" }, surface: "test" };
  return people.create({ name: name.charAt(0).toUpperCase() + name.slice(1), roles: [cast[name]] }, by);
}

/** A folder with these workflows in it. */
export async function workflowsIn(texts: readonly string[]): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "resync-workflows-"));
  await mkdir(join(dir, "jobs"));
  for (const text of texts) await writeWorkflow(dir, text);
  return dir;
}

async function writeWorkflow(dir: string, text: string): Promise<void> {
  const id = /^id: (\S+)$/m.exec(text)?.[1];
  if (!id) throw new Error("The workflow says no id.");
  await writeFile(join(dir, "jobs", `${id}.yml`), text);
}

/** A workflow of kind `job` in YAML; steps as YAML lines, each without its dash. */
export function workflow(
  id: string,
  steps: readonly string[],
  head: Readonly<Record<string, Json>> = {},
): string {
  const lines = Object.entries(head).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return [
    `id: ${id}`,
    "kind: job",
    `title: ${id}`,
    ...lines,
    "steps:",
    ...steps.map((each) => `  - { ${each} }`),
    "",
  ].join("\n");
}

/** A template that looks up a path: `inputs.job`, `steps.look.output.value`. */
export function ref(path: string): string {
  return `\${{ ${path} }}`;
}
