// A chat platform of memory, as small as one can be that keeps its contract: a service with a markup of its own, and an
// adapter before it. It shows that the contract can be kept and, with one defect at a time, that it notices.

import type { ChatEvent } from "#core/chat-event.ts";
import { Fault } from "#core/fault.ts";
import type { Filled, Form } from "#core/form.ts";
import { localeOfTag } from "#core/locale.ts";
import type { Choice, Reply } from "#core/reply.ts";
import type { Card, ChatPlatform, Delivery } from "#ports/chat-platform.ts";
import type { Reception, Speaker } from "#ports/reception.ts";
import type { OpenPlatform, PlatformRig, Shown, Where, Who } from "../../contracts/chat-platform.ts";

export type Defect =
  | "hands in a repeat as something new"
  | "swallows what was not kept"
  | "forgets who pressed"
  | "shows private replies to everybody"
  | "posts an edit as a new message"
  | "fails to edit a deleted card"
  | "posts twice when the answer was lost"
  | "takes the same words for the same post"
  | "forgets its cards when it restarts"
  | "lets markup through"
  | "lets names be markup"
  | "cuts without saying so"
  | "cuts nothing"
  | "says everything in English"
  | "hears itself"
  | "leaves out the table"
  | "takes a dialog's choice as it is"
  | "drops buttons after the fifth"
  | "answers strangers"
  | "notifies nobody"
  | "forgets under which card it was"
  | "takes for its own what was said to nobody"
  | "takes for its own what calls somebody else"
  | "calls only whom it has heard"
  | "drops files"
  | "has no thread below a card";

interface Message {
  readonly id: string;
  readonly thread: string;
  readonly meta: string;
  readonly only: Who | null;
  readonly files: Shown["files"];
  markup: string;
  choices: readonly Choice[];
}

interface Delivered {
  readonly id: string;
  readonly who: Who;
  readonly thread: string;
  readonly text: string;
  readonly press: Choice | null;
  readonly filled: Filled | null;
  /** Somebody else than the bot, whom it begins by calling; `nobody`: it calls no one, in a thread of people. */
  readonly calls?: Who | "nobody";
}

const people = {
  ana: { name: "Ana Souza", email: "ana@example.com", identity: "slack:T1/ANA" },
  rui: { name: "Rui Ávila", email: "rui@example.com", identity: "slack:T1/RUI" },
} as const;

const words = { en: "cut here, the rest is in Resync", pt: "cortado aqui, o resto está no Resync" } as const;
const longest = 3_000;

/** The rig, with at most one thing wrong. */
export function memoryRig(defect: Defect | null = null, patienceMs = 2_000): PlatformRig {
  return {
    name: "the memory platform",
    longest: 4_000,
    saysCut: { en: new RegExp(words.en), pt: new RegExp(words.pt) },
    people,
    channel: "memory:ops",
    patienceMs,
    open: async (reception) => openMemory(reception, defect),
  };
}

function openMemory(reception: Reception, defect: Defect | null): OpenPlatform {
  const messages: Message[] = [];
  const dialogs = new Map<Who, { readonly form: Form; readonly delivered: Delivered }>();
  let lastDelivered: Delivered | null = null;
  let answersLost = 0;
  let count = 0;
  const next = (prefix: string) => `${prefix}${++count}`;

  function send(message: Omit<Message, "id">): string {
    const id = next("m");
    messages.push({ ...message, id });
    if (answersLost > 0) {
      answersLost -= 1;
      throw new Fault("timeout", "The memory platform did not answer.", { retryable: true });
    }
    return id;
  }

  function createAdapter() {
    const refs = new Set<string>();
    const taken = new Set<string>();

    async function take(delivered: Delivered): Promise<void> {
      const { who, thread, text, press, filled } = delivered;
      if (taken.has(delivered.id) && defect === "swallows what was not kept") return;
      taken.add(delivered.id);
      const { calls } = delivered;
      if (calls && calls !== "nobody" && defect !== "takes for its own what calls somebody else") return;
      const overheard = calls === "nobody" && defect !== "takes for its own what was said to nobody";
      const speaker: Speaker = { ...people[who], standing: "member", languageTag: null };
      const person = await reception.who(speaker);
      if (!person && defect !== "answers strangers") return;
      const shown = person ?? { id: speaker.identity, name: speaker.name, roles: [] };
      if (press?.form && !filled && defect !== "takes a dialog's choice as it is") {
        const locale = localeOfTag(speaker.languageTag ?? "") ?? "en";
        const form = await reception.formFor({ choice: press.id, person: shown, locale });
        if (form) {
          dialogs.set(who, { form, delivered });
          return;
        }
      }
      const [, base = "", ref = ""] = /^(.*)\/([^/]+)$/.exec(thread) ?? [];
      const root = messages.some(({ id }) => id === ref) ? { thread: base, ref } : null;
      const event: ChatEvent = {
        id: defect === "hands in a repeat as something new" ? next("e") : delivered.id,
        platform: "slack",
        thread,
        conversationId: `conversation ${thread}`,
        person: defect === "forgets who pressed" && press ? { ...shown, id: people.ana.identity } : shown,
        text,
        at: new Date(),
        speaker: who,
        ...(press ? { pressed: { filled } } : {}),
        ...(overheard ? { overheard: true } : {}),
        ...(root && defect !== "forgets under which card it was" ? { under: root } : {}),
      };
      await reception.receive(event);
    }

    async function put(thread: string, reply: Reply, meta: string, only: Who | null): Promise<string> {
      const files = reply.file && defect !== "drops files" ? [reply.file] : [];
      return send({ thread, meta, only, files, ...drawn(reply, defect) });
    }

    const platform: ChatPlatform = {
      platform: "slack",
      async post(thread: string, reply: Reply, delivery: Delivery) {
        const before = messages.find((message) =>
          defect === "takes the same words for the same post"
            ? message.markup === drawn(reply, defect).markup
            : message.meta === `delivery ${delivery.id}`,
        );
        if (delivery.tries > 1 && before && defect !== "posts twice when the answer was lost") return;
        const alone = delivery.privately && defect !== "shows private replies to everybody";
        await put(thread, reply, `delivery ${delivery.id}`, alone ? (delivery.speaker as Who) : null);
        if (defect === "hears itself")
          await take({ id: next("d"), who: "ana", thread, text: reply.text, press: null, filled: null });
      },
      async notify(thread, reply, under) {
        await put(under ? `${thread}/${under}` : thread, reply, "news", null);
      },
      async showCard(thread: string, { key, ref }: Card, reply: Reply) {
        const stands = messages.find(({ id, meta }) => (ref === null ? meta === `card ${key}` : id === ref));
        const forgotten = defect === "forgets its cards when it restarts" && !refs.has(ref ?? "");
        if (!stands && ref !== null && defect === "fails to edit a deleted card")
          throw new Fault("not_found", "The card is gone.");
        if (!stands || forgotten || (ref !== null && defect === "posts an edit as a new message")) {
          const id = await put(thread, reply, `card ${key}`, null);
          refs.add(id);
          return id;
        }
        Object.assign(stands, drawn(reply, defect));
        return stands.id;
      },
      ...(defect !== "has no thread below a card" && {
        threadUnder: (thread: string, ref: string) => (thread === "ops" ? `${thread}/${ref}` : thread),
      }),
      threadOfChannel: async (channel) => (channel === "memory:ops" ? "ops" : null),
      async directThread(identity) {
        const found = whoIs([identity], defect);
        return found ? `direct:${found}` : null;
      },
      async [Symbol.asyncDispose]() {},
    };
    return { take, platform };
  }

  let adapter = createAdapter();

  /** As a platform does: what is refused is delivered again later, by `repeats`. */
  async function deliver(delivered: Delivered): Promise<void> {
    lastDelivered = delivered;
    await adapter.take(delivered).catch(() => {});
  }

  const mine = (message: Message, who: Who) => message.only === who || message.thread === `direct:${who}`;

  return {
    get platform() {
      return adapter.platform;
    },
    async writes(who, where, text) {
      const thread = threadOf(who, where, () => next("ops/"));
      const calls = typeof where === "object" ? where.calling : undefined;
      await deliver({
        id: next("d"),
        who,
        thread,
        text,
        press: null,
        filled: null,
        ...(calls ? { calls } : {}),
      });
    },
    async shows(thread, under) {
      const place = under ? `${thread}/${under}` : thread;
      return messages.filter((message) => message.thread === place && message.only === null).map(seen);
    },
    async showsOnly(who) {
      return messages
        .filter((message) => mine(message, who))
        .map((message) => ({
          ...seen(message),
          where: message.only ? ("thread" as const) : ("direct" as const),
        }));
    },
    async presses(who, thread, label) {
      const message = messages.findLast((each) => each.thread === thread && labels(each).includes(label));
      const press = message?.choices[labels(message).indexOf(label)];
      if (!press) throw new Error(`There is no button "${label}".`);
      // Its first message names a thread of the channel.
      const place = thread === "ops" ? `ops/${message?.id}` : thread;
      await deliver({ id: next("d"), who, thread: place, text: press.id, press, filled: null });
    },
    async dialog(who) {
      const form = dialogs.get(who)?.form;
      if (!form) return null;
      const fields = form.fields.map(({ label, value, options }) => ({
        label,
        value: options.find((option) => option.value === value)?.label ?? value,
        options: options.map((option) => option.label),
      }));
      return { title: form.title, text: form.intro, submit: form.submit, fields };
    },
    async fills(who, values) {
      const open = dialogs.get(who);
      if (!open) throw new Error("No dialog is open.");
      dialogs.delete(who);
      const filled = open.form.fields.flatMap(({ name, label, value, options }) => {
        const given = values[label];
        const found = options.find((option) => option.label === given)?.value ?? given ?? value;
        return found === null ? [] : [[name, found] as const];
      });
      await deliver({ ...open.delivered, id: next("d"), filled: Object.fromEntries(filled) });
    },
    async repeats() {
      if (lastDelivered) await deliver(lastDelivered);
    },
    losesNextAnswer() {
      answersLost += 1;
    },
    async deletes(thread) {
      const at = messages.findLastIndex((message) => message.thread === thread);
      messages.splice(at, 1);
    },
    async restart() {
      adapter = createAdapter();
    },
    complaints: () =>
      messages.filter(({ markup }) => markup.length > 8_000).map(({ id }) => `${id} is too large.`),
    async [Symbol.asyncDispose]() {},
  };
}

function threadOf(who: Who, where: Where, anew: () => string): string {
  if (typeof where === "object") return where.under ? `${where.thread}/${where.under}` : where.thread;
  return where === "direct" ? `direct:${who}` : anew();
}

/** The reply in the service's markup: `<@ana>` notifies, `<address>` leads somewhere, entities stand for themselves. */
function drawn(reply: Reply, defect: Defect | null): Pick<Message, "markup" | "choices"> {
  const asText = (text: string) =>
    defect === "lets markup through" ? text : text.replace(/[&<>]/g, (char) => entities[char] ?? "");
  const parts = [
    reply.text,
    ...reply.facts.map(({ label, value }) => `${label}: ${value}`),
    ...(defect === "leaves out the table" ? [] : (reply.table?.rows ?? []).map((row) => row.join(" | "))),
    reply.table?.columns.join(" | ") ?? "",
    reply.quote ? `${reply.quote.title}\n${reply.quote.text}` : "",
    ...reply.sources.map(({ title, ref }) => `${title} (${ref})`),
  ];
  const whole = parts.filter((part) => part !== "").join("\n");
  const isCut = whole.length > longest && defect !== "cuts nothing";
  const word = words[defect === "says everything in English" ? "en" : reply.locale];
  const cut = isCut
    ? `${whole.slice(0, longest)}${defect === "cuts without saying so" ? "" : `\n${word}`}`
    : whole;
  const mentioned = (reply.mentions ?? []).map(({ name, identities }) => {
    const who = whoIs(identities, defect);
    return who && defect !== "notifies nobody" ? `<@${who}>` : asText(name);
  });
  const markup = [asText(defect === "lets names be markup" ? cut.replaceAll("_", "") : cut), ...mentioned];
  const choices = defect === "drops buttons after the fifth" ? reply.choices.slice(0, 5) : reply.choices;
  return { markup: markup.join("\n"), choices };
}

/** By the account, or by the address that the service itself vouches for. */
function whoIs(identities: readonly string[], defect: Defect | null): Who | undefined {
  return (["ana", "rui"] as const).find(
    (who) =>
      identities.includes(people[who].identity) ||
      (defect !== "calls only whom it has heard" && identities.includes(`email:${people[who].email}`)),
  );
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** As the service draws it. */
function seen(message: Message): Shown {
  const tags = [...message.markup.matchAll(/<([^<>]*)>/g)].map(([, inside = ""]) => inside);
  const text = message.markup
    .replace(/<([^<>]*)>/g, "·")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
  return {
    text,
    buttons: labels(message),
    pings: tags.filter((tag) => /^[@!]/.test(tag)).map((tag) => tag.slice(1)),
    links: tags.filter((tag) => tag.startsWith("http")),
    files: message.files,
  };
}

function labels({ choices }: Message): readonly string[] {
  return choices.map(({ label }) => label);
}
