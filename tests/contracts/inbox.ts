// What every inbox keeps to.

import { expect, test } from "vitest";
import type { ChatEvent } from "#core/chat-event.ts";
import type { Inbox } from "#ports/inbox.ts";

export type OpenInbox = () => Promise<AsyncDisposable & { readonly inbox: Inbox }>;

export function inboxContract({ open }: { readonly open: OpenInbox }): void {
  test("An event is accepted once; the same platform id again is a duplicate and the first one counts.", async () => {
    await using opened = await open();
    const { inbox } = opened;
    expect(await inbox.receive(event({ text: "first" }))).toBe("accepted");
    expect(await inbox.receive(event({ text: "second" }))).toBe("duplicate");
    expect(await inbox.receive(event({ platform: "slack" }))).toBe("accepted");
    const kept = await inbox.unanswered(10, 0);
    expect(kept.map(({ platform, text }) => [platform, text])).toEqual([
      ["web", "first"],
      ["slack", "status?"],
    ]);
  });

  test("The same event received many times at once is accepted exactly once.", async () => {
    await using opened = await open();
    const answers = await Promise.all(Array.from({ length: 20 }, () => opened.inbox.receive(event())));
    expect(answers.filter((answer) => answer === "accepted")).toHaveLength(1);
  });

  test("Of many events received at once each is accepted once, whatever comes with it.", async () => {
    await using opened = await open();
    const ids = Array.from({ length: 150 }, (_, n) => `e${n % 100}`);
    const answers = await Promise.all(
      ids.map((id, n) =>
        opened.inbox.receive(event({ id, text: n % 3 === 0 ? `\0 half \ud83d ${n}` : `${n}` })),
      ),
    );
    const accepted = ids.filter((_, n) => answers[n] === "accepted");
    expect(new Set(accepted).size).toBe(100);
    expect(accepted).toHaveLength(100);
    expect(await opened.inbox.unanswered(200, 0)).toHaveLength(100);
  });

  test("An event comes back whole, with accents, names and the language the person fixed.", async () => {
    await using opened = await open();
    const sent = event({
      text: "o job FOLHA_#1 caiu? çãé 🚑",
      locale: "pt",
      thread: "C1:171.2",
      speaker: "U1",
      pressed: { filled: { reason: "não agora" } },
      quiet: true,
      overheard: true,
    });
    await opened.inbox.receive(sent);
    expect(await opened.inbox.unanswered(1, 0)).toEqual([sent]);
  });

  test("An event that was just received is in its receiver's hands and is not handed out.", async () => {
    await using opened = await open();
    await opened.inbox.receive(event());
    expect(await opened.inbox.unanswered(10, 60_000)).toEqual([]);
    expect(await opened.inbox.unanswered(10, 0)).toHaveLength(1);
    expect(await opened.inbox.unanswered(10, 60_000)).toEqual([]);
  });

  test("Two who take at the same time never get the same event.", async () => {
    await using opened = await open();
    for (let n = 0; n < 20; n++) await opened.inbox.receive(event({ id: `e${n}` }));
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    const taken = await Promise.all(Array.from({ length: 5 }, () => opened.inbox.unanswered(4, 1_000)));
    const ids = taken.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("Tries count the receiver and everybody who took the event since; an unknown event has none.", async () => {
    await using opened = await open();
    const { inbox } = opened;
    await inbox.receive(event());
    expect(await inbox.tries(event())).toBe(1);
    await inbox.unanswered(1, 0);
    await inbox.unanswered(1, 0);
    expect(await inbox.tries(event())).toBe(3);
    expect(await inbox.tries(event({ id: "other" }))).toBe(0);
  });

  test("An abandoned event is not handed out again, and stays a duplicate.", async () => {
    await using opened = await open();
    await opened.inbox.receive(event());
    await opened.inbox.abandon(event(), "It crashed the parser five times.");
    expect(await opened.inbox.unanswered(10, 0)).toEqual([]);
    expect(await opened.inbox.receive(event())).toBe("duplicate");
  });

  test("What was only overheard is settled: it is not handed out again, and stays a duplicate.", async () => {
    await using opened = await open();
    await opened.inbox.receive(event({ overheard: true }));
    await opened.inbox.heard(event());
    expect(await opened.inbox.unanswered(10, 0)).toEqual([]);
    expect(await opened.inbox.receive(event())).toBe("duplicate");
  });

  test("Bytes that text cannot hold do not keep a message out.", async () => {
    await using opened = await open();
    expect(await opened.inbox.receive(event({ id: "a\0b", text: "why\0 \ud800?" }))).toBe("accepted");
    expect((await opened.inbox.unanswered(1, 0))[0]?.text).toBe("why \ufffd?");
    expect(await opened.inbox.tries(event({ id: "a\0b" }))).toBe(2);
  });
}

function event(parts: Partial<ChatEvent> = {}): ChatEvent {
  return {
    id: "e1",
    platform: "web",
    thread: "thread",
    conversationId: "conversation",
    person: { id: "p1", name: "Ana", roles: ["operator"] },
    text: "status?",
    at: new Date("2026-11-20T10:00:00.123Z"),
    ...parts,
  };
}
