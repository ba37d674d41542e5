// Tokens in Postgres: found by their SHA-256, so nothing secret is compared byte by byte and nothing secret is kept.
// Nothing is cached either: a revoked token is refused from the next request on, and so is one of somebody disabled.

import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { Fault } from "#core/fault.ts";
import { newId, newToken } from "#core/ids.ts";
import type { Person, Role } from "#core/person.ts";
import { narrowedRoles, rankOf } from "#core/rights.ts";
import type { Access, TokenInfo } from "#ports/access.ts";
import { type AuditEntry, type By, byResync } from "#ports/audit.ts";
import { appendAudit } from "./audit/append-audit.ts";
import type { Database } from "./open-database.ts";
import { lockEpoch, rolesOf } from "./people/read-rights.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";

const administrator: Person = { id: "admin", name: "Administrator", roles: ["admin"] };
const adminLabel = "administrator";

interface TokenRow {
  id: string;
  label: string;
  person_id: string;
  person_name: string;
  person_roles: string[];
  roles: string[];
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
}

export function createAccess({ kysely }: Pick<Database, "kysely">): Access {
  return {
    async personOf(token) {
      // One round trip; the time of last use is written once a minute at most.
      const { rows } = await sql<Pick<TokenRow, "person_id" | "person_name" | "person_roles" | "roles">>`
        with found as (
          select access_token.id, person_id, person.name as person_name, person.roles as person_roles,
            access_token.roles
          from access_token join person on person.id = person_id
          where hash = ${hashOf(token)} and revoked_at is null and (expires_at is null or expires_at > now())
            and person.disabled_at is null
        ), touched as (
          update access_token set last_used_at = now()
          from found
          where access_token.id = found.id
            and (last_used_at is null or last_used_at < now() - interval '1 minute')
        )
        select person_id, person_name, person_roles, roles from found
      `.execute(kysely);
      const row = rows[0];
      return row ? personOfRow(row) : null;
    },

    async keepAdminToken(token) {
      const hash = hashOf(token);
      await kysely.transaction().execute(async (db) => {
        const audit: AuditEntry[] = [];
        // Takes the epoch's lock, so that two starters leave one token and not two.
        const { id: personId } = await ensurePerson(db, administrator, byResync, audit);
        await db
          .updateTable("access_token")
          .set({ revoked_at: sql`now()` })
          .where("person_id", "=", personId)
          .where("label", "=", adminLabel)
          .where("hash", "!=", hash)
          .where("revoked_at", "is", null)
          .execute();
        const owned = { label: adminLabel, person_id: personId, roles: [...administrator.roles] };
        const works = await db
          .selectFrom("access_token")
          .select("id")
          .where("hash", "=", hash)
          .where("person_id", "=", personId)
          .where("revoked_at", "is", null)
          .executeTakeFirst();
        await db
          .insertInto("access_token")
          .values({ id: idOf(hash), hash, ...owned })
          .onConflict((same) =>
            same.column("hash").doUpdateSet({ ...owned, revoked_at: null, expires_at: null }),
          )
          .execute();
        if (!works) audit.push(issued(idOf(hash), adminLabel, administrator, byResync));
        await appendAudit(db, audit);
      });
    },

    async issue(person, label, expiresAt, by = byResync) {
      const token = newToken();
      const hash = hashOf(token);
      const info = await kysely.transaction().execute(async (db) => {
        const audit: AuditEntry[] = [];
        const known = await ensurePerson(db, person, by, audit);
        if (known.disabled)
          throw new Fault(
            "conflict",
            `${person.name} is disabled, so a token of theirs would not work. Enable them first.`,
          );
        const made = await db
          .insertInto("access_token")
          .values({
            id: idOf(hash),
            hash,
            label: storable(label),
            person_id: known.id,
            roles: [...person.roles],
            expires_at: expiresAt,
          })
          .returning(["id", "label", "person_id", "roles", "created_at", "expires_at", "last_used_at"])
          .executeTakeFirstOrThrow();
        await appendAudit(db, [...audit, issued(made.id, label, person, by)]);
        return infoOf({ ...made, person_name: known.name, person_roles: known.roles });
      });
      return { token, info };
    },

    async revoke(tokenId, by = byResync) {
      return kysely.transaction().execute(async (db) => {
        const gone = await db
          .updateTable("access_token")
          .set({ revoked_at: sql`now()` })
          .where("id", "=", storable(tokenId))
          .where("revoked_at", "is", null)
          .returning(["id", "label", "person_id"])
          .executeTakeFirst();
        if (!gone) return false;
        const data = { label: gone.label, person: gone.person_id };
        await appendAudit(db, [{ verb: "token.revoke", ...by, subject: `token:${gone.id}`, data }]);
        return true;
      });
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
          "person.roles as person_roles",
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

/** The person of this name with at least these roles; whoever is disabled is left as they are. Adds to `audit` what it did. */
async function ensurePerson(
  db: Kysely<Schema>,
  { id, name, roles }: { readonly id?: string; readonly name: string; readonly roles: readonly Role[] },
  by: By,
  audit: AuditEntry[],
): Promise<{ id: string; name: string; roles: string[]; disabled: boolean }> {
  await lockEpoch(db);
  const wanted = { id: id ?? newId(), name: storable(name), roles: [...roles], disabled_at: null };
  const made = await db
    .insertInto("person")
    .values(wanted)
    .onConflict((same) => same.column("name").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (made) {
    const data = { name: wanted.name, roles: wanted.roles };
    audit.push({ verb: "person.create", ...by, subject: `person:${made.id}`, data });
    return { ...wanted, disabled: false };
  }
  const known = await db
    .selectFrom("person")
    .select(["id", "name", "roles", "disabled_at"])
    .where("name", "=", wanted.name)
    .executeTakeFirstOrThrow();
  const disabled = known.disabled_at !== null;
  const both = rolesOf([...known.roles, ...roles]);
  // A token of a lower role than the person's adds nothing to them.
  if (disabled || rankOf(roles) <= rankOf(rolesOf(known.roles))) return { ...known, disabled };
  await db
    .updateTable("person")
    .set({ roles: [...both] })
    .where("id", "=", known.id)
    .execute();
  const data = { name: known.name, before: known.roles, roles: [...both] };
  audit.push({ verb: "person.roles", ...by, subject: `person:${known.id}`, data });
  return { ...known, roles: [...both], disabled };
}

function issued(
  tokenId: string,
  label: string,
  person: { readonly name: string; readonly roles: readonly Role[] },
  by: By,
): AuditEntry {
  const data = { label, person: person.name, roles: [...person.roles] };
  return { verb: "token.issue", ...by, subject: `token:${tokenId}`, data };
}

/** What is kept of a token. */
export function hashOf(token: string): Buffer {
  return createHash("sha256").update(token, "utf8").digest();
}

/** Taken from the hash, so that the holder of a token can tell which one it is and its id tells nothing of it. */
export function idOf(hash: Buffer): string {
  return `tok_${hash.toString("hex", 0, 8)}`;
}

function personOfRow(row: Pick<TokenRow, "person_id" | "person_name" | "person_roles" | "roles">): Person {
  return {
    id: row.person_id,
    name: row.person_name,
    roles: narrowedRoles(rolesOf(row.roles), rolesOf(row.person_roles)),
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
