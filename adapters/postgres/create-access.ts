// Tokens in Postgres: found by their SHA-256, so nothing secret is compared byte by byte and nothing secret is kept.
// Nothing is cached either: a revoked token is refused from the next request on.

import { createHash } from "node:crypto";
import { sql } from "kysely";
import { newId, newToken } from "#core/ids.ts";
import { roles as knownRoles, type Person, type Role } from "#core/person.ts";
import type { Access, TokenInfo } from "#ports/access.ts";
import type { Database } from "./open-database.ts";
import { storable } from "./storable.ts";

const administrator: Person = { id: "admin", name: "Administrator", roles: ["admin"] };
const adminLabel = "administrator";

interface TokenRow {
  id: string;
  label: string;
  person_id: string;
  person_name: string;
  roles: string[];
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
}

export function createAccess({ kysely }: Pick<Database, "kysely">): Access {
  return {
    async personOf(token) {
      // One round trip; the time of last use is written once a minute at most.
      const { rows } = await sql<{ person_id: string; person_name: string; roles: string[] }>`
        with found as (
          select access_token.id, person_id, person.name as person_name, access_token.roles
          from access_token join person on person.id = person_id
          where hash = ${hashOf(token)} and revoked_at is null and (expires_at is null or expires_at > now())
        ), touched as (
          update access_token set last_used_at = now()
          from found
          where access_token.id = found.id
            and (last_used_at is null or last_used_at < now() - interval '1 minute')
        )
        select person_id, person_name, roles from found
      `.execute(kysely);
      const row = rows[0];
      return row ? personOfRow(row) : null;
    },

    async keepAdminToken(token) {
      const hash = hashOf(token);
      await kysely.transaction().execute(async (db) => {
        // The upsert also locks the person, so that two starters leave one token and not two.
        const { id: personId } = await db
          .insertInto("person")
          .values({ id: administrator.id, name: administrator.name })
          .onConflict((same) => same.column("name").doUpdateSet({ name: administrator.name }))
          .returning("id")
          .executeTakeFirstOrThrow();
        await db
          .updateTable("access_token")
          .set({ revoked_at: sql`now()` })
          .where("person_id", "=", personId)
          .where("label", "=", adminLabel)
          .where("hash", "!=", hash)
          .where("revoked_at", "is", null)
          .execute();
        const owned = { label: adminLabel, person_id: personId, roles: [...administrator.roles] };
        await db
          .insertInto("access_token")
          .values({ id: idOf(hash), hash, ...owned })
          .onConflict((same) =>
            same.column("hash").doUpdateSet({ ...owned, revoked_at: null, expires_at: null }),
          )
          .execute();
      });
    },

    async issue(person, label, expiresAt) {
      const token = newToken();
      const hash = hashOf(token);
      const { rows } = await sql<TokenRow>`
        with known as (
          insert into person (id, name) values (${newId()}, ${storable(person.name)})
          on conflict (name) do update set name = excluded.name
          returning id, name
        )
        insert into access_token (id, hash, label, person_id, roles, expires_at)
        select ${idOf(hash)}, ${hash}, ${storable(label)}, id, ${[...person.roles]}::text[], ${expiresAt}::timestamptz
        from known
        returning id, label, person_id, ${storable(person.name)} as person_name, roles, created_at, expires_at,
          last_used_at
      `.execute(kysely);
      const [row] = rows;
      if (!row) throw new Error("an insert returned no row");
      return { token, info: infoOf(row) };
    },

    async revoke(tokenId) {
      const { numUpdatedRows } = await kysely
        .updateTable("access_token")
        .set({ revoked_at: sql`now()` })
        .where("id", "=", storable(tokenId))
        .where("revoked_at", "is", null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },

    /** Those that work or only expired, oldest first; revoked ones are gone from sight. */
    async list() {
      const rows = await kysely
        .selectFrom("access_token")
        .innerJoin("person", "person.id", "person_id")
        .select([
          "access_token.id",
          "label",
          "person_id",
          "person.name as person_name",
          "access_token.roles",
          "access_token.created_at",
          "expires_at",
          "last_used_at",
        ])
        .where("revoked_at", "is", null)
        .orderBy("access_token.created_at")
        .orderBy("access_token.id")
        .execute();
      return rows.map(infoOf);
    },
  };
}

function hashOf(token: string): Buffer {
  return createHash("sha256").update(token, "utf8").digest();
}

/** Taken from the hash, so that the holder of a token can tell which one it is and its id tells nothing of it. */
function idOf(hash: Buffer): string {
  return `tok_${hash.toString("hex", 0, 8)}`;
}

function personOfRow(row: { person_id: string; person_name: string; roles: readonly string[] }): Person {
  return {
    id: row.person_id,
    name: row.person_name,
    roles: row.roles.filter((role): role is Role => (knownRoles as readonly string[]).includes(role)),
  };
}

function infoOf(row: TokenRow): TokenInfo {
  return {
    id: row.id,
    label: row.label,
    person: personOfRow(row),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}
