// The sender against a Slack that we did not write: what it stores and shows is what people would read.

import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSlackSender, type SlackSender } from "#adapters/slack/create-sender.ts";
import { reply } from "#core/reply.ts";
import { cards } from "../blocks/gallery.ts";
import { type EmulatedSlack, emulatedSlack } from "./emulated-slack.ts";

const say = (text: string) => reply({ locale: "en", text });

describe("in an emulated workspace", () => {
  let slack: EmulatedSlack;
  let sender: SlackSender;
  let incidents = "";
  beforeAll(async () => {
    slack = await emulatedSlack();
    incidents = await slack.channel("incidents");
    await slack.ana.conversations.join({ channel: incidents });
    sender = createSlackSender({
      clientFor: async () => slack.bot,
      homeTeam: async () => slack.team,
      now: () => new Date(),
      log: pino({ level: "silent" }),
      editMs: 10,
    });
  });
  afterAll(async () => {
    await sender[Symbol.asyncDispose]();
    await slack[Symbol.asyncDispose]();
  });

  const delivery = (id: string, more = {}) => ({
    id,
    tries: 1,
    speaker: slack.anaId,
    privately: false,
    ...more,
  });
  const replies = async (ts: string) =>
    (await slack.ana.conversations.replies({ channel: incidents, ts, include_all_metadata: true }))
      .messages ?? [];

  it("answers in the thread of the question, in a channel it joins for that, and once however often it is sent", async () => {
    const { ts = "" } = await slack.ana.chat.postMessage({ channel: incidents, text: "status?" });
    const thread = `${slack.team}/${incidents}/${ts}`;
    await sender.post(thread, say("FINANCE_PAYROLL completed."), delivery("d1"));
    await sender.post(thread, say("FINANCE_PAYROLL completed."), delivery("d1", { tries: 2 }));
    expect((await replies(ts)).map(({ text }) => text)).toEqual(["status?", "FINANCE_PAYROLL completed."]);
  });

  it("keeps one card in the channel through all states, also for a process that knows nothing of it, with news beneath", async () => {
    const thread = await sender.threadOfChannel(`slack:${incidents}`);
    if (thread === null) throw new Error("The channel has no thread.");
    const key = "5c1830cb-66f8-4643-ad2a-e3c3afb62ba7";
    let ref: string | null = null;
    for (const { reply: state } of cards.slice(0, 4))
      ref = await sender.showCard(thread, { key, ref, important: false }, state);
    await using other = createSlackSender({
      clientFor: async () => slack.bot,
      now: () => new Date(),
      log: pino({ level: "silent" }),
    });
    const last = cards[5];
    if (!last) throw new Error("The completed card is gone from the gallery.");
    expect(await other.showCard(thread, { key, ref: null, important: false }, last.reply)).toBe(ref);
    await other.notify(thread, say("Done."), ref);
    const { messages = [] } = await slack.ana.conversations.history({
      channel: incidents,
      include_all_metadata: true,
    });
    const standing = messages.filter(({ metadata }) => JSON.stringify(metadata ?? null).includes(key));
    expect(standing).toHaveLength(1);
    expect(standing[0]?.text).toContain("completed after");
    expect((await replies(ref ?? "")).map(({ text }) => text)).toContain("Done.");
  });

  it("shows what is private to whoever asked, and writes to them directly where they are not in the channel", async () => {
    const quiet = await slack.channel("quiet");
    await sender.post(`${slack.team}/${incidents}`, say("Only Ana."), delivery("d2", { privately: true }));
    const { messages: seen = [] } = await slack.ana.conversations.history({ channel: incidents });
    expect(JSON.stringify(seen)).not.toContain("Only Ana.");
    await slack.bot.conversations.join({ channel: quiet });
    await slack.ana.conversations.leave({ channel: quiet }).catch(() => {});
    await sender.post(
      `${slack.team}/${quiet}`,
      say("Only Ana, elsewhere."),
      delivery("d3", { privately: true }),
    );
    const direct = await sender.directThread(`slack:${slack.team}/${slack.anaId}`);
    const [, channel = ""] = direct?.split("/") ?? [];
    const { messages = [] } = await slack.ana.conversations.history({ channel });
    expect(messages.map(({ text }) => text).join("\n")).toContain("Only Ana, elsewhere.");
  });

  it("uploads a long log into the thread", async () => {
    const { ts = "" } = await slack.ana.chat.postMessage({ channel: incidents, text: "log?" });
    const log = Array.from({ length: 5_000 }, (_, line) => `line ${line}`).join("\n");
    const answer = { ...say("The log of A."), file: { name: "A.log", text: log } };
    await sender.post(`${slack.team}/${incidents}/${ts}`, answer, delivery("d4"));
    await sender.post(`${slack.team}/${incidents}/${ts}`, answer, delivery("d4", { tries: 2 }));
    const files = (await replies(ts)).flatMap((message) => message.files ?? []);
    expect(files.map(({ name, size }) => ({ name, size }))).toEqual([{ name: "A.log", size: log.length }]);
  });
});
