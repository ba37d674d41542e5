// Walks through the graph are recursive SQL with three bounds, so that a hub (a workstation with 10,000 jobs, a
// person who resolved 10,000 incidents) costs no more than anything else: of each thing a walk takes only the neighbours of each
// kind that were seen last, it stops when it has enough things, and the statement is stopped when it takes too long.

import { type Kysely, sql } from "kysely";
import { type Edge, edgeKinds, type NodeKind } from "#core/knowledge/edge.ts";
import type { Graph, Reached } from "#ports/graph.ts";
import type { Database } from "../open-database.ts";
import type { Schema } from "../schema.ts";
import { after, fromOf, type KnownRow, keyOf, knownEdgeOf, named, toOf } from "./graph-rows.ts";

/** A walk that takes longer is stopped: an answer without the graph is better than one that waits for it. */
const walkMs = 1_500;
/** Counting everything looks at everything. */
const countMs = 12_000;
const deepest = 10;
const mostNodes = 500;
const mostEdges = 2_000;
/** Of a job's or an error's incidents the newest count for who resolved them. */
const mostIncidents = 500;

export function walkGraph({
  kysely,
}: Pick<Database, "kysely">): Pick<
  Graph,
  "around" | "dependents" | "brokeWith" | "resolvedBy" | "find" | "counts"
> {
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
  };
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

function byKind(
  rows: readonly { readonly kind: string; readonly n: number }[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]));
}
