// A whole new picture of the plan, streamed: the jobs gather in a temporary table of one connection while HWA is
// still being read, and the snapshot changes in one short transaction at the end. Memory holds one batch.

import type { PollRecord, SnapshotJob, SnapshotWorkstation } from "#ports/plan-store.ts";
import { databaseFault, isConnectionLost } from "./database-fault.ts";
import type { Database } from "./open-database.ts";
import { planJobColumns, rowOfJob } from "./plan-rows.ts";
import { storable, storableJson } from "./storable.ts";

const jobsAtOnce = 5_000;
/** The swap of 200,000 jobs takes a few seconds on a slow disk. */
const swapMs = 120_000;

export async function replacePlan(
  { pool, url }: Database,
  poll: PollRecord,
  jobs: AsyncIterable<readonly SnapshotJob[]>,
  workstations: readonly SnapshotWorkstation[],
): Promise<void> {
  const client = await pool.connect().catch((error: unknown) => {
    throw databaseFault(error, url);
  });
  let broken: unknown = null;
  const query = async (text: string, values: readonly unknown[] = []) => {
    try {
      await client.query({ text, values: [...values], query_timeout: swapMs } as { text: string });
    } catch (error) {
      broken = error;
      throw databaseFault(error, url);
    }
  };
  try {
    await query("drop table if exists plan_job_incoming");
    await query("create temporary table plan_job_incoming (like plan_job)");
    for await (const batch of jobs)
      for (let start = 0; start < batch.length; start += jobsAtOnce)
        await query(
          `insert into plan_job_incoming
             select * from json_to_recordset($1::json) as job (${planJobColumns})`,
          [storableJson(batch.slice(start, start + jobsAtOnce).map(rowOfJob))],
        );
    await query("begin");
    await query(`set local statement_timeout = ${swapMs}`);
    await query(`update plan_head set read_at = $1, engine = $2, total_jobs = $3, counts_by_status = $4`, [
      poll.readAt,
      storable(poll.engine),
      poll.totalJobs,
      storableJson(poll.countsByStatus),
    ]);
    await query("delete from plan_job");
    // Pages of a plan that moves while it is read may show a job twice.
    await query("insert into plan_job select distinct on (id) * from plan_job_incoming order by id");
    await query("delete from plan_workstation");
    await query(
      `insert into plan_workstation
         select distinct on (name) * from json_to_recordset($1::json)
           as workstation (name text, linked boolean, "agentUp" boolean)`,
      [storableJson(workstations)],
    );
    await query("commit");
    await query("drop table plan_job_incoming");
  } catch (error) {
    if (!isConnectionLost(broken))
      await client.query("rollback; drop table if exists plan_job_incoming").catch(() => {});
    throw error;
  } finally {
    client.release(broken !== null && isConnectionLost(broken));
  }
}
