// People and their rights in Postgres. Triggers raise the epoch; each change here adds its audit entry to the same
// transaction, last. The epoch's row is locked from the first change on, so changes take turns.

import { type Kysely, sql } from "kysely";
import { Fault } from "#core/fault.ts";
import { newId } from "#core/ids.ts";
import type { Role } from "#core/person.ts";
import { type Identity, identityOf, isBuiltInGroup, type PersonRecord, type Rights } from "#core/rights.ts";
import type { AuditVerb, By } from "#ports/audit.ts";
import type { People } from "#ports/people.ts";
import { appendAudit } from "../audit/append-audit.ts";
import { inBatches } from "../in-batches.ts";
import type { Database } from "../open-database.ts";
import type { Schema } from "../schema.ts";
import { storable, storableJson } from "../storable.ts";
import { lockEpoch, readEpoch, readRights, rolesOf } from "./read-rights.ts";

export function createPeople({ kysely }: Pick<Database, "kysely">): People {
  let remembered: Rights | null = null;

  /** Begun after it was asked for, so that a right that was taken away before counts; shared by all who ask at once. */
  const epochNow = inBatches({
    async run(asking: readonly null[]) {
      const epoch = await readEpoch(kysely);
      return asking.map(() => epoch);
    },
  });

  async function rights(): Promise<Rights> {
    if (remembered && (await epochNow(null)) === remembered.epoch) return remembered;
    const read = await readRights(kysely);
    // Two may read at once, and the older reading may come last.
    if (!remembered || read.epoch > remembered.epoch) remembered = read;
    return read;
  }

  /** `change` returns what the audit tells of it; null when it was so already. */
  async function changePerson(
    personId: string,
    verb: AuditVerb,
    by: By,
    change: (db: Kysely<Schema>, id: string) => Promise<Readonly<Record<string, string | string[]>> | null>,
  ): Promise<void> {
    await kysely.transaction().execute(async (db) => {
      const id = storable(personId);
      await lockEpoch(db);
      const person = await db.selectFrom("person").select("name").where("id", "=", id).executeTakeFirst();
      if (!person) throw nobody(personId);
      const data = await change(db, id);
      if (!data) return;
      await appendAudit(db, [{ verb, ...by, subject: `person:${id}`, data: { name: person.name, ...data } }]);
    });
  }

  return {
    rights,

    async create(person, by) {
      const name = storable(person.name).trim();
      if (name === "")
        throw new Fault("invalid_input", "A person needs a name.", { detail: { field: "name" } });
      const id = newId();
      const roles = [...rolesOf(person.roles)];
      const row = await kysely.transaction().execute(async (db) => {
        const made = await db
          .insertInto("person")
          .values({ id, name, roles, disabled_at: null })
          .onConflict((same) => same.column("name").doNothing())
          .returning("created_at")
          .executeTakeFirst();
        if (!made)
          throw new Fault(
            "conflict",
            `Somebody is called "${name}" already. Give the other one a longer name.`,
            {
              detail: { field: "name" },
            },
          );
        await appendAudit(db, [
          { verb: "person.create", ...by, subject: `person:${id}`, data: { name, roles } },
        ]);
        return made;
      });
      return { id, name, roles, groups: [], identities: [], disabled: false, createdAt: row.created_at };
    },

    setRoles: (personId, wanted, by) =>
      changePerson(personId, "person.roles", by, async (db, id) => {
        const roles = [...rolesOf(wanted)];
        const before = await db
          .selectFrom("person")
          .select("roles")
          .where("id", "=", id)
          .executeTakeFirstOrThrow();
        const was = [...rolesOf(before.roles)];
        if (was.join() === roles.join()) return null;
        await db.updateTable("person").set({ roles }).where("id", "=", id).execute();
        if (was.includes("admin")) await keepAnAdmin(db);
        return { before: was, roles };
      }),

    setDisabled: (personId, disabled, by) =>
      changePerson(personId, disabled ? "person.disable" : "person.enable", by, async (db, id) => {
        const changed = await db
          .updateTable("person")
          .set({ disabled_at: disabled ? sql`now()` : null })
          .where("id", "=", id)
          .where("disabled_at", disabled ? "is" : "is not", null)
          .returning("roles")
          .executeTakeFirst();
        if (!changed) return null;
        if (disabled && changed.roles.includes("admin")) await keepAnAdmin(db);
        return {};
      }),

    link: (personId, text, by) =>
      changePerson(personId, "person.link", by, async (db, id) => {
        const identity = wellFormed(text);
        const owner = await db
          .selectFrom("identity")
          .innerJoin("person", "person.id", "person_id")
          .select(["person_id", "name"])
          .where("identity", "=", identity)
          .executeTakeFirst();
        if (owner?.person_id === id) return null;
        if (owner)
          throw new Fault(
            "conflict",
            `${identity} belongs to ${owner.name} already. Unlink it there first.`,
            {
              detail: { field: "identity" },
            },
          );
        await db.insertInto("identity").values({ identity, person_id: id }).execute();
        await db.deleteFrom("unlinked_identity").where("identity", "=", identity).execute();
        return { identity };
      }),

    async linkVerified(account, address, by) {
      const identity = wellFormed(account);
      const email = identityOf(`email:${address}`);
      if (email === null) return null;
      const personId = await kysely.transaction().execute(async (db) => {
        await lockEpoch(db);
        const { rows } = await sql<{ id: string; name: string; owned: boolean }>`
          select person.id, person.name, owner.person_id is not null as owned
          from identity mail
          join person on person.id = mail.person_id and person.disabled_at is null
          left join identity owner on owner.identity = ${identity}
          where mail.identity = ${email}
            and (owner.person_id is null or owner.person_id = person.id)
            and not exists (select from unlinked_identity where identity = ${identity})`.execute(db);
        const [person] = rows;
        if (!person || person.owned) return person?.id ?? null;
        await db.insertInto("identity").values({ identity, person_id: person.id }).execute();
        await appendAudit(db, [
          {
            verb: "person.link",
            ...by,
            subject: `person:${person.id}`,
            data: { name: person.name, identity, by: email },
          },
        ]);
        return person.id;
      });
      return (await rights()).people.find(({ id }) => id === personId) ?? null;
    },

    async nameInPlaceOfAddress(personId, wanted, by) {
      const name = storable(wanted).trim();
      let named = false;
      await changePerson(personId, "person.name", by, async (db, id) => {
        if (name === "") return null;
        const { rows } = await sql<{ address: string }>`
          update person set name = ${name}
          from identity mail
          where person.id = ${id} and mail.person_id = person.id and mail.identity = 'email:' || lower(person.name)
            and not exists (select from person other where other.name = ${name})
          returning mail.identity as address`.execute(db);
        const [before] = rows;
        named = before !== undefined;
        return before ? { by: before.address, became: name } : null;
      });
      return named;
    },

    unlink: (personId, text, by) =>
      changePerson(personId, "person.unlink", by, async (db, id) => {
        const identity = wellFormed(text);
        const { numDeletedRows } = await db
          .deleteFrom("identity")
          .where("identity", "=", identity)
          .where("person_id", "=", id)
          .executeTakeFirstOrThrow();
        if (numDeletedRows === 0n) return null;
        await db
          .insertInto("unlinked_identity")
          .values({ identity })
          .onConflict((same) => same.doNothing())
          .execute();
        return { identity };
      }),

    setGroup: (personId, group, member, by) =>
      changePerson(personId, "group.change", by, async (db, id) => {
        const row = { person_id: id, group_name: groupName(group) };
        const change = member
          ? db
              .insertInto("person_group")
              .values(row)
              .onConflict((same) => same.doNothing())
          : db
              .deleteFrom("person_group")
              .where("person_id", "=", id)
              .where("group_name", "=", row.group_name);
        const [result] = await change.execute();
        const changed =
          result && ("numDeletedRows" in result ? result.numDeletedRows : result.numInsertedOrUpdatedRows);
        return changed ? { [member ? "joined" : "left"]: row.group_name } : null;
      }),

    async addStartRule({ workflow, who, inputs }, by) {
      const rule = { id: newId(), workflow: storable(workflow), who: who.map(storable), inputs };
      return kysely.transaction().execute(async (db) => {
        await db
          .insertInto("start_rule")
          .values({ ...rule, inputs: storableJson(inputs) })
          .execute();
        const { id, ...data } = rule;
        await appendAudit(db, [
          {
            verb: "right.change",
            ...by,
            subject: `start-rule:${id}`,
            data: { added: { ...data, inputs: { ...inputs } } },
          },
        ]);
        return rule;
      });
    },

    async removeStartRule(id, by) {
      return kysely.transaction().execute(async (db) => {
        const gone = await db
          .deleteFrom("start_rule")
          .where("id", "=", storable(id))
          .returning(["workflow", "who", "inputs"])
          .executeTakeFirst();
        if (!gone) return false;
        const removed = { ...gone, inputs: { ...gone.inputs } };
        await appendAudit(db, [
          { verb: "right.change", ...by, subject: `start-rule:${id}`, data: { removed } },
        ]);
        return true;
      });
    },

    async byIdentity(identity): Promise<PersonRecord | null> {
      const wanted = identityOf(identity);
      const { people } = await rights();
      return people.find((person) => wanted !== null && person.identities.includes(wanted)) ?? null;
    },
  };
}

/** Called under the epoch's lock, after the change, so that two who remove each other do not both succeed. */
async function keepAnAdmin(db: Kysely<Schema>): Promise<void> {
  const admin: Role = "admin";
  const left = await db
    .selectFrom("person")
    .select("id")
    .where("disabled_at", "is", null)
    .where(sql<boolean>`${admin} = any(roles)`)
    .limit(1)
    .execute();
  if (left.length === 0)
    throw new Fault("conflict", "This is the last administrator. Make somebody else an administrator first.");
}

function wellFormed(text: string): Identity {
  const identity = identityOf(text);
  if (identity) return identity;
  throw new Fault(
    "invalid_input",
    `"${storable(text).slice(0, 100)}" is no identity. Write slack:TEAM/USER, teams:AADOBJECTID or email:name@company.com.`,
    { detail: { field: "identity" } },
  );
}

function groupName(group: string): string {
  if (isBuiltInGroup(group))
    throw new Fault(
      "invalid_input",
      `"${group}" is everybody with that role. Change the person's roles instead.`,
      {
        detail: { field: "group" },
      },
    );
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(group)) return group;
  throw new Fault(
    "invalid_input",
    "A group's name is made of lower-case letters, digits and hyphens, at most 63.",
    {
      detail: { field: "group" },
    },
  );
}

function nobody(personId: string): Fault {
  return new Fault(
    "not_found",
    `Nobody has the id "${storable(personId).slice(0, 100)}": GET /api/admin/people lists everybody.`,
  );
}
