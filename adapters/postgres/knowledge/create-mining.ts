// The mining's one row, and the like of an incident by four short lists, each along its index: an error that thousands of jobs had
// hides no job's own history.

import { sql } from "kysely";
import type { Mining } from "#ports/mining.ts";
import type { Database } from "../open-database.ts";
import { storable } from "../storable.ts";

export function createMining({ kysely }: Pick<Database, "kysely">): Mining {
  return {
    async head() {
      const row = await kysely.selectFrom("mining_head").select("read_until").executeTakeFirst();
      return row?.read_until ?? null;
    },

    async keep(head) {
      await sql`update mining_head set read_until = greatest(read_until, ${head})`.execute(kysely);
    },

    async alike({ job, errorCode, signature, cause, family }, limit) {
      const newest = (where: ReturnType<typeof sql>) => sql`
        (select id from incident where ${where} and well_at is not null order by broke_at desc limit ${limit})`;
      const lists = [
        newest(sql`job = ${storable(job)}`),
        ...(errorCode === null ? [] : [newest(sql`error_code = ${storable(errorCode)}`)]),
        ...(signature === null ? [] : [newest(sql`signature = ${storable(signature)}`)]),
        ...(cause === null
          ? []
          : [newest(sql`cause = ${cause} and starts_with(upper(job), ${storable(family)})`)]),
      ];
      const { rows } = await sql<{ id: string }>`${sql.join(lists, sql` union `)}`.execute(kysely);
      return rows.map(({ id }) => id);
    },
  };
}
