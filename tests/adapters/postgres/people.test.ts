import { type Kysely, sql } from "kysely";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createAccess } from "#adapters/postgres/create-access.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import { rememberedAccess } from "#api/remembered-access.ts";
import { newToken } from "#core/ids.ts";
import { up as foundations } from "../../../migrations/0001-foundations.ts";
import { up as peopleAndAudit } from "../../../migrations/0002-people-and-audit.ts";
import { ensureFirstAdmins } from "../../../src/composition/first-admins.ts";
import { by, peopleContract } from "../../contracts/people.ts";
import { testDatabase } from "../../support/database.ts";

async function open() {
  await using opening = new AsyncDisposableStack();
  const { url } = opening.use(await testDatabase());
  const db = opening.use(openDatabase({ url, log: pino({ level: "silent" }) }));
  const parts = opening.move();
  return {
    db,
    people: createPeople(db),
    audit: createAudit(db),
    access: createAccess(db),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

peopleContract({ open });

test("Rights are read whole only when the epoch changed, also by another process's hand.", async () => {
  await using opened = await open();
  const here = await opened.people.rights();
  expect(await opened.people.rights()).toBe(here);
  await createPeople(opened.db).create({ name: "Ana", roles: ["viewer"] }, by);
  expect((await opened.people.rights()).people.map(({ name }) => name)).toEqual(["Ana"]);
});

test("A change by plain SQL raises the epoch, too; writing the same again does not.", async () => {
  await using opened = await open();
  const { id } = await opened.people.create({ name: "Ana", roles: ["viewer"] }, by);
  const { epoch } = await opened.people.rights();
  await opened.db.pool.query("update person set name = name, roles = roles");
  expect((await opened.people.rights()).epoch).toBe(epoch);
  await opened.db.pool.query("update person set roles = '{admin,unheard_of}' where id = $1", [id]);
  expect((await opened.people.rights()).people[0]?.roles).toEqual(["admin"]);
  await opened.db.pool.query("truncate person cascade");
  expect((await opened.people.rights()).people).toEqual([]);
});

test("A change that fails leaves neither epoch nor audit behind.", async () => {
  await using opened = await open();
  const ana = await opened.people.create({ name: "Ana", roles: ["admin"] }, by);
  const { epoch } = await opened.people.rights();
  await expect(opened.people.setDisabled(ana.id, true, by)).rejects.toMatchObject({ code: "conflict" });
  expect((await opened.people.rights()).epoch).toBe(epoch);
  expect(await opened.audit.read(0, 10)).toHaveLength(1);
});

/** A decision's commit: shares the epoch's row, and holds only when it is still the one decided by. */
const guardedCommit = (epoch: number) =>
  sql<{ epoch: number }>`select epoch from rights_epoch where epoch = ${epoch} for share`;

test("A decision made by rights of an older epoch finds that they changed; one by those of now holds.", async () => {
  await using opened = await open();
  const ana = await opened.people.create({ name: "Ana", roles: ["approver"] }, by);
  const { epoch } = await opened.people.rights();
  expect((await guardedCommit(epoch).execute(opened.db.kysely)).rows).toHaveLength(1);
  await opened.people.setDisabled(ana.id, true, by);
  expect((await guardedCommit(epoch).execute(opened.db.kysely)).rows).toHaveLength(0);
});

test("A removal waits for a decision that is being committed, and a decision for a removal: never both unseen.", async () => {
  await using opened = await open();
  const ana = await opened.people.create({ name: "Ana", roles: ["approver"] }, by);
  const { epoch } = await opened.people.rights();
  const order: string[] = [];
  const holding = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const deciding = opened.db.kysely.transaction().execute(async (db) => {
    await guardedCommit(epoch).execute(db);
    locked.resolve();
    await holding.promise;
    order.push("decided");
  });
  await locked.promise;
  const removing = opened.people.setDisabled(ana.id, true, by).then(() => order.push("removed"));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(order).toEqual([]);
  holding.resolve();
  await Promise.all([deciding, removing]);
  expect(order).toEqual(["decided", "removed"]);
});

test("Somebody who is disabled is nobody to their tokens from then on, and within a second to a process that remembers.", async () => {
  await using opened = await open();
  const { people, access } = opened;
  const remembering = rememberedAccess(access);
  const { token, info } = await access.issue({ name: "Ana", roles: ["approver"] }, "laptop", null, by);
  expect((await remembering.personOf(token))?.name).toBe("Ana");
  await people.setDisabled(info.person.id, true, by);
  expect(await access.personOf(token)).toBeNull();
  // Control: what is remembered is believed for a moment.
  expect((await remembering.personOf(token))?.name).toBe("Ana");
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(await remembering.personOf(token)).toBeNull();
  await expect(access.issue({ name: "Ana", roles: ["viewer"] }, "phone", null, by)).rejects.toMatchObject({
    code: "conflict",
  });
  await people.setDisabled(info.person.id, false, by);
  expect((await access.personOf(token))?.roles).toEqual(["approver"]);
});

test("A token never gives more than its person has now, and its person no more than it was made with.", async () => {
  await using opened = await open();
  const { people, access } = opened;
  await people.create({ name: "Root", roles: ["admin"] }, by);
  const high = await access.issue({ name: "Ana", roles: ["admin"] }, "high", null, by);
  const low = await access.issue({ name: "Ana", roles: ["viewer"] }, "low", null, by);
  expect((await people.rights()).people.find(({ name }) => name === "Ana")?.roles).toEqual(["admin"]);
  expect((await access.personOf(low.token))?.roles).toEqual(["viewer"]);
  await people.setRoles(high.info.person.id, ["operator"], by);
  expect((await access.personOf(high.token))?.roles).toEqual(["operator"]);
  expect((await access.personOf(low.token))?.roles).toEqual(["viewer"]);
  await people.setRoles(high.info.person.id, [], by);
  expect((await access.personOf(high.token))?.roles).toEqual([]);
});

test("Tokens made and rights changed for one person at once get in nobody's way.", async () => {
  await using opened = await open();
  const { people, access } = opened;
  const { id } = await people.create({ name: "Ana", roles: [] }, by);
  const all = Array.from({ length: 12 }, (_, i) => [
    access.issue({ name: "Ana", roles: [i % 2 ? "operator" : "approver"] }, "t", null, by),
    people.setRoles(id, i % 2 ? [] : ["viewer"], by),
    people.setGroup(id, "payroll", i % 2 === 0, by),
  ]);
  const ended = await Promise.allSettled(all.flat());
  expect(ended.filter(({ status }) => status === "rejected")).toEqual([]);
  expect((await opened.audit.verify()).kind).toBe("whole");
});

test("Making, using up and revoking tokens is in the audit, with who did it and never with the token.", async () => {
  await using opened = await open();
  const { access, audit } = opened;
  const { token, info } = await access.issue({ name: "Ana", roles: ["viewer"] }, "laptop", null, by);
  await access.revoke(info.id, by);
  await access.revoke(info.id, by);
  await access.issue({ name: "Ana", roles: ["operator"] }, "phone", null, by);
  const kept = newToken();
  await access.keepAdminToken(kept);
  await access.keepAdminToken(kept);
  const told = await audit.read(0, 20);
  expect(told.map(({ verb, who }) => `${verb} by ${who.name}`)).toEqual([
    "person.create by Root",
    "token.issue by Root",
    "token.revoke by Root",
    "person.roles by Root",
    "token.issue by Root",
    "person.create by Resync",
    "token.issue by Resync",
  ]);
  expect(JSON.stringify(told)).not.toContain(token.slice(3, 20));
});

test("A disabled administrator stays out although the process starts again with their token.", async () => {
  await using opened = await open();
  const { people, access } = opened;
  const token = newToken();
  await access.keepAdminToken(token);
  await people.create({ name: "Ana", roles: ["admin"] }, by);
  await people.setDisabled("admin", true, by);
  await access.keepAdminToken(token);
  expect(await access.personOf(token)).toBeNull();
});

test("The first administrators are made once, whoever starts and however often, and a known person is raised.", async () => {
  await using opened = await open();
  const { people } = opened;
  const known = await people.create({ name: "Bia", roles: ["viewer"] }, by);
  await people.link(known.id, "slack:T1/U2", by);
  const wanted = ["email:ana@company.com", "slack:T1/U2"];
  await Promise.all([1, 2, 3].map(() => ensureFirstAdmins(createPeople(opened.db), wanted)));
  await ensureFirstAdmins(people, wanted);
  const all = (await people.rights()).people;
  expect(all.map(({ name, roles, identities }) => [name, roles, identities])).toEqual([
    ["Bia", ["viewer", "admin"], ["slack:T1/U2"]],
    ["ana@company.com", ["admin"], ["email:ana@company.com"]],
  ]);
  await people.setDisabled(known.id, true, by);
  expect((await ensureFirstAdmins(people, wanted)).map(({ disabled }) => disabled)).toEqual([false, true]);
});

test("Who had tokens before people had roles keeps what those tokens that still work could do.", async () => {
  await using database = await testDatabase({ empty: true });
  await using db = openDatabase({ url: database.url, log: pino({ level: "silent" }) });
  await foundations(db.kysely as unknown as Kysely<unknown>);
  await db.pool.query("insert into person (id, name) values ('ana', 'Ana'), ('bia', 'Bia')");
  const rows = [
    ["a", "{viewer,operator}", "null", "null"],
    ["b", "{operator,approver}", "null", "null"],
    ["c", "{admin}", "now()", "null"],
    ["d", "{admin}", "null", "now() - interval '1 day'"],
  ];
  for (const [id, held, revoked, expires] of rows)
    await db.pool.query(
      `insert into access_token (id, hash, label, person_id, roles, revoked_at, expires_at)
       values ('${id}', '${id}', 'x', 'ana', '${held}', ${revoked}, ${expires})`,
    );
  await db.kysely.transaction().execute((change) => peopleAndAudit(change as unknown as Kysely<unknown>));
  const { people } = await createPeople(db).rights();
  expect(people.map(({ name, roles }) => [name, roles])).toEqual([
    ["Ana", ["viewer", "operator", "approver"]],
    ["Bia", []],
  ]);
});
