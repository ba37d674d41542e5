// The outbox in Postgres. Only the oldest waiting row of a thread is ever due, so replies keep their order even
// when one of them has to be tried again. A leased row is simply not due until its lease has passed.

import { sql } from "kysely";
import type { Outbox, Outgoing } from "#ports/outbox.ts";
import { inBatches } from "./in-batches.ts";
import type { Database } from "./open-database.ts";
import { storable, storableJson } from "./storable.ts";

export interface OutgoingRow {
  id: string;
  platform: string;
  thread: string;
  payload: unknown;
  tries: number;
  created_at: Date;
}

export function createOutbox({ kysely }: Pick<Database, "kysely">): Outbox {
  return {
    async put({ id, platform, thread, payload }) {
      await kysely
        .insertInto("outbox")
        .values({ id, platform, thread: storable(thread), payload: storableJson(payload) })
        .onConflict((same) => same.column("id").doNothing())
        .execute();
    },

    async due(platform, limit, leaseMs, full = []) {
      const { rows } = await sql<OutgoingRow>`
        with waiting as (
          select number from outbox
          where platform = ${platform} and sent_at is null and undeliverable_at is null and due_at <= now()
            and not exists (
              select from outbox older
              where older.platform = outbox.platform and older.thread = outbox.thread
                and older.number < outbox.number
                and older.sent_at is null and older.undeliverable_at is null
            )
            and not exists (
              select from unnest(${full.map(storable)}::text[]) as place where starts_with(outbox.thread, place)
            )
          order by tries > 0, number
          limit ${limit}
          for update skip locked
        ), taken as (
          update outbox set due_at = now() + ${leaseMs} * interval '1 millisecond', tries = tries + 1
          from waiting
          where outbox.number = waiting.number
          returning outbox.*
        )
        select id, platform, thread, payload, tries, created_at from taken order by number
      `.execute(kysely);
      return rows.map(outgoingOf);
    },

    sent: inBatches({
      async run(ids: readonly string[]): Promise<readonly undefined[]> {
        await kysely
          .updateTable("outbox")
          .set({ sent_at: sql`now()`, reason: null, payload: withoutFleeting })
          .where("id", "=", sql<string>`any(${[...ids]}::text[])`)
          .where("sent_at", "is", null)
          .execute();
        return ids.map(() => undefined);
      },
    }),

    async failed(id, reason, delayMs) {
      await kysely
        .updateTable("outbox")
        .set(
          delayMs === null
            ? { undeliverable_at: sql`now()`, reason: storable(reason), payload: withoutFleeting }
            : {
                due_at: sql`now() + ${delayMs} * interval '1 millisecond'`,
                reason: storable(reason),
              },
        )
        .where("id", "=", id)
        .where("sent_at", "is", null)
        .execute();
    },
  };
}

const withoutFleeting = sql<string>`case when payload ->> 'fleeting' = 'true' then '{}' else payload end`;

export function outgoingOf(row: OutgoingRow): Outgoing {
  return {
    id: row.id,
    platform: row.platform,
    thread: row.thread,
    payload: row.payload,
    tries: row.tries,
    createdAt: row.created_at,
  };
}
