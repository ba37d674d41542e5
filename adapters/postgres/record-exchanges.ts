// Exchanges on their way into Postgres: any number of them in one statement, so in one round trip and one commit. The person's
// message goes first and is unique per event, and everything else is written only when it was. Rows are written in the order
// of their keys, so that no two statements wait for each other.

import { type Kysely, sql } from "kysely";
import type { Conversations } from "#ports/conversations.ts";
import type { Outgoing } from "#ports/outbox.ts";
import { type OutgoingRow, outgoingOf } from "./create-outbox.ts";
import type { BatchOptions } from "./in-batches.ts";
import type { Schema } from "./schema.ts";
import { storableJson } from "./storable.ts";

export interface Recorded {
  readonly exchange: Parameters<Conversations["record"]>[0];
  readonly outgoing: Parameters<Conversations["record"]>[1];
}

/** A conversation's exchanges never go together, so that they stay in their order. */
export function recordExchanges(kysely: Kysely<Schema>): BatchOptions<Recorded, Outgoing | null> {
  return {
    keyOf: ({ exchange }) => exchange.conversationId,
    async run(all) {
      const given = all.map(rowOf);
      const { rows } = await sql<OutgoingRow>`
        with given as materialized (
          select * from json_to_recordset(${storableJson(given)}::json) as given (platform text, event_id text,
            conversation_id text, thread text, person_id text, question text, asked_at timestamptz, bound_agent text,
            last_intent text, last_slots jsonb, locale text, awaiting jsonb, answer_id text, answer_text text,
            answer jsonb, outgoing_id text, payload jsonb, lease_ms float8)
        ), asked as (
          insert into message (id, conversation_id, platform, event_id, role, person_id, text, at)
          select event_id, conversation_id, platform, event_id, 'person', person_id, question, asked_at
          from given order by platform, event_id
          on conflict (platform, event_id, role) do nothing
          returning conversation_id, platform, event_id
        ), fresh as materialized (
          select given.* from given join asked using (platform, event_id, conversation_id)
        ), spoken as (
          insert into conversation (id, platform, thread, owner_id, bound_agent, last_intent, last_slots, locale, awaiting)
          select conversation_id, platform, thread, person_id, bound_agent, last_intent, last_slots, locale, awaiting
          from fresh order by conversation_id
          on conflict (id) do update set updated_at = now(), thread = excluded.thread,
            bound_agent = excluded.bound_agent, last_intent = excluded.last_intent,
            last_slots = excluded.last_slots, locale = excluded.locale, awaiting = excluded.awaiting
        ), answered as (
          insert into message (id, conversation_id, platform, event_id, role, text, answer)
          select answer_id, conversation_id, platform, event_id, 'resync', answer_text, answer from fresh
        ), marked as (
          update inbox set answered_at = now(), text = given.question
          from given
          where inbox.platform = given.platform and inbox.id = given.event_id and answered_at is null
        ), leasable as (
          select outgoing_id as id from fresh
          where lease_ms is not null and not exists (
            select from outbox older
            where older.platform = fresh.platform and older.thread = fresh.thread
              and older.sent_at is null and older.undeliverable_at is null
          )
        ), outgoing as (
          insert into outbox (id, platform, thread, payload, tries, due_at)
          select outgoing_id, platform, thread, payload, case when leasable.id is null then 0 else 1 end,
            now() + case when leasable.id is null then 0 else lease_ms end * interval '1 millisecond'
          from fresh left join leasable on leasable.id = outgoing_id
          where outgoing_id is not null
          returning id, platform, thread, payload, tries, created_at
        )
        select id, platform, thread, payload, tries, created_at from outgoing where tries = 1
      `.execute(kysely);
      const leased = new Map(rows.map((row) => [row.id, outgoingOf(row)]));
      return given.map(({ outgoing_id }) =>
        outgoing_id === null ? null : (leased.get(outgoing_id) ?? null),
      );
    },
  };
}

function rowOf({ exchange, outgoing }: Recorded) {
  const { answer, context } = exchange;
  return {
    platform: exchange.platform,
    event_id: exchange.eventId,
    conversation_id: exchange.conversationId,
    thread: exchange.thread,
    person_id: exchange.personId,
    question: exchange.question,
    asked_at: exchange.askedAt,
    bound_agent: context.boundAgent,
    last_intent: context.lastIntent,
    last_slots: context.lastSlots,
    locale: context.locale,
    awaiting: context.awaiting ?? null,
    answer_id: answer.messageId,
    answer_text: answer.text,
    answer,
    // So that whoever is shown the message, and answers to it there, can be told which answer it was.
    outgoing_id: outgoing ? answer.messageId : null,
    payload: outgoing?.payload ?? null,
    lease_ms: outgoing?.leaseMs ?? null,
  };
}
