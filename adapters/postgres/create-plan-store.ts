// The plan's last picture and its numbered changes, in Postgres.
//
// Numbers come from the one row of plan_head, whose lock a recorder holds from the first number to the commit. So
// there is no gap, and whoever reads up to a number will never find a smaller one appear later.

import { type Kysely, sql } from "kysely";
import type {
  PlanChange,
  PlanEvent,
  PlanStore,
  PollRecord,
  SnapshotJob,
  SnapshotWorkstation,
} from "#ports/plan-store.ts";
import { leadWithLock } from "./lead-with-lock.ts";
import type { Database } from "./open-database.ts";
import {
  eventOfRow,
  jobOfRow,
  nameOfChange,
  type PlanEventRow,
  planJobColumns,
  rowOfJob,
} from "./plan-rows.ts";
import { replacePlan } from "./replace-plan.ts";
import type { PlanJobRow, Schema } from "./schema.ts";
import { storable, storableJson } from "./storable.ts";

/** Changes in one statement: bounds its parameters to a few megabytes. */
const changesAtOnce = 2_000;
const jobsAtOnce = 5_000;
const forgottenAtOnce = 10_000;

export function createPlanStore(db: Database): PlanStore {
  const { kysely } = db;
  return {
    async lastPoll() {
      const head = await kysely.selectFrom("plan_head").selectAll().executeTakeFirstOrThrow();
      if (head.read_at === null) return null;
      return {
        readAt: head.read_at,
        engine: head.engine ?? "",
        totalJobs: head.total_jobs ?? 0,
        countsByStatus: (head.counts_by_status ?? {}) as Record<string, number>,
      };
    },

    async *eachJob() {
      for (let after = ""; ; ) {
        const rows: readonly PlanJobRow[] = await kysely
          .selectFrom("plan_job")
          .selectAll()
          .where("id", ">", after)
          .orderBy("id")
          .limit(jobsAtOnce)
          .execute();
        const last = rows.at(-1);
        if (last) yield rows.map(jobOfRow);
        if (!last || rows.length < jobsAtOnce) return;
        after = last.id;
      }
    },

    async workstations() {
      const rows = await kysely.selectFrom("plan_workstation").selectAll().orderBy("name").execute();
      return rows.map(({ name, linked, agent_up }) => ({ name, linked, agentUp: agent_up }));
    },

    async record(poll, changes) {
      if (changes.length === 0) {
        await recordPoll(kysely, poll);
        return [];
      }
      if (changes.length <= changesAtOnce) return recordChanges(kysely, poll, changes);
      return kysely.transaction().execute(async (transaction) => {
        const events: PlanEvent[] = [];
        for (let start = 0; start < changes.length; start += changesAtOnce)
          events.push(
            ...(await recordChanges(transaction, poll, changes.slice(start, start + changesAtOnce))),
          );
        return events;
      });
    },

    replace: (poll, jobs, workstations) => replacePlan(db, poll, jobs, workstations),

    async events(after, limit) {
      const rows = await kysely
        .selectFrom("plan_event")
        .select(["seq", "at", "kind", "before", "after"])
        .where("seq", ">", after)
        .orderBy("seq")
        .limit(limit)
        .execute();
      return rows.map(eventOfRow);
    },

    async lastSeq() {
      const { seq } = await kysely.selectFrom("plan_head").select("seq").executeTakeFirstOrThrow();
      return seq;
    },

    async history(job, limit) {
      const rows = await kysely
        .selectFrom("plan_event")
        .select(["seq", "at", "kind", "before", "after"])
        .where("kind", "=", "job")
        .where("name", "=", storable(job))
        .orderBy("seq", "desc")
        .limit(limit)
        .execute();
      return rows.map(eventOfRow);
    },

    async forgetEvents(before) {
      // In numbered slices, so that no statement is long and no lock is held for long.
      for (let forgotten = 0; ; ) {
        const { rows } = await sql<{ count: number }>`
          with old as (
            delete from plan_event
            where seq in (
              select seq from plan_event where at < ${before} order by seq limit ${forgottenAtOnce}
            )
            returning 1
          )
          select count(*) as count from old
        `.execute(kysely);
        const count = rows[0]?.count ?? 0;
        forgotten += count;
        if (count < forgottenAtOnce) return forgotten;
      }
    },

    lead: (signal, work) => leadWithLock(db, signal, work),
  };
}

async function recordPoll(db: Kysely<Schema>, poll: PollRecord): Promise<void> {
  await db
    .updateTable("plan_head")
    .set({
      read_at: poll.readAt,
      engine: storable(poll.engine),
      total_jobs: poll.totalJobs,
      counts_by_status: storableJson(poll.countsByStatus),
    })
    .execute();
}

/** One statement: the head moves, the events are written from its number on, the snapshot follows. */
async function recordChanges(
  db: Kysely<Schema>,
  poll: PollRecord,
  changes: readonly PlanChange[],
): Promise<readonly PlanEvent[]> {
  const told = storableJson(
    changes.map((change) => ({
      kind: change.kind,
      name: nameOfChange(change),
      before: change.before,
      after: change.after,
    })),
  );
  const { jobs, workstations } = outcome(changes);
  const { rows } = await sql<PlanEventRow>`
    with head as (
      update plan_head set read_at = ${poll.readAt}, engine = ${storable(poll.engine)},
        total_jobs = ${poll.totalJobs}, counts_by_status = ${storableJson(poll.countsByStatus)}::jsonb,
        seq = seq + ${changes.length}
      returning seq - ${changes.length} as base, clock_timestamp() as at
    ), told as (
      insert into plan_event (seq, at, kind, name, before, after)
      select head.base + change.number, head.at, change.value->>'kind', change.value->>'name',
        nullif(change.value->'before', 'null'), nullif(change.value->'after', 'null')
      from head, jsonb_array_elements(${told}::jsonb) with ordinality as change (value, number)
      returning seq, at, kind, before, after
    ), jobs_kept as (
      insert into plan_job
      select job.* from head, json_to_recordset(${storableJson(jobs.kept.map(rowOfJob))}::json)
        as job (${sql.raw(planJobColumns)})
      on conflict (id) do update set name = excluded.name, stream = excluded.stream,
        workstation = excluded.workstation, internal = excluded.internal, common = excluded.common,
        substatus = excluded.substatus, canceled = excluded.canceled, run_id = excluded.run_id,
        return_code = excluded.return_code, started_at = excluded.started_at, ended_at = excluded.ended_at,
        estimated_ms = excluded.estimated_ms, late = excluded.late, critical = excluded.critical,
        scheduled_at = excluded.scheduled_at
    ), jobs_gone as (
      delete from plan_job using head where id = any(${jobs.gone.map(storable)}::text[])
    ), workstations_kept as (
      insert into plan_workstation (name, linked, agent_up)
      select workstation.* from head, json_to_recordset(${storableJson(workstations.kept)}::json)
        as workstation (name text, linked boolean, "agentUp" boolean)
      on conflict (name) do update set linked = excluded.linked, agent_up = excluded.agent_up
    ), workstations_gone as (
      delete from plan_workstation using head where name = any(${workstations.gone.map(storable)}::text[])
    )
    select seq, at, kind, before, after from told order by seq
  `.execute(db);
  return rows.map(eventOfRow);
}

/** Where each thing ends up when the changes are taken in order: the last change of a thing wins. */
function outcome(changes: readonly PlanChange[]): {
  readonly jobs: { readonly kept: readonly SnapshotJob[]; readonly gone: readonly string[] };
  readonly workstations: { readonly kept: readonly SnapshotWorkstation[]; readonly gone: readonly string[] };
} {
  const jobs = new Map<string, SnapshotJob | null>();
  const workstations = new Map<string, SnapshotWorkstation | null>();
  for (const change of changes) {
    if (change.kind === "job") {
      if (change.before && change.before.id !== change.after?.id) jobs.set(change.before.id, null);
      if (change.after) jobs.set(change.after.id, change.after);
    } else {
      if (change.before && change.before.name !== change.after?.name)
        workstations.set(change.before.name, null);
      if (change.after) workstations.set(change.after.name, change.after);
    }
  }
  return { jobs: split(jobs), workstations: split(workstations) };
}

function split<T>(things: ReadonlyMap<string, T | null>): { kept: readonly T[]; gone: readonly string[] } {
  const kept: T[] = [];
  const gone: string[] = [];
  for (const [key, thing] of things) {
    if (thing === null) gone.push(key);
    else kept.push(thing);
  }
  return { kept, gone };
}
