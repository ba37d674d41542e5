// Somebody floods a channel, or a workspace is dead: everybody else is answered as if nothing were.

import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { createConversations } from "#adapters/postgres/create-conversations.ts";
import { createInbox } from "#adapters/postgres/create-inbox.ts";
import { createOutbox } from "#adapters/postgres/create-outbox.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import type { Converse } from "#chat/converse.ts";
import { createDispatch } from "#chat/dispatch.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import { Fault } from "#core/fault.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";
import { eventually } from "../support/app.ts";
import { testDatabase } from "../support/database.ts";

const log = pino({ level: "silent" });

function asked(id: string, who: string, channel: string): ChatEvent {
  return {
    id,
    platform: "slack",
    thread: `T1/${channel}/${id}`,
    conversationId: id,
    person: { id: who, name: who, roles: ["viewer"] },
    text: id,
    at: new Date(),
  };
}

/** What each question is answered with; `work` is what it takes. */
async function house(work: (event: ChatEvent) => Promise<void> = async () => {}) {
  const parts = new AsyncDisposableStack();
  const database = parts.use(await testDatabase());
  const db = parts.use(openDatabase({ url: database.url, log }));
  const conversations = createConversations(db);
  const converse: Converse = async (event) => {
    await work(event);
    const said = reply({ locale: "en", text: event.text });
    const answer = {
      conversationId: event.conversationId,
      messageId: `m-${event.id}`,
      locale: "en",
      intent: { name: "greeting", slots: {}, confidence: 1 },
      agent: "guide",
      text: said.text,
      data: null,
      sources: [],
      actions: [],
      asOf: null,
      elapsedMs: 1,
    } as const;
    const context = { boundAgent: null, lastIntent: null, lastSlots: {}, locale: null };
    await conversations.record(
      {
        conversationId: event.conversationId,
        platform: event.platform,
        thread: event.thread,
        personId: event.person.id,
        eventId: event.id,
        question: event.text,
        askedAt: event.at,
        answer,
        context,
      },
      { payload: { reply: said, speaker: null, privately: false } },
    );
    return { answer, reply: said };
  };
  const dispatch = parts.use(
    createDispatch({ inbox: createInbox(db), outbox: createOutbox(db), converse, log, sweepMs: 100 }),
  );
  return { dispatch, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

const placeOf = (thread: string) => thread.split("/").slice(0, 2).join("/");

function slack(post: (place: string, text: string) => Promise<void>): ChatPlatform {
  return {
    platform: "slack",
    placeOf,
    post: (thread: string, { text }: Reply) => post(placeOf(thread), text),
    notify: async () => {},
    async [Symbol.asyncDispose]() {},
  };
}

describe("others are answered at once", () => {
  test("while hundreds of answers wait for one channel's turn", async () => {
    await using at = await house();
    const posted: string[] = [];
    let line = Promise.resolve();
    at.dispatch.attach(
      slack(async (place, text) => {
        // One message at a time in a channel, as its pace has it.
        if (place === "T1/CFLOOD") {
          line = line.then(() => sleep(10));
          await line;
        }
        posted.push(text);
      }),
    );
    await Promise.all(
      Array.from({ length: 250 }, (_, n) => at.dispatch.receive(asked(`f${n}`, "mallory", "CFLOOD"))),
    );
    await eventually(async () => posted.length >= 20, "the beginning of the flood");
    const before = posted.length;
    await at.dispatch.receive(asked("ana", "ana", "COPS"));
    await eventually(async () => posted.includes("ana"), "what Ana asked");
    expect(posted.indexOf("ana") - before).toBeLessThan(80);
    await eventually(async () => posted.length === 251, "all of it");
    expect(new Set(posted).size).toBe(251);
  });

  test("while one workspace is dead, with hundreds of answers waiting for it", async () => {
    await using at = await house();
    const posted: string[] = [];
    let tried = 0;
    at.dispatch.attach(
      slack(async (place, text) => {
        if (place.startsWith("T1/CDEAD")) {
          tried += 1;
          await sleep(300);
          throw new Fault("timeout", "Slack did not answer.", {
            retryable: true,
            detail: { retryAfterMs: 1 },
          });
        }
        posted.push(text);
      }),
    );
    await Promise.all(
      Array.from({ length: 300 }, (_, n) => at.dispatch.receive(asked(`d${n}`, `p${n}`, `CDEAD${n}`))),
    );
    await eventually(async () => tried >= 250, "the first tries");
    await sleep(1_500);
    const before = tried;
    await at.dispatch.receive(asked("ana", "ana", "COPS"));
    await eventually(async () => posted.includes("ana"), "what Ana asked");
    expect(tried - before).toBeLessThan(150);
  });

  test("while somebody asks a thousand things at once", async () => {
    let atOnce = 0;
    let most = 0;
    const answered: string[] = [];
    await using at = await house(async ({ text }) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await sleep(30);
      atOnce -= 1;
      answered.push(text);
    });
    at.dispatch.attach(slack(async () => {}));
    await Promise.all(
      Array.from({ length: 1_000 }, (_, n) => at.dispatch.receive(asked(`m${n}`, "mallory", `C${n}`))),
    );
    const before = answered.length;
    await at.dispatch.receive(asked("ana", "ana", "COPS"));
    await eventually(async () => answered.includes("ana"), "what Ana asked");
    expect(answered.indexOf("ana") - before).toBeLessThan(60);
    await eventually(async () => answered.length === 1_001, "everything");
    expect(most).toBeLessThanOrEqual(32);
  });
});
