// What every keeper of people keeps to.

import { expect, test } from "vitest";
import type { Audit, By } from "#ports/audit.ts";
import type { People } from "#ports/people.ts";

export type OpenPeople = () => Promise<
  AsyncDisposable & { readonly people: People; readonly audit: Pick<Audit, "read" | "verify"> }
>;

export const by: By = { who: { id: "root", name: "Root" }, surface: "test" };

export function peopleContract({ open }: { readonly open: OpenPeople }): void {
  test("Somebody who was made is there with roles, groups and identities, and the audit tells each change.", async () => {
    await using opened = await open();
    const { people, audit } = opened;
    const ana = await people.create({ name: "Ana", roles: ["operator"] }, by);
    await people.setGroup(ana.id, "operations-leads", true, by);
    await people.link(ana.id, "email:Ana@Company.com", by);
    await people.link(ana.id, "slack:T1/U1", by);
    await people.setRoles(ana.id, ["approver", "viewer"], by);
    expect((await people.rights()).people).toEqual([
      {
        ...ana,
        roles: ["viewer", "approver"],
        groups: ["operations-leads"],
        identities: ["email:ana@company.com", "slack:T1/U1"],
        disabled: false,
      },
    ]);
    expect(ana.createdAt).toBeInstanceOf(Date);
    const told = await audit.read(0, 20);
    expect(told.map(({ verb, subject, who, surface }) => [verb, subject, who.name, surface])).toEqual(
      ["person.create", "group.change", "person.link", "person.link", "person.roles"].map((verb) => [
        verb,
        `person:${ana.id}`,
        "Root",
        "test",
      ]),
    );
    expect(told.at(-1)?.data).toEqual({ name: "Ana", before: ["operator"], roles: ["viewer", "approver"] });
    expect((await audit.verify()).kind).toBe("whole");
  });

  test("Every change raises the epoch; what changes nothing raises nothing and is not audited.", async () => {
    await using opened = await open();
    const { people, audit } = opened;
    await people.create({ name: "Root", roles: ["admin"] }, by);
    const { id } = await people.create({ name: "Ana", roles: ["operator"] }, by);
    const change = (
      await people.addStartRule({ workflow: "rerun-*", who: ["operators"], inputs: { job: "PAY*" } }, by)
    ).id;
    const steps: readonly (() => Promise<unknown>)[] = [
      () => people.setRoles(id, ["viewer"], by),
      () => people.setGroup(id, "payroll", true, by),
      () => people.link(id, "slack:T1/U1", by),
      () => people.setDisabled(id, true, by),
      () => people.setDisabled(id, false, by),
      () => people.unlink(id, "slack:T1/U1", by),
      () => people.setGroup(id, "payroll", false, by),
    ];
    for (const step of steps) {
      const before = (await people.rights()).epoch;
      await step();
      const { epoch } = await people.rights();
      expect(epoch).toBeGreaterThan(before);
      const { length } = await audit.read(0, 200);
      await step();
      expect((await people.rights()).epoch).toBe(epoch);
      expect((await audit.read(0, 200)).length).toBe(length);
    }
    const before = (await people.rights()).epoch;
    expect((await people.rights()).startRules).toEqual([
      { id: change, workflow: "rerun-*", who: ["operators"], inputs: { job: "PAY*" } },
    ]);
    expect(await people.removeStartRule(change, by)).toBe(true);
    expect(await people.removeStartRule(change, by)).toBe(false);
    expect(await people.rights()).toMatchObject({ startRules: [] });
    expect((await people.rights()).epoch).toBeGreaterThan(before);
  });

  test("Two people have neither one name nor one identity.", async () => {
    await using opened = await open();
    const { people } = opened;
    const ana = await people.create({ name: "Ana", roles: [] }, by);
    const bia = await people.create({ name: "Bia", roles: [] }, by);
    await expect(people.create({ name: "Ana", roles: [] }, by)).rejects.toMatchObject({ code: "conflict" });
    await people.link(ana.id, "email:ana@company.com", by);
    await expect(people.link(bia.id, "email:ANA@company.com", by)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("belongs to Ana already"),
    });
    expect((await people.byIdentity("email:ANA@company.com"))?.name).toBe("Ana");
    expect(await people.byIdentity("slack:T1/U9")).toBeNull();
    await people.unlink(bia.id, "email:ana@company.com", by);
    expect((await people.byIdentity("email:ana@company.com"))?.name).toBe("Ana");
  });

  test("What is no identity, no group or nobody is refused with a sentence.", async () => {
    await using opened = await open();
    const { people } = opened;
    const { id } = await people.create({ name: "Ana", roles: [] }, by);
    for (const identity of [
      "",
      "ana",
      "slack:T1",
      "email:a b@c.d",
      "teams:",
      "slack:T1/U1\0",
      "x".repeat(999),
    ])
      await expect(people.link(id, identity, by)).rejects.toMatchObject({ code: "invalid_input" });
    for (const group of ["", "admins", "viewers", "Leads", "a b", "é", "person:x"])
      await expect(people.setGroup(id, group, true, by)).rejects.toMatchObject({ code: "invalid_input" });
    for (const nobody of ["", "nobody", "a\0b"])
      await expect(people.setRoles(nobody, ["admin"], by)).rejects.toMatchObject({ code: "not_found" });
    await expect(people.create({ name: " \0", roles: [] }, by)).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  test("The last administrator who may act can be neither demoted nor disabled.", async () => {
    await using opened = await open();
    const { people } = opened;
    const ana = await people.create({ name: "Ana", roles: ["admin"] }, by);
    const bia = await people.create({ name: "Bia", roles: ["admin"] }, by);
    await people.setDisabled(bia.id, true, by);
    await expect(people.setRoles(ana.id, ["approver"], by)).rejects.toMatchObject({ code: "conflict" });
    await expect(people.setDisabled(ana.id, true, by)).rejects.toMatchObject({ code: "conflict" });
    expect((await people.rights()).people.find(({ id }) => id === ana.id)).toMatchObject({
      roles: ["admin"],
      disabled: false,
    });
    await people.setDisabled(bia.id, false, by);
    await people.setRoles(ana.id, ["admin", "viewer"], by);
    await people.setRoles(ana.id, [], by);
  });

  test("Two administrators who remove each other at once leave one.", async () => {
    await using opened = await open();
    const { people } = opened;
    const [ana, bia] = [
      await people.create({ name: "Ana", roles: ["admin"] }, by),
      await people.create({ name: "Bia", roles: ["admin"] }, by),
    ];
    const ended = await Promise.allSettled([
      people.setDisabled(ana.id, true, by),
      people.setRoles(bia.id, [], by),
    ]);
    expect(ended.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("A verified address links an account to whoever has it, once, and the audit says by which address.", async () => {
    await using opened = await open();
    const { people, audit } = opened;
    const ana = await people.create({ name: "Ana", roles: ["operator"] }, by);
    await people.link(ana.id, "email:ana@company.com", by);
    const before = (await audit.read(0, 50)).length;
    const found = await Promise.all(
      ["slack:T1/U1", "slack:T1/U1", "slack:T1/U1", "teams:AAD-1"].map((identity) =>
        people.linkVerified(identity, "Ana@Company.com", by),
      ),
    );
    expect(found.map((person) => person?.id)).toEqual([ana.id, ana.id, ana.id, ana.id]);
    expect((await people.rights()).people[0]?.identities).toEqual([
      "email:ana@company.com",
      "slack:T1/U1",
      "teams:aad-1",
    ]);
    const told = (await audit.read(before, 50)).map(({ verb, data }) => ({ verb, ...data }));
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({ verb: "person.link", name: "Ana", by: "email:ana@company.com" });
  });

  test("A name takes the place of a person's own address, once, and of nothing else.", async () => {
    await using opened = await open();
    const { people, audit } = opened;
    const ana = await people.create({ name: "Ana@Company.com", roles: ["operator"] }, by);
    expect(await people.nameInPlaceOfAddress(ana.id, "Ana", by)).toBe(false);
    await people.link(ana.id, "email:ana@company.com", by);
    await people.create({ name: "Ana", roles: [] }, by);
    const before = await people.rights();
    for (const name of ["Ana", "", " \0"])
      expect(await people.nameInPlaceOfAddress(ana.id, name, by)).toBe(false);
    expect(await people.rights()).toEqual(before);
    const { length } = await audit.read(0, 50);
    expect(await people.nameInPlaceOfAddress(ana.id, "Ana Ávila", by)).toBe(true);
    expect(await people.nameInPlaceOfAddress(ana.id, "Eve", by)).toBe(false);
    const after = await people.rights();
    expect(after.epoch).toBeGreaterThan(before.epoch);
    expect(after.people.map(({ name }) => name).sort()).toEqual(["Ana", "Ana Ávila"]);
    expect((await audit.read(length, 50)).map(({ verb, data }) => ({ verb, ...data }))).toEqual([
      { verb: "person.name", name: "Ana@Company.com", became: "Ana Ávila", by: "email:ana@company.com" },
    ]);
    await expect(people.nameInPlaceOfAddress("nobody", "Ana", by)).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("An address links nothing that is somebody else's, was unlinked by hand, or leads to nobody with access.", async () => {
    await using opened = await open();
    const { people } = opened;
    const ana = await people.create({ name: "Ana", roles: ["operator"] }, by);
    const bia = await people.create({ name: "Bia", roles: ["operator"] }, by);
    await people.link(ana.id, "email:ana@company.com", by);
    await people.link(bia.id, "slack:T1/U2", by);
    await people.link(ana.id, "slack:T1/U1", by);
    await people.unlink(ana.id, "slack:T1/U1", by);
    const { epoch } = await people.rights();
    for (const [identity, address] of [
      ["slack:T1/U2", "ana@company.com"],
      ["slack:T1/U1", "ana@company.com"],
      ["slack:T1/U3", "nobody@company.com"],
      ["slack:T1/U3", "ana@company.com,bia@company.com"],
      ["slack:T1/U3", ""],
    ] as const)
      expect(await people.linkVerified(identity, address, by), `${identity} by ${address}`).toBeNull();
    expect((await people.rights()).epoch).toBe(epoch);
    await people.setDisabled(ana.id, true, by);
    expect(await people.linkVerified("slack:T1/U3", "ana@company.com", by)).toBeNull();
    await people.setDisabled(ana.id, false, by);
    await people.link(ana.id, "slack:T1/U1", by);
    expect((await people.byIdentity("slack:T1/U1"))?.name).toBe("Ana");
  });
}
