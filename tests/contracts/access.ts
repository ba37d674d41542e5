// What every keeper of tokens keeps to.

import { expect, test } from "vitest";
import { newToken } from "#core/ids.ts";
import type { Access } from "#ports/access.ts";

export type OpenAccess = () => Promise<AsyncDisposable & { readonly access: Access }>;

export function accessContract({ open }: { readonly open: OpenAccess }): void {
  test("A token nobody issued belongs to nobody.", async () => {
    await using opened = await open();
    for (const token of [newToken(), "", "x".repeat(100_000), "a\0b", "\ud800"])
      expect(await opened.access.personOf(token)).toBeNull();
  });

  test("An issued token stands for its person and roles, until it is revoked.", async () => {
    await using opened = await open();
    const { access } = opened;
    const { token, info } = await access.issue(
      { name: "Ana", roles: ["viewer", "approver"] },
      "laptop",
      null,
    );
    expect(token).toMatch(/^rs_/);
    expect(await access.personOf(token)).toEqual(info.person);
    expect(info.person).toMatchObject({ name: "Ana", roles: ["viewer", "approver"] });
    expect(await access.revoke(info.id)).toBe(true);
    expect(await access.personOf(token)).toBeNull();
    expect(await access.revoke(info.id)).toBe(false);
    expect(await access.revoke("tok_unknown")).toBe(false);
  });

  test("An expired token belongs to nobody; one that expires later works.", async () => {
    await using opened = await open();
    const past = await opened.access.issue(
      { name: "Ana", roles: ["viewer"] },
      "old",
      new Date(Date.now() - 1),
    );
    const next = await opened.access.issue(
      { name: "Ana", roles: ["viewer"] },
      "new",
      new Date(Date.now() + 60_000),
    );
    expect(await opened.access.personOf(past.token)).toBeNull();
    expect(await opened.access.personOf(next.token)).not.toBeNull();
  });

  test("Two tokens of one name are one person, each with its own roles.", async () => {
    await using opened = await open();
    const admin = await opened.access.issue({ name: "Ana", roles: ["admin"] }, "a", null);
    const viewer = await opened.access.issue({ name: "Ana", roles: ["viewer"] }, "b", null);
    expect(viewer.info.person.id).toBe(admin.info.person.id);
    expect((await opened.access.personOf(admin.token))?.roles).toEqual(["admin"]);
    expect((await opened.access.personOf(viewer.token))?.roles).toEqual(["viewer"]);
  });

  test("A kept administrator token works, again after a restart, and replaces the one before it.", async () => {
    await using opened = await open();
    const { access } = opened;
    const [first, second] = [newToken(), newToken()];
    await access.keepAdminToken(first);
    await access.keepAdminToken(first);
    expect(await access.personOf(first)).toMatchObject({ roles: ["admin"] });
    await access.keepAdminToken(second);
    expect(await access.personOf(first)).toBeNull();
    expect(await access.personOf(second)).toMatchObject({ roles: ["admin"] });
    await access.keepAdminToken(first);
    expect(await access.personOf(first)).toMatchObject({ roles: ["admin"] });
    expect(await access.list()).toHaveLength(1);
  });

  test("Several starters that each keep a token leave exactly one that works.", async () => {
    await using opened = await open();
    const tokens = Array.from({ length: 6 }, () => newToken());
    await Promise.all(tokens.map((token) => opened.access.keepAdminToken(token)));
    const people = await Promise.all(tokens.map((token) => opened.access.personOf(token)));
    expect(people.filter((person) => person !== null)).toHaveLength(1);
  });

  test("The list shows what works, with the time of last use, and never a token.", async () => {
    await using opened = await open();
    const { access } = opened;
    const kept = await access.issue({ name: "Ana", roles: ["viewer"] }, "laptop", null);
    const gone = await access.issue({ name: "Bia", roles: ["viewer"] }, "phone", null);
    await access.revoke(gone.info.id);
    expect(await access.list()).toEqual([kept.info]);
    expect(kept.info.lastUsedAt).toBeNull();
    await access.personOf(kept.token);
    const [used] = await access.list();
    expect(used?.lastUsedAt).toBeInstanceOf(Date);
    await access.personOf(kept.token);
    expect((await access.list())[0]?.lastUsedAt).toEqual(used?.lastUsedAt);
    expect(JSON.stringify(await access.list())).not.toContain(kept.token.slice(3, 15));
  });
}
