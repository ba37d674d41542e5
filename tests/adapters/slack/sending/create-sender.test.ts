// Over real HTTP, against a Slack that fails as it is told to: nothing is lost, nothing stands twice.

import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { createSlackSender, type SlackSender, type SlackSenderDeps } from "#adapters/slack/create-sender.ts";
import { Fault } from "#core/fault.ts";
import { type Reply, reply } from "#core/reply.ts";
import type { Delivery } from "#ports/chat-platform.ts";
import { type SlackStub, slackStub } from "./slack-stub.ts";

const log = pino({ level: "silent" });
const thread = "T1/C1/1700000000.000001";
const often = { burst: 1_000, everyMs: 1 };
const fast = {
  channel: often,
  methods: {
    "chat.postMessage": often,
    "chat.update": often,
    "conversations.replies": often,
    "conversations.history": often,
    "files.uploadV2": often,
  },
};

function open(slack: SlackStub, more: Partial<SlackSenderDeps> & { timeoutMs?: number } = {}): SlackSender {
  const client = slack.client(more.timeoutMs);
  return createSlackSender({
    clientFor: async () => client,
    now: () => new Date(),
    log,
    pace: fast,
    editMs: 20,
    ...more,
  });
}

const say = (text: string, more: Partial<Reply> = {}): Reply => reply({ locale: "en", text, ...more });
const delivery = (id: string, more: Partial<Delivery> = {}): Delivery => ({
  id,
  tries: 1,
  speaker: "U1",
  privately: false,
  ...more,
});
const card = (ref: string | null = null, important = false) => ({ key: "job-1", ref, important });

async function fault(work: Promise<unknown>): Promise<Fault> {
  const thrown: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Fault)) throw new Error(`No Fault was thrown but ${String(thrown)}.`);
  return thrown;
}

/** As the outbox does: the same delivery again until it has gone out. */
async function deliver(sender: SlackSender, text: string, id: string): Promise<number> {
  for (let tries = 1; tries <= 5; tries += 1) {
    try {
      await sender.post(thread, say(text), delivery(id, { tries }));
      return tries;
    } catch (error) {
      if (!(error instanceof Fault) || !error.retryable) throw error;
    }
  }
  throw new Error("It never went out.");
}

describe("a reply", () => {
  it("stands in its thread once, with words, blocks and a mark nobody sees", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    await sender.post(thread, say("A & B <done>."), delivery("d1"));
    expect(slack.messages).toMatchObject([
      {
        channel: "C1",
        thread_ts: "1700000000.000001",
        text: "A &amp; B &lt;done&gt;.",
        metadata: { event_type: "resync", event_payload: { id: "d1" } },
      },
    ]);
    expect(slack.calls.map(({ method }) => method)).toEqual(["chat.postMessage"]);
  });

  it.each([
    ["the answer comes too late", { lateMs: 600 }],
    ["the line is cut after the message was stored", { cut: "stored" as const }],
    ["the line is cut before it was stored", { cut: "before" as const }],
    ["Slack answers 503", { status: 503 }],
    ["Slack says it has internal trouble", { error: "internal_error" }],
    ["a proxy answers in Slack's place", { garbage: "<html>Bad gateway</html>" }],
    ["Slack asks to be called less often", { retryAfter: 1 }],
  ])("stands there once although %s", async (_what, failing) => {
    await using slack = await slackStub();
    await using sender = open(slack, { timeoutMs: 300 });
    slack.fail("chat.postMessage", failing);
    expect(await deliver(sender, "Done.", "d1")).toBe(2);
    expect(slack.messages.map(({ text }) => text)).toEqual(["Done."]);
  });

  it("is found after a restart among hundreds of others, in a thread and in a channel", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    for (const place of [thread, "T1/C2"]) {
      for (let index = 0; index < 60; index += 1)
        await sender.post(place, say(`other ${index}`), delivery(`${place} ${index}`));
      slack.fail("chat.postMessage", { cut: "stored" });
      await fault(sender.post(place, say("Done."), delivery(`${place} mine`)));
      for (let index = 60; index < 120; index += 1)
        await sender.post(place, say(`other ${index}`), delivery(`${place} ${index}`));
      await using restarted = open(slack);
      await restarted.post(place, say("Done."), delivery(`${place} mine`, { tries: 2 }));
    }
    expect(slack.messages.filter(({ text }) => text === "Done.")).toHaveLength(2);
  });

  it("stands there once when somebody who would not wait for it sends it again meanwhile", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    slack.fail("chat.postMessage", { lateMs: 300 });
    const first = sender.post(thread, say("Slow."), delivery("before"));
    const mine = [1, 2, 3].map((tries) => sender.post(thread, say("Done."), delivery("d1", { tries })));
    await Promise.all([first, ...mine]);
    expect(slack.messages.map(({ text }) => text)).toEqual(["Slow.", "Done."]);
  });

  it("is not sent again while nobody can see whether it stands there", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    slack.fail("chat.postMessage", { cut: "stored" });
    slack.fail("conversations.replies", { status: 500 });
    await fault(sender.post(thread, say("Done."), delivery("d1")));
    expect(await fault(sender.post(thread, say("Done."), delivery("d1", { tries: 2 })))).toMatchObject({
      retryable: true,
    });
    await sender.post(thread, say("Done."), delivery("d1", { tries: 3 }));
    expect(slack.messages).toHaveLength(1);
  });

  it("is posted after joining a public channel, once", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    await sender.post("T1/COUT1", say("Hello."), delivery("d1"));
    expect(slack.messages).toHaveLength(1);
    slack.fail("conversations.join", { error: "missing_scope", more: { needed: "channels:join" } });
    expect((await fault(sender.post("T1/COUT2", say("Hello."), delivery("d2")))).message).toBe(
      "Resync is not in the Slack channel COUT2. Invite it there (/invite @Resync); with the scope channels:join it joins public channels itself.",
    );
  });

  it("is rendered shorter when Slack finds it too long, and simpler when Slack refuses its layout", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    const long = say(`Point.\n${"many words ".repeat(2_000)}\nQuestion?`, {
      choices: [{ id: "yes", label: "Yes", style: "primary" }],
    });
    slack.fail("chat.postMessage", { error: "msg_blocks_too_long" });
    await sender.post(thread, long, delivery("d1"));
    const [first, second] = slack.calls.map(({ args }) => args.blocks?.length ?? 0);
    expect(second).toBeLessThan((first ?? 0) * 0.7);
    slack.fail("chat.postMessage", { error: "invalid_blocks" });
    await sender.post(thread, long, delivery("d2"));
    expect(slack.messages[1]?.blocks.map((block) => (block as { type: string }).type)).not.toContain(
      "rich_text",
    );
    for (const { blocks } of slack.messages) expect(JSON.stringify(blocks)).toContain('"value":"yes"');
    slack.fail("chat.postMessage", ...Array.from({ length: 2 }, () => ({ error: "msg_too_long" })));
    expect(await fault(sender.post(thread, long, delivery("d3")))).toMatchObject({
      code: "too_large",
      retryable: false,
    });
  });

  it.each([
    ["missing_scope", { needed: "chat:write" }, "misconfigured", "The Slack app lacks the scope chat:write."],
    ["token_revoked", {}, "misconfigured", "Resync's Slack token was revoked."],
    ["is_archived", {}, "gone", "The Slack channel C1 is archived."],
    ["channel_not_found", {}, "not_found", "Slack knows no channel C1"],
    ["something_new", {}, "invalid_input", 'Slack refused a message for C1 and says "something_new".'],
  ])("that Slack refuses with %s is given up, with what to do", async (error, more, code, sentence) => {
    await using slack = await slackStub();
    await using sender = open(slack);
    slack.fail("chat.postMessage", { error, more });
    const thrown = await fault(sender.post(thread, say("Hello."), delivery("d1")));
    expect(thrown).toMatchObject({ code, retryable: false });
    expect(thrown.message).toContain(sentence);
  });

  it("waits out Slack's pause with every other message of that method, and says when to come again", async () => {
    await using slack = await slackStub();
    await using sender = open(slack, { patienceMs: 200 });
    slack.fail("chat.postMessage", { retryAfter: 30 });
    expect((await fault(sender.post(thread, say("one"), delivery("d1")))).detail.retryAfterMs).toBe(30_000);
    const second = await fault(sender.post("T1/C2", say("two"), delivery("d2")));
    expect(second).toMatchObject({ code: "rate_limited", retryable: true });
    expect(Number(second.detail.retryAfterMs)).toBeGreaterThan(29_000);
    expect(slack.calls).toHaveLength(1);
    await sender.post("T2/C9", say("three"), delivery("d3"));
    expect(slack.messages.map(({ text }) => text)).toEqual(["three"]);
  });

  it("is handed back with its time when its turn is further off than it waits", async () => {
    await using slack = await slackStub();
    const hourly = { methods: { "chat.postMessage": { burst: 1, everyMs: 3_600_000 } } };
    await using sender = open(slack, { patienceMs: 200, pace: hourly });
    await sender.post(thread, say("one"), delivery("d1"));
    const second = await fault(sender.post(thread, say("two"), delivery("d2")));
    expect(second).toMatchObject({ code: "rate_limited", retryable: true });
    expect(Number(second.detail.retryAfterMs)).toBeGreaterThan(3_590_000);
  });

  it("keeps the order of a channel, about one message a second after a short burst", async () => {
    await using slack = await slackStub();
    slack.limit("chat.postMessage", 4, 1_000, 1);
    await using sender = open(slack, { pace: {} });
    const began = performance.now();
    await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        sender.post("T1/C1", say(`message ${index}`), delivery(`d${index}`)),
      ),
    );
    expect(performance.now() - began).toBeGreaterThan(1_800);
    expect(slack.messages.map(({ text }) => text)).toEqual([
      "message 0",
      "message 1",
      "message 2",
      "message 3",
      "message 4",
    ]);
    expect(slack.refused()).toBe(0);
  });
});

describe("a private reply", () => {
  const privately = (id: string) => delivery(id, { privately: true, speaker: "U1" });

  it("is shown to whoever asked, in the thread", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    await sender.post(thread, say("Only you."), privately("d1"));
    expect(slack.shown).toEqual([{ user: "U1", channel: "C1", text: "Only you." }]);
    expect(slack.messages).toEqual([]);
    await sender.post("T1/D1", say("A direct message is private already."), privately("d2"));
    expect(slack.messages.map(({ channel }) => channel)).toEqual(["D1"]);
  });

  it("goes to them directly where that cannot be, and says so", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    slack.fail("chat.postEphemeral", { error: "user_not_in_channel" });
    await sender.post(thread, say("Only you."), privately("d1"));
    expect(slack.messages).toMatchObject([
      {
        channel: "D1",
        text: "Only you.\nFor you alone: Slack could not show it to you in the channel where you asked.",
      },
    ]);
  });

  it("is never shown to everybody because nobody is known to have asked", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    const thrown = await fault(
      sender.post(thread, say("Secret."), delivery("d1", { privately: true, speaker: null })),
    );
    expect(thrown.message).toContain("has nobody to go to");
    expect(slack.messages).toEqual([]);
  });

  it("sends its file as a direct message", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    await sender.post(thread, say("The log.", { file: { name: "a.log", text: "line" } }), privately("d1"));
    expect(slack.shown[0]?.text).toContain("The file was sent to you as a direct message.");
    expect(slack.messages.map(({ channel }) => channel)).toEqual(["D1", "D1"]);
    expect(slack.messages[1]?.files).toEqual([{ name: "a.log" }]);
  });
});

describe("a file", () => {
  const withFile = say("The log of A.", { file: { name: "a.log", text: "line 1\nline 2" } });

  it("stands under its message, once, although the first try of it failed", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    slack.fail("files.completeUploadExternal", { status: 502 });
    expect(await fault(sender.post("T1/C1", withFile, delivery("d1")))).toMatchObject({ retryable: true });
    await sender.post("T1/C1", withFile, delivery("d1", { tries: 2 }));
    await sender.post("T1/C1", withFile, delivery("d1", { tries: 3 }));
    expect(slack.messages).toHaveLength(2);
    expect(slack.messages[1]).toMatchObject({ files: [{ name: "a.log" }], thread_ts: slack.messages[0]?.ts });
  });

  it("that may not be uploaded is said to be missing, with the cure", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    slack.fail("files.getUploadURLExternal", { error: "missing_scope", more: { needed: "files:write" } });
    await sender.post(thread, withFile, delivery("d1"));
    expect(slack.messages[1]?.text).toBe(
      "The file a.log could not be uploaded. The Slack app lacks the scope files:write. Add it to the app's manifest and install the app again.",
    );
    slack.fail("files.getUploadURLExternal", { error: "missing_scope", more: { needed: "files:write" } });
    const inPortuguese = say("O log de A.", { locale: "pt", file: { name: "a.log", text: "linha" } });
    await sender.post(thread, inPortuguese, delivery("d2"));
    expect(slack.messages[3]?.text).toBe(
      "O arquivo a.log não pôde ser enviado. Falta ao app do Slack o escopo files:write. Inclua-o no manifesto do app e instale o app de novo.",
    );
  });
});

describe("news", () => {
  it("is told once although Slack's answer was lost, and again when it is other news", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    slack.fail("chat.postMessage", { cut: "stored" });
    const news = say("Ana approved.", { data: { job: "job-1", seq: 7 } });
    await fault(sender.notify(thread, news));
    await sender.notify(thread, news);
    await sender.notify(thread, { ...news, data: { job: "job-1", seq: 8 } });
    expect(slack.messages).toHaveLength(2);
  });

  it("of a card that began the thread stands under it", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    const ref = await sender.showCard("T1/C1", card(), say("Running."));
    await sender.notify("T1/C1", say("Ana approved."), ref);
    expect(slack.messages[1]).toMatchObject({ thread_ts: ref, text: "Ana approved." });
  });
});

describe("a card", () => {
  it("is one message, edited in place, and posted anew where somebody deleted it", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    const ref = await sender.showCard(thread, card(), say("Running."));
    expect(await sender.showCard(thread, card(ref), say("Still running."))).toBe(ref);
    expect(slack.messages.map(({ text }) => text)).toEqual(["Still running."]);
    slack.remove(ref ?? "");
    const again = await sender.showCard(thread, card(ref), say("Done."));
    expect(again).not.toBe(ref);
    expect(slack.messages.map(({ text }) => text)).toEqual(["Done."]);
  });

  it("is found by its key after a restart that lost where it stands, also in another process", async () => {
    await using slack = await slackStub();
    await using first = open(slack);
    const ref = await first.showCard("T1/C1", card(), say("Running."));
    await using second = open(slack);
    expect(await second.showCard("T1/C1", card(), say("Done."))).toBe(ref);
    expect(slack.messages.map(({ text }) => text)).toEqual(["Done."]);
  });

  it("stands once although Slack's answer to the first showing was lost", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    slack.fail("chat.postMessage", { cut: "stored" });
    await sender.showCard(thread, card(), say("Running."));
    expect(slack.messages).toHaveLength(1);
  });

  it("takes 200 edits within four seconds without a 429, and the last state stands", async () => {
    await using slack = await slackStub();
    slack.limit("chat.update", 10, 10_000, 10);
    await using sender = open(slack, { pace: {}, editMs: 1_000 });
    const ref = await sender.showCard(thread, card(), say("step 0"));
    const shown: Promise<unknown>[] = [];
    for (let step = 1; step <= 200; step += 1) {
      shown.push(sender.showCard(thread, card(ref), say(`step ${step}`)));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await Promise.all(shown);
    expect(slack.refused()).toBe(0);
    expect(slack.messages.map(({ text }) => text)).toEqual(["step 200"]);
    expect(slack.messages[0]?.edits).toBeLessThanOrEqual(7);
  });

  it("ends right although Slack fails in every way on the way there", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    const ref = await sender.showCard(thread, card(), say("step 0"));
    slack.fail("chat.update", { retryAfter: 1 }, { cut: "stored" }, { status: 503 });
    const shown: Promise<unknown>[] = [];
    // The first is under way, and waits out Slack's pause, when the others come.
    for (const step of [1, 2, 3]) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      shown.push(sender.showCard(thread, card(ref), say(`step ${step}`)));
    }
    await Promise.all(shown);
    expect(slack.messages.map(({ text }) => text)).toEqual(["step 3"]);
  });

  it("that has scrolled away is pointed at once when something important changes, and has no second set of buttons", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    const ref = await sender.showCard(thread, card(), say("recover-abend\nrunning, 4s"));
    for (let index = 0; index < 9; index += 1)
      await sender.post(thread, say(`talk ${index}`), delivery(`d${index}`));
    await sender.showCard(thread, card(ref), say("recover-abend\nrunning, 9s"));
    const asks = (seconds: number) =>
      say(`recover-abend\nwaits for approval, ${seconds}s`, {
        choices: [{ id: "approve 1", label: "Approve", style: "primary" }],
      });
    await sender.showCard(thread, card(ref, true), asks(10));
    await sender.showCard(thread, card(ref, true), asks(15));
    expect(slack.messages).toHaveLength(11);
    const last = slack.messages[10];
    expect(last).toMatchObject({
      thread_ts: "1700000000.000001",
      text: "recover-abend\nwaits for approval, 10s",
    });
    expect(JSON.stringify(last?.blocks)).toContain("https://lab.slack.com/archives/C1/p");
    expect(JSON.stringify(last?.blocks)).not.toContain("approve 1");
    for (let index = 9; index < 18; index += 1)
      await sender.post(thread, say(`talk ${index}`), delivery(`d${index}`));
    await sender.showCard(thread, card(ref, true), asks(70));
    expect(slack.messages).toHaveLength(20);
  });

  it("is not pointed at while it can be seen, nor when news of it is the last thing in the thread", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    const ref = await sender.showCard(thread, card(), say("running"));
    await sender.showCard(thread, card(ref, true), say("waits"));
    expect(slack.messages).toHaveLength(1);
    for (let index = 0; index < 9; index += 1)
      await sender.post(thread, say(`talk ${index}`), delivery(`d${index}`));
    await sender.notify(thread, say("It failed.", { data: { job: "job-1", seq: 9 } }));
    await sender.showCard(thread, card(ref, true), say("failed"));
    expect(slack.messages).toHaveLength(11);
  });

  it("is pointed at for an important change also when a lesser one replaced it on the way", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    const ref = await sender.showCard(thread, card(), say("running"));
    for (let index = 0; index < 9; index += 1)
      await sender.post(thread, say(`talk ${index}`), delivery(`d${index}`));
    slack.fail("chat.update", { retryAfter: 1 });
    const first = sender.showCard(thread, card(ref), say("running on"));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const important = sender.showCard(thread, card(ref, true), say("waits for approval"));
    await Promise.all([
      first,
      important,
      sender.showCard(thread, card(ref), say("waits for approval, still")),
    ]);
    expect(slack.messages).toHaveLength(11);
    expect(slack.messages[10]?.text).toContain("waits for approval, still");
  });

  it("calls people who are asked later by a message of its own, since an edit calls nobody", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    const ref = await sender.showCard("T1/C1", card(), say("Approval needed."));
    const mentions = [{ name: "Ana", identities: ["slack:T1/U0ANA"] }];
    await sender.showCard("T1/C1", card(ref, true), say("Still waits.", { mentions }));
    expect(slack.messages[1]).toMatchObject({ thread_ts: ref, reply_broadcast: true });
    expect(JSON.stringify(slack.messages[1]?.blocks)).toContain('"user_id":"U0ANA"');
  });
});

describe("places", () => {
  it("are found for channels of the configuration and for people, and for nobody of another platform", async () => {
    await using slack = await slackStub();
    await using sender = open(slack, { homeTeam: async () => "T1" });
    expect(await sender.threadOfChannel("slack:C0OPS")).toBe("T1/C0OPS");
    expect(await sender.threadOfChannel("slack:T2/C0OPS")).toBe("T2/C0OPS");
    expect(await sender.threadOfChannel("slack:C0OPS/../x")).toBeNull();
    expect(await sender.threadOfChannel("teams:19:abc")).toBeNull();
    expect(await sender.directThread("slack:T1/U0ANA")).toBe("T1/D0ANA");
    expect(await sender.directThread("email:ana@company.com")).toBeNull();
    slack.fail("conversations.open", { error: "user_not_found" });
    expect(await sender.directThread("slack:T1/U0GONE")).toBeNull();
    slack.fail("conversations.open", { status: 500 });
    expect(await fault(sender.directThread("slack:T1/U0ANA"))).toMatchObject({ retryable: true });
  });

  it("without a workspace of its own need one in the name", async () => {
    await using slack = await slackStub();
    await using sender = open(slack);
    expect(await sender.threadOfChannel("slack:C0OPS")).toBeNull();
  });
});
