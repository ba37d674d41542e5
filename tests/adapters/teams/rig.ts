// Teams for the suite of chat platforms: people of a tenant who write, press and fill in as Teams delivers it.

import type { Reception } from "#ports/reception.ts";
import type { TeamsConversations } from "#ports/teams-conversations.ts";
import type {
  OpenPlatform,
  PlatformRig,
  Shown,
  ShownToOne,
  Where,
  Who,
} from "../../contracts/chat-platform.ts";
import { activityOf, type Bot, type Delivered, escaped, mentioning, openBot } from "./support/bot.ts";
import { type Drawn, draw, type Json, list } from "./support/drawn.ts";
import {
  openTenant,
  type Posted,
  personalWith,
  readIn,
  type Tenant,
  type TenantMember,
} from "./support/tenant.ts";

export const people: Readonly<Record<Who, TenantMember>> = {
  ana: {
    id: "29:ana",
    name: "Ana Souza",
    aadObjectId: "aaaaaaaa-0000-4000-8000-000000000001",
    email: "ana@bank.example",
  },
  rui: {
    id: "29:rui",
    name: "Rui Álvares",
    aadObjectId: "aaaaaaaa-0000-4000-8000-000000000002",
    email: "rui@bank.example",
  },
};

const general = "19:general@thread.tacv2";
export const alerts = "19:alerts@thread.tacv2";

export function teamsRig(conversations: () => Promise<TeamsConversations>): PlatformRig {
  const person = ({ name, email, aadObjectId }: TenantMember) => ({
    name,
    email,
    identity: `teams:${aadObjectId}`,
  });
  return {
    name: "Teams",
    longest: 28_000,
    saysCut: {
      en: /left out here|more characters|do not fit here|does not fit/,
      pt: /omitidas? aqui|mais \d+ caracteres|não cabem? aqui/,
    },
    substitutes: {
      privateReply:
        "the answer goes to their personal chat, since showing it to one person in a thread is a preview",
      lostPost: "Teams has no way to look for a post, so one whose answer was lost may stand there twice",
      lostCard: "a card whose answer was lost stands there twice, and the newer one is edited",
      files: "the beginning of the text is on the card, which says how much is missing",
    },
    people: { ana: person(people.ana), rui: person(people.rui) },
    channel: `teams:${alerts}`,
    open: async (reception) => await open(reception, await conversations()),
  };
}

async function open(reception: Reception, conversations: TeamsConversations): Promise<OpenPlatform> {
  const tenant = await openTenant();
  for (const member of Object.values(people)) tenant.members.set(member.id, member);
  // The team lets Resync read its channels, in which every thread is one of ours.
  const readsChannels = { tookPart: async () => true };
  let bot: Bot = await openBot(tenant, reception, conversations, readsChannels);
  // The app is added to the team before anybody can write to it.
  const added = { type: "installationUpdate", action: "add" };
  await bot.deliver(activityOf(tenant, people.rui, general, added));
  let last: { readonly activity: object; readonly token: string } | null = null;
  const dialogs = new Map<Who, { readonly task: Json; readonly message: Posted }>();

  async function deliver(activity: object): Promise<Delivered> {
    last = { activity, token: await tenant.sign() };
    return await bot.deliver(last.activity, last.token);
  }

  function invoke(who: Who, message: Posted, more: object): Promise<Delivered> {
    return deliver(
      activityOf(tenant, people[who], placeOf(message), { type: "invoke", replyToId: message.id, ...more }),
    );
  }

  function shown({ activity }: Posted): Shown {
    const { text, buttons, mentioned, links } = draw(activity);
    const pings = mentioned.flatMap((id) => {
      const who = (Object.keys(people) as Who[]).find((each) =>
        [people[each].id, people[each].aadObjectId].includes(id),
      );
      return who ? [who] : [];
    });
    return { text, buttons: buttons.map(({ label }) => label), pings, links, files: [] };
  }

  interface Alone {
    readonly posted: Posted;
    readonly where: ShownToOne["where"];
  }

  function alone(who: Who): readonly Alone[] {
    const { id } = people[who];
    return tenant.posted.flatMap((posted): Alone[] => {
      if (posted.targeted === id) return [{ posted, where: "thread" }];
      return posted.conversation === personalWith(people[who]) ? [{ posted, where: "direct" }] : [];
    });
  }

  return {
    get platform() {
      return bot.platform;
    },
    async writes(who, where, text) {
      await deliver(written(tenant, people[who], where, text));
    },
    shows: async (thread, under) => readIn(tenant, thread, under).map(shown),
    showsOnly: async (who) => alone(who).map(({ posted, where }) => ({ ...shown(posted), where })),
    async presses(who, thread, label) {
      const visible = [...readIn(tenant, thread), ...alone(who).map(({ posted }) => posted)];
      const message = visible.findLast(({ activity }) => buttonOf(draw(activity), label));
      const action = message && buttonOf(draw(message.activity), label);
      if (!message || !action) throw new Error(`There is no button "${label}".`);
      if (action.type === "Action.Execute") {
        const { verb, data } = action;
        const value = { action: { type: "Action.Execute", verb, data, id: "" }, trigger: "manual" };
        const { status, body } = await invoke(who, message, { name: "adaptiveCard/action", value });
        if (status !== 200 || body.statusCode !== 200)
          tenant.complaints.push(`A press was answered with ${status}`);
        return;
      }
      const value = { data: action.data, context: { theme: "default" } };
      const { status, body } = await invoke(who, message, { name: "task/fetch", value });
      const task = body.task as Json | undefined;
      if (status !== 200 || !task) tenant.complaints.push(`A dialog was answered with ${status}`);
      if (task?.type === "continue") dialogs.set(who, { task: task.value as Json, message });
    },
    async dialog(who) {
      const open = dialogs.get(who);
      if (!open) return null;
      const { text, buttons, inputs } = draw({ attachments: [open.task.card] });
      const [submit] = buttons;
      const fields = inputs.map((input) => {
        const choices = list(input.choices);
        const value = input.value === undefined ? null : String(input.value);
        const chosen = choices.find((choice) => choice.value === value)?.title ?? value;
        return {
          label: String(input.label),
          value: chosen === null ? null : String(chosen),
          options: choices.map(({ title }) => String(title)),
        };
      });
      return { title: String(open.task.title), text, submit: submit?.label ?? "", fields };
    },
    async fills(who, values) {
      const open = dialogs.get(who);
      if (!open) throw new Error("No dialog is open.");
      const { buttons, inputs } = draw({ attachments: [open.task.card] });
      const entries = inputs.map((input) => {
        const typed = values[String(input.label)] ?? input.value ?? "";
        const chosen = list(input.choices).find(({ title }) => title === typed)?.value;
        return [String(input.id), chosen ?? typed];
      });
      const data = { ...(buttons[0]?.action.data as object), ...Object.fromEntries(entries) };
      dialogs.delete(who);
      const value = { data, context: { theme: "default" } };
      const { status } = await invoke(who, open.message, { name: "task/submit", value });
      if (status !== 200) tenant.complaints.push(`A filled dialog was answered with ${status}`);
    },
    async repeats() {
      if (last) await bot.deliver(last.activity, last.token);
    },
    losesNextAnswer: () => tenant.losesNextAnswer(),
    async deletes(thread) {
      const newest = readIn(tenant, thread).at(-1);
      if (newest) tenant.delete(newest.id);
    },
    async restart() {
      await bot[Symbol.asyncDispose]();
      bot = await openBot(tenant, reception, conversations, readsChannels);
    },
    complaints: () => tenant.complaints,
    async [Symbol.asyncDispose]() {
      await bot[Symbol.asyncDispose]();
      await tenant[Symbol.asyncDispose]();
    },
  };
}

function written(tenant: Tenant, member: TenantMember, where: Where, text: string): object {
  if (where === "command")
    return activityOf(tenant, member, personalWith(member), { text: `/resync ${escaped(text)}` });
  if (where === "direct") return activityOf(tenant, member, personalWith(member), { text: escaped(text) });
  if (where !== "mention") {
    const { thread, under, calling } = where;
    const place = under === undefined ? thread : `${thread};messageid=${under}`;
    if (calling === undefined) return activityOf(tenant, member, place, mentioning(text));
    if (calling === "nobody") return activityOf(tenant, member, place, { text: escaped(text) });
    const { id, name } = people[calling];
    const tag = `<at>${name}</at>`;
    const entities = [{ type: "mention", mentioned: { id, name }, text: tag }];
    return activityOf(tenant, member, place, { text: `${tag} ${escaped(text)}`, entities });
  }
  const id = tenant.nextId();
  return activityOf(tenant, member, `${general};messageid=${id}`, { id, ...mentioning(text) });
}

/** Teams names the thread also where the button stands on its first message. */
function placeOf({ conversation, id }: Posted): string {
  return conversation.includes("@thread.tacv2") && !conversation.includes(";")
    ? `${conversation};messageid=${id}`
    : conversation;
}

function buttonOf({ buttons }: Drawn, label: string): Json | undefined {
  return buttons.find((each) => each.label === label)?.action;
}
