// Links of jobs to threads in Postgres.

import { sql } from "kysely";
import { isLocale } from "#core/locale.ts";
import type { JobLink, JobLinks } from "#ports/job-links.ts";
import type { Database } from "./open-database.ts";
import { storable } from "./storable.ts";

interface LinkRow {
  readonly job_id: string;
  readonly platform: string;
  readonly thread: string;
  readonly locale: string;
  readonly card_ref: string | null;
  readonly shown: number;
}

export function createJobLinks({ kysely }: Pick<Database, "kysely">): JobLinks {
  return {
    async make({ jobId, platform, thread }, locale) {
      const { rows } = await sql<LinkRow>`
        insert into job_link (job_id, platform, thread, locale)
        values (${storable(jobId)}, ${platform}, ${storable(thread)}, ${locale})
        on conflict (job_id, platform, thread) do update set done = false, locale = excluded.locale
        returning *
      `.execute(kysely);
      const [row] = rows;
      return row ? linkOf(row) : { jobId, platform, thread, locale, cardRef: null, shown: 0 };
    },

    async open(platform, locale) {
      // A child is shown where its parent says that it waits for it, so only jobs people asked for are looked for.
      await sql`
        insert into job_link (job_id, platform, thread, locale)
        select id, ${platform}, thread, ${locale} from ai_jobs
        where ended_at is null and surface = ${platform} and thread is not null and parent_job_id is null
          and not exists (
            select from job_link where job_id = ai_jobs.id and job_link.platform = ${platform}
          )
        on conflict do nothing
      `.execute(kysely);
      const { rows } = await sql<LinkRow>`
        select job_link.* from job_link join ai_jobs on ai_jobs.id = job_id
        where platform = ${platform} and (not done or ai_jobs.ended_at is null)
        order by ai_jobs.created_at, job_id
      `.execute(kysely);
      return rows.map(linkOf);
    },

    async of(jobId) {
      const { rows } = await sql<LinkRow>`
        select * from job_link where job_id = ${storable(jobId)} order by created_at, platform, thread
      `.execute(kysely);
      return rows.map(linkOf);
    },

    async told({ jobId, platform, thread }, { shown, cardRef, done }) {
      await sql`
        update job_link set shown = greatest(shown, ${shown}::integer), card_ref = ${cardRef}::text, done = ${done}
        where job_id = ${storable(jobId)} and platform = ${platform} and thread = ${storable(thread)}
      `.execute(kysely);
    },
  };
}

function linkOf(row: LinkRow): JobLink {
  return {
    jobId: row.job_id,
    platform: row.platform,
    thread: row.thread,
    locale: isLocale(row.locale) ? row.locale : "en",
    cardRef: row.card_ref,
    shown: row.shown,
  };
}
