// What every keeper of sign-in links keeps to.

import { expect, test } from "vitest";
import type { Access } from "#ports/access.ts";
import type { Audit } from "#ports/audit.ts";
import type { People } from "#ports/people.ts";
import type { SignInLinks } from "#ports/sign-in-links.ts";

export type OpenSignInLinks = () => Promise<
  AsyncDisposable & {
    readonly links: SignInLinks;
    readonly access: Access;
    readonly people: People;
    readonly audit: Audit;
    readonly anaId: string;
    /** Makes everything that is kept so much older. */
    age(minutes: number): Promise<void>;
    /** Whatever it keeps, as text. */
    everything(): Promise<string>;
  }
>;

export function signInLinksContract({ open }: { readonly open: OpenSignInLinks }): void {
  test("A link lets its person in once, with the rights they had where they asked, and the audit tells of it.", async () => {
    await using at = await open();
    const { secret, expiresAt } = await at.links.make({
      personId: at.anaId,
      roles: ["viewer"],
      surface: "slack",
    });
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(4 * 60_000);
    expect(expiresAt.getTime() - Date.now()).toBeLessThan(6 * 60_000);
    expect(await at.links.look(secret)).toMatchObject({ kind: "good", name: "Ana", surface: "slack" });
    const entered = await at.links.redeem(secret);
    if (entered.kind !== "good") throw new Error(entered.kind);
    expect(entered.person).toEqual({ id: at.anaId, name: "Ana", roles: ["viewer"] });
    expect(await at.access.personOf(entered.token)).toEqual(entered.person);
    expect((await at.access.list()).map(({ id }) => id)).toContain(entered.tokenId);
    expect(await at.links.look(secret)).toEqual({ kind: "used" });
    expect(await at.links.redeem(secret)).toEqual({ kind: "used" });
    const told = (await at.audit.read(0, 100)).filter(({ subject }) => subject === `person:${at.anaId}`);
    expect(told.map(({ verb, surface, who }) => [verb, surface, who.name])).toEqual([
      ["person.create", "resync", "Resync"],
      ["session.link", "slack", "Ana"],
      ["session.open", "slack", "Ana"],
      ["access.refused", "slack", "Ana"],
    ]);
  });

  test("Of many who open one link at once, one comes in.", async () => {
    await using at = await open();
    const { secret } = await at.links.make({ personId: at.anaId, roles: ["operator"], surface: "teams" });
    const all = await Promise.all(Array.from({ length: 5 }, () => at.links.redeem(secret)));
    expect(all.map(({ kind }) => kind).sort()).toEqual(["good", "used", "used", "used", "used"]);
  });

  test("A link that is five minutes old, was replaced, or belongs to somebody disabled opens nothing.", async () => {
    await using at = await open();
    const holder = { personId: at.anaId, roles: ["operator"], surface: "slack" } as const;
    const old = await at.links.make(holder);
    await at.age(5);
    expect(await at.links.look(old.secret)).toEqual({ kind: "expired" });
    expect(await at.links.redeem(old.secret)).toEqual({ kind: "expired" });
    const first = await at.links.make(holder);
    const second = await at.links.make(holder);
    expect(await at.links.redeem(first.secret)).toEqual({ kind: "unknown" });
    await at.people.setDisabled(at.anaId, true, { who: { id: "x", name: "X" }, surface: "cli" });
    expect(await at.links.redeem(second.secret)).toEqual({ kind: "expired" });
    for (const wrong of ["", "rs_in_", `${first.secret}x`, "rs_in_' or 1=1 --", "a\u0000b"])
      expect(await at.links.look(wrong)).toEqual({ kind: "unknown" });
  });

  test("Tokens of sessions that are over are gone from sight with the next that begins.", async () => {
    await using at = await open();
    const holder = { personId: at.anaId, roles: ["operator"], surface: "slack" } as const;
    const enter = async () => {
      const entered = await at.links.redeem((await at.links.make(holder)).secret);
      if (entered.kind !== "good") throw new Error(entered.kind);
      return entered.tokenId;
    };
    const first = await enter();
    await at.age(25 * 60);
    const second = await enter();
    const ids = (await at.access.list()).map(({ id }) => id);
    expect(ids).toContain(second);
    expect(ids).not.toContain(first);
  });

  test("Neither the link nor the token behind its session is kept.", async () => {
    await using at = await open();
    const { secret } = await at.links.make({ personId: at.anaId, roles: ["operator"], surface: "slack" });
    const entered = await at.links.redeem(secret);
    if (entered.kind !== "good") throw new Error(entered.kind);
    const kept = await at.everything();
    expect(kept).toContain(at.anaId);
    expect(kept).not.toContain(secret.slice(6, 30));
    expect(kept).not.toContain(entered.token.slice(3, 30));
  });
}
