// Link codes in Postgres, times by the database's clock. Whoever tries codes takes turns with themselves, so that many
// tries at once are not more than five; so does an account that asks for codes.

import { sql } from "kysely";
import { linkCodeHash, newLinkCode } from "#core/link-code.ts";
import type { CodeHolder, LinkCodes } from "#ports/link-codes.ts";
import type { Database } from "./open-database.ts";
import { storable, storableJson } from "./storable.ts";

const goodFor = "10 minutes";
const triesPerHour = 5;
const codesPerHour = 5;

type Asked = Omit<CodeHolder, "identity" | "name">;

export function createLinkCodes({ kysely }: Pick<Database, "kysely">): LinkCodes {
  return {
    make: ({ identity, name, ...asked }) =>
      kysely.transaction().execute(async (db) => {
        const account = storable(identity);
        await sql`select pg_advisory_xact_lock(hashtext('link_code'), hashtext(${account}))`.execute(db);
        const { rows: before } = await sql<{ made: number; until: Date | null }>`
          select count(*)::int as made, min(created_at) + interval '1 hour' as until
          from link_code where identity = ${account} and created_at > now() - interval '1 hour'`.execute(db);
        const { made, until } = before[0] ?? { made: 0, until: null };
        if (made >= codesPerHour && until) return { kind: "too_many", until };
        const code = newLinkCode();
        const { rows } = await sql<{ expires_at: Date }>`
          with replaced as (
            update link_code set replaced_at = now()
            where identity = ${account} and used_at is null and replaced_at is null
          ), old as (
            delete from link_code where expires_at < now() - interval '1 day'
          ), forgotten as (
            delete from link_try where at < now() - interval '1 day'
          )
          insert into link_code (hash, identity, name, asked, expires_at)
          values (${linkCodeHash(code)}, ${account}, ${storable(name)}, ${storableJson(asked)}::jsonb,
            now() + ${goodFor}::interval)
          returning expires_at`.execute(db);
        const [row] = rows;
        if (!row) throw new Error("A code was not kept.");
        return { kind: "made", code, expiresAt: row.expires_at };
      }),

    redeem: (code, by) =>
      kysely.transaction().execute(async (db) => {
        const personId = storable(by.personId);
        const message = storable(by.messageId);
        await sql`select pg_advisory_xact_lock(hashtext('link_code'), hashtext(${personId}))`.execute(db);
        const { rows } = await sql<{ tries: number; until: Date | null; counted: boolean }>`
          select count(*)::int as tries, min(at) + interval '1 hour' as until,
            coalesce(bool_or(message = ${message}), false) as counted
          from link_try where person_id = ${personId} and at > now() - interval '1 hour'`.execute(db);
        const { tries, until, counted } = rows[0] ?? { tries: 0, until: null, counted: false };
        if (tries >= triesPerHour && until && !counted) return { kind: "blocked", until };

        const found = await sql<CodeRow>`
          select identity, name, asked, used_for, shown_to, shown_for, expires_at <= now() as expired
          from link_code where hash = ${linkCodeHash(code)} and replaced_at is null for update`.execute(db);
        const [row] = found.rows;
        if (!row) {
          await db
            .insertInto("link_try")
            .values({ person_id: personId, message })
            .onConflict((same) => same.doNothing())
            .execute();
          return { kind: "unknown", triesLeft: triesPerHour - tries - (counted ? 0 : 1) };
        }
        if (row.used_for !== null && row.used_for !== message) return { kind: "used" };
        if (row.used_for === null && row.expired) return { kind: "expired" };
        const holder = { identity: row.identity, name: row.name, ...row.asked };
        const seen = row.shown_to === personId && row.shown_for !== message;
        if (row.used_for === null && !(by.confirmed && seen)) {
          await sql`
            update link_code set shown_to = ${personId}, shown_for = ${message}
            where hash = ${linkCodeHash(code)}`.execute(db);
          return { kind: "shown", holder };
        }
        await sql`
          update link_code set used_at = coalesce(used_at, now()), used_for = ${message}
          where hash = ${linkCodeHash(code)}`.execute(db);
        return { kind: "good", holder };
      }),
  };
}

interface CodeRow {
  readonly identity: string;
  readonly name: string;
  readonly asked: Asked;
  readonly used_for: string | null;
  readonly shown_to: string | null;
  readonly shown_for: string | null;
  readonly expired: boolean;
}
