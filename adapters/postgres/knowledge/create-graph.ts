// The knowledge graph in Postgres. Walks are recursive SQL with three bounds, so that a hub (a workstation with 10,000 jobs, a
// person who resolved 10,000 incidents) costs no more than anything else: of each thing a walk takes only the neighbours of each
// kind that were seen last, it stops when it has enough things, and the statement is stopped when it takes too long.

import { type Kysely, sql } from "kysely";
import {
  type Edge,
  type EdgeKind,
  edgeKinds,
  type KnownEdge,
  type NodeKind,
  type NodeRef,
} from "#core/knowledge/edge.ts";
import type { Graph, Reached } from "#ports/graph.ts";
import type { Database } from "../open-database.ts";
import type { Schema } from "../schema.ts";
import { storable } from "../storable.ts";

/** A walk that takes longer is stopped: an answer without the graph is better than one that waits for it. */
const walkMs = 1_500;
/** Counting everything looks at everything. */
const countMs = 12_000;
const deepest = 10;
const mostNodes = 500;
const mostEdges = 2_000;
/** Of a job's or an error's incidents the newest count for who resolved them. */
const mostIncidents = 500;
/** An index entry has 2,704 bytes at most. */
const longestName = 200;
/** Edges in one statement. */
const atOnce = 5_000;

interface EdgeRow {
  readonly from_kind: NodeKind;
  readonly from_name: string;
  readonly kind: EdgeKind;
  readonly to_kind: NodeKind;
  readonly to_name: string;
}

interface KnownRow extends EdgeRow {
  readonly source: string;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly count: number;
}

export function createGraph({ kysely }: Pick<Database, "kysely">): Graph {
  /** A reading with a time limit of its own, without the compiler that costs more than any walk. */
  function within<T>(ms: number, read: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
    return kysely.transaction().execute(async (db) => {
      // A walk goes along indexes, whatever the planner expects of a table nobody has analyzed; counting does not.
      await sql`select set_config('statement_timeout', ${String(ms)}, true), set_config('jit', 'off', true),
        set_config('enable_seqscan', ${ms === walkMs ? "off" : "on"}, true),
        set_config('work_mem', ${ms === walkMs ? "8MB" : "96MB"}, true)`.execute(db);
      return await read(db);
    });
  }

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

    async around(node, { depth, limit }) {
      const most = bounded(limit, mostNodes);
      const steps = bounded(depth, deepest);
      const fan = Math.min(40, Math.max(8, Math.ceil(most / 5)));
      return await within(walkMs, async (db) => {
        // `union` keeps a circle from going round; the limit stops the walk where it is, nearest things first.
        const { rows: found } = await sql<{ kind: NodeKind; name: string; distance: number }>`
          with recursive walk (kind, name, distance) as (
            select ${node.kind}::text, ${named(node.name)}::text collate "C", 0
            union
            select near.kind, near.name, walk.distance + 1
            from walk cross join lateral (${neighbours(sql`walk.kind`, sql`walk.name`, fan)}) as near
            where walk.distance < ${steps}
          ), reached as (select *, row_number() over () as number from walk limit ${most * 5 + 50})
          select kind, name, min(distance) as distance from reached group by kind, name
          order by min(number) limit ${most + 1}`.execute(db);
        const nodes = found.slice(0, most);
        const { rows } = await sql<KnownRow & { rank: number }>`
          with node as (
            select * from unnest(${nodes.map((each) => each.kind)}::text[], ${nodes.map((each) => each.name)}::text[],
              ${nodes.map((each) => each.distance)}::int[]) as node (kind, name, distance)
          ), near as (
            select edge.* from node cross join unnest(${edgeKinds}::text[]) as way (kind) cross join lateral (
              select e.*, row_number() over (order by last_seen desc) as rank from graph_edge e
              where from_kind = node.kind and from_name = node.name collate "C" and e.kind = way.kind
              order by last_seen desc limit ${fan + 1}
            ) as edge
            union all
            select edge.* from node cross join unnest(${edgeKinds}::text[]) as way (kind) cross join lateral (
              select e.*, row_number() over (order by last_seen desc) as rank from graph_edge e
              where to_kind = node.kind and to_name = node.name collate "C" and e.kind = way.kind
              order by last_seen desc limit ${fan + 1}
            ) as edge
            where node.distance < ${steps}
          )
          select distinct on (from_kind, from_name, kind, to_kind, to_name, source) near.*
          from near order by from_kind, from_name, kind, to_kind, to_name, source, rank desc`.execute(db);
        const inside = new Set(nodes.map(keyOf));
        const edges = rows
          .filter((row) => inside.has(keyOf(fromOf(row))) && inside.has(keyOf(toOf(row))))
          .map(knownEdgeOf);
        return {
          nodes,
          edges: edges.slice(0, mostEdges),
          cut: found.length > most || edges.length > mostEdges || rows.some((row) => row.rank > fan),
        };
      });
    },

    async dependents(node, { depth, limit }) {
      const most = bounded(limit, mostNodes);
      const { rows } = await within(walkMs, (db) =>
        sql<{ kind: NodeKind; name: string; distance: number; by_kind: NodeKind; by_name: string }>`
          with recursive walk (kind, name, distance, by_kind, by_name) as (
            select ${node.kind}::text, ${named(node.name)}::text collate "C", 0, null::text, null::text collate "C"
            union
            select next.from_kind, next.from_name, walk.distance + 1, walk.kind, walk.name
            from walk cross join lateral (
              select from_kind, from_name from graph_edge
              where to_kind = walk.kind and to_name = walk.name and kind = 'follows'
              order by last_seen desc limit ${most + 1}
            ) as next
            where walk.distance < ${bounded(depth, deepest)}
          ) select * from walk limit ${most * 4 + 50}`.execute(db),
      );
      const reached = new Map<string, Reached>();
      const start = keyOf(node);
      for (const { kind, name, distance, by_kind, by_name } of rows) {
        const found = { kind, name };
        const key = keyOf(found);
        // The first way there is a shortest one: the walk goes level by level.
        if (distance === 0 || key === start || reached.has(key) || reached.size >= most) continue;
        const by = { kind: by_kind, name: by_name };
        const step: Edge = { from: found, kind: "follows", to: by };
        reached.set(key, { ...found, distance, via: [...(reached.get(keyOf(by))?.via ?? []), step] });
      }
      return [...reached.values()];
    },

    async brokeWith(job, limit) {
      const name = named(job);
      const { rows } = await within(walkMs, (db) =>
        sql<{ job: string; count: number; last_seen: Date }>`
          select job, sum(count)::int as count, max(last_seen) as last_seen from (
            (select to_name as job, count, last_seen from graph_edge
              where from_kind = 'job' and from_name = ${name} and kind = 'broke_with' and to_kind = 'job'
              order by last_seen desc limit ${mostIncidents})
            union all
            (select from_name, count, last_seen from graph_edge
              where to_kind = 'job' and to_name = ${name} and kind = 'broke_with' and from_kind = 'job'
              order by last_seen desc limit ${mostIncidents})
          ) as other where job <> ${name}
          group by job order by 2 desc, 3 desc, job limit ${bounded(limit, mostNodes)}`.execute(db),
      );
      return rows.map(({ job: other, count, last_seen }) => ({ job: other, count, lastSeen: last_seen }));
    },

    async resolvedBy({ job, errorCode }, limit) {
      const { rows } = await within(walkMs, (db) =>
        sql<{ person: string; count: number; last_seen: Date }>`
          with incident as (
            (select from_name as name from graph_edge
              where to_kind = 'job' and to_name = ${named(job ?? "")} and kind = 'broke' and from_kind = 'incident'
              order by last_seen desc limit ${mostIncidents})
            union
            (select from_name from graph_edge
              where to_kind = 'error' and to_name = ${named(errorCode ?? "")} and kind = 'failed_with' and from_kind = 'incident'
              order by last_seen desc limit ${mostIncidents})
          )
          select resolved.from_name as person, count(distinct incident.name)::int as count, max(resolved.last_seen) as last_seen
          from incident cross join lateral (
            select from_name, last_seen from graph_edge
            where to_kind = 'incident' and to_name = incident.name and kind = 'resolved' and from_kind = 'person'
            order by last_seen desc limit 20
          ) as resolved
          group by 1 order by 2 desc, 3 desc, 1 limit ${bounded(limit, mostNodes)}`.execute(db),
      );
      return rows.map(({ person, count, last_seen }) => ({ person, count, lastSeen: last_seen }));
    },

    async find(words, kinds, limit) {
      const begins = spellings(named(words.trim()));
      if (begins.length === 0 || kinds.length === 0) return [];
      const most = bounded(limit, 100);
      // From name to name along both indexes: a thing with 10,000 edges is one step.
      const { rows } = await within(walkMs, (db) =>
        sql<{ kind: NodeKind; name: string }>`
          select kind, name from (
            select wanted.kind, found.name
            from unnest(${kinds}::text[]) with ordinality as wanted (kind, rank)
            cross join unnest(${begins}::text[], ${begins.map(after)}::text[]) as range (first, after)
            cross join lateral (
              ${distinctNames(sql.raw("from_kind"), sql.raw("from_name"), most)}
              union
              ${distinctNames(sql.raw("to_kind"), sql.raw("to_name"), most)}
            ) as found
          ) as each
          group by kind, name order by length(name), name collate "C", kind limit ${most}`.execute(db),
      );
      return rows;
    },

    async counts() {
      return await within(countMs, async (db) => {
        const nodes = await sql<{ kind: string; n: number }>`
          select kind, count(*)::int as n from (
            select from_kind as kind, from_name as name from graph_edge group by 1, 2
            union
            select to_kind, to_name from graph_edge group by 1, 2
          ) as node group by kind order by kind`.execute(db);
        const edges = await sql<{ kind: string; n: number }>`
          select kind, count(*)::int as n from graph_edge group by kind order by kind`.execute(db);
        return { nodes: byKind(nodes.rows), edges: byKind(edges.rows) };
      });
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

/** The things next to one, either way: of each kind of edge those seen last. */
function neighbours(kind: ReturnType<typeof sql>, name: ReturnType<typeof sql>, fan: number) {
  return sql`
    select edge.to_kind as kind, edge.to_name as name from unnest(${edgeKinds}::text[]) as way (kind) cross join lateral (
      select to_kind, to_name from graph_edge e
      where e.from_kind = ${kind} and e.from_name = ${name} and e.kind = way.kind order by last_seen desc limit ${fan}
    ) as edge
    union all
    select edge.from_kind, edge.from_name from unnest(${edgeKinds}::text[]) as way (kind) cross join lateral (
      select from_kind, from_name from graph_edge e
      where e.to_kind = ${kind} and e.to_name = ${name} and e.kind = way.kind order by last_seen desc limit ${fan}
    ) as edge`;
}

function distinctNames(kind: ReturnType<typeof sql.raw>, name: ReturnType<typeof sql.raw>, most: number) {
  return sql`(
    with recursive known (name, number) as (
      (select ${name}, 1 from graph_edge where ${kind} = wanted.kind
        and ${name} >= range.first collate "C" and ${name} < range.after collate "C" order by ${name} limit 1)
      union all
      select next.name, known.number + 1 from known cross join lateral (
        select ${name} as name from graph_edge where ${kind} = wanted.kind
          and ${name} > known.name and ${name} < range.after collate "C" order by ${name} limit 1
      ) as next where known.number < ${most}
    ) select name from known
  )`;
}

function* batches(edges: readonly Edge[]): Iterable<readonly Edge[]> {
  for (let start = 0; start < edges.length; start += atOnce) yield edges.slice(start, start + atOnce);
}

function named(name: string): string {
  return storable(name).slice(0, longestName).toWellFormed();
}

/** What comes after everything that begins so, in the order of "C". */
function after(begins: string): string {
  return `${begins}\u{10ffff}`;
}

/** HWA writes names in capitals, people as it comes. */
function spellings(begins: string): readonly string[] {
  if (begins === "") return [];
  const lower = begins.toLowerCase();
  return [
    ...new Set([begins, begins.toUpperCase(), lower, `${lower.slice(0, 1).toUpperCase()}${lower.slice(1)}`]),
  ];
}

function bounded(asked: number, most: number): number {
  return Math.min(most, Math.max(1, Math.trunc(asked) || 1));
}

function keyOf({ kind, name }: NodeRef): string {
  return `${kind}\0${name}`;
}

function fromOf(row: EdgeRow): NodeRef {
  return { kind: row.from_kind, name: row.from_name };
}

function toOf(row: EdgeRow): NodeRef {
  return { kind: row.to_kind, name: row.to_name };
}

function knownEdgeOf(row: KnownRow): KnownEdge {
  return {
    from: fromOf(row),
    kind: row.kind,
    to: toOf(row),
    source: row.source,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    count: row.count,
  };
}

function byKind(
  rows: readonly { readonly kind: string; readonly n: number }[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]));
}
