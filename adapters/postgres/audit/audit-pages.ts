import type { Kysely } from "kysely";
import type { Schema } from "../schema.ts";

export interface AuditRow {
  readonly seq: number;
  readonly payload: string;
  readonly previous: Buffer;
  readonly hash: Buffer;
}

const pageRows = 1_000;

/** All entries by number, a page at a time; those appended meanwhile come last. */
export async function* auditPages(db: Kysely<Schema>): AsyncIterable<readonly AuditRow[]> {
  for (let after: number | null = null; ; ) {
    const next = db.selectFrom("audit.entry").selectAll().orderBy("seq").limit(pageRows);
    const page: readonly AuditRow[] = await (after === null ? next : next.where("seq", ">", after)).execute();
    const last = page.at(-1);
    if (!last) return;
    yield page;
    after = last.seq;
  }
}
