// A decision that was taken somewhere else: every card of it, on either platform, is true again soon and says who and whence.

import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createNotices } from "#adapters/postgres/create-notices.ts";
import { createApprovalCards } from "#chat/approval-cards.ts";
import { createCourier } from "#chat/courier.ts";
import { recordingPlatform } from "../chat/support/recording-platform.ts";
import { eventually } from "../support/app.ts";
import { type TestEngine, testEngine, workflow } from "../support/engine.ts";

const log = pino({ level: "silent" });

let resync: TestEngine;
beforeAll(async () => {
  const step =
    'id: act, title: "Act on it", uses: test.asks, with: { target: A }, approval: { from: [operators] }';
  resync = await testEngine({ workflows: [workflow("rerun", [step])] });
});
afterAll(async () => {
  await resync?.[Symbol.asyncDispose]();
});

test.each([
  ["api", "en", "Otto approved", "from the API."],
  ["terminal", "en", "Otto approved", "from the terminal."],
  ["web", "pt", "Otto aprovou", "pela web."],
] as const)(
  "a decision taken over %s disarms both cards within five seconds, and both say from where it came",
  async (surface, locale, who, from) => {
    // As often as the product looks.
    await using parts = new AsyncDisposableStack();
    const both = (["slack", "teams"] as const).map((name) => recordingPlatform(() => null, name));
    const courier = parts.use(createCourier({ notices: createNotices(resync.db), log, sweepMs: 1_500 }));
    for (const { platform } of both) courier.attach(platform);
    parts.use(
      createApprovalCards({
        engine: resync.engine,
        jobs: resync.reader,
        people: resync.people,
        notices: courier,
        approvalPlaces: async ({ id, jobId }) =>
          both.map(({ platform: { platform } }) => ({
            platform,
            thread: `${platform} ${jobId}`,
            key: `checkpoint:${id}`,
            locale,
          })),
        timezone: "UTC",
        defaultLocale: "en",
        log,
      }),
    );
    const job = await resync.start("rerun", {}, { by: resync.as("olga", "slack") });
    const { id } = await resync.asked(job.id);
    const card = (shown: (typeof both)[number]) =>
      shown.last(`${shown.platform.platform} ${job.id}`, `checkpoint:${id}`);
    for (const shown of both)
      await eventually(async () => card(shown)?.choices.length, `a card in ${shown.platform.platform}`);
    await resync.engine.decide(id, { kind: "approve" }, resync.as("otto", surface));
    const began = performance.now();
    for (const shown of both) {
      const settled = await eventually(async () => {
        const last = card(shown);
        return last?.choices.length === 0 && last;
      }, `the settled card in ${shown.platform.platform}`);
      const line = settled.text.split("\n").find((each) => each.includes(who));
      expect(line).toMatch(new RegExp(`${from}$`));
    }
    expect(performance.now() - began).toBeLessThan(5_000);
  },
);
