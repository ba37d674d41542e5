import { sql } from "kysely";
import type { Database } from "./open-database.ts";

/** Messages nobody answered and replies nobody delivered yet, and the age of the oldest, by the database's clock. */
export async function measureBacklog({
  kysely,
}: Pick<Database, "kysely">): Promise<{ readonly waiting: number; readonly oldestMs: number }> {
  const { rows } = await sql<{ waiting: number; oldest_ms: number }>`
    select count(*) as waiting,
      coalesce(extract(epoch from now() - min(since)) * 1000, 0)::float8 as oldest_ms
    from (
      select received_at as since from inbox where answered_at is null and abandoned_at is null
      union all
      select created_at from outbox where sent_at is null and undeliverable_at is null
    ) waiting
  `.execute(kysely);
  const [row] = rows;
  return { waiting: row?.waiting ?? 0, oldestMs: row?.oldest_ms ?? 0 };
}
