// Everybody in the thread may press "Ask again", and it says its words in the presser's name.

import { pino } from "pino";
import { expect, test } from "vitest";
import type { Agent } from "#agents/agent.ts";
import { createRegistry } from "#agents/registry.ts";
import { createConverse } from "#chat/create-converse.ts";
import { Fault } from "#core/fault.ts";
import { commandIntents, intentNames } from "#core/intent.ts";
import { memoryConversations } from "../api/support/house.ts";

const now = () => new Date("2026-11-21T09:00:00Z");
const none = () => null;

/** An agent for everything, whose database is away for the moment. */
const failing: Agent = {
  name: "failing",
  title: "Failing",
  version: "1",
  introduction: { en: "", pt: "" },
  capabilities: { en: [], pt: [] },
  intents: [...intentNames, ...commandIntents],
  checkHealth: async () => ({ status: "healthy", detail: "It fails." }),
  answer: async () => {
    throw new Fault("unavailable", "The database is away.", { retryable: true });
  },
};
const converse = createConverse({
  conversations: memoryConversations(now),
  inbox: {
    receive: async () => "accepted",
    unanswered: async () => [],
    abandon: async () => {},
    heard: async () => {},
    tries: async () => 0,
  },
  registry: createRegistry([failing], now),
  lexicon: { job: none, jobStream: none, workstation: none, agent: none, runbook: (name) => name },
  timezone: "UTC",
  defaultLocale: "en",
  now,
  log: pino({ level: "silent" }),
  delivers: () => false,
});

async function offered(text: string) {
  const { reply } = await converse(
    {
      id: text,
      platform: "slack",
      thread: "C1/1",
      conversationId: text,
      person: { id: "p1", name: "Mallory", roles: ["viewer"] },
      text,
      at: now(),
    },
    new AbortController().signal,
  );
  return reply.choices.map(({ id }) => id);
}

test.each(["which workstations are down?", "approvals", "details 3f2a91bc", "help"])(
  "A question that could not be answered is offered again: %s",
  async (text) => {
    expect(await offered(text)).toEqual([text]);
  },
);

test.each([
  "approve 3f2a91bc",
  "reject 3f2a91bc because I say so",
  "break-glass 3f2a91bc",
  "delegate 3f2a91bc to Mallory",
  "run free-stream stream=PAYROLL",
  "cancel 3f2a91bc",
  "retry 3f2a91bc",
  "link B7KQM-2XW9T",
  "unlink slack:T1/U1",
  "mine 3f2a",
])("A deed that failed is nobody else's to repeat with a click: %s", async (text) => {
  expect(await offered(text)).toEqual([]);
});
