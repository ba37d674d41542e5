// Sources in Postgres. A source and its passages change together; whether its passages may be quoted is written on each of them by
// the very statement that changes the source's standing, so that no search ever sees one without the other.

import { sql } from "kysely";
import type { KnowledgeSources } from "#ports/knowledge-sources.ts";
import type { Database } from "../open-database.ts";
import { storable } from "../storable.ts";
import { type PassageRow, passageOf, type SourceRow, sourceOf } from "./passage-rows.ts";
import { flipSource, inTurn, putSource, sourceById, sourceColumns } from "./put-source.ts";
import { readingRules } from "./read-words.ts";

export function createKnowledgeSources({ kysely }: Pick<Database, "kysely">): KnowledgeSources {
  const flip = (id: string, change: Parameters<typeof flipSource>[2]) =>
    kysely.transaction().execute((db) => flipSource(db, id, change));

  return {
    byId: (id) => sourceById(kysely, id),

    put: (content) => kysely.transaction().execute((db) => putSource(db, content)),

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
        sql<SourceRow>`select ${sourceColumns} from knowledge_source s where ${where}
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

    async quoted(passages, cites) {
      if (passages.length === 0 && cites.length === 0) return [];
      const { rows } = await sql<SourceRow>`select ${sourceColumns} from knowledge_source s where s.id in (
        select source_id from knowledge_passage
        where id = any(${passages.map(storable)}::text[]) or cite = any(${cites.map(storable)}::text[])
      ) order by s.name, s.id`.execute(kysely);
      return rows.map(sourceOf);
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
