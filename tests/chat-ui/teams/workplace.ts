// The place where the conversations are held: Microsoft's Agents Playground in a browser, with the whole product and the
// simulated HWA behind it, as `npm run try:teams` opens them. Alex sits before the page; the others write and press through its
// HTTP calls. Dialogs, which the playground lacks, are asked of the product as Teams asks for them.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { compose } from "#compose";
import { readConfig } from "#config";
import type { Role } from "#core/person.ts";
import { createLog } from "#log";
import { openPlayground } from "../../adapters/teams/playground/open-playground.ts";
import { channels, people } from "../../adapters/teams/playground/people.ts";
import { draw, type Json, list } from "../../adapters/teams/support/drawn.ts";
import { openPage } from "./page.ts";
import type { Story } from "./story.ts";

export type Workplace = Awaited<ReturnType<typeof openWorkplace>>;

export interface Dialog {
  readonly title: string;
  readonly card: Json;
  /** What stands in its inputs, by their ids. */
  readonly inputs: Json;
  /** The data of its button. */
  readonly data: Json;
}

/** Besides Alex. Everybody else is a visitor. */
const roles: Readonly<Record<string, Role>> = { megan: "viewer", joao: "approver", adele: "admin" };
const patienceMs = 20_000;

export async function openWorkplace(
  browser: Browser,
  prefix: string,
  { alex = "operator", alone, env = {} }: Story,
) {
  await using opening = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), "resync-talk-"));
  opening.defer(() => rm(dataDir, { recursive: true, force: true }));
  const config = readConfig(
    {
      PORT: "0",
      RESYNC_DATA_DIR: dataDir,
      RESYNC_TIMEZONE: "UTC",
      HWA_ALLOW_ACTIONS: "true",
      HWA_POLL_SECONDS: "0.5",
      TEAMS_ALLOW_ANONYMOUS: "true",
      ONCALL_CHANNEL: `teams:${channels.oncall}`,
      APPROVALS_CHANNELS: `teams:${channels.general}`,
      LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
      ...env,
    },
    false,
  );
  const house = opening.use(await compose(config, createLog(config.log)));
  for (const [who, role] of Object.entries({ ...(alone ? {} : roles), ...(alex ? { alex } : {}) }))
    await request("/api/admin/people", {
      name: nameOf(who),
      roles: [role],
      identities: [`email:${emailOf(who)}`],
    });
  const opened = await openPlayground(`${house.url}/api/messages`);
  if (typeof opened === "string") throw new Error(opened);
  const playground = opening.use(opened);
  const page = opening.use(await openPage(browser, playground.url, prefix));
  const { ids } = playground;
  const group = ids.groupChats[0].id;

  async function request(path: string, body: object): Promise<unknown> {
    const response = await fetch(`${house.url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${house.adminToken?.token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** The newest message there that has such a button, with the button. */
  function buttonIn(conversation: string, label: string) {
    const seen = new Set<string>();
    for (const { message, actionConversationId } of playground.frames.toReversed()) {
      const shown = (message ?? {}) as Json;
      const id = String(shown.messageId);
      if (!String(actionConversationId).startsWith(conversation) || seen.has(id)) continue;
      seen.add(id);
      const found = draw(shown).buttons.find((button) => button.label === label);
      if (found) return { id, conversation: String(actionConversationId), action: found.action };
    }
    return null;
  }

  async function sim(path: string, body: object = {}): Promise<void> {
    const response = await fetch(`${house.hwaUrl}/sim/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }

  /** As Teams sends what the playground cannot: with somebody's own identity, and the answer read. */
  async function invoke(who: string, conversation: string, name: string, data: object): Promise<Json> {
    const response = await fetch(`${house.url}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        type: "invoke",
        id: `invoke-${Math.random()}`,
        name,
        channelId: "msteams",
        serviceUrl: `${playground.url}/_connector`,
        locale: who === "joao" ? "pt-BR" : "en-US",
        from: { id: idOf(who), name: nameOf(who), aadObjectId: somebody(who).aadObjectId },
        recipient: ids.bot,
        conversation: {
          id: conversation,
          conversationType: conversation === group ? "groupChat" : "personal",
        },
        value: { data },
      }),
    });
    if (!response.ok) throw new Error(`${name} was answered with ${response.status}.`);
    const text = await response.text();
    return text === "" ? {} : (JSON.parse(text) as Json);
  }

  async function until<T>(what: string, look: () => T | null): Promise<T> {
    for (const end = performance.now() + patienceMs; performance.now() < end; await sleep(50)) {
      const found = look();
      if (found !== null) return found;
    }
    throw new Error(`There never was ${what}.`);
  }

  const parts = opening.move();
  return {
    ...page,
    house,
    personal: ids.personalChat.id,
    group,
    sim,
    /** HWA lives on for so many minutes, and Resync has seen it. */
    async goesOn(minutes: number): Promise<void> {
      await sim("clock", { advanceSeconds: minutes * 60 });
      await house.monitor.pollOnce();
    },
    /** Somebody else writes in the group chat, to Resync. */
    other: (who: string, text: string) => playground.say(group, text, idOf(who)),
    /** Somebody else presses a button of the group chat; resolves with what they alone are told. */
    async otherPresses(who: string, label: string): Promise<string> {
      const { id, conversation, action } = await until(`a button "${label}"`, () => buttonIn(group, label));
      const answer = await playground.press(conversation, id, action, idOf(who));
      return JSON.stringify(answer);
    },
    /** The dialog that Teams would open for a choice. */
    async dialog(who: string, conversation: string, choice: string): Promise<Dialog> {
      const data = { msteams: { type: "task/fetch" }, choice };
      const { task } = await invoke(who, conversation, "task/fetch", data);
      const { value } = task as Json;
      if (typeof value !== "object" || value === null) throw new Error(`No dialog, but: ${String(value)}`);
      const { title, card } = value as { readonly title: string; readonly card: Json };
      const { buttons, inputs } = draw({ attachments: [card] });
      return {
        title,
        card,
        inputs: Object.fromEntries(inputs.map(({ id, value = "" }) => [String(id), value])),
        data: (buttons[0]?.action.data ?? {}) as Json,
      };
    },
    /** Fills the dialog in and sends it; resolves with what it says then, empty when it just closes. */
    async fills(
      who: string,
      conversation: string,
      { inputs, data }: Dialog,
      fields: object,
    ): Promise<string> {
      const named = Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [`field.${name}`, value]),
      );
      for (const id of Object.keys(named))
        if (!Object.hasOwn(inputs, id))
          throw new Error(`The dialog has no ${id}, but ${Object.keys(inputs).join(", ")}.`);
      const { task } = await invoke(who, conversation, "task/submit", { ...data, ...inputs, ...named });
      return task === undefined ? "" : String((task as Json).value);
    },
    /** The id a button of the newest card carries, for what opens a dialog in Teams. */
    async choiceOf(conversation: string, label: string): Promise<string> {
      const { action } = await until(`a button "${label}"`, () => buttonIn(conversation, label));
      return String((action.data as Json).choice);
    },
    /** The dialog's card alone, drawn by the playground. */
    async pictureOf(dialog: Dialog, name: string): Promise<void> {
      await fetch(`${playground.url}/_connector/v3/conversations/${ids.personalChat.id}/activities`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ type: "message", from: ids.bot, attachments: list([dialog.card]) }),
      });
      await page.open("Personal Chat");
      await page.lastCard(name);
    },
    /** At the administrator's prompt. */
    async ask(text: string, answer: RegExp): Promise<void> {
      const said = JSON.stringify(await request("/api/chat", { text }));
      if (!answer.test(said)) throw new Error(`${answer} was not answered to "${text}", but: ${said}`);
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function somebody(who: string) {
  const found = people.find(({ id }) => id === `29:${who}`);
  if (!found) throw new Error(`Nobody is called ${who}.`);
  return found;
}

const idOf = (who: string) => somebody(who).id;
const nameOf = (who: string) => somebody(who).name;
const emailOf = (who: string) => somebody(who).email;
