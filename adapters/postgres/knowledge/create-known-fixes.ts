// Rows and entries whose job or code is exactly the one asked about, by two indexes.

import { sql } from "kysely";
import { codeKey, isReturnCode, jobKey } from "#core/knowledge/name-keys.ts";
import type { Fix } from "#core/knowledge/passage.ts";
import type { Origin } from "#core/knowledge/source.ts";
import { fold } from "#core/text.ts";
import type { KnownFixes } from "#ports/knowledge-sources.ts";
import type { Database } from "../open-database.ts";
import { storable } from "../storable.ts";

interface FixRow {
  readonly id: string;
  readonly source_id: string;
  readonly cite: string;
  readonly origin: Origin;
  readonly dated: Date | null;
  readonly fix: Fix;
  /** Of a row of a table: its cells, a line each under its header. */
  readonly row: string | null;
  readonly learned: boolean;
  readonly cause: string | null;
  readonly signature: string | null;
}

const most = 50;

export function createKnownFixes({ kysely }: Pick<Database, "kysely">): KnownFixes {
  return {
    async about({ job, errorCode }) {
      const jobs = job === undefined ? [] : jobKeysOf(storable(job));
      const code = errorCode === undefined ? "" : codeKey(storable(errorCode));
      if (jobs.length === 0 && code === "") return [];
      // Another job's return code says nothing of this one.
      const codeAlone = isReturnCode(code) ? sql`p.code = ${code} and p.job is null` : sql`p.code = ${code}`;
      const { rows } = await sql<FixRow>`
        select p.id, p.source_id, p.cite, s.origin, p.dated, p.fix,
          case when s.kind in ('workbook', 'csv') then left(p.body, 4000) end as row,
          e.id is not null as learned, e.pattern->>'cause' as cause, e.pattern->>'signature' as signature
        from knowledge_passage p join knowledge_source s on s.id = p.source_id
          left join learned_entry e on s.origin = 'learned' and e.id = s.id
        where p.quotable and p.fix is not null and (p.job = any(${jobs}) ${code === "" ? sql`` : sql`or (${codeAlone})`})
        order by case
            when p.job = any(${jobs}) and p.code = ${code} then 0
            when p.job = any(${jobs}) and p.code is null then 1
            when p.job = any(${jobs}) then 2
            when p.job is null then 3
            else 4 end,
          -- What HWA says of a job was written for every failure of it; a row was written for this one.
          s.origin = 'hwa', p.dated desc nulls last, s.changed_at desc, p.number
        limit ${most}`.execute(kysely);
      return rows.map(({ id, source_id, cite, origin, dated, fix, row, learned, cause, signature }) => ({
        ...fix,
        passageId: id,
        sourceId: source_id,
        cite,
        origin,
        dated,
        remarks: remarksIn(row),
        ...(learned ? { learnedFrom: { cause, signature } } : {}),
      }));
    },
  };
}

/** Cells that are no fields of a fix, and say something of them. */
function remarksIn(row: string | null): readonly string[] {
  return (row ?? "").split("\n").filter((cell) => remark.test(fold(cell)));
}

const remark =
  /^(?:notes?|remarks?|comments?|status|obs|observ\w*|situacao|comentarios?|notas?)\b[^:]{0,40}: \S/;

/** The job itself, and every beginning of it that a row may stand for with `*`. */
export function jobKeysOf(job: string): readonly string[] {
  const key = jobKey(job);
  if (key === "") return [];
  return [key, ...Array.from({ length: key.length }, (_, end) => `${key.slice(0, end + 1)}*`)];
}
