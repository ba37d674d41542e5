// Slack as a bot calls it, on this machine: it knows everybody, takes every message at once, and tells of each when it has
// come. One organisation with many workspaces, in all of which the app is installed.

import { createServer, type IncomingMessage } from "node:http";
import { botToken, botUser, organisation, readPerson } from "./traffic.ts";

export interface Call {
  readonly method: string;
  readonly channel: string;
  /** The thread it goes to. */
  readonly under: string | null;
  /** Of the message that is edited. */
  readonly edited: string | null;
  readonly text: string;
  /** All of it, as it came. */
  readonly body: URLSearchParams;
  /** Of the message that it made; empty where it made none. */
  readonly ts: string;
  /** performance.now() when all of it had come. */
  readonly at: number;
}

export interface SlackHere extends AsyncDisposable {
  readonly apiUrl: string;
  /** Whom to tell of every call; one at a time. */
  onCall: (call: Call) => void;
}

export async function startSlackHere(): Promise<SlackHere> {
  let made = 0;
  const answers: Readonly<Record<string, (body: URLSearchParams) => object>> = {
    "auth.test": () => ({
      url: "https://bench.slack.com/",
      team: "Bench",
      team_id: organisation,
      enterprise_id: organisation,
      is_enterprise_install: true,
      user: "resync",
      user_id: botUser,
      bot_id: "B0RESYNC",
    }),
    "users.info": (body) => ({ user: userOf(body.get("user") ?? "") }),
    "conversations.open": (body) => ({ channel: { id: `D${body.get("users") ?? ""}` } }),
    "conversations.info": (body) => ({ channel: { id: body.get("channel"), name: "bench" } }),
    "conversations.replies": () => ({ messages: [], has_more: false }),
    "conversations.history": () => ({ messages: [], has_more: false }),
    "chat.getPermalink": (body) => ({ permalink: `https://bench.slack.com/${body.get("channel")}` }),
  };
  const server = createServer((request, response) => {
    void readAll(request).then((text) => {
      const at = performance.now();
      const method = /([\w.]+)(?:\?|$)/.exec(request.url ?? "")?.[1] ?? "";
      const body = /json/.test(request.headers["content-type"] ?? "")
        ? formOf(JSON.parse(text))
        : new URLSearchParams(text);
      const posts = method === "chat.postMessage";
      const ts = posts
        ? `${Math.floor(Date.now() / 1_000)}.${String(++made % 1_000_000).padStart(6, "0")}`
        : "";
      const channel = body.get("channel") ?? "";
      const answer =
        answers[method]?.(body) ??
        (posts || method === "chat.update" ? { channel, ts: ts || body.get("ts") } : {});
      response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
      response.end(JSON.stringify({ ok: true, ...answer }));
      here.onCall({
        method,
        channel,
        under: body.get("thread_ts"),
        edited: method === "chat.update" ? body.get("ts") : null,
        text: body.get("text") ?? "",
        body,
        ts,
        at,
      });
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Slack has no port.");
  const here: SlackHere = {
    apiUrl: `http://127.0.0.1:${address.port}/api/`,
    onCall: () => {},
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return here;
}

export const slackEnvironment = (slack: SlackHere, signingSecret: string) => ({
  SLACK_API_URL: slack.apiUrl,
  SLACK_BOT_TOKEN: botToken,
  SLACK_SIGNING_SECRET: signingSecret,
});

function userOf(id: string): object {
  const { team, name, email } = readPerson(id);
  return {
    id,
    team_id: team,
    enterprise_user: { id, enterprise_id: organisation, teams: [team] },
    name,
    real_name: name,
    is_bot: false,
    is_restricted: false,
    is_email_confirmed: true,
    locale: "en-US",
    tz: "UTC",
    profile: { display_name: name, real_name: name, email },
  };
}

function formOf(body: Readonly<Record<string, unknown>>): URLSearchParams {
  const pairs = Object.entries(body).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return new URLSearchParams(pairs);
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
