// Plans that were shown, found in what is kept anyway: the buttons of a conversation's answers, and what its cards show.

import { sql } from "kysely";
import type { ShownPlans } from "#ports/shown-plans.ts";
import type { Database } from "./open-database.ts";
import { storable } from "./storable.ts";

/** Nobody has read what took another's place just now. */
const readAfterMs = 5_000;

export function createShownPlans({ kysely }: Pick<Database, "kysely">): ShownPlans {
  return {
    async wasShown({ platform, thread, conversationId, checkpointId, planDigest, button }) {
      // A channel's name is the beginning of the names of its threads.
      const { rows } = await sql<{ shown: boolean }>`
        select exists(
          select from message
          where conversation_id = ${storable(conversationId)} and role = 'resync'
            and answer -> 'actions' @> ${JSON.stringify([{ id: button }])}::jsonb
        ) or exists(
          select from notice
          where key = ${`checkpoint:${checkpointId}`} and platform = ${platform}
            and starts_with(${storable(thread)}, thread) and stands ->> 'planDigest' = ${planDigest}
            and (replaced_at is null or replaced_at <= now() - ${readAfterMs} * interval '1 millisecond')
        ) as shown`.execute(kysely);
      return rows[0]?.shown ?? false;
    },
  };
}
