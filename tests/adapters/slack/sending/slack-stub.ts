// A small Slack that keeps messages and fails as it is told: what no emulator does. It stores what it takes, answers 429 with
// Retry-After when called too often, cuts lines before or after it has stored, answers with 5xx, with nonsense, or never.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebClient } from "@slack/web-api";

export interface Stored {
  readonly ts: string;
  readonly channel: string;
  readonly thread_ts?: string;
  text: string;
  blocks: readonly unknown[];
  readonly metadata?: unknown;
  readonly files?: readonly { readonly name: string }[];
  readonly reply_broadcast?: boolean;
  edits: number;
}

export type Failing =
  | { readonly error: string; readonly more?: object }
  | { readonly status: number }
  | { readonly retryAfter: number }
  | { readonly garbage: string }
  /** The line is cut; `stored`: after the call was taken. */
  | { readonly cut: "before" | "stored" }
  /** Answered only after this; the call is taken at once. */
  | { readonly lateMs: number };

export interface SlackStub extends AsyncDisposable {
  readonly url: string;
  readonly messages: Stored[];
  readonly shown: { readonly user: string; readonly channel: string; readonly text: string }[];
  readonly calls: { readonly method: string; readonly args: Readonly<Record<string, string>> }[];
  /** Who is found by which address. */
  readonly users: Map<string, object>;
  /** How many calls were answered with 429. */
  readonly refused: () => number;
  /** The next calls of a method fail so, one after the other. */
  fail(method: string, ...failing: readonly Failing[]): void;
  /** From now on a method may be called so often, else 429. */
  limit(method: string, calls: number, perMs: number, retryAfter: number): void;
  remove(ts: string): void;
  client(timeoutMs?: number): WebClient;
}

export async function slackStub(): Promise<SlackStub> {
  const messages: Stored[] = [];
  const shown: { user: string; channel: string; text: string }[] = [];
  const calls: { method: string; args: Record<string, string> }[] = [];
  const failing = new Map<string, Failing[]>();
  const limits = new Map<
    string,
    { calls: number; perMs: number; retryAfter: number; at: number[]; until: number }
  >();
  const joined = new Set<string>();
  const users = new Map<string, object>();
  let count = 0;
  let refused = 0;
  const base = Math.floor(Date.now() / 1_000);
  const nextTs = () => `${base}.${String(++count).padStart(6, "0")}`;

  const json = (text: string | undefined) => (text === undefined ? undefined : (JSON.parse(text) as unknown));

  function take(method: string, args: Record<string, string>): object {
    const { channel = "", ts = "" } = args;
    switch (method) {
      case "chat.postMessage": {
        if (channel.startsWith("COUT") && !joined.has(channel)) return { ok: false, error: "not_in_channel" };
        const stored: Stored = {
          ts: nextTs(),
          channel,
          text: args.text ?? "",
          blocks: (json(args.blocks) ?? []) as unknown[],
          edits: 0,
          ...(args.thread_ts ? { thread_ts: args.thread_ts } : {}),
          ...(args.metadata ? { metadata: json(args.metadata) } : {}),
          ...(args.reply_broadcast ? { reply_broadcast: true } : {}),
        };
        messages.push(stored);
        return { ok: true, channel, ts: stored.ts };
      }
      case "chat.update": {
        const stored = messages.find((each) => each.ts === ts && each.channel === channel);
        if (!stored) return { ok: false, error: "message_not_found" };
        stored.text = args.text ?? "";
        stored.blocks = (json(args.blocks) ?? []) as unknown[];
        stored.edits += 1;
        return { ok: true, channel, ts };
      }
      case "chat.postEphemeral":
        shown.push({ user: args.user ?? "", channel, text: args.text ?? "" });
        return { ok: true, message_ts: nextTs() };
      case "conversations.history": {
        const found = messages.filter((each) => each.channel === channel && !each.thread_ts).toReversed();
        return page(found, args);
      }
      case "conversations.replies": {
        const found = messages.filter(
          (each) => each.channel === channel && (each.ts === ts || each.thread_ts === ts),
        );
        return page(found, args);
      }
      case "conversations.join":
        joined.add(channel);
        return { ok: true };
      case "conversations.open":
        return { ok: true, channel: { id: `D${args.users?.slice(1)}` } };
      case "users.lookupByEmail": {
        const user = users.get(args.email ?? "");
        return user ? { ok: true, user } : { ok: false, error: "users_not_found" };
      }
      case "chat.getPermalink":
        return {
          ok: true,
          permalink: `https://lab.slack.com/archives/${channel}/p${args.message_ts?.replace(".", "")}`,
        };
      case "files.getUploadURLExternal":
        return {
          ok: true,
          upload_url: `${url}upload/${encodeURIComponent(args.filename ?? "")}`,
          file_id: args.filename,
        };
      case "files.completeUploadExternal": {
        const files = json(args.files) as { id: string }[];
        messages.push({
          ts: nextTs(),
          channel: args.channel_id ?? "",
          text: "",
          blocks: [],
          edits: 0,
          files: files.map(({ id }) => ({ name: id })),
          ...(args.thread_ts ? { thread_ts: args.thread_ts } : {}),
        });
        return { ok: true, files };
      }
      default:
        return { ok: false, error: "unknown_method" };
    }
  }

  function page(found: readonly Stored[], args: Record<string, string>): object {
    const fresh = found.filter((each) => Number(each.ts) >= Number(args.oldest ?? 0));
    const from = Number(args.cursor ?? 0);
    const limit = Math.min(50, Number(args.limit ?? 50));
    const next = from + limit < fresh.length ? String(from + limit) : "";
    return { ok: true, messages: fresh.slice(from, from + limit), response_metadata: { next_cursor: next } };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const method = (request.url ?? "").split("/").at(-1) ?? "";
    if ((request.url ?? "").includes("/upload/")) {
      response.end("OK");
      return;
    }
    const args = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    calls.push({ method, args });
    const send = (body: object) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(body));
    };
    const tooOften = (retryAfter: number) => {
      refused += 1;
      response.writeHead(429, { "retry-after": String(retryAfter) });
      response.end();
    };
    const limited = limits.get(method);
    if (limited) {
      const now = performance.now();
      limited.at = limited.at.filter((at) => at > now - limited.perMs);
      if (now < limited.until || limited.at.length >= limited.calls) {
        limited.until = Math.max(limited.until, now + limited.retryAfter * 1_000);
        return tooOften(limited.retryAfter);
      }
      limited.at.push(now);
    }
    const fault = failing.get(method)?.shift();
    if (!fault) return send(take(method, args));
    if ("error" in fault) return send({ ok: false, error: fault.error, ...fault.more });
    if ("retryAfter" in fault) return tooOften(fault.retryAfter);
    if ("status" in fault) {
      response.writeHead(fault.status);
      response.end("no");
      return;
    }
    if ("garbage" in fault) {
      response.end(fault.garbage);
      return;
    }
    if ("cut" in fault) {
      if (fault.cut === "stored") take(method, args);
      request.socket.destroy();
      return;
    }
    const body = take(method, args);
    await sleep(fault.lateMs);
    send(body);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
  const quiet = () => {};
  return {
    url,
    messages,
    shown,
    calls,
    users,
    refused: () => refused,
    fail(method, ...next) {
      failing.set(method, [...(failing.get(method) ?? []), ...next]);
    },
    limit(method, most, perMs, retryAfter) {
      limits.set(method, { calls: most, perMs, retryAfter, at: [], until: 0 });
    },
    remove(ts) {
      messages.splice(
        messages.findIndex((each) => each.ts === ts),
        1,
      );
    },
    client: (timeout = 2_000) =>
      new WebClient("xoxb-test", {
        slackApiUrl: url,
        timeout,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        logger: {
          debug: quiet,
          info: quiet,
          warn: quiet,
          error: quiet,
          setLevel: quiet,
          setName: quiet,
          getLevel: () => "error" as never,
        },
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
