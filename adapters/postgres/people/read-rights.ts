import { type Kysely, sql } from "kysely";
import { roles as knownRoles, type Role } from "#core/person.ts";
import type { PersonRecord, Rights, StartRule } from "#core/rights.ts";
import type { Schema } from "../schema.ts";

interface PersonJson {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly identities: readonly string[];
  readonly disabled: boolean;
  readonly createdAt: string;
}

export async function readEpoch(db: Kysely<Schema>): Promise<number> {
  const { epoch } = await db.selectFrom("rights_epoch").select("epoch").executeTakeFirstOrThrow();
  return epoch;
}

/** First in every transaction that changes people it did not make: they take turns, and no two wait for each other. */
export async function lockEpoch(db: Kysely<Schema>): Promise<void> {
  await db.selectFrom("rights_epoch").select("epoch").forUpdate().execute();
}

/** Everybody, every rule and the epoch they belong to: one statement, so one moment. */
export async function readRights(db: Kysely<Schema>): Promise<Rights> {
  const { rows } = await sql<{ epoch: number; people: PersonJson[]; rules: StartRule[] }>`
    select epoch,
      (select coalesce(json_agg(json_build_object(
          'id', id, 'name', name, 'roles', roles, 'disabled', disabled_at is not null, 'createdAt', created_at,
          'groups', array(select group_name from person_group where person_id = person.id order by group_name),
          'identities', array(select identity from identity where person_id = person.id order by identity)
        ) order by name, id), '[]') from person) as people,
      (select coalesce(json_agg(json_build_object(
          'id', id, 'workflow', workflow, 'who', who, 'inputs', inputs
        ) order by created_at, id), '[]') from start_rule) as rules
    from rights_epoch`.execute(db);
  const [row] = rows;
  if (!row) throw new Error("rights_epoch has no row");
  return { epoch: row.epoch, people: row.people.map(recordOf), startRules: row.rules };
}

/** Roles this version does not know give nothing. */
export function rolesOf(stored: readonly string[]): readonly Role[] {
  return knownRoles.filter((role) => stored.includes(role));
}

function recordOf(person: PersonJson): PersonRecord {
  return { ...person, roles: rolesOf(person.roles), createdAt: new Date(person.createdAt) };
}
