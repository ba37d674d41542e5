// Conversations in Postgres. How an exchange is written is in record-exchanges.ts.

import { sql } from "kysely";
import type { Answer } from "#core/answer.ts";
import type { Slots } from "#core/intent.ts";
import { isLocale } from "#core/locale.ts";
import type { AskedBack } from "#core/reply.ts";
import type { ConversationMessage, Conversations, KeptContext } from "#ports/conversations.ts";
import { inBatches } from "./in-batches.ts";
import type { Database } from "./open-database.ts";
import { recordExchanges } from "./record-exchanges.ts";
import { storable } from "./storable.ts";

interface MessageRow {
  id: string;
  role: "person" | "resync";
  person_id: string | null;
  text: string;
  answer: Answer | null;
  at: Date;
}

export function createConversations({ kysely }: Pick<Database, "kysely">): Conversations {
  async function contexts(ids: readonly string[]): Promise<readonly (KeptContext | null)[]> {
    const rows = await kysely
      .selectFrom("conversation")
      .select(["id", "owner_id", "bound_agent", "last_intent", "last_slots", "locale", "awaiting"])
      .select((are) =>
        are
          .selectFrom("message")
          .select("person_id")
          .whereRef("message.conversation_id", "=", "conversation.id")
          .where("role", "=", "person")
          .orderBy("number", "desc")
          .limit(1)
          .as("last_speaker"),
      )
      .where("id", "=", sql<string>`any(${ids.map(storable)}::text[])`)
      .execute();
    const found = new Map(
      rows.map((row) => [
        row.id,
        {
          ownerId: row.owner_id,
          lastSpeaker: row.last_speaker,
          context: {
            boundAgent: row.bound_agent,
            lastIntent: row.last_intent,
            lastSlots: row.last_slots as Slots,
            locale: row.locale !== null && isLocale(row.locale) ? row.locale : null,
            ...(row.awaiting ? { awaiting: row.awaiting as AskedBack } : {}),
          },
        },
      ]),
    );
    return ids.map((id) => found.get(storable(id)) ?? null);
  }

  const record = inBatches(recordExchanges(kysely));

  return {
    context: inBatches({ run: contexts }),

    record: (exchange, outgoing) => record({ exchange, outgoing }),

    async hasSpoken(conversationId, personId) {
      const said = await kysely
        .selectFrom("message")
        .select("number")
        .where("conversation_id", "=", storable(conversationId))
        .where("person_id", "=", storable(personId))
        .limit(1)
        .executeTakeFirst();
      return said !== undefined;
    },

    async saidBy(conversationId, personId, limit) {
      const said = await kysely
        .selectFrom("message")
        .select("text")
        .where("conversation_id", "=", storable(conversationId))
        .where("person_id", "=", storable(personId))
        .where("role", "=", "person")
        .orderBy("number", "desc")
        .limit(limit)
        .execute();
      return said.map(({ text }) => text).reverse();
    },

    async erase(personId) {
      const id = storable(personId);
      const { rows } = await sql<{ n: number }>`
        with said as (
          update message set text = '', person_id = null
          where role = 'person' and person_id = ${id} returning platform, event_id
        ), answered as (
          update message set text = '', answer = null from said
          where message.platform = said.platform and message.event_id = said.event_id and role = 'resync'
          returning message.id
        ), sent as (
          update outbox set payload = '{}' from answered
          where outbox.id = answered.id and (sent_at is not null or undeliverable_at is not null)
        ), asked as (
          update inbox set text = '' from said
          where inbox.platform = said.platform and inbox.id = said.event_id and answered_at is not null
        ), leaning as (
          update conversation set last_slots = '{}', awaiting = null where owner_id = ${id}
        )
        select count(*)::int as n from said`.execute(kysely);
      return rows[0]?.n ?? 0;
    },

    async answerTo(platform, eventId) {
      const row = await kysely
        .selectFrom("message")
        .select("answer")
        .where("platform", "=", platform)
        .where("event_id", "=", storable(eventId))
        .where("role", "=", "resync")
        .executeTakeFirst();
      return (row?.answer as Answer | undefined) ?? null;
    },

    async read(conversationId, { limit, offset }) {
      const { rows } = await sql<{
        platform: string;
        owner_id: string;
        started_at: Date;
        total: number;
        messages: readonly (Omit<MessageRow, "at"> & { at: string })[];
      }>`
        select platform, owner_id, started_at,
          (select count(*) from message where conversation_id = conversation.id) as total,
          (select coalesce(jsonb_agg(page order by page.number), '[]') from (
            select number, id, role, person_id, text, answer, at from message
            where conversation_id = conversation.id
            order by number limit ${limit} offset ${offset}
          ) page) as messages
        from conversation where id = ${storable(conversationId)}
      `.execute(kysely);
      const row = rows[0];
      if (!row) return null;
      return {
        total: row.total,
        conversation: {
          id: conversationId,
          platform: row.platform,
          ownerId: row.owner_id,
          startedAt: row.started_at,
          messages: row.messages.map((message) => messageOf({ ...message, at: new Date(message.at) })),
        },
      };
    },
  };
}

function messageOf(row: MessageRow): ConversationMessage {
  return {
    id: row.id,
    role: row.role,
    personId: row.person_id,
    text: row.text,
    answer: row.answer,
    at: row.at,
  };
}
