// What is heard, and what is none of our business.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { messageText } from "#adapters/slack/message-text.ts";
import { readSpeaker } from "#adapters/slack/thread.ts";
import type { ChatEvent } from "#core/chat-event.ts";
import { type OpenWayIn, openOn, wayIn } from "./open-way-in.ts";
import { botToken, type Request, team, unique } from "./slack-world.ts";

let at: OpenWayIn;
const known = new Set<string>();
const stopped: ChatEvent[] = [];
beforeAll(async () => {
  at = await wayIn({ tookPart: async (conversation) => known.has(conversation) });
  Object.assign(at.reception, { stop: async (event: ChatEvent) => void stopped.push(event) });
});
afterAll(() => at[Symbol.asyncDispose]());
beforeEach(() => {
  at.reception.away = false;
  at.reception.strangersOnly = false;
});

const ts = () => `${Math.floor(Date.now() / 1000)}.${unique().slice(-6)}`;

function message(more: object = {}): Request {
  const { channel, users } = at.world;
  const now = ts();
  return at.world.event({
    type: "message",
    user: users.ana,
    text: "status of PAYROLL",
    channel,
    channel_type: "channel",
    ts: now,
    event_ts: now,
    ...more,
  });
}

/** The events that a request has made. */
async function heard(request: Request): Promise<readonly ChatEvent[]> {
  const before = at.reception.events.length;
  expect((await at.world.send(request)).status).toBe(200);
  return at.reception.events.slice(before);
}

const called = (method: string, from: number) =>
  at.world.calls.slice(from).filter((call) => call.method === method);

describe("a thumb", () => {
  const answer = "0199a5b2-7f1e-4c3d-8a9b-123456789abc";

  async function posted(id: string): Promise<{ ts: string; under: string }> {
    const { channel } = at.world;
    const post = (more: object) =>
      at.world.api(botToken, "chat.postMessage", { channel, text: "It failed.", ...more });
    const under = String((await post({})).ts);
    const metadata = { event_type: "resync", event_payload: { id } };
    return { ts: String((await post({ thread_ts: under, metadata })).ts), under };
  }

  const reaction = (ts: string, more: object = {}) =>
    at.world.event({
      type: "reaction_added",
      user: at.world.users.ana,
      reaction: "+1",
      item: { type: "message", channel: at.world.channel, ts },
      item_user: at.world.botUser,
      event_ts: ts,
      ...more,
    });

  it("on an answer of ours is feedback for it, said to nobody else", async () => {
    const { ts: on, under } = await posted(answer);
    const [up] = await heard(reaction(on));
    expect(up).toMatchObject({
      text: `feedback 5 answer=${answer}`,
      thread: `${team}/${at.world.channel}/${under}`,
      quiet: true,
      pressed: { filled: null },
    });
    const [down] = await heard(reaction(on, { reaction: "thumbsdown::skin-tone-4" }));
    expect(down?.text).toBe(`feedback 1 answer=${answer}`);
  });

  it("on news, on what others wrote, or of another kind is between people", async () => {
    const { ts: on } = await posted("0123456789abcdef0123456789abcdef");
    expect(await heard(reaction(on))).toEqual([]);
    const { ts: ours } = await posted(answer);
    expect(await heard(reaction(ours, { reaction: "eyes" }))).toEqual([]);
    expect(await heard(reaction(ours, { item_user: at.world.users.ana }))).toEqual([]);
    expect(await heard(reaction(ours, { user: at.world.botUser }))).toEqual([]);
  });
});

describe("a message", () => {
  it("may come with files: with a call or to us alone, with words or without, but not beside what others say", async () => {
    const files = [{ id: "F0RUN", name: "runbook.md", size: 12 }];
    const shared = [{ name: "runbook.md", bytes: 12, ref: "F0RUN" }];
    const mention = { type: "app_mention", files, thread_ts: ts() };
    const [called] = await heard(message({ ...mention, text: `<@${at.world.botUser}> add this` }));
    expect(called).toMatchObject({ text: "add this", files: shared });
    const [wordless] = await heard(message({ ...mention, text: `<@${at.world.botUser}>` }));
    expect(wordless).toMatchObject({ text: "", files: shared });
    const direct = { channel: "D0ANA", channel_type: "im", subtype: "file_share", files };
    expect((await heard(message({ ...direct, text: "" })))[0]).toMatchObject({ text: "", files: shared });
    known.add(called?.conversationId ?? "");
    const beside = { thread_ts: mention.thread_ts, subtype: "file_share", files };
    expect(await heard(message({ ...beside, text: "" }))).toEqual([]);
    const [overheard] = await heard(message({ ...beside, text: "and why?" }));
    expect(overheard).toMatchObject({ text: "and why?", overheard: true });
    expect(overheard?.files).toBeUndefined();
  });

  it("of a channel is heard in no thread but those where Resync took part", async () => {
    expect(await heard(message())).toEqual([]);
    const root = ts();
    expect(await heard(message({ thread_ts: root }))).toEqual([]);
    const [mentioned] = await heard(
      message({ type: "app_mention", text: `<@${at.world.botUser}> help`, thread_ts: root }),
    );
    expect(mentioned).toMatchObject({ text: "help", thread: `${team}/${at.world.channel}/${root}` });
    known.add(mentioned?.conversationId ?? "");
    const [reply] = await heard(message({ thread_ts: root, text: "and why?" }));
    expect(reply).toMatchObject({ text: "and why?", conversationId: mentioned?.conversationId });
  });

  it("under one of Resync's own is heard without a call", async () => {
    const under = { thread_ts: ts(), parent_user_id: at.world.botUser };
    expect(await heard(message({ ...under, text: "mine" }))).toMatchObject([{ text: "mine" }]);
  });

  it("that calls Resync is heard once, though Slack tells of it twice", async () => {
    const both = { text: `<@${at.world.botUser}> help`, thread_ts: ts(), parent_user_id: at.world.botUser };
    expect(await heard(message(both))).toEqual([]);
    expect(await heard(message({ ...both, type: "app_mention" }))).toHaveLength(1);
  });

  it("is ignored when it was edited, deleted, or comes from a program, ourselves included", async () => {
    const direct = { channel: "D0DIRECT", channel_type: "im" };
    expect(await heard(message(direct))).toHaveLength(1);
    for (const more of [
      { subtype: "message_changed", message: { text: "x", user: at.world.users.ana }, hidden: true },
      { subtype: "message_deleted", hidden: true },
      { subtype: "bot_message", bot_id: "B1" },
      { bot_id: "B1" },
      { user: at.world.botUser },
      { user: "USLACKBOT" },
      { user: undefined },
      { subtype: "channel_join" },
    ])
      expect(await heard(message({ ...direct, ...more })), JSON.stringify(more)).toEqual([]);
  });

  it("without a word asks for help, in the language of its writer", async () => {
    at.world.describe(at.world.users.rui, { locale: "pt-BR" });
    const [event] = await heard(
      message({ type: "app_mention", user: at.world.users.rui, text: `<@${at.world.botUser}> ` }),
    );
    expect(event).toMatchObject({ text: "help", locale: "pt" });
  });

  it("in direct messages is one conversation, and in each of their threads another", async () => {
    const direct = { channel: "D0DIRECT", channel_type: "im" };
    const [first] = await heard(message(direct));
    const [second] = await heard(message(direct));
    const [threaded] = await heard(message({ ...direct, thread_ts: ts() }));
    expect(second?.conversationId).toBe(first?.conversationId);
    expect(threaded?.conversationId).not.toBe(first?.conversationId);
    expect(first?.thread).toBe(`${team}/D0DIRECT`);
  });
});

describe("what Slack wraps", () => {
  const read = (text: string) =>
    messageText(text, { botUserId: "U0BOT", nameOf: (user) => (user === "U2" ? "Rui" : undefined) });

  it.each([
    ["<@U0BOT> status of PAY#JOB_1.X@Y-Z", "status of PAY#JOB_1.X@Y-Z"],
    ["<@U0BOT>: help", "help"],
    ["hey <@U0BOT> status of A", "hey status of A"],
    ["<@U0BOT|resync> log of <http://PAY.TXT|PAY.TXT>", "log of PAY.TXT"],
    ["why <#C1|batch> &amp; <#C2|> &lt;x&gt;?", "why #batch & #C2 <x>?"],
    ["who is <@U2>, <@U3> and <@U4|eva>?", "who is @Rui, @U3 and @eva?"],
    ["<!here> <!subteam^S1|@ops> <!date^1^{date}|today>", "@here @ops today"],
    ["see <https://hwa.example/x?a=1&amp;b=2>", "see https://hwa.example/x?a=1&b=2"],
    ["ask <mailto:ana@example.com|ana@example.com>", "ask ana@example.com"],
    ["&amp;lt;b&amp;gt; a  b", "&lt;b&gt; a  b"],
    ["run X note='1 &lt; 2'\nline two", "run X note='1 < 2'\nline two"],
  ])("%s is read as it was typed", (wrapped, typed) => {
    expect(read(wrapped)).toBe(typed);
  });
});

describe("a command", () => {
  it("is answered to its sender alone, in one conversation a person and channel", async () => {
    const [event] = await heard(at.world.command("failed 4h"));
    expect(event).toMatchObject({ text: "failed 4h", quiet: true, thread: `${team}/${at.world.channel}` });
    const [again] = await heard(at.world.command("run RESTART job=&lt;A&gt;"));
    expect(again).toMatchObject({ text: "run RESTART job=<A>", conversationId: event?.conversationId });
    const [others] = await heard(at.world.command("", { user_id: at.world.users.rui }));
    expect(others).toMatchObject({ text: "help" });
    expect(others?.conversationId).not.toBe(event?.conversationId);
  });

  it("of somebody the house does not talk to is refused to them alone", async () => {
    at.reception.strangersOnly = true;
    const answer = await at.world.send(at.world.command("failed"));
    expect(JSON.parse(answer.body)).toMatchObject({
      response_type: "ephemeral",
      text: expect.stringContaining("does not know you"),
    });
  });
});

describe("who speaks", () => {
  it("is a member with a verified address, a guest, or a program, as Slack says", async () => {
    const { ana } = at.world.users;
    const as = async (more: Record<string, unknown>) => {
      at.world.describe(ana, more);
      await at.world.send(at.world.event({ type: "user_change", user: { id: ana } }));
      await at.world.send(at.world.command("help"));
      return at.reception.speakers.at(-1);
    };
    expect(await as({})).toMatchObject({
      standing: "member",
      email: "ana@example.com",
      languageTag: "en-US",
    });
    expect(await as({ is_email_confirmed: false })).toMatchObject({ email: null });
    expect(await as({ is_email_confirmed: undefined })).toMatchObject({ email: null });
    expect(await as({ is_restricted: true })).toMatchObject({ standing: "guest" });
    expect(await as({ is_ultra_restricted: true })).toMatchObject({ standing: "guest" });
    expect(await as({ is_stranger: true })).toMatchObject({ standing: "external" });
    expect(await as({ is_bot: true })).toMatchObject({ standing: "bot" });
    expect(await as({})).toMatchObject({ standing: "member" });
  });

  it("is asked of Slack once, until Slack says that they changed", async () => {
    await at.world.send(at.world.command("help"));
    const from = at.world.calls.length;
    for (let index = 0; index < 5; index++) await at.world.send(at.world.command("help"));
    expect(called("users.info", from)).toHaveLength(0);
    await at.world.send(at.world.event({ type: "user_change", user: { id: at.world.users.ana } }));
    await at.world.send(at.world.command("help"));
    expect(called("users.info", from)).toHaveLength(1);
  });
});

describe("the app's pages", () => {
  const opened = (tab: string) =>
    at.world.event({ type: "app_home_opened", user: at.world.users.ana, channel: "D0DIRECT", tab });

  it("show the start page, and words of their own to whom the house does not talk to", async () => {
    const from = at.world.calls.length;
    await at.world.send(opened("home"));
    await expect.poll(() => called("views.publish", from).length).toBe(1);
    expect(JSON.stringify(called("views.publish", from)[0]?.args)).toContain("Nothing waits for you.");
    at.reception.strangersOnly = true;
    await at.world.send(opened("home"));
    await expect.poll(() => called("views.publish", from).length).toBe(2);
    expect(JSON.stringify(called("views.publish", from)[1]?.args)).toContain("does not know you yet");
  });

  it("offer first questions beside the messages", async () => {
    const from = at.world.calls.length;
    await at.world.send(opened("messages"));
    await expect.poll(() => called("assistant.threads.setSuggestedPrompts", from).length).toBe(1);
    expect(called("assistant.threads.setSuggestedPrompts", from)[0]?.args).toMatchObject({
      channel_id: "D0DIRECT",
      prompts: [{ title: "What failed?", message: "what failed?" }],
    });
  });

  it("hand Stop to the house, with the conversation whose answer is to be given up", async () => {
    const root = ts();
    const [asked] = await heard(message({ channel: "D0DIRECT", channel_type: "im", thread_ts: root }));
    const before = at.reception.events.length;
    await at.world.send(
      at.world.event({
        type: "agent_session_stopped",
        channel: "D0DIRECT",
        user: at.world.users.ana,
        thread_ts: root,
        streaming_message_ts: [],
        event_ts: ts(),
      }),
    );
    expect(stopped).toMatchObject([{ conversationId: asked?.conversationId, thread: asked?.thread }]);
    expect(at.reception.events).toHaveLength(before);
  });
});

describe("an answer that takes its time", () => {
  it("is announced by a status and, in a channel, by eyes that go with it", async () => {
    const from = at.world.calls.length;
    const posted = await at.world.api(at.world.tokens.ana, "chat.postMessage", {
      channel: at.world.channel,
      text: `<@${at.world.botUser}> what failed?`,
    });
    await at.world.delivered();
    // Questions of other tests still wait for their answers.
    const of = (method: string) =>
      called(method, from).filter(({ args }) => args.timestamp === posted.ts || args.thread_ts === posted.ts);
    await expect.poll(() => of("reactions.add").length, { timeout: 3_000 }).toBe(1);
    expect(of("reactions.add")[0]?.args).toMatchObject({ name: "eyes", timestamp: posted.ts });
    const statuses = () => of("assistant.threads.setStatus").map(({ args }) => args.status);
    expect(statuses()).toEqual(["is looking…"]);
    at.answered(`${team}/${at.world.channel}/${String(posted.ts)}`);
    await expect.poll(() => of("reactions.remove").length).toBe(1);
    await expect.poll(statuses).toEqual(["is looking…", ""]);
  });

  it("takes the eyes away also when another process put them there and is gone", async () => {
    const from = at.world.calls.length;
    const posted = await at.world.api(at.world.tokens.ana, "chat.postMessage", {
      channel: at.world.channel,
      text: `<@${at.world.botUser}> what failed today?`,
    });
    await at.world.delivered();
    const [event] = at.reception.events.slice(-1);
    const of = (method: string) => called(method, from).filter(({ args }) => args.timestamp === posted.ts);
    await expect.poll(() => of("reactions.add").length, { timeout: 3_000 }).toBe(1);
    await using other = openOn(at.world, { reception: at.reception });
    other.answered(event?.thread ?? "", readSpeaker(event?.speaker ?? null).asked);
    await expect.poll(() => of("reactions.remove").length).toBe(1);
    at.answered(event?.thread ?? "");
  });

  it("is not announced of what was only overheard, until it is known to be for us", async () => {
    const from = at.world.calls.length;
    const written = message({ thread_ts: ts(), parent_user_id: at.world.botUser, text: "lunch?" });
    const [event] = await heard(written);
    expect(event).toMatchObject({ overheard: true });
    const { asked } = readSpeaker(event?.speaker ?? null);
    const shown = () =>
      at.world.calls
        .slice(from)
        .filter(({ args }) => args.timestamp === asked || args.thread_ts === event?.thread.split("/")[2])
        .map(({ method }) => method);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(shown()).toEqual([]);
    if (event) at.meant(event);
    await expect.poll(shown, { timeout: 3_000 }).toEqual(["assistant.threads.setStatus", "reactions.add"]);
    at.answered(event?.thread ?? "", asked);
  });

  it("is not announced at all when it comes at once", async () => {
    const from = at.world.calls.length;
    const [event] = await heard(message({ type: "app_mention", text: `<@${at.world.botUser}> help` }));
    at.answered(event?.thread ?? "", readSpeaker(event?.speaker ?? null).asked);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    const root = event?.thread.split("/").at(-1);
    const of = at.world.calls
      .slice(from)
      .filter(({ args }) => args.timestamp === root || args.thread_ts === root);
    expect(of).toEqual([]);
  });
});
