// Copies of the newest ended job with all its rows, under ids of their own, until there are so many.

import { sql } from "kysely";
import type { Database } from "#adapters/postgres/open-database.ts";

/** Each statement stays within the time a statement may take. */
const atOnce = 10_000;
const tables = { ai_jobs: "id", job_step: "job_id", step_attempt: "job_id", job_event: "job_id" };

export async function fillJobs({ kysely }: Pick<Database, "kysely">, jobs: number): Promise<void> {
  await kysely.connection().execute(async (db) => {
    const { rows } = await sql<{ id: string; missing: number }>`
      select (select id from ai_jobs where status = 'COMPLETED' order by created_at desc limit 1) as id,
        ${jobs} - (select count(*) from ai_jobs)::integer as missing
    `.execute(db);
    const [original] = rows;
    if (!original || original.missing <= 0) return;
    await sql`create temporary table copy_id as
      select gen_random_uuid()::text as id, number / ${atOnce} as part
      from generate_series(0, ${original.missing - 1}) number`.execute(db);
    const parts = Math.ceil(original.missing / atOnce);
    for (const [table, key] of Object.entries(tables)) {
      const columns = await sql<{ name: string }>`
        select attname as name from pg_attribute
        where attrelid = ${table}::regclass and attnum > 0 and attidentity = '' and attname <> ${key}
      `.execute(db);
      const names = columns.rows.map(({ name }) => name);
      for (let part = 0; part < parts; part++)
        await sql`insert into ${sql.table(table)}
            (${sql.ref(key)}, ${sql.join(names.map((name) => sql.ref(name)))})
          select copy_id.id, ${sql.join(names.map((name) => sql.ref(`${table}.${name}`)))}
          from ${sql.table(table)} cross join copy_id
          where ${sql.ref(`${table}.${key}`)} = ${original.id} and part = ${part}
        `.execute(db);
    }
    await sql`drop table copy_id`.execute(db);
    for (const table of Object.keys(tables)) await sql`vacuum analyze ${sql.table(table)}`.execute(db);
  });
}
