// People at a Slack that runs on this machine: they write through emulate, whose events come over real HTTP, and press and
// fill in through signed payloads; what stands in Slack is read back from emulate.

import { readThread } from "#adapters/slack/thread.ts";
import type { OpenPlatform, Shown, ShownToOne, Who } from "../../contracts/chat-platform.ts";
import { violations } from "./blocks/slack-rules.ts";
import { fieldsOf, initialOf, optionsOf, pressOf, submissionOf } from "./payloads.ts";
import { type Part, type Seen, see, textOf } from "./seen.ts";
import { botToken, type Request, type SlackWorld } from "./slack-world.ts";

/** emulate makes up ids; tests want to know them before. */
export const channel = "C0INCIDENT";
export const users = { ana: "U0ANA", rui: "U0RUI" } as const;

export type SlackPeople = Omit<OpenPlatform, "platform" | "restart" | typeof Symbol.asyncDispose>;

interface Message extends Part {
  readonly ts: string;
  readonly text: string;
  readonly channel_id: string;
}

export function peopleAt(world: SlackWorld): SlackPeople {
  let last: readonly Request[] = [];
  const closed = new Set<string>();
  const complaints: string[] = [];

  /** Everything that somebody does is remembered, for Slack to deliver it again. */
  async function doing(work: () => Promise<unknown>): Promise<void> {
    await world.delivered();
    world.forgetLast();
    await work();
    await world.delivered();
    last = [...world.lastRequests];
  }

  const ours = (table: string): readonly Message[] =>
    (world.rows(table) as readonly Message[]).filter(({ user }) => user === world.botUser);

  function messagesIn(thread: string, under?: string): readonly Message[] {
    const place = readThread(thread);
    if (!place) throw new Error(`${thread} is no thread.`);
    const root = under === undefined ? place.ts : (under.split("/").at(-1) ?? null);
    return ours("messages").filter(
      (message) =>
        message.channel_id === place.channel &&
        (root === null
          ? !message.thread_ts || message.thread_ts === message.ts
          : message.thread_ts === root) &&
        (root === null || message.ts !== root),
    );
  }

  const seen = (message: Message): Seen => see((message.blocks ?? []) as readonly Part[], message.text);
  const nameOf = (ping: string): string =>
    Object.entries(users).find(([, user]) => user === ping)?.[0] ?? ping;

  function shown(message: Message): Shown {
    const { text, buttons, pings, links } = seen(message);
    const files = ((message.files ?? []) as readonly Part[]).map(({ file_id: id, name }) => {
      const row = world.rows("files").find((file) => file.file_id === id);
      return {
        name: String(name),
        text: Buffer.from(String(row?.content_base64 ?? ""), "base64").toString("utf8"),
      };
    });
    return { text, buttons: buttons.map(({ label }) => label), pings: pings.map(nameOf), links, files };
  }

  function directOf(who: Who): readonly Message[] {
    const own = world
      .rows("channels")
      .filter(
        ({ is_im: isDirect, members }) => isDirect && (members as readonly string[]).includes(users[who]),
      );
    return ours("messages").filter(({ channel_id: at }) => own.some(({ channel_id: id }) => id === at));
  }

  const ephemeralOf = (who: Who): readonly Message[] =>
    ours("ephemeralMessages").filter(({ target_user: target }) => target === users[who]);

  function openView(who: Who): Part | null {
    const views = world
      .rows("views")
      .filter(({ type, user_id: user }) => type === "modal" && user === users[who]);
    const view = views.at(-1);
    return view && !closed.has(String(view.view_id)) ? view : null;
  }

  async function presses(who: Who, thread: string, label: string): Promise<void> {
    const visible = [...messagesIn(thread), ...ephemeralOf(who), ...directOf(who)];
    const newest = visible
      .toSorted((one, other) => Number(one.ts) - Number(other.ts))
      .flatMap((message) => seen(message).buttons.map((button) => ({ ...button, message })))
      .findLast((button) => button.label === label);
    if (!newest) throw new Error(`${who} sees no button "${label}".`);
    const { message, element, block } = newest;
    const payload = await pressOf(world, { id: users[who], name: who }, message, { element, block });
    await sends(world.interaction(payload));
  }

  async function sends(request: Request): Promise<string> {
    const answer = await world.send(request);
    if (answer.ms > 3_000) complaints.push(`Slack waited ${answer.ms} ms for an answer.`);
    return answer.body;
  }

  async function fills(who: Who, values: Readonly<Record<string, string>>): Promise<void> {
    const view = openView(who);
    if (!view) throw new Error(`No dialog is open before ${who}.`);
    const payload = submissionOf({ id: users[who], name: who }, view, values);
    const answer = await sends(world.interaction(payload));
    if (answer !== "") throw new Error(`The dialog stays open: ${answer}`);
    closed.add(String(view.view_id));
  }

  function broken(): readonly string[] {
    const surfaces: Readonly<Record<string, "message" | "modal" | "home">> = {
      "chat.postMessage": "message",
      "chat.update": "message",
      "chat.postEphemeral": "message",
      "views.open": "modal",
      "views.update": "modal",
      "views.publish": "home",
    };
    return world.calls.flatMap(({ method, args }) => {
      const kind = surfaces[method];
      if (!kind) return [];
      const holder = (kind === "message" ? args : args.view) as Part;
      const wrong = violations({ kind, blocks: (holder.blocks ?? []) as readonly object[] });
      return wrong.map((each) => `${method}: ${each}`);
    });
  }

  return {
    async writes(who, where, text) {
      const token = world.tokens[who];
      const typed = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
      await doing(async () => {
        if (where === "command") {
          await sends(world.command(text, { user_id: users[who], user_name: who }));
        } else if (where === "mention") {
          await world.api(token, "chat.postMessage", { channel, text: `<@${world.botUser}> ${typed}` });
        } else if (where === "direct") {
          const opened = await world.api(token, "conversations.open", { users: world.botUser });
          const at = (opened.channel as Part).id;
          await world.api(token, "chat.postMessage", { channel: at, text: typed });
        } else {
          const place = readThread(where.thread);
          const root = where.under?.split("/").at(-1) ?? place?.ts;
          const under = root ? { thread_ts: root } : {};
          const { calling = "nobody" } = where;
          const call = calling === "nobody" ? "" : `<@${users[calling]}> `;
          const message = { channel: place?.channel, text: `${call}${typed}`, ...under };
          await world.api(token, "chat.postMessage", message);
        }
      });
    },
    async shows(thread, under) {
      return messagesIn(thread, under).map(shown);
    },
    async showsOnly(who) {
      const alone = ephemeralOf(who).map((message): ShownToOne => ({ ...shown(message), where: "thread" }));
      const direct = directOf(who).map((message): ShownToOne => ({ ...shown(message), where: "direct" }));
      return [...alone, ...direct];
    },
    presses: (who, thread, label) => doing(() => presses(who, thread, label)),
    async dialog(who) {
      const view = openView(who);
      if (!view) return null;
      const { text } = see(view.blocks as readonly Part[], "");
      return {
        title: textOf(view.title),
        text,
        submit: textOf(view.submit),
        fields: fieldsOf(view).map((block) => {
          const element = block.element as Part;
          return {
            label: textOf(block.label),
            value: initialOf(element),
            options: optionsOf(element).map((option) => textOf(option.text)),
          };
        }),
      };
    },
    fills: (who, values) => doing(() => fills(who, values)),
    async repeats() {
      for (const request of last) await world.send(request);
    },
    losesNextAnswer: () => world.loseNextAnswer(),
    async deletes(thread) {
      const newest = messagesIn(thread).at(-1);
      if (!newest) throw new Error("There is nothing to delete.");
      await world.api(botToken, "chat.delete", { channel: newest.channel_id, ts: newest.ts });
    },
    complaints: () => [...complaints, ...broken()],
  };
}
