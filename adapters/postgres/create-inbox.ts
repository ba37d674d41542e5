// The inbox in Postgres. A received event is in its receiver's hands; `taken_at` says since when, by the database's
// clock. Whoever recovers takes those that were in nobody's hands for long enough, which counts another try.

import { sql } from "kysely";
import type { ChatEvent, Platform } from "#core/chat-event.ts";
import { isLocale } from "#core/locale.ts";
import type { Person } from "#core/person.ts";
import type { Inbox } from "#ports/inbox.ts";
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
type Details = Pick<ChatEvent, "speaker" | "pressed" | "quiet" | "under">;

export function createInbox({ kysely }: Pick<Database, "kysely">): Inbox {
  return {
    async receive(event) {
      const { numInsertedOrUpdatedRows } = await kysely
        .insertInto("inbox")
        .values({
          platform: event.platform,
          id: storable(event.id),
          thread: storable(event.thread),
          conversation_id: storable(event.conversationId),
          person: storableJson(event.person),
          text: storable(event.text),
          locale: event.locale ?? null,
          at: event.at,
          details: storableJson(detailsOf(event)),
        })
        .onConflict((same) => same.doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n ? "accepted" : "duplicate";
    },

    async unanswered(limit, leaseMs) {
      const { rows } = await sql<EventRow>`
        with waiting as (
          select platform, id from inbox
          where answered_at is null and abandoned_at is null
            and taken_at <= now() - ${leaseMs} * interval '1 millisecond'
          order by received_at
          limit ${limit}
          for update skip locked
        ), taken as (
          update inbox set taken_at = now(), tries = tries + 1
          from waiting
          where inbox.platform = waiting.platform and inbox.id = waiting.id
          returning inbox.*
        )
        select id, platform, thread, conversation_id, person, text, locale, at, details from taken order by received_at
      `.execute(kysely);
      return rows.map(eventOf);
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
function detailsOf({ speaker, pressed, quiet, under }: ChatEvent): object {
  return { speaker, pressed, quiet, under };
}
