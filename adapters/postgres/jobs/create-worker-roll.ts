// The roll of processes in Postgres. A worker is alive until its lease passes by the database's clock; from then on it
// is ended for good: `lost` writes it down, `beat` never takes it back, and commit_jobs refuses to claim or arm for it.

import { sql } from "kysely";
import type { Beat, WorkerRoll } from "#ports/worker-roll.ts";
import type { Database } from "../open-database.ts";
import { storable } from "../storable.ts";

/** Ended workers stay in the list for an hour, for whoever looks at what happened. */
const rememberedMs = 3_600_000;

export function createWorkerRoll({ kysely }: Pick<Database, "kysely">): WorkerRoll {
  return {
    async enrol({ id, host, pid, slots }, leaseMs) {
      const { rows } = await sql<{ now: Date; others: number; peers: number }>`
        with enrolled as (
          insert into worker (id, host, pid, slots, lease_until)
          values (${storable(id)}, ${storable(host)}, ${pid}, ${slots},
            clock_timestamp() + ${leaseMs} * interval '1 millisecond')
        )
        select clock_timestamp() as now, ${others(id)} as others, ${peers(id)} as peers
      `.execute(kysely);
      return only(rows);
    },

    async beat(id, busy, leaseMs) {
      const { rows } = await sql<Beat>`
        with beaten as (
          update worker set busy = ${busy}, beat_at = clock_timestamp(),
            lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
          where id = ${storable(id)} and ended_at is null and lease_until > clock_timestamp()
          returning 1
        )
        select exists (select from beaten) as alive, clock_timestamp() as now, ${others(id)} as others,
          ${peers(id)} as peers
      `.execute(kysely);
      return only(rows);
    },

    async leave(id) {
      await sql`
        update worker set ended_at = clock_timestamp(), lease_until = least(lease_until, clock_timestamp())
        where id = ${storable(id)} and ended_at is null
      `.execute(kysely);
    },

    async lost() {
      await sql`
        update worker set ended_at = clock_timestamp()
        where ended_at is null and lease_until <= clock_timestamp()
      `.execute(kysely);
      // A statement of its own, so that it sees who was just ended. A worker nobody knows was forgotten: ended as well.
      const { rows } = await sql<{ jobId: string; step: string; owner: string }>`
        select job_step.job_id as "jobId", job_step.step, coalesce(job_step.owner, '') as owner
        from ai_jobs join job_step on job_step.job_id = ai_jobs.id
        where ai_jobs.running and ai_jobs.ended_at is null and job_step.state = 'RUNNING'
          and not exists (select from worker where worker.id = job_step.owner and worker.ended_at is null)
        order by ai_jobs.priority desc, job_step.claimed_at
      `.execute(kysely);
      return rows;
    },

    /** The living first, then those that ended within the last hour. */
    async list() {
      const { rows } = await sql<{
        id: string;
        host: string;
        pid: number;
        slots: number;
        busy: number;
        beatAt: Date;
        alive: boolean;
      }>`
        select id, host, pid, slots, busy, beat_at as "beatAt",
          ended_at is null and lease_until > clock_timestamp() as alive
        from worker
        where ended_at is null or ended_at > clock_timestamp() - ${rememberedMs} * interval '1 millisecond'
        order by alive desc, enrolled_at, id
      `.execute(kysely);
      return rows;
    },
  };
}

function peers(id: string) {
  return sql`(select count(*) from worker where id <> ${storable(id)}
    and ended_at is null and lease_until > clock_timestamp())`;
}

function others(id: string) {
  return sql`(select count(*) from worker where id <> ${storable(id)} and slots > 0
    and ended_at is null and lease_until > clock_timestamp())`;
}

function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (!row) throw new Error("The worker roll answered no row.");
  return row;
}
