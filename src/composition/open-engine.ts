// The engine and what it stands on: stores, doorbell, actions, the library of workflows.

import { join, resolve } from "node:path";
import { sql } from "kysely";
import type { Logger } from "pino";
import { createDoorbell } from "#adapters/bullmq/create-doorbell.ts";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { forgetOldNotices } from "#adapters/postgres/create-notices.ts";
import { createJobHints } from "#adapters/postgres/jobs/create-job-hints.ts";
import { createJobReader } from "#adapters/postgres/jobs/create-job-reader.ts";
import { createJobStore } from "#adapters/postgres/jobs/create-job-store.ts";
import { createWorkerRoll } from "#adapters/postgres/jobs/create-worker-roll.ts";
import { createWorkflowStore } from "#adapters/postgres/jobs/create-workflow-store.ts";
import { forgetEndedJobs, forgetStaleEntries } from "#adapters/postgres/jobs/forget-ended-jobs.ts";
import type { Database } from "#adapters/postgres/open-database.ts";
import type { Config } from "#config";
import { createEngine } from "#engine/create-engine.ts";
import { createWorkflowLibrary } from "#engine/library/create-workflow-library.ts";
import type { Actions } from "#ports/action.ts";
import type { People } from "#ports/people.ts";
import { clearScratch } from "./clear-scratch.ts";
import { commandsFolder } from "./open-actions.ts";

export interface EngineParts {
  readonly db: Database;
  readonly people: People;
  readonly actions: Actions;
}

/** Opened in `opening`, which closes it; the worker does not run yet. */
export async function openEngine(
  config: Config,
  log: Logger,
  { db, people, actions }: EngineParts,
  opening: AsyncDisposableStack,
) {
  const part = log.child({ part: "engine" });
  const reader = createJobReader(db);
  const roll = createWorkerRoll(db);
  const library = opening.use(
    await createWorkflowLibrary({
      dir: resolve(config.workflowsDir),
      store: createWorkflowStore(db),
      actions,
      log: part,
      watch: true,
    }),
  );
  const doorbell = opening.use(
    await createDoorbell({
      redisUrl: config.redisUrl,
      databaseUrl: db.url,
      log: part,
      prefix: `resync-${await databaseName(db)}`,
    }),
  );
  const engine = opening.use(
    await createEngine({
      store: createJobStore(db),
      reader,
      roll,
      hints: createJobHints(db, { log: part }),
      doorbell,
      people,
      audit: createAudit(db),
      library,
      actions,
      log: part,
      concurrency: config.roles.worker ? config.worker.concurrency : 0,
      pollIntervalMs: config.worker.pollIntervalMs,
      async forget(olderThan) {
        await forget(db, olderThan);
        await clearScratch(join(config.dataDir, commandsFolder), Date.now());
      },
    }),
  );
  return { engine, reader, roll, doorbell };
}

/** The same for every process on this database, whatever address it uses, and no other's: several may share a Redis. */
async function databaseName(db: Database): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select left(encode(sha256(convert_to(system_identifier || '/' || current_database(), 'UTF8')), 'hex'), 12) as name
    from pg_control_system()
  `.execute(db.kysely);
  return rows[0]?.name ?? "";
}

const forgottenAtOnce = 500;
/** What a card of then still said, nobody looks for. */
const noticesKeptMs = 30 * 86_400_000;

/** A few at a time, so that nobody waits for it. */
async function forget(db: Database, olderThan: Date): Promise<void> {
  let gone: number;
  do {
    gone = await forgetEndedJobs(db, olderThan, forgottenAtOnce);
  } while (gone === forgottenAtOnce);
  await forgetStaleEntries(db);
  await forgetOldNotices(db, new Date(Date.now() - noticesKeptMs), forgottenAtOnce);
}
