// Our engine as it runs in production: pool, audit, rights, leases, doorbell, hints. The end of a job is learnt by
// following its events, as every surface does.

import { pino } from "pino";
import { createDoorbell } from "#adapters/bullmq/create-doorbell.ts";
import { migrateDoorbell } from "#adapters/bullmq/migrate-doorbell.ts";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createJobHints } from "#adapters/postgres/jobs/create-job-hints.ts";
import { createJobReader } from "#adapters/postgres/jobs/create-job-reader.ts";
import { createJobStore } from "#adapters/postgres/jobs/create-job-store.ts";
import { createWorkerRoll } from "#adapters/postgres/jobs/create-worker-roll.ts";
import { migrate } from "#adapters/postgres/migrate.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import { createEngine } from "#engine/create-engine.ts";
import { benchActions, benchLibrary } from "./bench-workflows.ts";
import { type Contender, createMoments, type Place } from "./contender.ts";
import { fillJobs } from "./fill-jobs.ts";

export async function openResync({ databaseUrl, redisUrl }: Place): Promise<Contender> {
  await using opening = new AsyncDisposableStack();
  const log = pino({ level: "warn" }, pino.destination(2));
  await migrate({ url: databaseUrl, log });
  await migrateDoorbell(databaseUrl);
  const db = opening.use(openDatabase({ url: databaseUrl, log }));
  const people = createPeople(db);
  const { rights } = people;
  const known = (await rights()).people.find((each) => each.name === "Ada");
  const person =
    known ??
    (await people.create(
      { name: "Ada", roles: ["admin"] },
      { who: { id: "bench", name: "bench" }, surface: "bench" },
    ));
  const began = createMoments();
  const engine = opening.use(
    await createEngine({
      store: createJobStore(db),
      reader: createJobReader(db),
      roll: createWorkerRoll(db),
      hints: createJobHints(db, { log }),
      doorbell: opening.use(await createDoorbell({ redisUrl, databaseUrl, log, prefix: "bench" })),
      people,
      audit: createAudit(db),
      library: benchLibrary,
      actions: benchActions((jobId) => began.mark(jobId)),
      log,
      concurrency: 50,
      pollIntervalMs: 5_000,
      forget: async () => {},
    }),
  );
  await engine.worker.start();
  const parts = opening.move();
  const by = { person, surface: "bench" };
  const never = new AbortController().signal;

  async function run(workflowId: string): Promise<void> {
    const { id } = await engine.start({ workflowId, inputs: {}, by });
    for await (const { kind } of engine.follow(id, 0, never))
      if (kind === "job.failed") throw new Error(`Job ${id} failed.`);
  }

  return {
    five: () => run("five"),
    parallel: () => run("parallel"),
    async wait() {
      const { id } = await engine.start({ workflowId: "waits", inputs: {}, by });
      let checkpoint = "";
      for await (const { kind, data } of engine.follow(id, 0, never)) {
        if (kind !== "checkpoint.opened") continue;
        checkpoint = String((data as { checkpointId: string }).checkpointId);
        break;
      }
      return {
        async signal() {
          const next = began.of(id);
          await engine.decide(checkpoint, { kind: "approve" }, by);
          return next;
        },
      };
    },
    fill: (jobs) => fillJobs(db, jobs),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
