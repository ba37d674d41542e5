// That an answer is being made is shown no longer than it is true.

import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Place } from "#adapters/teams/address-book.ts";
import { createThinking } from "#adapters/teams/thinking.ts";

const place = {
  conversation: "a:1",
  conversationKind: "personal",
  bot: { id: "28:bot", name: "Resync" },
  serviceUrl: "https://example.com",
  tenantId: null,
} as Place;

test("Dots end, and no stream begins, once another process has brought the answer", async () => {
  const sent: unknown[] = [];
  using thinking = createThinking({
    connector: { send: async (_place, activity) => String(sent.push(activity)) },
    lanes: { isBusy: () => false },
    streamAfterMs: 1_000,
    everyMs: 50,
  });
  let isAnswered = false;
  thinking.begin(place, "en", async () => isAnswered);
  await expect.poll(() => sent.length).toBeGreaterThan(1);
  isAnswered = true;
  await pause(60);
  const then = sent.length;
  await pause(1_200);
  expect(sent).toHaveLength(then);
  expect(sent.every((each) => !JSON.stringify(each).includes("streaminfo"))).toBe(true);
  expect(await thinking.end("a:1")).toBeNull();
});
