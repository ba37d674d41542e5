import { sql } from "kysely";
import { pino } from "pino";
import { createJobReader } from "#adapters/postgres/jobs/create-job-reader.ts";
import { createJobStore } from "#adapters/postgres/jobs/create-job-store.ts";
import { createWorkerRoll } from "#adapters/postgres/jobs/create-worker-roll.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import type { AuditEntry } from "#ports/audit.ts";
import { jobStoreContract } from "../../../contracts/job-store.ts";
import { cleanJobs } from "./clean-jobs.ts";

jobStoreContract({
  async open() {
    const db = await cleanJobs();
    const other = openDatabase({ url: db.url, log: pino({ level: "silent" }), max: 5 });
    const start = await audited(db);
    return {
      store: createJobStore(db),
      another: createJobStore(other),
      reader: createJobReader(db),
      roll: createWorkerRoll(db),
      async rightsEpoch() {
        const { rows } = await sql<{ epoch: number }>`select epoch from rights_epoch`.execute(db.kysely);
        return rows[0]?.epoch ?? 0;
      },
      async changeRights() {
        await sql`insert into person (id, name) values ('somebody', 'Somebody')`.execute(db.kysely);
      },
      audited: async () => (await audited(db)).slice(start.length),
      async age(key, hours) {
        await sql`update job_request_key set used_at = now() - ${hours} * interval '1 hour' where key = ${key}`.execute(
          db.kysely,
        );
      },
      async [Symbol.asyncDispose]() {
        await other[Symbol.asyncDispose]();
        await db[Symbol.asyncDispose]();
      },
    };
  },
});

/** The audit outlives every clean-up, so a test looks at what was added. */
async function audited(db: Awaited<ReturnType<typeof cleanJobs>>): Promise<readonly AuditEntry[]> {
  const { rows } = await sql<AuditEntry>`
    select verb, json_build_object('id', who_id, 'name', who_name) as who, payload::json->>'surface' as surface,
      payload::json->>'subject' as subject, data
    from audit join audit.entry using (seq) order by seq`.execute(db.kysely);
  return rows;
}
