// What every keeper of link codes keeps to.

import { expect, test } from "vitest";
import { linkCodeIn, newLinkCode } from "#core/link-code.ts";
import type { CodeHolder, LinkCodes, Redeemed } from "#ports/link-codes.ts";

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
  address: "ana@bank.example",
  platform: "slack",
  thread: "slack:C1/1.2",
  speaker: "T1/U1",
  locale: "pt",
};

async function made(codes: LinkCodes, more: Partial<CodeHolder> = {}): Promise<string> {
  const one = await codes.make({ ...holder, ...more });
  if (one.kind !== "made") throw new Error(`It was ${one.kind}.`);
  return one.code;
}

/** Shown by one message and confirmed by another, as people do it. */
async function confirm(
  codes: LinkCodes,
  code: string,
  personId: string,
  messageId: string,
): Promise<Redeemed> {
  const first = await codes.redeem(code, { personId, messageId: `${messageId}-look`, confirmed: false });
  return first.kind === "shown" ? codes.redeem(code, { personId, messageId, confirmed: true }) : first;
}

export function linkCodesContract({ open }: { readonly open: OpenLinkCodes }): void {
  test("A code leads back to the account it was shown to, once.", async () => {
    await using opened = await open();
    const { codes } = opened;
    const one = await codes.make(holder);
    if (one.kind !== "made") throw new Error(`It was ${one.kind}.`);
    const { code, expiresAt } = one;
    expect(linkCodeIn(code)).toBe(code);
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(9 * 60_000);
    expect(expiresAt.getTime() - Date.now()).toBeLessThan(11 * 60_000);
    expect(await confirm(codes, code, "ana", "m1")).toEqual({ kind: "good", holder });
    expect(await confirm(codes, code, "ana", "m2")).toEqual({ kind: "used" });
    expect(await confirm(codes, code, "bia", "m3")).toEqual({ kind: "used" });
  });

  test("A code is shown, as often as it is said, and used by nobody before the same person confirms it.", async () => {
    await using opened = await open();
    const { codes } = opened;
    const code = await made(codes);
    const say = (personId: string, messageId: string, confirmed: boolean) =>
      codes.redeem(code, { personId, messageId, confirmed });
    const shown = { kind: "shown", holder };
    // Confirmed before it was ever shown: shown first.
    expect(await say("ana", "m1", true)).toEqual(shown);
    expect(await say("ana", "m1", true)).toEqual(shown);
    expect(await say("ana", "m2", false)).toEqual(shown);
    // Whom somebody else was shown to has seen nothing.
    expect(await say("bia", "m3", true)).toEqual(shown);
    expect(await say("ana", "m4", true)).toEqual(shown);
    expect(await say("ana", "m5", true)).toEqual({ kind: "good", holder });
    expect(await say("ana", "m5", true)).toEqual({ kind: "good", holder });
    expect(await say("bia", "m6", true)).toEqual({ kind: "used" });
  });

  test("A message that is answered twice gets the same answer, and counts once.", async () => {
    await using opened = await open();
    const { codes } = opened;
    const code = await made(codes);
    await confirm(codes, code, "ana", "m1");
    await opened.age(30);
    expect((await codes.redeem(code, { personId: "ana", messageId: "m1", confirmed: true })).kind).toBe(
      "good",
    );
    const wrong = newLinkCode();
    const by = { personId: "ana", messageId: "m2", confirmed: false };
    const first = await codes.redeem(wrong, by);
    expect(first).toEqual({ kind: "unknown", triesLeft: 4 });
    expect(await codes.redeem(wrong, by)).toEqual(first);
  });

  test("Of many who confirm one code at once, at most one has it.", async () => {
    await using opened = await open();
    const { codes } = opened;
    const code = await made(codes);
    const people = ["a", "b", "c", "d", "e"];
    await Promise.all(people.map((personId) => confirm(codes, code, personId, personId)));
    const said = await Promise.all(people.map((personId) => confirm(codes, code, personId, `${personId}2`)));
    expect(said.filter(({ kind }) => kind === "good").length).toBeLessThan(2);
    expect((await confirm(codes, code, "f", "f")).kind).toMatch(/^(?:good|used)$/);
    expect((await confirm(codes, code, "g", "g")).kind).toBe("used");
  });

  test("A code is good for ten minutes, and only the last one of an account is.", async () => {
    await using opened = await open();
    const { codes } = opened;
    const old = await made(codes);
    const code = await made(codes);
    const other = await made(codes, { identity: "slack:T1/U2" });
    expect((await confirm(codes, old, "ana", "m1")).kind).toBe("unknown");
    await opened.age(9);
    expect((await confirm(codes, other, "bia", "m2")).kind).toBe("good");
    await opened.age(2);
    expect(await confirm(codes, code, "ana", "m3")).toEqual({ kind: "expired" });
  });

  test("An account is shown five codes an hour, also when it asks for many at once; others are not kept from theirs.", async () => {
    await using opened = await open();
    const { codes } = opened;
    const asked = await Promise.all(Array.from({ length: 7 }, () => codes.make(holder)));
    expect(asked.filter(({ kind }) => kind === "made")).toHaveLength(5);
    const refused = await codes.make(holder);
    if (refused.kind !== "too_many") throw new Error(`It was ${refused.kind}.`);
    expect(refused.until.getTime() - Date.now()).toBeGreaterThan(59 * 60_000);
    expect((await codes.make({ ...holder, identity: "slack:T1/U2" })).kind).toBe("made");
    await opened.age(61);
    expect((await codes.make(holder)).kind).toBe("made");
  });

  test("After five wrong codes a person waits an hour, whatever they say; others do not.", async () => {
    await using opened = await open();
    const { codes } = opened;
    const code = await made(codes);
    const wrong = (messageId: string) =>
      codes.redeem(newLinkCode(), { personId: "mallory", messageId, confirmed: false });
    const said = await Promise.all(Array.from({ length: 8 }, (_, n) => wrong(`m${n}`)));
    expect(said.map(({ kind }) => kind).sort()).toEqual([
      ...Array.from({ length: 3 }, () => "blocked"),
      ...Array.from({ length: 5 }, () => "unknown"),
    ]);
    const blocked = await confirm(codes, code, "mallory", "right");
    if (blocked.kind !== "blocked") throw new Error(`It was ${blocked.kind}.`);
    expect(blocked.until.getTime() - Date.now()).toBeGreaterThan(59 * 60_000);
    expect((await confirm(codes, code, "ana", "m")).kind).toBe("good");
    await opened.age(61);
    expect((await wrong("later")).kind).toBe("unknown");
  });

  test("No code is kept, in no spelling.", async () => {
    await using opened = await open();
    const code = await made(opened.codes);
    await confirm(opened.codes, code, "ana", "m1");
    const wrong = newLinkCode();
    await confirm(opened.codes, wrong, "ana", "m2");
    const kept = (await opened.everything()).toUpperCase();
    expect(kept).toContain("SLACK:T1/U1");
    for (const each of [code, wrong])
      for (const spelling of [each, each.replace("-", ""), each.slice(0, 5), each.slice(6)])
        expect(kept).not.toContain(spelling);
  });
}
