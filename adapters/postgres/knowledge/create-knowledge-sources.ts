// Sources in Postgres. A source and its passages change together; whether its passages may be quoted is written on each of them by
// the very statement that changes the source's standing, so that no search ever sees one without the other.

import { type Kysely, sql } from "kysely";
import type { Standing } from "#core/knowledge/source.ts";
import type { KnowledgeSources } from "#ports/knowledge-sources.ts";
import type { Database } from "../open-database.ts";
import type { Schema } from "../schema.ts";
import { storable } from "../storable.ts";
import { type PassageRow, passageOf, type SourceRow, sourceOf } from "./passage-rows.ts";
import { putPassages } from "./put-passages.ts";
import { readingRules } from "./read-words.ts";

const columns = sql`s.id, s.kind, s.origin, s.name, s.title, s.standing, s.problem, s.missing, s.added_by, s.added_at, s.changed_at,
  (select count(*)::int from knowledge_passage p where p.source_id = s.id) as passages`;

export function createKnowledgeSources({ kysely }: Pick<Database, "kysely">): KnowledgeSources {
  async function byId(id: string, db: Kysely<Schema> = kysely) {
    const { rows } =
      await sql<SourceRow>`select ${columns} from knowledge_source s where id = ${storable(id)}`.execute(db);
    return rows[0] ? sourceOf(rows[0]) : null;
  }

  /** One statement, after everybody else who changes counts. */
  const flip = (id: string, change: { readonly standing?: Standing; readonly missing?: boolean }) =>
    kysely.transaction().execute(async (db) => {
      await inTurn(db);
      await sql`
        with source as (
          update knowledge_source set standing = coalesce(${change.standing ?? null}, standing),
            missing = coalesce(${change.missing ?? null}::boolean, missing)
          where id = ${storable(id)} returning id, standing = 'approved' and not missing as quotable
        )
        update knowledge_passage p set quotable = source.quotable from source
        where p.source_id = source.id and p.quotable <> source.quotable`.execute(db);
      return byId(id, db);
    });

  return {
    byId: (id) => byId(id),

    put: (content) =>
      kysely.transaction().execute(async (db) => {
        await inTurn(db);
        const id = storable(content.id);
        const before = await db
          .selectFrom("knowledge_source")
          .select(["digest", "reading", "standing", "name", "title"])
          .where("id", "=", id)
          .executeTakeFirst();
        const same = before?.digest === content.digest;
        const standing =
          before === undefined || before.digest === null
            ? (before?.standing ?? content.standing)
            : content.origin === "upload" && !same
              ? "pending"
              : before.standing;
        const { name, title, addedBy } = content;
        const row = {
          kind: content.kind,
          origin: content.origin,
          name: storable(name),
          title: storable(title),
          standing,
          digest: content.digest,
          reading: readingRules,
          problem: null,
          missing: false,
        };
        await db
          .insertInto("knowledge_source")
          .values({ id, ...row, added_by: addedBy === null ? null : storable(addedBy) })
          .onConflict((conflict) =>
            conflict.column("id").doUpdateSet({ ...row, ...(same ? {} : { changed_at: sql<Date>`now()` }) }),
          )
          .execute();
        const quotable = standing === "approved";
        await sql`update knowledge_passage set quotable = ${quotable}
          where source_id = ${id} and quotable <> ${quotable}`.execute(db);
        if (!same || before.reading !== readingRules || before.name !== row.name)
          await putPassages(db, { id, name: row.name, quotable }, content.pieces);
        const source = await byId(id, db);
        if (!source) throw new Error("A source that was just written is not there.");
        return { source, change: before === undefined ? "new" : same ? "unchanged" : "changed" };
      }),

    async refuse({ id, kind, origin, name, addedBy }, problem) {
      await kysely
        .insertInto("knowledge_source")
        .values({
          id: storable(id),
          kind,
          origin,
          name: storable(name),
          title: storable(name),
          standing: origin === "upload" ? "pending" : "approved",
          problem: storable(problem),
          added_by: addedBy === null ? null : storable(addedBy),
        })
        .onConflict((conflict) => conflict.column("id").doUpdateSet({ problem: storable(problem) }))
        .execute();
    },

    async missing(id, missing) {
      await flip(id, { missing });
    },

    stand: (id, standing) => flip(id, { standing }),

    async page({ standing, origin, words, limit, offset }) {
      const where = sql`true
        ${standing === undefined ? sql`` : sql`and s.standing = ${standing}`}
        ${origin === undefined ? sql`` : sql`and s.origin = ${origin}`}
        ${words === undefined ? sql`` : sql`and strpos(lower(s.name || ' ' || s.title), lower(${storable(words)})) > 0`}`;
      const [{ rows }, total] = await Promise.all([
        sql<SourceRow>`select ${columns} from knowledge_source s where ${where}
          order by s.name, s.id limit ${limit} offset ${offset}`.execute(kysely),
        sql<{ n: number }>`select count(*)::int as n from knowledge_source s where ${where}`.execute(kysely),
      ]);
      return { sources: rows.map(sourceOf), total: total.rows[0]?.n ?? 0 };
    },

    async digests(origin) {
      // One read by older rules is as good as changed: whoever compares reads it again.
      const { rows } = await sql<{ id: string; digest: string }>`
        select id, digest from knowledge_source
        where origin = ${origin} and digest is not null and reading = ${readingRules}`.execute(kysely);
      return new Map(rows.map((row) => [row.id, row.digest]));
    },

    async passages(sourceId, { limit, offset }) {
      const id = storable(sourceId);
      const [{ rows }, total] = await Promise.all([
        sql<PassageRow>`select id, source_id, place, cite, heading, body, fix, dated from knowledge_passage
          where source_id = ${id} order by number limit ${limit} offset ${offset}`.execute(kysely),
        sql<{ n: number }>`select count(*)::int as n from knowledge_passage where source_id = ${id}`.execute(
          kysely,
        ),
      ]);
      return { passages: rows.map(passageOf), total: total.rows[0]?.n ?? 0 };
    },

    remove: (id) =>
      kysely.transaction().execute(async (db) => {
        await inTurn(db);
        const { numDeletedRows } = await db
          .deleteFrom("knowledge_source")
          .where("id", "=", storable(id))
          .executeTakeFirst();
        return numDeletedRows > 0n;
      }),
  };
}

/** The row that the counts begin with, so that no two transactions meet in them crosswise. */
async function inTurn(db: Kysely<Schema>): Promise<void> {
  await sql`select from knowledge_size for update`.execute(db);
}
