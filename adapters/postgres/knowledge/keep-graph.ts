// What sources tell the graph, kept and forgotten: each edge once for each source, with when it was seen.

import { type Kysely, sql } from "kysely";
import type { Edge } from "#core/knowledge/edge.ts";
import type { Graph } from "#ports/graph.ts";
import type { Database } from "../open-database.ts";
import type { Schema } from "../schema.ts";
import { after, named } from "./graph-rows.ts";

/** Edges in one statement. */
const atOnce = 5_000;

export function keepGraph({
  kysely,
}: Pick<Database, "kysely">): Pick<
  Graph,
  "note" | "replace" | "forget" | "sources" | "forgetUnseen" | "erase"
> {
  return {
    async note(source, at, edges) {
      for (const some of batches(edges))
        await sql`
          insert into graph_edge as known (source, from_kind, from_name, kind, to_kind, to_name, first_seen, last_seen)
          select distinct ${named(source)}, edge.*, ${at}::timestamptz, ${at}::timestamptz
          from ${told(some)} order by 2, 3, 4, 5, 6
          on conflict (from_kind, from_name, kind, to_kind, to_name, source) do update
            set count = known.count + 1, last_seen = excluded.last_seen
            where excluded.last_seen > known.last_seen`.execute(kysely);
    },

    async replace(source, at, edges) {
      const id = named(source);
      await kysely.transaction().execute(async (db) => {
        const [only] = edges.length <= atOnce ? [edges] : [];
        if (only)
          await sql`
            delete from graph_edge where source = ${id} and not exists (
              select from ${told(only)} where edge.from_kind = graph_edge.from_kind and edge.from_name = graph_edge.from_name
                and edge.kind = graph_edge.kind and edge.to_kind = graph_edge.to_kind and edge.to_name = graph_edge.to_name
            )`.execute(db);
        else await forgetAllBut(db, id, edges);
        for (const some of batches(edges))
          await sql`
            insert into graph_edge as known (source, from_kind, from_name, kind, to_kind, to_name, first_seen, last_seen)
            select distinct ${id}, edge.*, ${at}::timestamptz, ${at}::timestamptz
            from ${told(some)} order by 2, 3, 4, 5, 6
            on conflict (from_kind, from_name, kind, to_kind, to_name, source) do update
              set last_seen = excluded.last_seen where excluded.last_seen > known.last_seen`.execute(db);
      });
    },

    async forget(source) {
      const { numAffectedRows } = await sql`delete from graph_edge where source = ${named(source)}`.execute(
        kysely,
      );
      return Number(numAffectedRows ?? 0);
    },

    async sources(begins) {
      const first = named(begins);
      // From source to source along the index, whatever each has told.
      const { rows } = await sql<{ source: string; last_seen: Date }>`
        with recursive known as (
          (select source, last_seen from graph_edge where source >= ${first} and source < ${after(first)}
            order by source, last_seen desc limit 1)
          union all
          select next.* from known cross join lateral (
            select source, last_seen from graph_edge where source > known.source and source < ${after(first)}
            order by source, last_seen desc limit 1
          ) as next
        ) select source, last_seen from known`.execute(kysely);
      return new Map(rows.map((row) => [row.source, row.last_seen]));
    },

    async forgetUnseen(begins, before) {
      const first = named(begins);
      for (let forgotten = 0; ; ) {
        const { numAffectedRows } = await sql`
          delete from graph_edge where ctid = any(array(
            select ctid from graph_edge
            where source >= ${first} and source < ${after(first)} and last_seen < ${before} limit ${atOnce}
          ))`.execute(kysely);
        const gone = Number(numAffectedRows ?? 0);
        forgotten += gone;
        if (gone < atOnce) return forgotten;
      }
    },

    async erase(person) {
      const name = named(person);
      await sql`delete from graph_edge where (from_kind = 'person' and from_name = ${name})
        or (to_kind = 'person' and to_name = ${name})`.execute(kysely);
    },
  };
}

/** Where a source has told more than fits one statement: what it tells now is put beside it first. */
async function forgetAllBut(db: Kysely<Schema>, source: string, edges: readonly Edge[]): Promise<void> {
  await sql`create temporary table if not exists graph_told (
    from_kind text, from_name text collate "C", kind text, to_kind text, to_name text collate "C"
  ) on commit delete rows`.execute(db);
  for (const some of batches(edges))
    await sql`insert into graph_told select edge.* from ${told(some)}`.execute(db);
  await sql`
    delete from graph_edge where source = ${source} and (from_kind, from_name, kind, to_kind, to_name) not in (
      select from_kind, from_name, kind, to_kind, to_name from graph_told
    )`.execute(db);
}

/** Edges as the rows of a statement, `edge`. */
function told(edges: readonly Edge[]) {
  return sql`unnest(${edges.map((each) => each.from.kind)}::text[], ${edges.map((each) => named(each.from.name))}::text[],
    ${edges.map((each) => each.kind)}::text[], ${edges.map((each) => each.to.kind)}::text[],
    ${edges.map((each) => named(each.to.name))}::text[]) as edge (from_kind, from_name, kind, to_kind, to_name)`;
}

function* batches(edges: readonly Edge[]): Iterable<readonly Edge[]> {
  for (let start = 0; start < edges.length; start += atOnce) yield edges.slice(start, start + atOnce);
}
