// The way of a message that is answered later: nothing is lost between inbox, answer, outbox and platform.

import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { createConversations } from "#adapters/postgres/create-conversations.ts";
import { createInbox } from "#adapters/postgres/create-inbox.ts";
import { createOutbox } from "#adapters/postgres/create-outbox.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import type { Converse } from "#chat/converse.ts";
import { createDispatch } from "#chat/dispatch.ts";
import { stoppedByAsker } from "#chat/stopped.ts";
import type { Answer } from "#core/answer.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import { Fault } from "#core/fault.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import { eventually } from "../support/app.ts";
import { testDatabase } from "../support/database.ts";

const log = pino({ level: "silent" });

function event(id: string, text: string, conversationId = "c1"): ChatEvent {
  return {
    id,
    platform: "terminal",
    thread: `terminal:${conversationId}`,
    conversationId,
    person: { id: "p1", name: "Ana", roles: ["operator"] },
    text,
    at: new Date("2026-03-11T10:00:00Z"),
  };
}

async function stage() {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const db = stack.use(openDatabase({ url: database.url, log }));
  const conversations = createConversations(db);
  const answered: string[] = [];
  const converse: Converse = async (asked, _signal, lease) => {
    answered.push(asked.text);
    const said = reply({ locale: "en", text: `You said ${asked.text}.` });
    const answer = {
      conversationId: asked.conversationId,
      messageId: `m-${asked.id}`,
      locale: "en",
      intent: { name: "greeting", slots: {}, confidence: 1 },
      agent: "guide",
      text: said.text,
      data: null,
      sources: [],
      actions: [],
      asOf: null,
      elapsedMs: 1,
    } satisfies Answer;
    const leaseMs = lease?.();
    const outgoing = await conversations.record(
      {
        conversationId: asked.conversationId,
        platform: asked.platform,
        thread: asked.thread,
        personId: asked.person.id,
        eventId: asked.id,
        question: asked.text,
        askedAt: asked.at,
        answer,
        context: { boundAgent: null, lastIntent: null, lastSlots: {}, locale: "en" },
      },
      {
        payload: { reply: said, speaker: null, privately: false },
        ...(leaseMs === undefined ? {} : { leaseMs }),
      },
    );
    return { answer, reply: said, ...(outgoing ? { outgoing } : {}) };
  };
  return { stack, db, inbox: createInbox(db), outbox: createOutbox(db), converse, answered };
}

function screen(fails = 0): ChatPlatform & { readonly shown: string[] } {
  const shown: string[] = [];
  let left = fails;
  return {
    platform: "terminal",
    shown,
    async post(_thread: string, said: Reply) {
      if (left-- > 0) throw new Fault("unavailable", "The screen is away.", { retryable: true });
      shown.push(said.text);
    },
    async notify(_thread: string, said: Reply) {
      shown.push(said.text);
    },
    async [Symbol.asyncDispose]() {},
  };
}

describe("dispatch", () => {
  it("leaves alone what was only overheard, keeps none of its words, and shows nothing of it", async () => {
    const { stack, db, inbox, outbox, converse, answered } = await stage();
    await using _stack = stack;
    const overhears = async ({ text }: ChatEvent) => text === "why?";
    await using dispatch = createDispatch({ inbox, outbox, converse, overhears, log, sweepMs: 50 });
    const terminal = screen();
    const meant: string[] = [];
    dispatch.attach({ ...terminal, meant: ({ text }) => void meant.push(text) });
    await dispatch.receive({ ...event("e1", "lunch?"), overheard: true });
    await dispatch.receive({ ...event("e2", "why?"), overheard: true });
    await dispatch.receive(event("e3", "lunch?"));
    await eventually(async () => terminal.shown.length >= 2, "both replies");
    expect(answered).toEqual(["why?", "lunch?"]);
    expect(meant).toEqual(["why?"]);
    const rows = await db.kysely.selectFrom("inbox").selectAll().orderBy("id").execute();
    expect(rows[0]).toMatchObject({ id: "e1", text: "", reason: "heard", abandoned_at: null });
    expect(rows.every(({ answered_at }) => answered_at !== null)).toBe(true);
    const kept = await db.kysely.selectFrom("message").select("event_id").execute();
    expect(kept.map(({ event_id }) => event_id)).not.toContain("e1");
  });

  it("answers what it receives, in the order of the thread, and delivers each once", async () => {
    const { stack, inbox, outbox, converse } = await stage();
    await using _stack = stack;
    await using dispatch = createDispatch({ inbox, outbox, converse, log, sweepMs: 50 });
    const terminal = screen();
    dispatch.attach(terminal);
    await dispatch.receive(event("e1", "one"));
    await dispatch.receive(event("e2", "two"));
    await dispatch.receive(event("e1", "one"));
    await eventually(async () => terminal.shown.length >= 2, "both replies");
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(terminal.shown).toEqual(["You said one.", "You said two."]);
  });

  it("delivers an answer without asking the outbox for it, unless something waits before it", async () => {
    const { stack, db, inbox, outbox, converse } = await stage();
    await using _stack = stack;
    const taken: string[] = [];
    const watched: typeof outbox = {
      ...outbox,
      async due(platform, limit, leaseMs) {
        const due = await outbox.due(platform, limit, leaseMs);
        taken.push(...due.map(({ payload }) => (payload as { reply: Reply }).reply.text));
        return due;
      },
    };
    await using dispatch = createDispatch({ inbox, outbox: watched, converse, log, sweepMs: 60_000 });
    const release = Promise.withResolvers<void>();
    const slow = screen();
    dispatch.attach({
      ...slow,
      async post(thread, said, delivery) {
        if (said.text === "You said one.") await release.promise;
        await slow.post(thread, said, delivery);
      },
    });
    await dispatch.receive(event("e1", "one"));
    await dispatch.receive(event("e2", "two"));
    await dispatch.receive(event("e3", "elsewhere", "c2"));
    await eventually(async () => slow.shown.length === 1, "the other thread");
    await eventually(async () => {
      const written = await db.kysely
        .selectFrom("outbox")
        .select("id")
        .where("thread", "=", "terminal:c1")
        .execute();
      return written.length === 2;
    }, "the second reply waits behind the first");
    release.resolve();
    await eventually(async () => slow.shown.length === 3, "all replies");
    expect(slow.shown).toEqual(["You said elsewhere.", "You said one.", "You said two."]);
    expect(taken).toEqual(["You said two."]);
  });

  it("delivers what was answered before a crash, and answers what was only received", async () => {
    const { stack, db, inbox, outbox, converse, answered } = await stage();
    await using _stack = stack;
    // Answered, never delivered: the process died after the commit.
    await inbox.receive(event("e1", "answered"));
    await converse(event("e1", "answered"), new AbortController().signal);
    // Received, never answered: it died in between, longer ago than any answer takes.
    await inbox.receive(event("e2", "received", "c2"));
    await db.kysely
      .updateTable("inbox")
      .set({ taken_at: new Date(Date.now() - 3_600_000) })
      .where("id", "=", "e2")
      .execute();

    await using dispatch = createDispatch({ inbox, outbox, converse, log, sweepMs: 50 });
    const terminal = screen();
    dispatch.attach(terminal);
    await eventually(async () => terminal.shown.length >= 2, "both replies");
    expect(terminal.shown.toSorted()).toEqual(["You said answered.", "You said received."]);
    expect(answered.filter((text) => text === "received")).toHaveLength(1);
  });

  it("tries again when the platform is away, and loses nothing", async () => {
    const { stack, inbox, outbox, converse } = await stage();
    await using _stack = stack;
    await using dispatch = createDispatch({ inbox, outbox, converse, log, sweepMs: 50 });
    const terminal = screen(1);
    dispatch.attach(terminal);
    await dispatch.receive(event("e1", "patience"));
    await eventually(async () => terminal.shown.length === 1, "the reply at the second try");
    expect(terminal.shown).toEqual(["You said patience."]);
  });

  it("gives up on a message that can never be answered, and says why", async () => {
    const { stack, db, inbox, outbox } = await stage();
    await using _stack = stack;
    const converse: Converse = async () => {
      throw new Fault("invalid_input", "It makes no sense.");
    };
    await using dispatch = createDispatch({ inbox, outbox, converse, log, sweepMs: 50 });
    await dispatch.receive(event("e1", "poison"));
    const row = await eventually(
      async () =>
        db.kysely.selectFrom("inbox").selectAll().where("abandoned_at", "is not", null).executeTakeFirst(),
      "the abandoned row",
    );
    expect(row.reason).toBe("It makes no sense.");
  });

  it("delivers other threads while one is slow, and the slow one in its order", async () => {
    const { stack, inbox, outbox, converse } = await stage();
    await using _stack = stack;
    await using dispatch = createDispatch({ inbox, outbox, converse, log, sweepMs: 60_000 });
    const gate = Promise.withResolvers<void>();
    const terminal = screen();
    dispatch.attach({
      ...terminal,
      async post(thread, said, delivery) {
        if (thread === "terminal:slow") await gate.promise;
        await terminal.post(thread, said, delivery);
      },
    });
    for (const text of ["one", "two", "three"]) await dispatch.receive(event(text, text, "slow"));
    for (let n = 0; n < 30; n++) await dispatch.receive(event(`o${n}`, `other ${n}`, `c${n}`));
    await eventually(async () => terminal.shown.length === 30, "what the slow thread does not hold up");
    gate.resolve();
    await eventually(async () => terminal.shown.length === 33, "the slow thread");
    expect(terminal.shown.slice(-3)).toEqual(["You said one.", "You said two.", "You said three."]);
  });

  it("outlasts an outage of hours, with an ever longer pause, and keeps the order of the thread", async () => {
    const { stack, db, inbox, outbox, converse } = await stage();
    await using _stack = stack;
    await using dispatch = createDispatch({ inbox, outbox, converse, log, sweepMs: 20 });
    const terminal = screen(9);
    dispatch.attach(terminal);
    await dispatch.receive(event("e1", "one"));
    await dispatch.receive(event("e2", "two"));
    const first = () =>
      db.kysely.selectFrom("outbox").selectAll().orderBy("number").limit(1).executeTakeFirst();
    const pauses: number[] = [];
    for (let tries = 1; tries <= 9; tries++) {
      const row = await eventually(async () => {
        const now = await first();
        return now?.tries === tries && now.reason !== null ? now : null;
      }, `try ${tries}`);
      expect(row.undeliverable_at).toBeNull();
      pauses.push(Math.round((row.due_at.getTime() - Date.now()) / 1_000));
      // As if the pause had passed.
      await db.kysely
        .updateTable("outbox")
        .set({ due_at: new Date(0), reason: null })
        .where("id", "=", row.id)
        .execute();
    }
    expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
    expect(pauses.at(-1)).toBeGreaterThan(110);
    await eventually(async () => terminal.shown.length === 2, "both, after the outage");
    expect(terminal.shown).toEqual(["You said one.", "You said two."]);
  });

  it("keeps as undeliverable, with its reason, what is refused for good, and goes on with the next", async () => {
    const { stack, db, inbox, outbox, converse } = await stage();
    await using _stack = stack;
    await using dispatch = createDispatch({ inbox, outbox, converse, log, sweepMs: 60_000 });
    const terminal = screen();
    dispatch.attach({
      ...terminal,
      async post(thread, said, delivery) {
        if (said.text.includes("one")) throw new Fault("not_found", "The channel is archived.");
        await terminal.post(thread, said, delivery);
      },
    });
    await dispatch.receive(event("e1", "one"));
    await dispatch.receive(event("e2", "two"));
    await eventually(async () => terminal.shown.length === 1, "the second reply");
    const [given, sent] = await db.kysely.selectFrom("outbox").selectAll().orderBy("number").execute();
    expect(given).toMatchObject({ tries: 1, sent_at: null, reason: "The channel is archived." });
    expect(given?.undeliverable_at).toBeInstanceOf(Date);
    expect(sent?.sent_at).toBeInstanceOf(Date);
  });

  it("gives every try of a reply the same id, and counts them", async () => {
    const { stack, inbox, outbox, converse } = await stage();
    await using _stack = stack;
    await using dispatch = createDispatch({ inbox, outbox, converse, log, sweepMs: 50 });
    const seen: string[] = [];
    dispatch.attach({
      ...screen(),
      async post(_thread, _said, { id, tries }) {
        seen.push(`${tries} ${id}`);
        if (tries === 1) throw new Fault("timeout", "No answer came.", { retryable: true });
      },
    });
    await dispatch.receive(event("e1", "one"));
    await eventually(async () => seen.length === 2, "the second try");
    const id = seen[0]?.slice(2) ?? "";
    expect(seen).toEqual([`1 ${id}`, `2 ${id}`]);
  });

  it("delivers once, whichever of two processes does it, and waits for what is on its way when it ends", async () => {
    const { stack, inbox, outbox, converse } = await stage();
    await using _stack = stack;
    const terminal = screen();
    const onTheirWay = { one: 0, two: 0 };
    const slowly = (who: "one" | "two"): ChatPlatform => ({
      ...terminal,
      async post(thread, said, delivery) {
        onTheirWay[who] += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        await terminal.post(thread, said, delivery);
        onTheirWay[who] -= 1;
      },
    });
    const one = createDispatch({ inbox, outbox, converse, log, sweepMs: 15 });
    const two = createDispatch({ inbox, outbox, converse, log, sweepMs: 15 });
    one.attach(slowly("one"));
    two.attach(slowly("two"));
    for (let n = 0; n < 40; n++) await (n % 2 ? one : two).receive(event(`e${n}`, `${n}`, `c${n % 10}`));
    await eventually(async () => terminal.shown.length >= 20, "half of them");
    await one[Symbol.asyncDispose]();
    expect(onTheirWay.one).toBe(0);
    await two[Symbol.asyncDispose]();
    expect(onTheirWay.two).toBe(0);
    await using three = createDispatch({ inbox, outbox, converse, log, sweepMs: 15 });
    three.attach(terminal);
    await eventually(async () => terminal.shown.length >= 40, "the rest");
    expect(new Set(terminal.shown).size).toBe(40);
    expect(terminal.shown).toHaveLength(40);
  });

  it("delivers what was put beside the answers when it is woken", async () => {
    const { stack, inbox, outbox, converse } = await stage();
    await using _stack = stack;
    await using dispatch = createDispatch({ inbox, outbox, converse, log, sweepMs: 60_000 });
    const terminal = screen();
    dispatch.attach(terminal);
    const payload = { reply: reply({ locale: "en", text: "Your code." }), speaker: null, privately: true };
    await outbox.put({ id: "o1", platform: "terminal", thread: "terminal:c1", payload });
    dispatch.wake("terminal");
    await eventually(async () => terminal.shown.length === 1, "what was put");
  });

  it("gives up the answer that is being made when it is told to stop, and no other", async () => {
    const { stack, inbox, outbox, converse } = await stage();
    await using _stack = stack;
    const signals = new Map<string, AbortSignal>();
    const waits: Converse = async (asked, signal) => {
      signals.set(asked.text, signal);
      if (asked.text.startsWith("slow"))
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      return converse(asked, signal);
    };
    await using dispatch = createDispatch({ inbox, outbox, converse: waits, log, sweepMs: 60_000 });
    const terminal = screen();
    dispatch.attach(terminal);
    await dispatch.receive(event("e1", "slow one", "c1"));
    await dispatch.receive(event("e2", "after it", "c1"));
    await dispatch.receive(event("e3", "slow elsewhere", "c2"));
    await eventually(async () => signals.size === 2, "both slow ones");
    dispatch.stop("c1");
    dispatch.stop("nobody's");
    await eventually(async () => terminal.shown.length === 2, "what came of the conversation");
    expect(signals.get("slow one")?.reason).toBe(stoppedByAsker);
    expect(signals.get("after it")?.aborted).toBe(false);
    expect(signals.get("slow elsewhere")?.aborted).toBe(false);
    dispatch.stop("c2");
  });
});
