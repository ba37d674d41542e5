// What fixed it, asked and answered, in Postgres: one row an alert, so that it is asked once whoever asks.

import { sql } from "kysely";
import type { IncidentQuestion, IncidentQuestions } from "#ports/incident-questions.ts";
import type { Database } from "../open-database.ts";
import { storable, storableJson } from "../storable.ts";

interface Row {
  alert_id: string;
  incidents: string[];
  asked_at: Date;
  digest: string | null;
  answer: { by: { id: string; name: string }; at: string; steps: string[] } | null;
}

/** More than anybody reads in one message. */
const mostInDigest = 200;
const forgottenAtOnce = 5_000;

export function createIncidentQuestions({ kysely }: Pick<Database, "kysely">): IncidentQuestions {
  const select = async (where: ReturnType<typeof sql>): Promise<readonly IncidentQuestion[]> => {
    const { rows } = await sql<Row>`
      select alert_id, incidents, asked_at, digest, answer from incident_question where ${where}
    `.execute(kysely);
    return rows.map(questionOf);
  };

  return {
    async ask({ alertId, incidents }, { most, digest }) {
      const { rows } = await sql<Row>`
        insert into incident_question (alert_id, incidents, digest)
        select ${storable(alertId)}, ${incidents.map(storable)}::text[],
          case when count(*) >= ${most} then ${storable(digest)} end
        from incident_question where asked_at > now() - interval '1 hour' and digest is null
        on conflict (alert_id) do nothing
        returning alert_id, incidents, asked_at, digest, answer
      `.execute(kysely);
      return rows[0] ? questionOf(rows[0]) : null;
    },

    async answered(incident, answer) {
      await sql`
        update incident_question set answer = ${storableJson(answer)}::jsonb, changed_at = now()
        where incidents @> array[${storable(incident)}] and answer is null
      `.execute(kysely);
    },

    async ofAlert(alertId) {
      const [found] = await select(sql`alert_id = ${storable(alertId)}`);
      return found ?? null;
    },

    changed: (since) => select(sql`changed_at >= ${since} order by changed_at, alert_id`),

    ofDigest: (digest) =>
      select(sql`digest = ${storable(digest)} order by asked_at, alert_id limit ${mostInDigest}`),

    async forget(askedBefore) {
      for (let forgotten = 0; ; ) {
        const { numAffectedRows = 0n } = await sql`
          delete from incident_question where alert_id in (
            select alert_id from incident_question where asked_at < ${askedBefore} limit ${forgottenAtOnce}
          )
        `.execute(kysely);
        forgotten += Number(numAffectedRows);
        if (numAffectedRows < BigInt(forgottenAtOnce)) return forgotten;
      }
    },
  };
}

function questionOf({ alert_id, incidents, asked_at, digest, answer }: Row): IncidentQuestion {
  return {
    alertId: alert_id,
    incidents,
    askedAt: asked_at,
    digest,
    answer: answer && { ...answer, at: new Date(answer.at) },
  };
}
