// The alert of an incident: the one below which it was asked what fixed it, else the one that was open for its job when it broke.

import { sql } from "kysely";
import type { AlertOfIncident } from "#ports/alert-of-incident.ts";
import type { Database } from "../open-database.ts";
import { storable } from "../storable.ts";

export function createAlertOfIncident({ kysely }: Pick<Database, "kysely">): AlertOfIncident {
  return {
    async alertOf(incident) {
      const id = storable(incident);
      const asked = await sql<{ id: string }>`
        select alert_id as id from incident_question where incidents @> array[${id}]
        order by asked_at desc limit 1`.execute(kysely);
      if (asked.rows[0]) return asked.rows[0].id;
      // The alert and its incident hear of a failure from the same event; the alert may be older, of more than this job.
      const open = await sql<{ id: string }>`
        select alert.id from incident, alert
        where incident.id = ${id} and alert.kind <> 'mark'
          and alert.opened_at between incident.broke_at - interval '1 day' and incident.broke_at + interval '10 minutes'
          and (alert.resolved_at is null or alert.resolved_at >= incident.broke_at)
          and alert.state -> 'members' @> jsonb_build_array(jsonb_build_object('id', incident.job_id))
        order by alert.opened_at desc, alert.id limit 1`.execute(kysely);
      return open.rows[0]?.id ?? null;
    },
  };
}
