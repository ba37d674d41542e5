// The shared database of a test file without jobs, workers and keys.

import { sql } from "kysely";
import type { Database } from "#adapters/postgres/open-database.ts";
import { cleanDatabase } from "../clean-database.ts";

export async function cleanJobs(): Promise<Database> {
  const db = await cleanDatabase();
  await sql`truncate ai_jobs, job_step, step_attempt, job_event, agent_checkpoints, checkpoint_vote,
    workflow_version, worker, job_request_key`.execute(db.kysely);
  return db;
}
