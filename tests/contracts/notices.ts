// What every keeper of notices keeps to.

import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { reply } from "#core/reply.ts";
import type { Notice, NoticePlace, Notices } from "#ports/notices.ts";

export type OpenNotices = () => Promise<AsyncDisposable & { readonly notices: Notices }>;

const lease = 60_000;

export function noticesContract({ open }: { readonly open: OpenNotices }): void {
  test("What was put is due whole, for its own platform, once a lease.", async () => {
    await using at = await open();
    const whole = notice({
      reply: reply({
        locale: "pt",
        text: "A_B#C.D-@X caiu: ção 🚑",
        choices: [{ id: "approve 1 plan=ab", label: "Aprovar", style: "primary", form: true }],
        mentions: [{ name: "Ana", identities: ["slack:T1/U1"] }],
      }),
      important: true,
    });
    await at.notices.put([whole]);
    expect(await at.notices.due("teams", 10, lease)).toEqual([]);
    expect(await at.notices.due("slack", 10, lease)).toEqual([{ ...whole, ref: null, version: 1, tries: 1 }]);
    expect(await at.notices.due("slack", 10, lease)).toEqual([]);
  });

  test("The same content again changes nothing, shown or not.", async () => {
    await using at = await open();
    await at.notices.put([notice()]);
    await at.notices.put([notice()]);
    expect(await taken(at.notices)).toMatchObject([{ version: 1 }]);
    await at.notices.shown(place, 1, "ts-1");
    await at.notices.put([notice()]);
    expect(await taken(at.notices)).toEqual([]);
  });

  test("Every change of the content counts the version up, and only the latest is handed out.", async () => {
    await using at = await open();
    for (const text of ["one", "two", "three"]) await at.notices.put([saying(text)]);
    expect(await taken(at.notices)).toMatchObject([{ version: 3, reply: { text: "three" }, tries: 1 }]);
  });

  test("What is shown is due no more, until its content changes; its reference comes back then.", async () => {
    await using at = await open();
    await at.notices.put([saying("one")]);
    await taken(at.notices);
    await at.notices.shown(place, 1, "ts-1");
    expect(await taken(at.notices)).toEqual([]);
    await at.notices.put([saying("two")]);
    expect(await taken(at.notices)).toMatchObject([
      { version: 2, ref: "ts-1", reply: { text: "two" }, tries: 1 },
    ]);
  });

  test("What changes while it is on its way waits for that, and is due at once when it has arrived.", async () => {
    await using at = await open();
    await at.notices.put([saying("one")]);
    await taken(at.notices);
    await at.notices.put([saying("two")]);
    expect(await taken(at.notices)).toEqual([]);
    await at.notices.shown(place, 1, "ts-1");
    expect(await taken(at.notices)).toMatchObject([{ version: 2, ref: "ts-1", tries: 1 }]);
    await at.notices.shown(place, 2, "ts-1");
    expect(await taken(at.notices)).toEqual([]);
  });

  test("A late word of an old version neither takes back a newer one nor its reference.", async () => {
    await using at = await open();
    await at.notices.put([saying("one")]);
    await at.notices.put([saying("two")]);
    await at.notices.shown(place, 2, "ts-2");
    await at.notices.shown(place, 1, "ts-1");
    expect(await taken(at.notices)).toEqual([]);
    await at.notices.put([saying("three")]);
    expect(await taken(at.notices)).toMatchObject([{ version: 3, ref: "ts-2" }]);
  });

  test("A version that was never put is not shown.", async () => {
    await using at = await open();
    await at.notices.put([saying("one")]);
    await at.notices.shown(place, 7, "ts-7");
    expect(await taken(at.notices)).toMatchObject([{ version: 1, ref: null }]);
  });

  test("One that failed is due again after its pause, with its tries; new content does not shorten the pause.", async () => {
    await using at = await open();
    await at.notices.put([saying("one")]);
    await taken(at.notices);
    await at.notices.failed(place, 1, "Slack asks to wait.", 300);
    await at.notices.put([saying("two")]);
    expect(await taken(at.notices)).toEqual([]);
    await sleep(350);
    expect(await taken(at.notices)).toMatchObject([{ version: 2, tries: 2, reply: { text: "two" } }]);
  });

  test("One that was given up is not handed out until something is put there again, be it the same.", async () => {
    await using at = await open();
    await at.notices.put([saying("one")]);
    await taken(at.notices);
    await at.notices.failed(place, 1, "The channel is archived.", null);
    expect(await taken(at.notices)).toEqual([]);
    await at.notices.put([saying("one")]);
    expect(await taken(at.notices)).toMatchObject([{ version: 1, tries: 1, reply: { text: "one" } }]);
    await at.notices.failed(place, 1, "The channel is archived.", null);
    await at.notices.put([saying("two")]);
    expect(await taken(at.notices)).toMatchObject([{ version: 2, tries: 1, reply: { text: "two" } }]);
  });

  test("To give up a version gives up no newer one that was put meanwhile.", async () => {
    await using at = await open();
    await at.notices.put([saying("far too long")]);
    await taken(at.notices);
    await at.notices.put([saying("decided")]);
    await at.notices.failed(place, 1, "The message is too long.", null);
    expect(await taken(at.notices)).toMatchObject([{ version: 2, reply: { text: "decided" } }]);
    await at.notices.shown(place, 2, "ts-1");
    await at.notices.put([saying("more")]);
    await at.notices.failed(place, 1, "Much too late.", null);
    expect(await taken(at.notices)).toMatchObject([{ version: 3 }]);
  });

  test("A failure that is told after the success changes nothing.", async () => {
    await using at = await open();
    await at.notices.put([saying("one")]);
    await at.notices.shown(place, 1, "ts-1");
    await at.notices.failed(place, 1, "Too late.", null);
    await at.notices.put([saying("two")]);
    expect(await taken(at.notices)).toMatchObject([{ version: 2, ref: "ts-1" }]);
  });

  test("A lease that has passed gives the notice to the next one who asks.", async () => {
    await using at = await open();
    await at.notices.put([notice()]);
    await at.notices.due("slack", 10, 50);
    await sleep(100);
    expect(await taken(at.notices)).toMatchObject([{ version: 1, tries: 2 }]);
  });

  test("The longest waiting comes first; one that changes again keeps its place, one that is shown loses it.", async () => {
    await using at = await open();
    const threads = ["c", "a", "b"];
    await at.notices.put(threads.map((thread) => notice({ thread })));
    await at.notices.put([notice({ thread: "d" })]);
    await at.notices.put([{ ...saying("anew"), thread: "c" }]);
    await at.notices.shown({ ...place, thread: "a" }, 1, null);
    await at.notices.put([{ ...saying("anew"), thread: "a" }]);
    expect((await at.notices.due("slack", 2, lease)).map(({ thread }) => thread)).toEqual(["c", "b"]);
    expect((await taken(at.notices)).map(({ thread }) => thread)).toEqual(["d", "a"]);
  });

  test("Of one thread only the longest waiting is handed out at a time, and none while the thread is busy.", async () => {
    await using at = await open();
    await at.notices.put(["z", "a", "m"].map((key) => notice({ key })));
    await at.notices.put([notice({ thread: "C2" })]);
    const keysOf = async (...busy: string[]) =>
      (await at.notices.due("slack", 100, lease, busy)).map(({ thread, key }) => `${thread} ${key}`);
    expect(await keysOf("C1", "C3")).toEqual(["C2 checkpoint:1"]);
    expect(await keysOf()).toEqual(["C1 z"]);
    expect(await keysOf("C1")).toEqual([]);
    await at.notices.failed({ ...place, key: "z" }, 1, "It is too long.", 60_000);
    expect(await keysOf()).toEqual(["C1 a"]);
    expect(await keysOf()).toEqual(["C1 m"]);
  });

  test("Of two contents for one place, put at once, the last one counts.", async () => {
    await using at = await open();
    await at.notices.put([saying("one"), saying("two")]);
    expect(await taken(at.notices)).toMatchObject([{ version: 1, reply: { text: "two" } }]);
  });

  test("Keys are of their thread: the same one elsewhere is another message.", async () => {
    await using at = await open();
    const elsewhere = { ...place, thread: "C2" };
    const teams = { ...place, platform: "teams" };
    await at.notices.put([notice(), notice(elsewhere), notice(teams), notice({ key: "alert:2" })]);
    await at.notices.shown(place, 1, "ts-1");
    expect((await taken(at.notices)).map(({ thread, key }) => [thread, key])).toEqual([
      ["C2", "checkpoint:1"],
      ["C1", "alert:2"],
    ]);
    expect(await at.notices.placesOf("checkpoint:1")).toHaveLength(3);
    expect(await at.notices.placesOf("checkpoint:1")).toEqual(
      expect.arrayContaining([place, elsewhere, teams]),
    );
    expect(await at.notices.placesOf("checkpoint:9")).toEqual([]);
    expect(await at.notices.standing("checkpoint:1")).toEqual([
      { ...place, ref: "ts-1", locale: expect.any(String) },
    ]);
    const [first] = await at.notices.placesOf("checkpoint:1");
    if (!first) throw new Error("It stands somewhere.");
    expect(await at.notices.content(first)).toMatchObject({ text: expect.any(String) });
    expect(await at.notices.content({ ...first, key: "checkpoint:9" })).toBeNull();
  });

  test("Many who ask at once never get the same one, and many who put at once neither block nor lose one.", async () => {
    await using at = await open();
    const threads = Array.from({ length: 30 }, (_, index) => `C${index}`);
    const putters = Array.from({ length: 8 }, (_, round) =>
      at.notices.put(
        (round % 2 ? threads : threads.toReversed()).map((thread) => ({ ...saying(`by ${round}`), thread })),
      ),
    );
    await Promise.all(putters);
    const all = await Promise.all(Array.from({ length: 6 }, () => at.notices.due("slack", 5, lease)));
    const got = all.flat().map(({ thread }) => thread);
    expect(new Set(got).size).toBe(got.length);
    const rest = await taken(at.notices);
    expect([...got, ...rest.map(({ thread }) => thread)].sort()).toEqual(threads.toSorted());
  });

  test("Nothing put is nothing done, and bytes that text cannot hold keep no notice out.", async () => {
    await using at = await open();
    await at.notices.put([]);
    const odd = { ...place, key: "alert:a\0b" };
    await at.notices.put([{ ...saying("why\0 \ud800?"), ...odd }]);
    expect(await taken(at.notices)).toMatchObject([{ key: "alert:ab", reply: { text: "why \ufffd?" } }]);
    await at.notices.shown(odd, 1, "ts\0");
    expect(await taken(at.notices)).toEqual([]);
  });
}

const place: NoticePlace = { platform: "slack", thread: "C1", key: "checkpoint:1" };

function notice(parts: Partial<Notice> = {}): Notice {
  return { ...place, reply: reply({ locale: "en", text: "Approve?" }), important: false, ...parts };
}

function saying(text: string): Notice {
  return notice({ reply: reply({ locale: "en", text }) });
}

function taken(notices: Notices): ReturnType<Notices["due"]> {
  return notices.due("slack", 100, lease);
}
