// Approval cards in their places: a real engine, real notices, a courier, and a platform that writes down what it is shown.

import { setTimeout as pause } from "node:timers/promises";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createNotices } from "#adapters/postgres/create-notices.ts";
import { type ApprovalCardsDeps, createApprovalCards } from "#chat/approval-cards.ts";
import { createCourier } from "#chat/courier.ts";
import type { Checkpoint } from "#core/job/checkpoint.ts";
import type { Reply } from "#core/reply.ts";
import { eventually } from "../support/app.ts";
import { engineOn, ref, type TestEngine, testEngine, workflow } from "../support/engine.ts";
import { type Recorder, recordingPlatform } from "./support/recording-platform.ts";

const log = pino({ level: "silent" });

const target = `with: { target: "${ref("inputs.target")}" }`;
const inputs = { inputs: { target: { type: "string", default: "A", description: "What it acts on" } } };
const workflows = [
  workflow("plain", [`id: ask, title: "Act on it", uses: test.asks, ${target}`], inputs),
  workflow("two", [`id: ask, uses: test.asks, ${target}, approval: { from: [approvers], count: 2 }`], inputs),
  workflow(
    "short",
    [`id: ask, uses: test.asks, ${target}, approval: { expires: 400ms, remind: never }`],
    inputs,
  ),
  workflow(
    "silent",
    [
      `id: ask, uses: test.asks, ${target}, approval: { from: [admins], remind: 150ms, escalate: { after: 400ms, to: [approvers] } }`,
    ],
    inputs,
  ),
  workflow("busy", ["id: tell, uses: test.tell, with: { times: 200 }"]),
];

let resync: TestEngine;
beforeAll(async () => {
  resync = await testEngine({ workflows });
});
afterAll(async () => {
  await resync?.[Symbol.asyncDispose]();
});

interface Stage extends AsyncDisposable {
  readonly shown: Recorder;
  request(id: string): Reply | undefined;
  approvers(id: string): Reply | undefined;
}

/** One process that shows cards of these jobs: in the thread of the request, in Portuguese, and where approvers look. */
function showing(jobIds: readonly string[], more: Partial<ApprovalCardsDeps> = {}): Stage {
  const stack = new AsyncDisposableStack();
  const shown = recordingPlatform();
  const courier = stack.use(createCourier({ notices: createNotices(resync.db), log, sweepMs: 200 }));
  courier.attach(shown.platform);
  stack.use(
    createApprovalCards({
      engine: resync.engine,
      jobs: resync.reader,
      people: resync.people,
      notices: courier,
      approvalPlaces: async ({ id, jobId }: Checkpoint) =>
        jobIds.includes(jobId)
          ? [
              { platform: "slack", thread: `request ${jobId}`, key: `checkpoint:${id}`, locale: "pt" },
              { platform: "slack", thread: "approvers", key: `checkpoint:${id}` },
            ]
          : [],
      timezone: "UTC",
      defaultLocale: "en",
      log,
      sweepMs: 1_000,
      pauseMs: 50,
      ...more,
    }),
  );
  return {
    shown,
    request: (id) =>
      shown.messages
        .find((each) => each.thread.startsWith("request") && each.key === `checkpoint:${id}`)
        ?.shown.at(-1),
    approvers: (id) => shown.last("approvers", `checkpoint:${id}`),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function asked(workflowId: string, given = {}) {
  const { id } = await resync.start(workflowId, given);
  return { jobId: id, checkpoint: await resync.asked(id) };
}

const decide = (
  id: string,
  decision: Parameters<TestEngine["engine"]["decide"]>[1],
  name: "ana" | "bo" | "ada" = "ana",
) => resync.engine.decide(id, decision, resync.as(name, "teams"));

describe("approval cards", () => {
  test("stand in the thread and where approvers look, in the language of each, and mention who is asked", async () => {
    const { jobId, checkpoint } = await asked("plain");
    await using at = showing([jobId]);
    const card = await eventually(async () => at.approvers(checkpoint.id), "the card");
    expect(card.text).toContain("Approval needed: Acts on A.");
    expect(card.mentions?.map(({ name }) => name)).toEqual(["Ada", "Ana", "Bo"]);
    expect(card.choices.map(({ label }) => label)).toEqual([
      "Approve",
      "Reject",
      "Change",
      "Delegate",
      "Details",
    ]);
    const here = await eventually(async () => at.request(checkpoint.id), "the card in the thread");
    expect(here.text).toContain("Aprovação necessária: Acts on A.");
    await decide(checkpoint.id, { kind: "reject", reason: "not tonight" });
  });

  test("a decision taken in another process disarms every one of them within five seconds, and says who, whence and why", async () => {
    const { jobId, checkpoint } = await asked("plain");
    await using elsewhere = await engineOn({
      databaseUrl: resync.databaseUrl,
      effectsUrl: resync.effectsUrl,
      workflowsDir: resync.workflowsDir,
    });
    await using at = showing([jobId]);
    await eventually(async () => at.approvers(checkpoint.id) && at.request(checkpoint.id), "both cards");
    const began = performance.now();
    await elsewhere.engine.decide(checkpoint.id, { kind: "approve", reason: "go" }, resync.as("bo", "api"));
    const both = () => [at.approvers(checkpoint.id), at.request(checkpoint.id)];
    await eventually(async () => both().every((card) => card?.choices.length === 0), "no buttons");
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(at.approvers(checkpoint.id)?.text).toMatch(
      /^Approved: Acts on A\.[\s\S]*Bo approved .* from the API: go\./,
    );
    expect(at.request(checkpoint.id)?.text).toMatch(/^Aprovado: [\s\S]*Bo aprovou .* pela API: go\./);
    await resync.ended(jobId);
    await pause(300);
    expect(at.shown.message("approvers", `checkpoint:${checkpoint.id}`)?.shown).toHaveLength(2);
  });

  test("what was decided while nobody looked is told after the restart, and a restart alone edits nothing", async () => {
    const [first, second] = [await asked("plain"), await asked("plain", { target: "B" })];
    const jobIds = [first.jobId, second.jobId];
    {
      await using at = showing(jobIds);
      await eventually(
        async () =>
          at.approvers(first.checkpoint.id) &&
          at.approvers(second.checkpoint.id) &&
          at.request(first.checkpoint.id) &&
          at.request(second.checkpoint.id),
        "the cards",
      );
    }
    await decide(first.checkpoint.id, { kind: "reject", reason: "wrong window" });
    await using at = showing(jobIds);
    const card = await eventually(async () => at.approvers(first.checkpoint.id), "the edit");
    expect(card.text).toMatch(/^Rejected: [\s\S]*Ana rejected .* from Teams: wrong window\./);
    expect(card.choices).toEqual([]);
    await pause(500);
    expect(at.approvers(second.checkpoint.id)).toBeUndefined();
    await decide(second.checkpoint.id, { kind: "approve" });
  });

  test("counts votes in place; a changed plan is shown with what was changed, asks anew, and calls in a message of its own", async () => {
    const { jobId, checkpoint } = await asked("two");
    const key = `checkpoint:${checkpoint.id}`;
    await using at = showing([jobId]);
    await eventually(async () => at.approvers(checkpoint.id), "the card");
    await decide(checkpoint.id, { kind: "approve", reason: "fine" });
    const voted = await eventually(async () => {
      const card = at.approvers(checkpoint.id);
      return card?.text.includes("1 of 2 have approved") && card;
    }, "the vote");
    expect(voted.text).toMatch(/✓ Ana approved .* from Teams: fine\./);
    expect(voted.mentions).toBeUndefined();
    await decide(checkpoint.id, { kind: "change", args: { target: "C" }, reason: "the other one" }, "bo");
    const changed = await eventually(async () => {
      const card = at.approvers(checkpoint.id);
      return card?.text.startsWith("Approval needed again") && card;
    }, "the change");
    expect(changed.text).toContain("Acts on C.");
    expect(changed.text).toMatch(/‹ Bo changed the plan .* from Teams: the other one\.\n {4}target: A → C/);
    expect(changed.text).toContain("‹ void since: Ana approved");
    const call = await eventually(async () => at.shown.last("approvers", `${key}:round-2`), "the call");
    expect(call.text).toContain("Bo changed the plan");
    expect(call.mentions?.length).toBeGreaterThan(0);
    expect(call.choices).toEqual([]);
    await decide(checkpoint.id, { kind: "reject", reason: "enough" });
  });

  test("reminders and an escalation call the right people, each once", async () => {
    const { jobId, checkpoint } = await asked("silent");
    const key = `checkpoint:${checkpoint.id}`;
    await using at = showing([jobId]);
    const escalated = await eventually(
      async () => at.shown.last("approvers", `${key}:escalated`),
      "the escalation",
    );
    expect(escalated.mentions?.map(({ name }) => name)).toEqual(["Ada", "Ana", "Bo"]);
    const reminders = at.shown.messages.filter(
      (each) => each.thread === "approvers" && each.key.startsWith(`${key}:reminded-`),
    );
    expect(reminders.length).toBeGreaterThan(0);
    expect(reminders[0]?.shown[0]?.mentions?.map(({ name }) => name)).toEqual(["Ada"]);
    for (const { shown } of reminders) expect(shown).toHaveLength(1);
    await decide(checkpoint.id, { kind: "reject", reason: "enough" });
    await eventually(async () => at.approvers(checkpoint.id)?.choices.length === 0, "no buttons");
  });

  test("expired says how to have it asked again, and reopened it asks again on the same card", async () => {
    const { jobId, checkpoint } = await asked("short");
    await using at = showing([jobId]);
    const expired = await eventually(async () => {
      const card = at.approvers(checkpoint.id);
      return card?.text.startsWith("Expired") && card;
    }, "the expiry");
    expect(expired.choices.map(({ label }) => label)).toEqual(["Ask again"]);
    await decide(checkpoint.id, { kind: "reopen" });
    await eventually(
      async () => at.approvers(checkpoint.id)?.text.startsWith("Approval needed again"),
      "asked again",
    );
    await resync.engine.steer(jobId, "cancel", resync.as("ada"), "enough");
    const over = await eventually(async () => {
      const card = at.approvers(checkpoint.id);
      return card?.choices.length === 0 && card;
    }, "no buttons");
    expect(over.text).toContain("The job ended");
  });

  test("a parked one that is stopped with its job offers nothing any more", async () => {
    const { jobId, checkpoint } = await asked("short");
    await using at = showing([jobId]);
    await eventually(async () => at.approvers(checkpoint.id)?.text.startsWith("Expired"), "the expiry");
    await resync.engine.steer(jobId, "cancel", resync.as("ada"), "enough");
    await eventually(async () => at.approvers(checkpoint.id)?.choices.length === 0, "no buttons");
  });

  test("however much is told of other jobs, a card that waits is not edited, and its rights are looked at anew", async () => {
    const { jobId, checkpoint } = await asked("plain");
    await using at = showing([jobId]);
    await eventually(async () => at.approvers(checkpoint.id), "the card");
    await resync.run("busy");
    await pause(300);
    const message = at.shown.message("approvers", `checkpoint:${checkpoint.id}`);
    expect(message?.shown).toHaveLength(1);
    const by = { who: { id: "tests", name: "Tests" }, surface: "test" };
    await resync.people.setDisabled(resync.person("bo").id, true, by);
    await eventually(
      async () => at.approvers(checkpoint.id)?.text.includes("May decide: Ada or Ana,"),
      "who is left",
    );
    await resync.people.setDisabled(resync.person("bo").id, false, by);
    await decide(checkpoint.id, { kind: "approve" });
  });

  test("one that cannot be placed keeps no other from its card, and is tried again", async () => {
    const [first, second] = [await asked("plain"), await asked("plain")];
    let fails = 2;
    await using at = showing([], {
      approvalPlaces: async ({ id }) => {
        if (id === first.checkpoint.id && fails-- > 0) throw new Error("The links could not be read.");
        return [{ platform: "slack", thread: "approvers", key: `checkpoint:${id}` }];
      },
    });
    await eventually(async () => at.approvers(second.checkpoint.id), "the other card");
    await eventually(async () => at.approvers(first.checkpoint.id), "the first one, later");
    for (const { checkpoint } of [first, second]) await decide(checkpoint.id, { kind: "approve" });
  });

  test("a thread that is found for it a moment later gets its card, and the others are not edited", async () => {
    const { checkpoint } = await asked("plain");
    const key = `checkpoint:${checkpoint.id}`;
    const threads = ["approvers"];
    await using at = showing([], {
      approvalPlaces: async ({ id }) =>
        id === checkpoint.id ? threads.map((thread) => ({ platform: "slack", thread, key })) : [],
    });
    await eventually(async () => at.approvers(checkpoint.id), "the card");
    threads.push("late");
    await eventually(async () => at.shown.last("late", key), "the card in the thread");
    expect(at.shown.message("approvers", key)?.shown).toHaveLength(1);
    await decide(checkpoint.id, { kind: "approve" });
    await eventually(async () => at.shown.last("late", key)?.choices.length === 0, "no buttons");
  });
});
