// Sign-in links in Postgres, times by the database's clock. Whoever uses one up first has it: the row is locked while it is.

import { type Kysely, sql } from "kysely";
import { newToken } from "#core/ids.ts";
import { rankOf } from "#core/rights.ts";
import { isSignInSecret, newSignInSecret, signInFingerprint, signInHash } from "#core/sign-in-secret.ts";
import type { AuditVerb } from "#ports/audit.ts";
import type { SignInLinks, SignInRefusal } from "#ports/sign-in-links.ts";
import { appendAudit } from "./audit/append-audit.ts";
import { createAccess, hashOf, idOf } from "./create-access.ts";
import type { Database } from "./open-database.ts";
import { rolesOf } from "./people/read-rights.ts";
import type { Schema } from "./schema.ts";
import { storable } from "./storable.ts";

const goodFor = "5 minutes";
/** How the tokens of sessions are called. */
const label = "sign-in link";
/** As long as a session lasts at most. */
const sessionFor = "24 hours";

interface Row {
  readonly person_id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly surface: string;
  readonly created_at: Date;
  readonly used: boolean;
  readonly expired: boolean;
}

export function createSignInLinks({ kysely }: Pick<Database, "kysely">): SignInLinks {
  return {
    async make({ personId, roles, surface }) {
      const secret = newSignInSecret();
      return await kysely.transaction().execute(async (db) => {
        const { rows } = await sql<{ expires_at: Date; name: string }>`
          with replaced as (
            delete from sign_in_link
            where (person_id = ${storable(personId)} and used_at is null) or expires_at < now() - interval '1 day'
          ), made as (
            insert into sign_in_link (hash, person_id, roles, surface, expires_at)
            values (${signInHash(secret)}, ${storable(personId)}, ${[...roles]}, ${storable(surface)},
              now() + ${goodFor}::interval)
            returning expires_at, person_id
          )
          select expires_at, name from made join person on person.id = person_id`.execute(db);
        const [row] = rows;
        if (!row) throw new Error("A sign-in link was not kept.");
        const whose = { person_id: personId, name: row.name, surface };
        await note(db, "session.link", whose, { link: signInFingerprint(secret) });
        return { secret, expiresAt: row.expires_at };
      });
    },

    async look(secret) {
      const row = isSignInSecret(secret) ? await read(kysely, secret) : null;
      const refusal = refusalOf(row);
      if (refusal || !row) return refusal ?? { kind: "unknown" };
      return { kind: "good", name: row.name, surface: row.surface, madeAt: row.created_at };
    },

    redeem: (secret) =>
      kysely.transaction().execute(async (db) => {
        const row = isSignInSecret(secret) ? await read(db, secret, true) : null;
        const refusal = refusalOf(row);
        const link = signInFingerprint(secret);
        if (!row) return { kind: "unknown" };
        if (refusal) {
          await note(db, "access.refused", row, { link, why: refusal.kind });
          return refusal;
        }
        await db
          .updateTable("sign_in_link")
          .set({ used_at: sql`now()` })
          .where("hash", "=", signInHash(secret))
          .execute();
        const token = newToken();
        const hash = hashOf(token);
        const tokenId = idOf(hash);
        await db
          .insertInto("access_token")
          .values({
            id: tokenId,
            hash,
            label: `${label} asked for in ${row.surface}`,
            person_id: row.person_id,
            roles: [...row.roles],
            expires_at: sql<Date>`now() + ${sessionFor}::interval`,
          })
          .execute();
        // Those of sessions that are over need nobody's attention any more.
        await sql`
          update access_token set revoked_at = now()
          where revoked_at is null and expires_at < now() and starts_with(label, ${label})`.execute(db);
        const person = await createAccess({ kysely: db }).personOf(token);
        if (!person) throw new Error("A session's token opens nothing.");
        await note(db, "session.open", row, { link, token: tokenId, roles: [...person.roles] });
        return { kind: "good", person, token, tokenId };
      }),
  };
}

async function read(db: Kysely<Schema>, secret: string, lock = false): Promise<Row | null> {
  const { rows } = await sql<Row>`
    select person_id, person.name, sign_in_link.roles, surface, sign_in_link.created_at,
      used_at is not null as used, expires_at <= now() or disabled_at is not null as expired
    from sign_in_link join person on person.id = person_id
    where hash = ${signInHash(secret)} ${lock ? sql`for update of sign_in_link` : sql``}`.execute(db);
  return rows[0] ?? null;
}

/** One of somebody who was disabled since, or has no role, is as good as one that is too old. */
function refusalOf(row: Row | null): SignInRefusal | null {
  if (!row) return { kind: "unknown" };
  if (row.used) return { kind: "used" };
  return row.expired || rankOf(rolesOf(row.roles)) < 0 ? { kind: "expired" } : null;
}

async function note(
  db: Kysely<Schema>,
  verb: AuditVerb,
  { person_id: id, name, surface }: Pick<Row, "person_id" | "name" | "surface">,
  data: { readonly [key: string]: string | readonly string[] },
): Promise<void> {
  await appendAudit(db, [
    {
      verb,
      who: { id, name },
      surface,
      subject: `person:${id}`,
      data: { intent: "account.sign_in", ...data },
    },
  ]);
}
