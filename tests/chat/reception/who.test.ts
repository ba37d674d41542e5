// Who an account belongs to: known, recognised by a verified address, a visitor, or nobody.

import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { createPeople } from "#adapters/postgres/people/create-people.ts";
import { createWho, type WhoDeps } from "#chat/reception/who.ts";
import { byResync } from "#ports/audit.ts";
import type { Speaker } from "#ports/reception.ts";
import { testDatabase } from "../../support/database.ts";

const by = { who: { id: "root", name: "Root" }, surface: "test" };
const asked: WhoDeps["strangers"] = { visitors: "viewer", guests: "viewer" };

function speaker(more: Partial<Speaker> = {}): Speaker {
  return {
    identity: "slack:T1/U1",
    name: "Ana S.",
    email: null,
    standing: "member",
    languageTag: null,
    ...more,
  };
}

async function stage(strangers = asked) {
  const stack = new AsyncDisposableStack();
  const { url } = stack.use(await testDatabase());
  const db = stack.use(openDatabase({ url, log: pino({ level: "silent" }) }));
  const people = createPeople(db);
  const ana = await people.create({ name: "Ana Souza", roles: ["approver"] }, by);
  await people.link(ana.id, "email:ana@company.com", by);
  return {
    people,
    audit: createAudit(db),
    ana: { id: ana.id, name: ana.name, roles: ana.roles },
    who: createWho({ people, strangers }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe("who speaks", () => {
  test("An account of somebody known is that person, without their addresses, and no longer once it is taken away", async () => {
    await using at = await stage();
    await at.people.link(at.ana.id, "slack:T1/U1", by);
    expect(await at.who(speaker())).toEqual(at.ana);
    await at.people.setRoles(at.ana.id, ["viewer"], by);
    expect(await at.who(speaker())).toEqual({ ...at.ana, roles: ["viewer"] });
    await at.people.unlink(at.ana.id, "slack:T1/U1", by);
    expect((await at.who(speaker()))?.visitor).toBe("member");
  });

  test("A verified address links two accounts to one person, each once, as done by Resync", async () => {
    await using at = await stage();
    const accounts = ["slack:T1/U1", "slack:T1/U1", "slack:T1/U2"];
    for (const identity of accounts)
      expect(await at.who(speaker({ identity, email: "ANA@company.com" }))).toEqual(at.ana);
    expect(await at.who(speaker({ identity: "teams:AAD-7", email: "ana@company.com" }))).toEqual(at.ana);
    const links = (await at.audit.read(2, 50)).map(({ verb, who, subject, data }) => [
      verb,
      who.id,
      subject,
      data.identity,
    ]);
    expect(links).toEqual(
      ["slack:T1/U1", "slack:T1/U2", "teams:aad-7"].map((identity) => [
        "person.link",
        byResync.who.id,
        `person:${at.ana.id}`,
        identity,
      ]),
    );
  });

  test("Guests, people of other organisations and bots are never recognised by an address", async () => {
    await using at = await stage();
    for (const standing of ["guest", "external"] as const)
      expect(await at.who(speaker({ standing, email: "ana@company.com" }))).toEqual({
        id: "slack:T1/U1",
        name: `Ana S. (Slack ${standing})`,
        roles: ["viewer"],
        visitor: standing,
      });
    expect(await at.who(speaker({ standing: "bot", email: "ana@company.com" }))).toBeNull();
    await at.people.link(at.ana.id, "slack:T1/U1", by);
    expect(await at.who(speaker({ standing: "bot" }))).toBeNull();
    expect((await at.people.rights()).people[0]?.identities).toEqual([
      "email:ana@company.com",
      "slack:T1/U1",
    ]);
  });

  test("An account that somebody unlinked by hand is not linked again by its address", async () => {
    await using at = await stage();
    const ana = speaker({ email: "ana@company.com" });
    await at.who(ana);
    await at.people.unlink(at.ana.id, "slack:T1/U1", by);
    const { epoch } = await at.people.rights();
    for (let n = 0; n < 3; n++) expect((await at.who(ana))?.visitor).toBe("member");
    expect((await at.people.rights()).epoch).toBe(epoch);
    await at.people.link(at.ana.id, "slack:T1/U1", by);
    expect(await at.who(ana)).toEqual(at.ana);
  });

  test("Somebody disabled is nobody, by account or by address, and no stranger either", async () => {
    await using at = await stage();
    await at.people.link(at.ana.id, "slack:T1/U1", by);
    await at.people.setDisabled(at.ana.id, true, by);
    expect(await at.who(speaker())).toBeNull();
    expect(await at.who(speaker({ identity: "slack:T1/U2", email: "ana@company.com" }))).toBeNull();
  });

  test("Strangers may what the configuration says, members and guests each", async () => {
    await using at = await stage({ visitors: "viewer", guests: "nothing" });
    expect(await at.who(speaker({ name: "Resync\u202e" }))).toEqual({
      id: "slack:T1/U1",
      name: "Resync (Slack visitor)",
      roles: ["viewer"],
      visitor: "member",
    });
    expect(await at.who(speaker({ standing: "guest" }))).toBeNull();
    expect(await at.who(speaker({ standing: "external" }))).toBeNull();
    const closed = createWho({ people: at.people, strangers: { visitors: "nothing", guests: "viewer" } });
    expect(await closed(speaker())).toMatchObject({ visitor: "member", roles: [] });
    expect(await closed(speaker({ standing: "bot" }))).toBeNull();
    expect((await closed(speaker({ standing: "guest" })))?.visitor).toBe("guest");
  });

  test("What is no account of a platform is nobody", async () => {
    await using at = await stage();
    for (const identity of [
      "",
      "ana",
      at.ana.id,
      "slack:T1",
      "email:ana@company.com",
      "slack:t1/u1 ",
      "web:1",
    ])
      expect(await at.who(speaker({ identity, email: "ana@company.com" })), identity).toBeNull();
    const bare = await at.people.create({ name: "Bia", roles: [] }, by);
    await at.people.link(bare.id, "slack:T1/U9", by);
    expect(await at.who(speaker({ identity: "slack:T1/U9" }))).toBeNull();
  });

  test("Who was made with an address alone is called as their account when it is first recognised, once, and it is audited", async () => {
    await using at = await stage();
    const { id } = await at.people.create({ name: "bia@company.com", roles: ["admin"] }, by);
    await at.people.link(id, "email:bia@company.com", by);
    const bia = speaker({
      identity: "slack:T1/U7",
      email: "Bia@Company.com",
      name: "Bia\u202e  Reis (Slack visitor)",
    });
    expect(await at.who({ ...bia, standing: "guest" })).toMatchObject({ visitor: "guest" });
    const person = { id, name: "Bia Reis Slack visitor", roles: ["admin"] };
    expect(await Promise.all([at.who(bia), at.who(bia)])).toEqual([person, person]);
    expect(await at.who({ ...bia, name: "Somebody Else" })).toEqual(person);
    expect(
      await at.who(speaker({ identity: "teams:AAD-9", email: "bia@company.com", name: "B. Reis" })),
    ).toEqual(person);
    const told = (await at.audit.read(4, 50)).filter(({ verb }) => verb === "person.name");
    expect(told).toMatchObject([
      {
        who: { id: byResync.who.id },
        subject: `person:${id}`,
        data: { name: "bia@company.com", became: person.name, by: "email:bia@company.com" },
      },
    ]);
  });

  test("A name that somebody has already, or Resync, does not become another's; nor does one that is none", async () => {
    await using at = await stage();
    const make = async (name: string) => {
      const { id } = await at.people.create({ name, roles: ["operator"] }, by);
      await at.people.link(id, `email:${name}`, by);
    };
    const callsItself = async (user: string, email: string, name: string) =>
      (await at.who(speaker({ identity: `slack:T1/${user}`, email, name })))?.name;
    for (const name of ["b@company.com", "c@company.com", "d@company.com"]) await make(name);
    expect(await callsItself("U2", "b@company.com", "ana souza")).toBe("ana souza (b@company.com)");
    expect(await callsItself("U3", "c@company.com", "RESYNC")).toBe("RESYNC (c@company.com)");
    expect(await callsItself("U4", "d@company.com", "\u200b()")).toBe("d@company.com");
    const { length } = await at.audit.read(0, 50);
    expect(await callsItself("U4", "d@company.com", "?")).toBe("d@company.com");
    expect(await callsItself("U4", "d@company.com", "Davi")).toBe("Davi");
    expect((await at.audit.read(length, 50)).map(({ verb }) => verb)).toEqual(["person.name"]);
  });

  test("Twenty first words at once are one link", async () => {
    await using at = await stage();
    const found = await Promise.all(
      Array.from({ length: 20 }, () => at.who(speaker({ email: "ana@company.com" }))),
    );
    expect(new Set(found.map((person) => person?.id))).toEqual(new Set([at.ana.id]));
    expect((await at.audit.read(2, 50)).length).toBe(1);
  });
});
