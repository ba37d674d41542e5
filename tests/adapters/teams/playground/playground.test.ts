// The real adapter in front of Microsoft's own imitation of Teams, over its HTTP calls.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ChatEvent } from "#core/chat-event.ts";
import { type Reply, reply } from "#core/reply.ts";
import { asObject } from "../support/card-rules.ts";
import { gallery } from "../support/gallery.ts";
import { type Frame, openPlayground, type Playground } from "./open-playground.ts";
import { openPlaygroundBot, type PlaygroundBot } from "./playground-bot.ts";

let bot: PlaygroundBot;
let opened: Playground | string;

beforeAll(async () => {
  bot = await openPlaygroundBot({ times: { answerWithinMs: 1_000 } });
  opened = await openPlayground(bot.url);
  // biome-ignore lint/suspicious/noConsole: a reader must see why nothing was tested
  if (typeof opened === "string") console.warn(opened);
});
afterAll(async () => {
  if (typeof opened !== "string") await opened[Symbol.asyncDispose]();
  await bot[Symbol.asyncDispose]();
});

/** Skips, by saying why, where the playground cannot start. */
function inPlayground(claim: string, run: (playground: Playground) => Promise<void>): void {
  test(claim, async ({ skip }) => {
    if (typeof opened === "string") return skip(opened);
    heard.length = 0;
    bot.onEvent = async (event) => void heard.push(event);
    await run(opened);
  });
}

const heard: ChatEvent[] = [];

async function answers(event: ChatEvent, words: Reply): Promise<void> {
  const speaker = event.speaker ?? null;
  await bot.platform.post(event.thread, words, { id: event.id, tries: 1, speaker, privately: false });
}

const says = (text: string): Reply => reply({ locale: "en", text });

/** The id of the message a frame shows. */
function messageIn(frame: Frame): string {
  return String(asObject(frame.message)?.messageId);
}

const approve = (card: Reply) => ({
  type: "Action.Execute",
  verb: "press",
  data: { choice: card.choices[0]?.id },
});

describe("in the playground", () => {
  inPlayground("a message is answered as text, and a greeting comes before it", async (playground) => {
    const { personalChat } = playground.ids;
    bot.onEvent = async (event) => await answers(event, says(`You said: ${event.text}`));
    await playground.install(personalChat.id);
    await playground.see("the greeting", (text) => text.includes("I am Resync"));
    await playground.say(personalChat.id, "status A_B*C#1 <x>");
    await playground.see("the answer", (text) => text.includes("You said: status A\\\\_B\\\\*C#1 &lt;x&gt;"));
  });

  inPlayground(
    "a card's button is heard as its choice, and the card is edited in place",
    async (playground) => {
      const { personalChat } = playground.ids;
      const asked = gallery.approval;
      if (!asked) throw new Error("no approval");
      bot.onEvent = async (event) => {
        heard.push(event);
        const done = reply({ locale: "en", mood: "good", text: "Approved by Alex Wilber, from Teams." });
        await bot.platform.showCard?.(event.thread, { key: "checkpoint:1", ref, important: true }, done);
      };
      const card = { key: "checkpoint:1", ref: null, important: true };
      const ref = (await bot.platform.showCard?.(personalChat.id, card, asked)) ?? null;
      const shown = await playground.see("the card", (text) => text.includes("Reruns CTRL_FIN#"));
      expect(messageIn(shown)).toBe(ref);
      const before = playground.frames.length;
      const answer = await playground.press(personalChat.id, messageIn(shown), approve(asked));
      expect(heard).toMatchObject([
        { text: "approve 3f2a91bc plan=ab12cd34", pressed: { filled: null }, thread: personalChat.id },
      ]);
      expect(JSON.stringify(answer)).toContain("Approved by Alex Wilber");
      const edited = await playground.see("the edit", (text) => text.includes("Approved by Alex"), before);
      expect(edited.action).not.toBe("createMessage");
      expect(messageIn(edited)).toBe(ref);
    },
  );

  inPlayground("a client without Action.Execute presses the same button", async (playground) => {
    const { personalChat } = playground.ids;
    const asked = gallery.refusal;
    if (!asked) throw new Error("no refusal");
    await bot.platform.notify(personalChat.id, asked);
    const shown = await playground.see("the card", (text) => text.includes("PAYROL"));
    await playground.submit(personalChat.id, messageIn(shown), { choice: "status FINANCE_PAYROLL" });
    await expect
      .poll(() => heard)
      .toMatchObject([{ text: "status FINANCE_PAYROLL", pressed: { filled: null } }]);
  });

  inPlayground("a button with a form opens its dialog, and the filled form is heard", async (playground) => {
    const { personalChat, currentUser, bot: me } = playground.ids;
    bot.reception.form = {
      title: "Reject",
      intro: "Nothing is rerun.",
      submit: "Reject",
      fields: [
        {
          name: "reason",
          label: "Why",
          hint: null,
          kind: "long_text",
          options: [],
          value: null,
          required: true,
          longest: 500,
        },
      ],
    };
    const invoke = (name: string, data: object) => ({
      type: "invoke",
      name,
      id: name,
      channelId: "msteams",
      serviceUrl: `${playground.url}/_connector`,
      from: { id: currentUser.id, name: currentUser.name },
      recipient: { id: me.id, name: me.name },
      conversation: { id: personalChat.id, conversationType: "personal" },
      value: { data },
    });
    const choice = "reject 3f2a91bc";
    await playground.send(invoke("task/fetch", { msteams: { type: "task/fetch" }, choice }));
    await expect.poll(() => bot.reception.presses).toMatchObject([{ choice }]);
    const filled = { choice, thread: personalChat.id, form: true, "field.reason": "The file came." };
    await playground.send(invoke("task/submit", filled));
    await expect
      .poll(() => heard)
      .toMatchObject([{ text: choice, pressed: { filled: { reason: "The file came." } } }]);
  });

  inPlayground("something nobody asked for just now reaches a known conversation", async (playground) => {
    const before = playground.frames.length;
    await bot.platform.notify(playground.ids.personalChat.id, says("CRITICAL_JOB is late."));
    await playground.see("the news", (text) => text.includes("CRITICAL\\\\_JOB is late."), before);
  });

  inPlayground("a mention in a group is answered in the group", async (playground) => {
    const [{ id: group }] = playground.ids.groupChats;
    bot.onEvent = async (event) => await answers(event, says(`In the group: ${event.text}`));
    await playground.say(group, "health");
    await playground.see(
      "the answer",
      (text, frame) => text.includes("In the group: health") && frame.actionConversationId === group,
    );
  });

  inPlayground(
    "a mention in a channel is answered under it, and a reply there goes on",
    async (playground) => {
      const channel = playground.ids.teams[0].channels[1]?.id ?? "";
      bot.onEvent = async (event) => {
        heard.push(event);
        await answers(event, says(`Under it: ${event.text}`));
      };
      await playground.say(channel, "failed 4h");
      const first = await playground.see("the answer", (text) => text.includes("Under it: failed 4h"));
      const thread = String(first.actionConversationId);
      expect(thread).toMatch(new RegExp(`^${channel};messageid=\\d+$`));
      await playground.say(thread, "and its log?");
      const second = await playground.see("the second", (text) => text.includes("Under it: and its log?"));
      expect(second.actionConversationId).toBe(thread);
      expect(new Set(heard.map(({ conversationId }) => conversationId)).size).toBe(1);
      expect(heard.map((event) => event.thread)).toEqual([thread, thread]);
    },
  );
});
