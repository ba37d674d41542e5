// Conversations in Postgres. An exchange is one statement, so one round trip and one commit: the person's message
// goes first and is unique per event, and everything else is written only when it was.

import { sql } from "kysely";
import type { Answer } from "#core/answer.ts";
import { newId } from "#core/ids.ts";
import type { Slots } from "#core/intent.ts";
import { isLocale } from "#core/locale.ts";
import type { AskedBack } from "#core/reply.ts";
import type { ConversationMessage, Conversations } from "#ports/conversations.ts";
import type { Database } from "./open-database.ts";
import { storable, storableJson } from "./storable.ts";

interface MessageRow {
  id: string;
  role: "person" | "resync";
  person_id: string | null;
  text: string;
  answer: Answer | null;
  at: Date;
}

export function createConversations({ kysely }: Pick<Database, "kysely">): Conversations {
  return {
    async context(conversationId) {
      const row = await kysely
        .selectFrom("conversation")
        .select(["owner_id", "bound_agent", "last_intent", "last_slots", "locale", "awaiting"])
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
        .where("id", "=", storable(conversationId))
        .executeTakeFirst();
      if (!row) return null;
      return {
        ownerId: row.owner_id,
        lastSpeaker: row.last_speaker,
        context: {
          boundAgent: row.bound_agent,
          lastIntent: row.last_intent,
          lastSlots: row.last_slots as Slots,
          locale: row.locale !== null && isLocale(row.locale) ? row.locale : null,
          ...(row.awaiting ? { awaiting: row.awaiting as AskedBack } : {}),
        },
      };
    },

    async record(exchange, outgoing) {
      const { platform, answer, context } = exchange;
      const conversationId = storable(exchange.conversationId);
      const eventId = storable(exchange.eventId);
      const personId = storable(exchange.personId);
      const thread = storable(exchange.thread);
      await sql`
        with asked as (
          insert into message (id, conversation_id, platform, event_id, role, person_id, text, at)
          values (${eventId}, ${conversationId}, ${platform}, ${eventId}, 'person', ${personId},
            ${storable(exchange.question)}, ${exchange.askedAt})
          on conflict (platform, event_id, role) do nothing
          returning conversation_id, platform, event_id
        ), spoken as (
          insert into conversation (id, platform, thread, owner_id, bound_agent, last_intent, last_slots, locale, awaiting)
          select conversation_id, platform, ${thread}, ${personId}, ${context.boundAgent}::text,
            ${context.lastIntent}::text, ${storableJson(context.lastSlots)}::jsonb, ${context.locale}::text,
            ${context.awaiting ? storableJson(context.awaiting) : null}::jsonb
          from asked
          on conflict (id) do update set updated_at = now(), thread = excluded.thread,
            bound_agent = excluded.bound_agent, last_intent = excluded.last_intent,
            last_slots = excluded.last_slots, locale = excluded.locale, awaiting = excluded.awaiting
          returning id
        ), answered as (
          insert into message (id, conversation_id, platform, event_id, role, text, answer)
          select ${storable(answer.messageId)}, spoken.id, ${platform}, ${eventId}, 'resync',
            ${storable(answer.text)}, ${storableJson(answer)}::jsonb
          from spoken
        ), outgoing as (
          insert into outbox (id, platform, thread, payload)
          select ${newId()}, ${platform}, ${thread}, ${storableJson(outgoing?.payload)}::jsonb
          from spoken where ${outgoing !== null}
        )
        update inbox set answered_at = now(), text = ${storable(exchange.question)}
        where platform = ${platform} and id = ${eventId} and answered_at is null
      `.execute(kysely);
    },

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
