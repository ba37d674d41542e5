// A change asked for in a thread, decided on its card, and told to its end: job cards, approval cards, dialogs and presses
// together, on a platform that writes down what it is shown.

import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createJobLinks } from "#adapters/postgres/create-job-links.ts";
import { createNotices } from "#adapters/postgres/create-notices.ts";
import { createApprovalCards } from "#chat/approval-cards.ts";
import { createCourier } from "#chat/courier.ts";
import { createLiveCards } from "#chat/live-cards.ts";
import type { Locale } from "#core/locale.ts";
import type { Reply } from "#core/reply.ts";
import { handOf } from "../chat/support/pressing.ts";
import { recordingPlatform } from "../chat/support/recording-platform.ts";
import { eventually } from "../support/app.ts";
import { ref, type TestEngine, testEngine, workflow } from "../support/engine.ts";

const log = pino({ level: "silent" });
const inputs = { inputs: { target: { type: "string", default: "A" } } };
const workflows = [
  workflow(
    "rerun",
    [
      'id: look, title: "Look at it", uses: test.echo, with: { value: 1 }',
      `id: act, title: "Act on it", uses: test.asks, with: { target: "${ref("inputs.target")}" }, approval: { from: [operators] }`,
    ],
    inputs,
  ),
  workflow("parent", [
    'id: start, title: "Start the other", uses: test.child, with: { workflow: rerun, inputs: { target: "C" } }',
  ]),
];

let resync: TestEngine;
beforeAll(async () => {
  resync = await testEngine({ workflows });
});
afterAll(async () => {
  await resync?.[Symbol.asyncDispose]();
});

/** The thread in which it all began. */
async function threadOf(jobId: string): Promise<string> {
  const job = await resync.engine.job(jobId);
  return job?.parent ? threadOf(job.parent.jobId) : (job?.origin.thread ?? "");
}

function chat(thread: string, locale: Locale) {
  const stack = new AsyncDisposableStack();
  const shown = recordingPlatform();
  const courier = stack.use(createCourier({ notices: createNotices(resync.db), log, sweepMs: 200 }));
  courier.attach(shown.platform);
  const shared = { timezone: "UTC", defaultLocale: "en" as const, log };
  const standsOn = (platform: string) => platform === "slack";
  const live = stack.use(
    createLiveCards({
      ...shared,
      engine: resync.engine,
      jobs: resync.reader,
      links: createJobLinks(resync.db),
      now: () => new Date(),
      editMs: 100,
      asksBeside: standsOn,
    }),
  );
  live.attach(shown.platform);
  stack.use(
    createApprovalCards({
      ...shared,
      engine: resync.engine,
      jobs: resync.reader,
      people: resync.people,
      notices: courier,
      approvalPlaces: async ({ id, jobId }) => {
        const key = `checkpoint:${id}`;
        return [
          { platform: "slack", thread: await threadOf(jobId), key, locale },
          { platform: "slack", thread: "approvers", key },
        ];
      },
      pauseMs: 50,
    }),
  );
  return {
    shown,
    async start(workflowId: string, given = {}) {
      const by = resync.as("olga", "slack");
      const job = await resync.start(workflowId, given, { by, thread, conversationId: "c" });
      await live.follow({ platform: "slack", thread }, job.id, locale);
      return job.id;
    },
    /** What stands in the thread and whatever was said there, without what another test said. */
    here: () => ({
      cards: shown.messages.filter((each) => each.thread === thread).map(({ key }) => key),
      said: shown.news.filter((each) => each.thread === thread).map(({ reply }) => reply.text),
    }),
    card: (key: string, where = thread) => eventually(async () => shown.last(where, key), `the card ${key}`),
    until: (key: string, so: (card: Reply) => boolean, where = thread) =>
      eventually(async () => {
        const card = shown.last(where, key);
        return card && so(card) && card;
      }, `the card ${key}`),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function pressable(card: Reply, label: string): string {
  const choice = card.choices.find((each) => each.label === label);
  if (!choice) throw new Error(`There is no button ${label} on: ${card.text}`);
  return choice.id;
}

describe("deciding in chat", () => {
  test("in English: asked on a card in both places, approved by a click, told once, and both cards say so", async () => {
    await using at = chat("thread-en", "en");
    const jobId = await at.start("rerun");
    const { id } = await resync.asked(jobId);
    const key = `checkpoint:${id}`;
    const card = await at.card(key);
    expect(card.text).toContain("Approval needed: Acts on A.");
    expect(card.text).toContain("Before: ✓ Look at it");
    const waiting = await at.until(jobId, ({ text }) => text.includes("◐"));
    expect(waiting.text).toMatch(/◐ Act on it · waits for operators to decide/);
    expect(waiting.choices.map(({ label }) => label)).toEqual(["Stop"]);
    expect(at.here().said).toEqual([]);

    const reply = await handOf(resync, "otto").press(pressable(card, "Approve"));
    expect(reply.privately).toBe(true);
    for (const where of ["thread-en", "approvers"]) {
      const decided = await at.until(key, ({ choices }) => choices.length === 0, where);
      expect(decided.text).toMatch(/^Approved: Acts on A\.[\s\S]*Otto approved .* from Slack\./);
    }
    await at.until(jobId, ({ text }) => text.includes("completed after"));
    await eventually(async () => at.here().said.length === 2, "what must be read");
    expect(at.here().said[0]).toMatch(/^rerun [0-9a-f-]+: Otto approved from Slack\.$/);
    expect(at.here().said[1]).toMatch(/^rerun [0-9a-f-]+ completed after /);
    expect(at.here().cards.toSorted()).toEqual([key, jobId].toSorted());
  });

  test("in Portuguese: changed in a dialog, rejected with a reason, and the thread reads why", async () => {
    await using at = chat("thread-pt", "pt");
    const jobId = await at.start("rerun");
    const { id } = await resync.asked(jobId);
    const key = `checkpoint:${id}`;
    const card = await at.card(key);
    expect(card.text).toContain("Aprovação necessária: Acts on A.");
    const otto = handOf(resync, "otto", "pt");
    const change = pressable(card, "Mudar");
    expect((await otto.form(change))?.fields.map(({ name }) => name)).toEqual(["target", "reason"]);
    await otto.press(change, { target: "B", reason: "A está ocupado" });
    const changed = await at.until(key, ({ text }) =>
      text.startsWith("Aprovação necessária de novo: Acts on B."),
    );
    expect(changed.text).toContain("target: A → B");
    const call = await at.card(`${key}:round-2`);
    expect(call.text).toContain("Otto mudou o plano");
    const bo = handOf(resync, "bo", "pt");
    expect((await bo.press(pressable(card, "Aprovar"))).text).toContain("O plano mudou desde que você o viu");

    await handOf(resync, "ana", "pt").press(pressable(changed, "Rejeitar"), { reason: "amanhã" });
    const decided = await at.until(key, ({ choices }) => choices.length === 0);
    expect(decided.text).toMatch(/^Rejeitado: Acts on B\.[\s\S]*Ana rejeitou .* pelo Slack: amanhã\./);
    const failed = await at.until(jobId, ({ text }) => text.includes("falhou"));
    expect(failed.choices.map(({ label }) => label)).toEqual(["Tentar de novo"]);
    // Told once: the end of the job is no other news than the rejection.
    expect(at.here().said).toHaveLength(1);
    expect(at.here().said[0]).toContain("Ana rejeitou pelo Slack: amanhã. O job terminou aí.");
  });

  test("what a job of a job asks stands in the thread where it all began", async () => {
    await using at = chat("thread-child", "en");
    const parent = await at.start("parent");
    const job = await resync.until(
      parent,
      (each) => each.steps.start?.waitingFor?.kind === "child",
      "its child",
    );
    const waits = job.steps.start?.waitingFor;
    const child = waits?.kind === "child" ? waits.jobId : "";
    const { id } = await resync.asked(child);
    const card = await at.card(`checkpoint:${id}`);
    expect(card.text).toContain("Acts on C.");
    await handOf(resync, "otto").press(pressable(card, "Approve"));
    await resync.ended(parent);
    await at.until(`checkpoint:${id}`, ({ choices }) => choices.length === 0);
    await at.until(parent, ({ text }) => text.includes("completed after"));
  });
});
