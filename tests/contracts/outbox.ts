// What every outbox keeps to.

import { expect, test } from "vitest";
import type { Outbox } from "#ports/outbox.ts";

export type OpenOutbox = () => Promise<
  AsyncDisposable & {
    readonly outbox: Outbox;
    /** Puts a reply into the box the way the system does. */
    put(platform: string, thread: string, payload: unknown): Promise<void>;
    /** Whatever it keeps, also of what is over. */
    everything(): Promise<unknown>;
  }
>;

export function outboxContract({ open }: { readonly open: OpenOutbox }): void {
  test("A reply is due for its own platform only, once per lease.", async () => {
    await using opened = await open();
    const { outbox, put } = opened;
    await put("slack", "t1", { text: "hi" });
    expect(await outbox.due("teams", 10, 60_000)).toEqual([]);
    const [row] = await outbox.due("slack", 10, 60_000);
    expect(row).toMatchObject({ platform: "slack", thread: "t1", payload: { text: "hi" }, tries: 1 });
    expect(row?.createdAt).toBeInstanceOf(Date);
    expect(await outbox.due("slack", 10, 60_000)).toEqual([]);
  });

  test("Within a thread a reply waits until the one before it is sent; other threads do not.", async () => {
    await using opened = await open();
    const { outbox, put } = opened;
    await put("slack", "t1", "a1");
    await put("slack", "t1", "a2");
    await put("slack", "t2", "b1");
    const first = await outbox.due("slack", 10, 60_000);
    expect(first.map(({ payload }) => payload)).toEqual(["a1", "b1"]);
    expect(await outbox.due("slack", 10, 60_000)).toEqual([]);
    await outbox.sent(idOf(first[0]));
    expect((await outbox.due("slack", 10, 60_000)).map(({ payload }) => payload)).toEqual(["a2"]);
  });

  test("A failed reply is tried again after its pause and still keeps its thread in order.", async () => {
    await using opened = await open();
    const { outbox, put } = opened;
    await put("slack", "t1", "a1");
    await put("slack", "t1", "a2");
    const [row] = await outbox.due("slack", 10, 60_000);
    await outbox.failed(idOf(row), "Slack said 429.", 150);
    expect(await outbox.due("slack", 10, 60_000)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const [again] = await outbox.due("slack", 10, 60_000);
    expect(again).toMatchObject({ payload: "a1", tries: 2 });
  });

  test("An undeliverable reply no longer stands in the way of those behind it.", async () => {
    await using opened = await open();
    const { outbox, put } = opened;
    await put("slack", "t1", "a1");
    await put("slack", "t1", "a2");
    const [row] = await outbox.due("slack", 10, 60_000);
    await outbox.failed(idOf(row), "The channel is archived.", null);
    expect((await outbox.due("slack", 10, 60_000)).map(({ payload }) => payload)).toEqual(["a2"]);
  });

  test("A lease that has passed gives the reply to the next one who asks.", async () => {
    await using opened = await open();
    await opened.put("slack", "t1", "a1");
    await opened.outbox.due("slack", 10, 50);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await opened.outbox.due("slack", 10, 60_000)).toMatchObject([{ payload: "a1", tries: 2 }]);
  });

  test("A reply that was sent stays sent, whatever is said of it later.", async () => {
    await using opened = await open();
    await opened.put("slack", "t1", "a1");
    const [row] = await opened.outbox.due("slack", 10, 0);
    await opened.outbox.sent(idOf(row));
    await opened.outbox.failed(idOf(row), "too late", 0);
    expect(await opened.outbox.due("slack", 10, 0)).toEqual([]);
  });

  test("What answers nothing can be sent too, and only once under one id.", async () => {
    await using opened = await open();
    const message = { id: "linked-1", platform: "slack", thread: "t1", payload: { text: "linked" } };
    await Promise.all([opened.outbox.put(message), opened.outbox.put(message), opened.outbox.put(message)]);
    expect(await opened.outbox.due("slack", 10, 60_000)).toMatchObject([message]);
  });

  test("A secret is there for as long as it is tried, and not after.", async () => {
    await using opened = await open();
    for (const id of ["sent", "given-up"])
      await opened.outbox.put({
        id,
        platform: "slack",
        thread: id,
        payload: { text: "B7KQM-2XW9T", fleeting: true },
      });
    await opened.outbox.failed("sent", "busy", 0);
    await opened.outbox.failed("given-up", "busy", 0);
    expect((await opened.outbox.due("slack", 10, 0)).map(({ payload }) => payload)).toMatchObject([
      { text: "B7KQM-2XW9T" },
      { text: "B7KQM-2XW9T" },
    ]);
    await opened.outbox.sent("sent");
    await opened.outbox.failed("given-up", "gone", null);
    expect(JSON.stringify(await opened.everything())).not.toContain("B7KQM");
  });

  test("Many who ask at the same time never get the same reply.", async () => {
    await using opened = await open();
    for (let n = 0; n < 12; n++) await opened.put("slack", `t${n}`, n);
    const taken = await Promise.all(Array.from({ length: 4 }, () => opened.outbox.due("slack", 5, 60_000)));
    const ids = taken.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
}

function idOf(row: { readonly id: string } | undefined): string {
  if (!row) throw new Error("Nothing was due.");
  return row.id;
}
