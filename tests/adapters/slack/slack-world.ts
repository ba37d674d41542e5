// Slack as the adapter meets it: emulate keeps workspaces, messages and dialogs and tells of them; what it lacks is added on
// the wire on both sides. On the way in: the fields of real envelopes, mentions, and everything that people press, all of it
// signed. On the way out: methods it does not know, what it leaves out of a person, and answers that get lost.

import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Webhook } from "#ports/webhook.ts";

export const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";
export const botToken = "xoxb-resync-test";
export const appId = "A000000001";
export const team = "T000000001";
const botUser = "U0RESYNC";

/** One call of Slack's API by the adapter. */
export interface Call {
  readonly method: string;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface Sent {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
  readonly ms: number;
}

/** A request to the adapter, as it went over the wire. */
export interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface SlackWorld extends AsyncDisposable {
  readonly apiUrl: string;
  /** emulate's own address: its consent page is not one of its methods. */
  readonly url: string;
  readonly team: string;
  readonly botUser: string;
  readonly channel: string;
  readonly users: { readonly ana: string; readonly rui: string };
  readonly calls: readonly Call[];
  /** Events go there from now on. */
  deliverTo(webhooks: readonly Webhook[]): void;
  /** Calls a method of emulate's as somebody. */
  api(token: string, method: string, args?: object): Promise<Record<string, unknown>>;
  readonly tokens: { readonly ana: string; readonly rui: string };
  /** Of anybody, also of those that were brought along. */
  tokenOf(name: string): string;
  /** emulate's tables. */
  rows(table: string): readonly Record<string, unknown>[];
  /** Changes what the adapter is told about a person. */
  describe(user: string, more: Record<string, unknown>): void;
  /** Sends it over real HTTP, and remembers it as the last thing somebody did. */
  send(request: Request): Promise<Sent>;
  /** An event in Slack's envelope. */
  event(event: object, more?: object): Request;
  /** What commands, buttons and dialogs arrive as. */
  interaction(payload: object): Request;
  command(text: string, more?: Record<string, string>): Request;
  /** What the adapter answered to buttons, to whoever pressed them alone. */
  readonly answers: readonly string[];
  /** Where such answers go. */
  readonly answerUrl: string;
  /** Everything that was delivered since somebody did something. */
  readonly lastRequests: readonly Request[];
  forgetLast(): void;
  /** The next message arrives at Slack, and the answer that says so does not arrive here. */
  loseNextAnswer(): void;
  /** Methods that answer so late; the adapter waits for them. */
  delay(method: string, ms: number): void;
  /** How long until the next deliveries are over. */
  delivered(): Promise<void>;
}

export function signed(body: string, contentType: string, at = Date.now(), secret = signingSecret): Request {
  const timestamp = String(Math.floor(at / 1000));
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  const headers = {
    "content-type": contentType,
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${digest}`,
  };
  return { headers, body };
}

let counter = 0;
export const unique = () => `${Date.now()}${++counter}`;

/** Ids that a test wants to know before; emulate makes up its own otherwise. */
export interface KnownIds {
  readonly channel: string;
  readonly users: { readonly ana: string; readonly rui: string };
  /** People besides Ana and Rui, by name. */
  readonly more?: Readonly<Record<string, { readonly id: string; readonly name: string }>>;
  /** Channels besides the first, by name, and their ids. */
  readonly channels?: Readonly<Record<string, string>>;
}

export async function openSlackWorld(known?: KnownIds): Promise<SlackWorld> {
  const captured: { webhooks?: Registry; store?: unknown } = {};
  const dist = join(dirname(fileURLToPath(import.meta.resolve("emulate"))));
  const file = readdirSync(dist).find(
    (name) =>
      /^dist-.*\.js$/.test(name) && readFileSync(join(dist, name), "utf8").includes("var slackPlugin ="),
  );
  if (!file) throw new Error("emulate has no Slack any more.");
  const plugin = (await import(pathToFileURL(join(dist, file)).href)) as {
    slackPlugin: { register: (...args: unknown[]) => unknown };
    getSlackStore: (
      store: unknown,
    ) => Record<string, { all(): Record<string, unknown>[]; update(id: unknown, row: object): unknown }>;
  };
  // emulate has no public way to say where events go; its registry is handed to the plugin's register().
  const register = plugin.slackPlugin.register;
  plugin.slackPlugin.register = function (this: unknown, ...args: unknown[]) {
    Object.assign(captured, { store: args[1], webhooks: args[2] });
    return register.apply(this, args);
  };
  const { createEmulator } = await import("emulate");
  const emulator = await createEmulator({
    service: "slack",
    port: await freePort(),
    seed: seedOf(known) as never,
  });
  plugin.slackPlugin.register = register;

  const calls: Call[] = [];
  const answers: string[] = [];
  const described = new Map<string, Record<string, unknown>>();
  const delays = new Map<string, number>();
  const pending = new Set<Promise<unknown>>();
  let lastRequests: Request[] = [];
  let loses = false;
  let webhooks: readonly Webhook[] = [];

  // The house may be closing when the last of its messages come back as events.
  const adapter = await serve(
    (request, response) => void answer(request, response, () => webhooks).catch(() => response.destroy()),
  );
  const proxy = await serve(
    (request, response) => void forward(request, response).catch(() => response.destroy()),
  );
  // The adapter's and people's messages come back as events before the call that made them is answered.
  const relay = await serve((request, response) => {
    void bodyOf(request).then((body) => {
      response.writeHead(200).end();
      const envelope = JSON.parse(body.toString()) as { event: Message };
      for (const each of eventsOf(envelope.event)) track(send(world.event(each)));
    });
  });
  captured.webhooks?.register({ url: relay.url, events: ["*"], active: true, owner: "slack" });

  function track(work: Promise<unknown>): void {
    const done = work.catch(() => {}).finally(() => pending.delete(done));
    pending.add(done);
  }

  async function send(request: Request): Promise<Sent> {
    lastRequests.push(request);
    const began = performance.now();
    const { headers, body } = request;
    const response = await fetch(`${adapter.url}/slack/events`, { method: "POST", headers, body });
    const text = await response.text();
    return { status: response.status, body: text, headers: response.headers, ms: performance.now() - began };
  }

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const method = /^\/api\/([\w.]+)/.exec(request.url ?? "")?.[1] ?? "";
    const args = argsOf(body, request.headers["content-type"] ?? "");
    if (method === "") {
      answers.push(String(args.text));
      response.writeHead(200).end("ok");
      return;
    }
    calls.push({ method, args });
    const wait = delays.get(method);
    if (wait) await new Promise((resolve) => setTimeout(resolve, wait));
    const json = (value: object) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (/^(?:assistant|agents)\./.test(method)) {
      json({ ok: true });
      return;
    }
    const answered = await fetch(`${emulator.url}${request.url}`, {
      method: request.method ?? "POST",
      headers: Object.fromEntries(
        ["authorization", "content-type"].flatMap((name) => {
          const value = request.headers[name];
          return value ? [[name, String(value)]] : [];
        }),
      ),
      ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
    });
    const text = await answered.text();
    if (loses && /^chat\.post/.test(method)) {
      loses = false;
      response.destroy();
      return;
    }
    if (method !== "users.info" && method !== "users.lookupByEmail") {
      response.writeHead(answered.status, { "content-type": "application/json" }).end(text);
      return;
    }
    const found = JSON.parse(text) as { user?: { id: string } };
    const more = { is_email_confirmed: true, locale: "en-US", ...described.get(found.user?.id ?? "") };
    json({ ...found, ...(found.user ? { user: { ...found.user, ...more } } : {}) });
  }

  async function api(token: string, method: string, args: object = {}): Promise<Record<string, unknown>> {
    const response = await fetch(`${emulator.url}/api/${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(args),
    });
    const answered = (await response.json()) as Record<string, unknown>;
    if (answered.ok !== true) throw new Error(`${method}: ${String(answered.error)}`);
    return answered;
  }

  // Before anybody has said anything, an id stands nowhere but in these tables.
  if (known) {
    const { users: members, channels, tokens } = plugin.getSlackStore(captured.store);
    const more = Object.entries(known.more ?? {}).map(([name, { id }]) => [name, id] as const);
    for (const [name, id] of [...Object.entries(known.users), ...more]) {
      const user = members?.all().find((each) => each.name === name);
      if (!user) throw new Error(`emulate does not know ${name}.`);
      for (const each of channels?.all() ?? [])
        channels?.update(each.id, {
          members: (each.members as string[]).map((member) => (member === user.user_id ? id : member)),
        });
      for (const token of tokens?.all() ?? [])
        if (token.user_id === user.user_id) tokens?.update(token.id, { user_id: id });
      members?.update(user.id, { user_id: id });
    }
    for (const [name, id] of Object.entries({ incidents: known.channel, ...known.channels })) {
      const found = channels?.all().find((each) => each.name === name);
      channels?.update(found?.id, { channel_id: id });
    }
  }
  const rows = (table: string) => plugin.getSlackStore(captured.store)[table]?.all() ?? [];
  const idOf = (name: string) => String(rows("users").find((user) => user.name === name)?.user_id);
  const users = { ana: idOf("ana"), rui: idOf("rui") };
  const channel = String(rows("channels").find((each) => each.name === "incidents")?.channel_id);
  for (const id of [channel, ...Object.values(known?.channels ?? {})])
    await api(botToken, "conversations.join", { channel: id });

  const world: SlackWorld = {
    apiUrl: `${proxy.url}/api/`,
    url: emulator.url,
    team,
    botUser,
    channel,
    users,
    tokens: { ana: tokenOf("ana"), rui: tokenOf("rui") },
    tokenOf,
    calls,
    answers,
    get answerUrl() {
      return `${proxy.url}/actions/${team}/1/x`;
    },
    rows,
    api,
    send,
    describe: (user, more) => void described.set(user, more),
    deliverTo: (to) => {
      webhooks = to;
    },
    event(event, more = {}) {
      const envelope = {
        token: "deprecated",
        team_id: team,
        api_app_id: appId,
        type: "event_callback",
        event_id: `Ev${unique()}`,
        event_time: Math.floor(Date.now() / 1000),
        authorizations: [
          {
            enterprise_id: null,
            team_id: team,
            user_id: botUser,
            is_bot: true,
            is_enterprise_install: false,
          },
        ],
        is_ext_shared_channel: false,
        event,
        ...more,
      };
      return signed(JSON.stringify(envelope), "application/json");
    },
    interaction: (payload) =>
      signed(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), formType),
    command: (text, more = {}) =>
      signed(
        new URLSearchParams({
          token: "deprecated",
          team_id: team,
          team_domain: "lab",
          channel_id: channel,
          channel_name: "incidents",
          user_id: users.ana,
          user_name: "ana",
          command: "/resync",
          text,
          api_app_id: appId,
          is_enterprise_install: "false",
          response_url: `${proxy.url}/commands/${team}/1/x`,
          trigger_id: `${unique()}.1.x`,
          ...more,
        }).toString(),
        formType,
      ),
    get lastRequests() {
      return lastRequests;
    },
    forgetLast: () => {
      lastRequests = [];
    },
    loseNextAnswer: () => {
      loses = true;
    },
    delay: (method, ms) => void delays.set(method, ms),
    async delivered() {
      while (pending.size > 0) await Promise.allSettled(pending);
    },
    async [Symbol.asyncDispose]() {
      await world.delivered();
      await emulator.close();
      for (const { server } of [relay, proxy, adapter]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };

  /** Slack tells of a mention twice: as such, and as a message of the channel. */
  function eventsOf(event: Message): readonly object[] {
    if (event.type !== "message") return event.type === "user_change" ? [event] : [];
    const kind = event.channel?.startsWith("D") ? "im" : "channel";
    const parent = rows("messages").find(({ ts }) => ts === event.thread_ts);
    const message = {
      ...event,
      channel_type: kind,
      team,
      ...(event.thread_ts && parent ? { parent_user_id: parent.user } : {}),
      // emulate leaves out what tells a program's message from a person's.
      ...(event.user === botUser ? { bot_id: "B0RESYNC", app_id: appId } : {}),
    };
    const called = kind === "channel" && event.user !== botUser && event.text?.includes(`<@${botUser}>`);
    return called ? [{ ...message, type: "app_mention", channel_type: undefined }, message] : [message];
  }

  return world;
}

const formType = "application/x-www-form-urlencoded";

const tokenOf = (name: string) => `xoxp-${name}`;

interface Registry {
  register(hook: { url: string; events: string[]; active: boolean; owner: string }): void;
}

interface Message {
  readonly type: string;
  readonly channel?: string;
  readonly user?: string;
  readonly text?: string;
  readonly ts?: string;
  readonly thread_ts?: string;
}

const scopes = [
  "chat:write",
  "channels:history",
  "groups:history",
  "im:history",
  "im:write",
  "users:read",
  "users:read.email",
  "files:write",
  "reactions:write",
];

const seedOf = (known?: KnownIds) => ({
  tokens: {},
  slack: {
    team: { name: "Lab", domain: "lab" },
    users: Object.entries({
      ana: "Ana Ávila",
      rui: "Rui Brandão",
      ...Object.fromEntries(Object.entries(known?.more ?? {}).map(([key, { name }]) => [key, name])),
    }).map(([key, name]) => ({
      name: key,
      real_name: name,
      profile: { display_name: name, email: `${key}@example.com` },
    })),
    channels: ["incidents", ...Object.keys(known?.channels ?? {})].map((name) => ({ name, topic: name })),
    oauth_apps: [
      {
        client_id: "111.222",
        client_secret: "shh",
        app_id: appId,
        name: "Resync",
        bot_name: "resync",
        bot_id: "B0RESYNC",
        bot_user_id: botUser,
        redirect_uris: ["http://127.0.0.1/slack/oauth_redirect"],
        scopes,
        user_scopes: [],
      },
    ],
    tokens: [
      {
        token: botToken,
        type: "bot",
        user_id: botUser,
        app_id: appId,
        bot_id: "B0RESYNC",
        bot_user_id: botUser,
      },
      ...["ana", "rui", ...Object.keys(known?.more ?? {})].map((user) => ({
        token: tokenOf(user),
        type: "user",
        user,
        app_id: appId,
      })),
    ],
    signing_secret: signingSecret,
  },
});

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  webhooks: () => readonly Webhook[],
): Promise<void> {
  const body = await bodyOf(request);
  const url = request.url ?? "/";
  const path = url.split("?")[0];
  const found = webhooks().find((each) => each.method === request.method && each.path === path);
  if (!found) {
    response.writeHead(404).end();
    return;
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  );
  const answered = await found.handle({ method: found.method, url, headers, body });
  response.writeHead(answered.status, { ...answered.headers }).end(answered.body ?? "");
}

function argsOf(body: Buffer, type: string): Record<string, unknown> {
  if (type.includes("json")) return JSON.parse(body.toString() || "{}");
  return Object.fromEntries(
    [...new URLSearchParams(body.toString())].map(([name, value]) => [name, jsonOr(value)]),
  );
}

function jsonOr(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function serve(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return { url: `http://127.0.0.1:${address.port}`, server };
}

async function freePort(): Promise<number> {
  const { server, url } = await serve(() => {});
  await new Promise((resolve) => server.close(resolve));
  return Number(new URL(url).port);
}
