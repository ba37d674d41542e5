// The inbox in Postgres. A received event is in its receiver's hands; `taken_at` says since when, by the database's
// clock. Whoever recovers takes those that were in nobody's hands for long enough, which counts another try.

import { sql } from "kysely";
import type { ChatEvent, Platform } from "#core/chat-event.ts";
import { isLocale } from "#core/locale.ts";
import type { Person } from "#core/person.ts";
import type { Inbox } from "#ports/inbox.ts";
import { inBatches } from "./in-batches.ts";
import type { Database } from "./open-database.ts";
import { storable, storableJson } from "./storable.ts";

interface EventRow {
  id: string;
  platform: Platform;
  thread: string;
  conversation_id: string;
  person: Person;
  text: string;
  locale: string | null;
  at: Date;
  details: Details;
}

/** What only some platforms tell. */
type Details = Pick<ChatEvent, "speaker" | "pressed" | "quiet" | "under" | "overheard">;

const keyOf = ({ platform, id }: Pick<ChatEvent, "platform" | "id">) => `${platform} ${storable(id)}`;

export function createInbox({ kysely }: Pick<Database, "kysely">): Inbox {
  /** In the order of their keys, so that no two statements wait for each other. */
  async function keep(events: readonly ChatEvent[]): Promise<readonly ("accepted" | "duplicate")[]> {
    const { rows } = await sql<Pick<EventRow, "platform" | "id">>`
      insert into inbox (platform, id, thread, conversation_id, person, text, locale, at, details)
      select platform, id, thread, conversation_id, person, text, locale, at, details
      from json_to_recordset(${storableJson(events.map(rowOf))}::json) as event (platform text, id text, thread text,
        conversation_id text, person jsonb, text text, locale text, at timestamptz, details jsonb)
      order by platform, id
      on conflict do nothing
      returning platform, id
    `.execute(kysely);
    const kept = new Set(rows.map(keyOf));
    return events.map((event) => (kept.has(keyOf(event)) ? "accepted" : "duplicate"));
  }

  return {
    receive: inBatches({ run: keep, keyOf }),

    async unanswered(limit, leaseMs) {
      const { rows } = await sql<EventRow>`
        with waiting as (
          select platform, id from inbox
          where answered_at is null and abandoned_at is null
            and taken_at <= now() - ${leaseMs} * interval '1 millisecond'
          order by received_at, at
          limit ${limit}
          for update skip locked
        ), taken as (
          update inbox set taken_at = now(), tries = tries + 1
          from waiting
          where inbox.platform = waiting.platform and inbox.id = waiting.id
          returning inbox.*
        )
        select id, platform, thread, conversation_id, person, text, locale, at, details from taken order by received_at, at
      `.execute(kysely);
      return rows.map(eventOf);
    },

    async heard(event) {
      await kysely
        .updateTable("inbox")
        .set({ answered_at: sql`now()`, reason: "heard", text: "" })
        .where("platform", "=", event.platform)
        .where("id", "=", storable(event.id))
        .where("answered_at", "is", null)
        .execute();
    },

    async abandon(event, reason) {
      await kysely
        .updateTable("inbox")
        .set({ abandoned_at: sql`now()`, reason: storable(reason) })
        .where("platform", "=", event.platform)
        .where("id", "=", storable(event.id))
        .where("answered_at", "is", null)
        .execute();
    },

    /** How often the event was in somebody's hands, its receiver's included; 0 for one nobody received. */
    async tries(event) {
      const row = await kysely
        .selectFrom("inbox")
        .select("tries")
        .where("platform", "=", event.platform)
        .where("id", "=", storable(event.id))
        .executeTakeFirst();
      return row?.tries ?? 0;
    },
  };
}

function rowOf(event: ChatEvent): object {
  const { platform, id, thread, conversationId, person, text, locale, at } = event;
  const details = detailsOf(event);
  return { platform, id, thread, conversation_id: conversationId, person, text, locale, at, details };
}

function eventOf(row: EventRow): ChatEvent {
  return {
    id: row.id,
    platform: row.platform,
    thread: row.thread,
    conversationId: row.conversation_id,
    person: row.person,
    text: row.text,
    at: row.at,
    ...(row.locale !== null && isLocale(row.locale) ? { locale: row.locale } : {}),
    ...row.details,
  };
}

/** JSON leaves out what is undefined, so an event reads back as it was. */
function detailsOf({ speaker, pressed, quiet, under, overheard, files }: ChatEvent): object {
  return { speaker, pressed, quiet, under, overheard, files };
}
