// Notices in Postgres: one row a message that is edited in place. `version` counts its contents, `shown` is the last one
// that stands there; between them there is something left to do, and `due_at` says from when on. A leased row is not due
// until its lease has passed, and new content does not shorten that: two deliverers of one message would race, and the
// older content could come last. The deliverer's `shown` makes what is newer due at once.

import { sql } from "kysely";
import { isLocale } from "#core/locale.ts";
import type { Reply } from "#core/reply.ts";
import type { DueNotice, Notice, NoticePlace, Notices } from "#ports/notices.ts";
import type { Database } from "./open-database.ts";
import { storable, storableJson } from "./storable.ts";

interface DueRow {
  platform: string;
  thread: string;
  key: string;
  payload: Reply;
  important: boolean;
  ref: string | null;
  version: number;
  tries: number;
}

export function createNotices({ kysely }: Pick<Database, "kysely">): Notices {
  return {
    async put(notices) {
      if (notices.length === 0) return;
      // Rows are locked in the order of their keys, so that two who put the same ones never wait for each other; due
      // they become in the order in which they were put, a microsecond apart.
      await sql`
        insert into notice (platform, thread, key, payload, important, due_at)
        select platform, thread, key, payload, important, now() + at * interval '1 microsecond'
        from jsonb_to_recordset(${storableJson(latestOf(notices))}::jsonb)
          as given (platform text, thread text, key text, payload jsonb, important boolean, at integer)
        order by platform, thread, key
        on conflict (platform, thread, key) do update set
          payload = excluded.payload,
          important = excluded.important,
          version = notice.version + case when notice.payload = excluded.payload then 0 else 1 end,
          due_at = case when notice.shown < notice.version and notice.undeliverable_at is null
            then notice.due_at else excluded.due_at end,
          tries = case when notice.shown < notice.version and notice.undeliverable_at is null
            then notice.tries else 0 end,
          undeliverable_at = null,
          reason = null,
          updated_at = now()
        where notice.payload <> excluded.payload
          or notice.important <> excluded.important
          or notice.undeliverable_at is not null
      `.execute(kysely);
    },

    async due(platform, limit, leaseMs, busy = []) {
      const { rows } = await sql<DueRow>`
        with longest as (
          select distinct on (thread) thread, key from notice
          where platform = ${storable(platform)} and shown < version and undeliverable_at is null and due_at <= now()
            and thread <> all(${busy.map(storable)}::text[])
          order by thread, due_at, key
        ), waiting as (
          select platform, thread, key, due_at as since from notice
          where platform = ${storable(platform)} and shown < version and undeliverable_at is null and due_at <= now()
            and (thread, key) in (select thread, key from longest)
          order by due_at
          limit ${limit}
          for update skip locked
        ), taken as (
          update notice set due_at = now() + ${leaseMs} * interval '1 millisecond', tries = tries + 1
          from waiting
          where notice.platform = waiting.platform and notice.thread = waiting.thread and notice.key = waiting.key
          returning notice.*, waiting.since
        )
        select platform, thread, key, payload, important, ref, version, tries from taken order by since
      `.execute(kysely);
      return rows.map(dueOf);
    },

    async shown(place, version, ref) {
      await kysely
        .updateTable("notice")
        .set({
          shown: sql`greatest(shown, ${version})`,
          ref: ref === null ? null : storable(ref),
          // Of what is newer already it is not known what this version showed; what stood before is the safer answer.
          stands: sql`case when version = ${version} then coalesce(payload -> 'data', 'null') else stands end`,
          replaced_at: sql`case when version = ${version} and stands <> payload -> 'data' then now() else replaced_at end`,
          tries: 0,
          reason: null,
          due_at: sql`now()`,
        })
        .where((at) => at.and(keyOf(place)))
        .where("version", ">=", version)
        .where("shown", "<=", version)
        .execute();
    },

    async failed(place, version, reason, delayMs) {
      const after = sql<Date>`now() + ${delayMs ?? 0} * interval '1 millisecond'`;
      // Newer content may be what the platform takes: only what was tried is given up.
      const undeliverable = sql<Date | null>`case when version = ${version} then now() end`;
      await kysely
        .updateTable("notice")
        .set({
          due_at: after,
          reason: storable(reason),
          ...(delayMs === null ? { undeliverable_at: undeliverable } : {}),
        })
        .where((at) => at.and(keyOf(place)))
        .whereRef("shown", "<", "version")
        .where("shown", "<", version)
        .execute();
    },

    async content(place) {
      const row = await kysely
        .selectFrom("notice")
        .select("payload")
        .where((at) => at.and(keyOf(place)))
        .executeTakeFirst();
      return (row?.payload as Reply | undefined) ?? null;
    },

    async placesOf(key) {
      return await kysely
        .selectFrom("notice")
        .select(["platform", "thread", "key"])
        .where("key", "=", storable(key))
        .orderBy("created_at")
        .orderBy("platform")
        .orderBy("thread")
        .execute();
    },

    async standing(key) {
      const { rows } = await sql<{ platform: string; thread: string; ref: string; locale: string }>`
        select platform, thread, ref, payload ->> 'locale' as locale from notice
        where key = ${storable(key)} and ref is not null order by created_at, platform, thread
      `.execute(kysely);
      return rows.map((row) => ({ ...row, key, locale: isLocale(row.locale) ? row.locale : null }));
    },
  };
}

/**
 * Retention: notices nothing was put into since, a few at a time. What they are of keeps them: a checkpoint until it is
 * forgotten with its job, an alert until it is resolved, a review until it is decided. Shown or not: what could not be shown
 * for that long, nobody wants to read any more. Returns how many were forgotten; fewer than `limit`: there are no more, for now.
 */
export async function forgetOldNotices(
  { kysely }: Pick<Database, "kysely">,
  olderThan: Date,
  limit: number,
): Promise<number> {
  const { rows } = await sql<{ forgotten: number }>`
    with old as (
      select platform, thread, key from notice
      where updated_at < ${olderThan}
        and not exists (select from agent_checkpoints where notice.key = 'checkpoint:' || agent_checkpoints.id)
        and not exists (select from review where notice.key = 'review:' || review.id and verdict is null)
        and not exists (select from alert where notice.key = 'alert:' || alert.id and resolved_at is null)
      order by updated_at limit ${limit}
      for update skip locked
    ), gone as (
      delete from notice using old
      where notice.platform = old.platform and notice.thread = old.thread and notice.key = old.key
      returning 1
    )
    select count(*) as forgotten from gone
  `.execute(kysely);
  return rows[0]?.forgotten ?? 0;
}

/** The last one put counts where a place comes twice; one statement cannot change a row twice. */
function latestOf(notices: readonly Notice[]): readonly object[] {
  const rows = notices.map(({ platform, thread, key, reply, important }, at) => ({
    ...keyOf({ platform, thread, key }),
    payload: reply,
    important,
    at,
  }));
  return [...new Map(rows.map((row) => [JSON.stringify([row.platform, row.thread, row.key]), row])).values()];
}

function keyOf({ platform, thread, key }: NoticePlace): NoticePlace {
  return { platform: storable(platform), thread: storable(thread), key: storable(key) };
}

function dueOf({ payload, ...row }: DueRow): DueNotice {
  return { ...row, reply: payload };
}
