// Conversations of Teams in Postgres. There are as many as chats and channels with the app in them, so they are found by
// what is in their row.

import { sql } from "kysely";
import type { TeamsConversation, TeamsConversations } from "#ports/teams-conversations.ts";
import type { Database } from "./open-database.ts";
import { storable, storableJson } from "./storable.ts";

interface Row {
  readonly reference: TeamsConversation;
}

export function createTeamsConversations({ kysely }: Pick<Database, "kysely">): TeamsConversations {
  return {
    async keep(conversation) {
      // A row that is updated carries the id of the transaction that holds it; one that is new carries none.
      const { rows } = await sql<{ fresh: boolean }>`
        insert into teams_conversation (id, reference)
        values (${storable(conversation.id)}, ${storableJson(conversation)}::jsonb)
        on conflict (id) do update set reference = excluded.reference, seen_at = now()
        returning (xmax = 0) as fresh
      `.execute(kysely);
      return rows[0]?.fresh ? "new" : "known";
    },

    async find(id) {
      const { rows } = await sql<Row>`
        select reference from teams_conversation where id = ${storable(id)}
      `.execute(kysely);
      return rows[0]?.reference ?? null;
    },

    async personalWith(aadObjectId) {
      const { rows } = await sql<Row>`
        select reference from teams_conversation
        where reference->>'kind' = 'personal' and reference->>'aadObjectId' = ${storable(aadObjectId)}
        order by seen_at desc limit 1
      `.execute(kysely);
      return rows[0]?.reference ?? null;
    },

    async latest() {
      const { rows } = await sql<Row>`
        select reference from teams_conversation order by seen_at desc limit 1
      `.execute(kysely);
      return rows[0]?.reference ?? null;
    },

    async forget(id) {
      await sql`delete from teams_conversation where id = ${storable(id)}`.execute(kysely);
    },
  };
}
