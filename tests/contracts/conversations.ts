// What every keeper of conversations keeps to. Needs the inbox and the outbox that share its transactions.

import { expect, test } from "vitest";
import type { Answer } from "#core/answer.ts";
import type { Conversations, Exchange } from "#ports/conversations.ts";
import type { Inbox } from "#ports/inbox.ts";
import type { Outbox } from "#ports/outbox.ts";

export type OpenConversations = () => Promise<
  AsyncDisposable & { readonly conversations: Conversations; readonly inbox: Inbox; readonly outbox: Outbox }
>;

export function conversationsContract({ open }: { readonly open: OpenConversations }): void {
  test("A conversation nobody has begun has no context and no messages.", async () => {
    await using opened = await open();
    expect(await opened.conversations.context("none")).toBeNull();
    expect(await opened.conversations.read("none", { limit: 10, offset: 0 })).toBeNull();
  });

  test("After an exchange the context is the new one and both messages can be read in order.", async () => {
    await using opened = await open();
    const { conversations } = opened;
    await conversations.record(exchange(), null);
    expect(await conversations.context("c1")).toEqual({
      ownerId: "p1",
      lastSpeaker: "p1",
      context: exchange().context,
    });
    const read = await conversations.read("c1", { limit: 10, offset: 0 });
    expect(read?.total).toBe(2);
    expect(read?.conversation).toMatchObject({ id: "c1", platform: "web", ownerId: "p1" });
    expect(read?.conversation.messages.map(({ role, personId, text }) => [role, personId, text])).toEqual([
      ["person", "p1", "status of PAYROLL?"],
      ["resync", null, "PAYROLL is done."],
    ]);
    expect(read?.conversation.messages[0]?.at).toEqual(exchange().askedAt);
    expect(read?.conversation.messages[1]?.answer).toEqual(exchange().answer);
    expect(read?.conversation.messages[1]?.id).toBe("m-e1");
  });

  test("The answer to an event can be had again, and there is none to an event nobody answered.", async () => {
    await using opened = await open();
    const { conversations } = opened;
    expect(await conversations.answerTo("web", exchange().eventId)).toBeNull();
    await conversations.record(exchange(), null);
    expect(await conversations.answerTo("web", exchange().eventId)).toEqual(exchange().answer);
    expect(await conversations.answerTo("slack", exchange().eventId)).toBeNull();
  });

  test("Somebody has spoken where they were answered, and nowhere else.", async () => {
    await using opened = await open();
    const { conversations } = opened;
    expect(await conversations.hasSpoken("c1", "p1")).toBe(false);
    await conversations.record(exchange(), null);
    expect(await conversations.hasSpoken("c1", "p1")).toBe(true);
    expect(await conversations.hasSpoken("c1", "p2")).toBe(false);
    expect(await conversations.hasSpoken("c2", "p1")).toBe(false);
  });

  test("What one person said there is told without anybody else's words, the last of it, oldest first.", async () => {
    await using opened = await open();
    const { conversations } = opened;
    const say = (eventId: string, personId: string, question: string) =>
      conversations.record(
        {
          ...exchange(),
          eventId,
          personId,
          question,
          answer: { ...exchange().answer, messageId: `m-${eventId}` },
        },
        null,
      );
    for (const [at, text] of ["one", "two", "three"].entries()) await say(`own${at}`, "p1", text);
    await say("theirs", "p2", "a colleague's");
    expect(await conversations.saidBy("c1", "p1", 2)).toEqual(["two", "three"]);
    expect(await conversations.saidBy("c1", "p2", 2)).toEqual(["a colleague's"]);
    expect(await conversations.saidBy("c2", "p1", 2)).toEqual([]);
  });

  test("Recording the same event twice changes nothing, even when both come at once.", async () => {
    await using opened = await open();
    const { conversations, outbox } = opened;
    const later = { ...exchange(), context: { ...exchange().context, boundAgent: "security" } };
    await Promise.all(Array.from({ length: 8 }, () => conversations.record(exchange(), { payload: 1 })));
    await conversations.record(later, { payload: 2 });
    expect((await conversations.read("c1", { limit: 10, offset: 0 }))?.total).toBe(2);
    expect((await conversations.context("c1"))?.context.boundAgent).toBeNull();
    expect((await outbox.due("web", 10, 1_000)).map(({ payload }) => payload)).toEqual([1]);
  });

  test("A follow-up replaces the context and the owner stays who began.", async () => {
    await using opened = await open();
    const { conversations } = opened;
    await conversations.record(exchange(), null);
    const context = {
      boundAgent: "knowledge",
      lastIntent: "owner.who",
      lastSlots: {},
      locale: "pt" as const,
    };
    await conversations.record(exchange({ eventId: "e2", personId: "p2", context }), null);
    expect(await conversations.context("c1")).toEqual({ ownerId: "p1", lastSpeaker: "p2", context });
    expect((await conversations.read("c1", { limit: 10, offset: 0 }))?.total).toBe(4);
  });

  test("Recording answers the inbox row of the event and of no other.", async () => {
    await using opened = await open();
    const { conversations, inbox } = opened;
    for (const id of ["e1", "e2"])
      await inbox.receive({
        id,
        platform: "web",
        thread: "t1",
        conversationId: "c1",
        person: { id: "p1", name: "Ana", roles: [] },
        text: "?",
        at: new Date(),
      });
    await conversations.record(exchange(), null);
    expect((await inbox.unanswered(10, 0)).map(({ id }) => id)).toEqual(["e2"]);
  });

  test("Only a reply that goes out later is in the outbox.", async () => {
    await using opened = await open();
    await opened.conversations.record(exchange(), null);
    expect(await opened.outbox.due("web", 10, 0)).toEqual([]);
    await opened.conversations.record(exchange({ eventId: "e2" }), { payload: { text: "hello" } });
    const [outgoing] = await opened.outbox.due("web", 10, 0);
    expect(outgoing).toMatchObject({ platform: "web", thread: "t1", payload: { text: "hello" } });
  });

  test("A reply that is leased with its exchange is its caller's until the lease has passed, and then the next one's.", async () => {
    await using opened = await open();
    const { conversations, outbox } = opened;
    const outgoing = await conversations.record(exchange(), { payload: { text: "hello" }, leaseMs: 300 });
    expect(outgoing).toMatchObject({ platform: "web", thread: "t1", payload: { text: "hello" }, tries: 1 });
    expect(await outbox.due("web", 10, 1_000)).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(await outbox.due("web", 10, 1_000)).toEqual([{ ...outgoing, tries: 2 }]);
  });

  test("Behind something older in its thread no reply is leased: it waits in the outbox for its turn.", async () => {
    await using opened = await open();
    const { conversations, outbox } = opened;
    const first = await conversations.record(exchange(), { payload: 1, leaseMs: 60_000 });
    const behind = exchange({ eventId: "e2", conversationId: "c2" });
    expect(await conversations.record(behind, { payload: 2, leaseMs: 60_000 })).toBeNull();
    expect(await outbox.due("web", 10, 1_000)).toEqual([]);
    await outbox.sent(first?.id ?? "");
    expect((await outbox.due("web", 10, 1_000)).map(({ payload }) => payload)).toEqual([2]);
    const elsewhere = exchange({ eventId: "e3", conversationId: "c3", thread: "t2" });
    expect(await conversations.record(elsewhere, { payload: 3, leaseMs: 60_000 })).not.toBeNull();
  });

  test("What is recorded twice is leased to one, and what is not sent to nobody.", async () => {
    await using opened = await open();
    const { conversations } = opened;
    const outgoing = { payload: 1, leaseMs: 60_000 };
    const both = await Promise.all([
      conversations.record(exchange(), outgoing),
      conversations.record(exchange(), outgoing),
    ]);
    expect(both.filter((each) => each !== null)).toHaveLength(1);
    expect(await conversations.record(exchange({ eventId: "e2" }), null)).toBeNull();
  });

  test("Exchanges of many conversations that are recorded at once are each kept whole, with its own reply.", async () => {
    await using opened = await open();
    const { conversations } = opened;
    const all = Array.from({ length: 120 }, (_, n) =>
      exchange({
        eventId: `e${n}`,
        conversationId: `c${n % 40}`,
        thread: `t${n}`,
        question: `question ${n}`,
        answer: answer({ messageId: `m-e${n}`, text: `answer ${n}` }),
      }),
    );
    const leased = await Promise.all(
      all.map((each, n) => conversations.record(each, { payload: n, leaseMs: 60_000 })),
    );
    expect(leased.map((each) => each?.payload)).toEqual(all.map((_, n) => n));
    for (const n of [0, 39]) {
      const read = await conversations.read(`c${n}`, { limit: 10, offset: 0 });
      const expected = [n, n + 40, n + 80].flatMap((each) => [`question ${each}`, `answer ${each}`]);
      expect(read?.conversation.messages.map(({ text }) => text)).toEqual(expected);
    }
    const contexts = await Promise.all(
      all.map(({ conversationId }) => conversations.context(conversationId)),
    );
    expect(contexts.every((each) => each?.lastSpeaker === "p1")).toBe(true);
  });

  test("Pages of a long conversation follow each other without gap or repeat.", async () => {
    await using opened = await open();
    const { conversations } = opened;
    for (let n = 0; n < 5; n++)
      await conversations.record(exchange({ eventId: `e${n}`, question: `question ${n}` }), null);
    const seen: string[] = [];
    for (let offset = 0; offset < 10; offset += 4) {
      const page = await conversations.read("c1", { limit: 4, offset });
      expect(page?.total).toBe(10);
      seen.push(...(page?.conversation.messages.map(({ id }) => id) ?? []));
    }
    expect(seen).toEqual([0, 1, 2, 3, 4].flatMap((n) => [`e${n}`, `m-e${n}`]));
  });

  test("What somebody said, and was answered, is erased everywhere, and nobody else's.", async () => {
    await using opened = await open();
    const { conversations } = opened;
    await conversations.record(exchange(), { payload: { reply: "secret" } });
    await conversations.record(exchange({ eventId: "e2", personId: "p2", question: "and MAIL?" }), null);
    expect(await conversations.erase("p1")).toBe(1);
    const found = await conversations.read("c1", { limit: 10, offset: 0 });
    expect(found?.conversation.messages.map(({ text, personId }) => [text, personId])).toEqual([
      ["", null],
      ["", null],
      ["and MAIL?", "p2"],
      ["PAYROLL is done.", null],
    ]);
    expect(await conversations.hasSpoken("c1", "p1")).toBe(false);
    expect((await conversations.context("c1"))?.context.lastSlots).toEqual({});
    expect(await conversations.erase("p1")).toBe(0);
  });

  test("Hostile text is kept as text.", async () => {
    await using opened = await open();
    const question = "'); drop table message; -- \0 \ud83d <b>&'\"\\u0000";
    await opened.conversations.record(
      exchange({ question, answer: answer({ text: question, data: { "k\0": [question] } }) }),
      { payload: { question } },
    );
    const kept = "'); drop table message; --  \ufffd <b>&'\"\\u0000";
    const read = await opened.conversations.read("c1", { limit: 10, offset: 0 });
    expect(read?.conversation.messages[0]?.text).toBe(kept);
    expect(read?.conversation.messages[1]?.answer?.data).toEqual({ k: [kept] });
    expect((await opened.outbox.due("web", 1, 0))[0]?.payload).toEqual({ question: kept });
  });
}

function exchange(parts: Partial<Exchange> = {}): Exchange {
  const eventId = parts.eventId ?? "e1";
  return {
    conversationId: "c1",
    platform: "web",
    thread: "t1",
    personId: "p1",
    eventId,
    question: "status of PAYROLL?",
    askedAt: new Date("2026-11-20T10:00:00.250Z"),
    answer: answer({ messageId: `m-${eventId}` }),
    context: { boundAgent: null, lastIntent: "job.status", lastSlots: { job: "PAYROLL" }, locale: "en" },
    ...parts,
  };
}

function answer(parts: Partial<Answer> = {}): Answer {
  return {
    conversationId: "c1",
    messageId: "m-e1",
    locale: "en",
    intent: { name: "job.status", slots: { job: "PAYROLL" }, confidence: 1 },
    agent: "hwa-monitor",
    text: "PAYROLL is done.",
    data: { job: "PAYROLL", status: "Completed" },
    sources: [],
    actions: [],
    asOf: null,
    elapsedMs: 3,
    ...parts,
  };
}
