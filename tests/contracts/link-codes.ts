// What every keeper of link codes keeps to.

import { expect, test } from "vitest";
import { linkCodeIn, newLinkCode } from "#core/link-code.ts";
import type { CodeHolder, LinkCodes } from "#ports/link-codes.ts";

export type OpenLinkCodes = () => Promise<
  AsyncDisposable & {
    readonly codes: LinkCodes;
    /** Makes everything that is kept so much older. */
    age(minutes: number): Promise<void>;
    /** Whatever it keeps, as text. */
    everything(): Promise<string>;
  }
>;

const holder: CodeHolder = {
  identity: "slack:T1/U1",
  name: "Ana (Slack visitor)",
  platform: "slack",
  thread: "slack:C1/1.2",
  speaker: "T1/U1",
  locale: "pt",
};

export function linkCodesContract({ open }: { readonly open: OpenLinkCodes }): void {
  test("A code leads back to the account it was shown to, once.", async () => {
    await using opened = await open();
    const { codes } = opened;
    const { code, expiresAt } = await codes.make(holder);
    expect(linkCodeIn(code)).toBe(code);
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(9 * 60_000);
    expect(expiresAt.getTime() - Date.now()).toBeLessThan(11 * 60_000);
    expect(await codes.redeem(code, { personId: "ana", messageId: "m1" })).toEqual({ kind: "good", holder });
    expect(await codes.redeem(code, { personId: "ana", messageId: "m2" })).toEqual({ kind: "used" });
    expect(await codes.redeem(code, { personId: "bia", messageId: "m3" })).toEqual({ kind: "used" });
  });

  test("A message that is answered twice gets the same answer, and counts once.", async () => {
    await using opened = await open();
    const { codes } = opened;
    const { code } = await codes.make(holder);
    const by = { personId: "ana", messageId: "m1" };
    await codes.redeem(code, by);
    await opened.age(30);
    expect((await codes.redeem(code, by)).kind).toBe("good");
    const wrong = newLinkCode();
    const first = await codes.redeem(wrong, { personId: "ana", messageId: "m2" });
    expect(first).toEqual({ kind: "unknown", triesLeft: 4 });
    expect(await codes.redeem(wrong, { personId: "ana", messageId: "m2" })).toEqual(first);
  });

  test("Of many who say one code at once, one has it.", async () => {
    await using opened = await open();
    const { code } = await opened.codes.make(holder);
    const said = await Promise.all(
      ["a", "b", "c", "d", "e"].map((personId) =>
        opened.codes.redeem(code, { personId, messageId: personId }),
      ),
    );
    expect(said.map(({ kind }) => kind).sort()).toEqual(["good", "used", "used", "used", "used"]);
  });

  test("A code is good for ten minutes, and only the last one of an account is.", async () => {
    await using opened = await open();
    const { codes } = opened;
    const old = await codes.make(holder);
    const { code } = await codes.make(holder);
    const other = await codes.make({ ...holder, identity: "slack:T1/U2" });
    expect((await codes.redeem(old.code, { personId: "ana", messageId: "m1" })).kind).toBe("unknown");
    await opened.age(9);
    expect((await codes.redeem(other.code, { personId: "bia", messageId: "m2" })).kind).toBe("good");
    await opened.age(2);
    expect(await codes.redeem(code, { personId: "ana", messageId: "m3" })).toEqual({ kind: "expired" });
  });

  test("After five wrong codes a person waits an hour, whatever they say; others do not.", async () => {
    await using opened = await open();
    const { codes } = opened;
    const { code } = await codes.make(holder);
    const said = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        codes.redeem(newLinkCode(), { personId: "mallory", messageId: `m${n}` }),
      ),
    );
    expect(said.map(({ kind }) => kind).sort()).toEqual([
      ...Array.from({ length: 3 }, () => "blocked"),
      ...Array.from({ length: 5 }, () => "unknown"),
    ]);
    const blocked = await codes.redeem(code, { personId: "mallory", messageId: "right" });
    if (blocked.kind !== "blocked") throw new Error(`It was ${blocked.kind}.`);
    expect(blocked.until.getTime() - Date.now()).toBeGreaterThan(59 * 60_000);
    expect((await codes.redeem(code, { personId: "ana", messageId: "m" })).kind).toBe("good");
    await opened.age(61);
    expect((await codes.redeem(newLinkCode(), { personId: "mallory", messageId: "later" })).kind).toBe(
      "unknown",
    );
  });

  test("No code is kept, in no spelling.", async () => {
    await using opened = await open();
    const { code } = await opened.codes.make(holder);
    await opened.codes.redeem(code, { personId: "ana", messageId: "m1" });
    const wrong = newLinkCode();
    await opened.codes.redeem(wrong, { personId: "ana", messageId: "m2" });
    const kept = (await opened.everything()).toUpperCase();
    expect(kept).toContain("SLACK:T1/U1");
    for (const each of [code, wrong])
      for (const spelling of [each, each.replace("-", ""), each.slice(0, 5), each.slice(6)])
        expect(kept).not.toContain(spelling);
  });
}
