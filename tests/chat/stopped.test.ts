// Answers that are given up while they are made: by whoever asked, and by the end of the process.

import { pino } from "pino";
import { expect, test } from "vitest";
import type { Agent } from "#agents/agent.ts";
import { createRegistry } from "#agents/registry.ts";
import { createConverse } from "#chat/create-converse.ts";
import { stoppedByAsker } from "#chat/stopped.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import { reply } from "#core/reply.ts";
import { memoryConversations } from "../api/support/house.ts";

const now = () => new Date("2026-11-21T09:00:00Z");

/** An agent that looks for something for as long as it may. */
function stage(seconds = 60) {
  const lines: string[] = [];
  const conversations = memoryConversations(now);
  const patient: Agent = {
    name: "patient",
    title: "Patient",
    version: "1",
    introduction: { en: "", pt: "" },
    capabilities: { en: [], pt: [] },
    intents: ["greeting", "unknown", "help"],
    checkHealth: async () => ({ status: "healthy", detail: "It waits." }),
    answer: (question, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => resolve(reply({ locale: question.locale, text: "Found." })),
          seconds * 1_000,
        );
        signal.addEventListener("abort", () => {
          clearTimeout(timer);
          reject(new Error("The line was cut."));
        });
      }),
  };
  const converse = createConverse({
    conversations,
    inbox: {
      receive: async () => "accepted",
      unanswered: async () => [],
      abandon: async () => {},
      heard: async () => {},
      tries: async () => 0,
    },
    registry: createRegistry([patient], now),
    lexicon: {
      job: () => null,
      jobStream: () => null,
      workstation: () => null,
      agent: () => null,
      runbook: () => null,
    },
    timezone: "UTC",
    defaultLocale: "en",
    now,
    log: pino({ level: "warn" }, { write: (line: string) => void lines.push(line) }),
    delivers: () => false,
  });
  return { converse, conversations, lines };
}

const asked = (text: string): ChatEvent => ({
  id: "e1",
  platform: "slack",
  thread: "C1/1",
  conversationId: "c1",
  person: { id: "p1", name: "Ana", roles: ["viewer"] },
  text,
  at: now(),
});

test.each([
  ["hello", "Stopped before the answer was ready."],
  ["olá", "Parado antes de a resposta ficar pronta."],
])(
  "Who stops the answer to %s is told that it was stopped, and the log calls it no failure.",
  async (text, said) => {
    const { converse, conversations, lines } = stage();
    const stop = new AbortController();
    setTimeout(() => stop.abort(stoppedByAsker), 20);
    const { answer } = await converse(asked(text), stop.signal);
    expect(answer.text).toContain(said);
    expect((await conversations.read("c1", { limit: 10, offset: 0 }))?.total).toBe(2);
    expect(lines).toEqual([]);
  },
);

test("An answer that the end of the process cut off is not kept as one: it is answered later.", async () => {
  const { converse, conversations } = stage();
  const end = new AbortController();
  setTimeout(() => end.abort(), 20);
  await expect(converse(asked("hello"), end.signal)).rejects.toMatchObject({
    code: "unavailable",
    retryable: true,
  });
  expect(await conversations.read("c1", { limit: 10, offset: 0 })).toBeNull();
});

test("A stop that comes after the answer changes nothing.", async () => {
  const { converse } = stage(0.01);
  const stop = new AbortController();
  const { answer } = await converse(asked("hello"), stop.signal);
  stop.abort(stoppedByAsker);
  expect(answer.text).toBe("Found.");
});
