// Incidents in Postgres. One job of the plan has at most one open incident (a partial unique index), so whoever hears of a failure
// first opens it and everybody else finds it. What was done about it are rows of their own, in the order in which it was done.

import { type Selectable, sql } from "kysely";
import { newId } from "#core/ids.ts";
import type { Act, Incident, RecoveryHow } from "#core/knowledge/incident.ts";
import type { Incidents } from "#ports/incidents.ts";
import type { Database } from "../open-database.ts";
import type { Schema } from "../schema.ts";
import { storable } from "../storable.ts";

type IncidentRow = Selectable<Schema["incident"]> & {
  readonly acts: readonly { readonly text: string; readonly seen: boolean; readonly by: string | null }[];
};

const withActs = sql`incident.*, coalesce((
  select jsonb_agg(jsonb_build_object('text', text, 'seen', seen, 'by', person_id) order by at, text)
  from incident_act where incident_id = incident.id
), '[]') as acts`;

const batch = 200;

export function createIncidents({ kysely }: Pick<Database, "kysely">): Incidents {
  const one = async (where: ReturnType<typeof sql>): Promise<Incident | null> => {
    const { rows } = await sql<IncidentRow>`select ${withActs} from incident where ${where}`.execute(kysely);
    return rows[0] ? incidentOf(rows[0]) : null;
  };
  const byId = (id: string) => one(sql`id = ${storable(id)}`);
  const openOf = (jobId: string) => one(sql`job_id = ${storable(jobId)} and well_at is null`);

  return {
    async open({ job, stream, workstation, jobId, runId, brokeAt, returnCode }) {
      const id = newId();
      const { rows } = await sql<{ id: string }>`
        insert into incident (id, job, stream, workstation, job_id, run_id, broke_at, return_code)
        values (${id}, ${storable(job)}, ${storable(stream)}, ${storable(workstation)}, ${storable(jobId)},
          ${runId === null ? null : storable(runId)}, ${brokeAt}, ${returnCode})
        on conflict (job_id) where well_at is null do nothing
        returning id`.execute(kysely);
      const incident = rows[0] ? await byId(id) : await openOf(jobId);
      // Between finding it open and reading it somebody may have resolved it: then this failure is another one.
      if (!incident) return await this.open({ job, stream, workstation, jobId, runId, brokeAt, returnCode });
      return { incident, isNew: rows.length > 0 };
    },

    async diagnosed(id, { errorCode, cause, signature }) {
      await kysely
        .updateTable("incident")
        .set({
          error_code: errorCode === null ? null : storable(errorCode),
          cause,
          signature: signature === null ? null : storable(signature),
        })
        .where("id", "=", storable(id))
        .execute();
    },

    async act(id, { text, from, by, at }) {
      await sql`
        insert into incident_act (incident_id, at, text, seen, person_id)
        select id, ${at}, ${storable(text)}, ${from === "seen"}, ${by} from incident where id = ${storable(id)}
        on conflict do nothing`.execute(kysely);
    },

    async resolve(id, { how, at, by, runbook, taskId }) {
      const { rows } = await sql<{ id: string }>`
        update incident set how = ${how}, well_at = ${at}, by_people = ${by.map(storable)}::text[],
          runbook = ${runbook}, task_id = ${taskId}
        where id = ${storable(id)} and well_at is null
        returning id`.execute(kysely);
      return rows[0] ? await byId(id) : null;
    },

    async tellCause(id, text, by) {
      const { rows } = await sql<{ id: string }>`
        update incident set real_cause = ${storable(text)}, cause_by = ${storable(by)}, cause_at = now()
        where id = ${storable(id)} returning id`.execute(kysely);
      return rows[0] ? await byId(id) : null;
    },

    byId,
    openOf,

    async find(idBegins) {
      const begins = storable(idBegins).toLowerCase();
      // The range is what the index understands; "~" comes after every character of an id.
      const { rows } = await sql<IncidentRow>`select ${withActs} from incident
        where id collate "C" >= ${begins} and id collate "C" <= ${begins} || '~' and starts_with(id, ${begins})
        order by broke_at desc, id limit 5`.execute(kysely);
      return rows.map(incidentOf);
    },

    async page({ job, errorCode, open, since, limit, offset }) {
      const where = sql`true
        ${job === undefined ? sql`` : sql`and job = ${storable(job)}`}
        ${errorCode === undefined ? sql`` : sql`and error_code = ${storable(errorCode)}`}
        ${open === undefined ? sql`` : open ? sql`and well_at is null` : sql`and well_at is not null`}
        ${since === undefined ? sql`` : sql`and broke_at >= ${since}`}`;
      const [{ rows }, total] = await Promise.all([
        sql<IncidentRow>`select ${withActs} from incident where ${where}
          order by broke_at desc, id limit ${limit} offset ${offset}`.execute(kysely),
        sql<{ n: number }>`select count(*)::int as n from incident where ${where}`.execute(kysely),
      ]);
      return { incidents: rows.map(incidentOf), total: total.rows[0]?.n ?? 0 };
    },

    async before({ job, errorCode }, limit) {
      // Two short lists, each along its index: an error that thousands of jobs had does not hide this job's own history.
      const { rows } = await sql<IncidentRow>`
        select ${withActs} from (
          (select * from incident where job = ${storable(job)} and well_at is not null
            order by broke_at desc limit ${limit})
          union
          (select * from incident where error_code = ${errorCode === null ? null : storable(errorCode)} and well_at is not null
            order by broke_at desc limit ${limit})
        ) as incident order by broke_at desc, id limit ${limit}`.execute(kysely);
      return rows.map(incidentOf);
    },

    async *resolvedSince(since) {
      let after = { at: since, id: "" };
      for (;;) {
        const { rows } = await sql<IncidentRow>`
          select ${withActs} from incident
          where well_at is not null and (well_at, id) > (${after.at}, ${after.id})
          order by well_at, id limit ${batch}`.execute(kysely);
        const last = rows.at(-1);
        if (!last?.well_at) return;
        yield rows.map(incidentOf);
        after = { at: last.well_at, id: last.id };
      }
    },

    async erase(person) {
      const id = storable(person);
      await kysely.transaction().execute(async (db) => {
        await sql`update incident_act set person_id = null, text = '' where person_id = ${id} and not seen`.execute(
          db,
        );
        await sql`update incident_act set person_id = null where person_id = ${id}`.execute(db);
        await sql`delete from incident_act where text = ''`.execute(db);
        await sql`update incident set by_people = array_remove(by_people, ${id}) where ${id} = any(by_people)`.execute(
          db,
        );
        await sql`update incident set real_cause = null, cause_by = null, cause_at = null where cause_by = ${id}`.execute(
          db,
        );
        // That somebody answered stays, so that nobody is asked again; it is shown anew without them.
        await sql`update incident_question set changed_at = now(),
            answer = answer || jsonb_build_object('by', jsonb_build_object('id', '', 'name', ''), 'steps', '[]'::jsonb)
          where answer->'by'->>'id' = ${id}`.execute(db);
      });
    },
  };
}

function incidentOf(row: IncidentRow): Incident {
  return {
    id: row.id,
    job: row.job,
    stream: row.stream,
    workstation: row.workstation,
    jobId: row.job_id,
    runId: row.run_id,
    brokeAt: row.broke_at,
    errorCode: row.error_code,
    returnCode: row.return_code,
    cause: row.cause,
    signature: row.signature,
    acts: row.acts.map(({ text, seen, by }): Act => ({ text, from: seen ? "seen" : "told", by })),
    resolution:
      row.well_at === null
        ? null
        : {
            how: row.how as RecoveryHow,
            at: row.well_at,
            by: row.by_people,
            runbook: row.runbook,
            taskId: row.task_id,
          },
    realCause:
      row.real_cause === null
        ? null
        : { text: row.real_cause, by: row.cause_by ?? "", at: row.cause_at ?? row.broke_at },
  };
}
