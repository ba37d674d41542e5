// A server that speaks OpenAI's protocol and says what a test has written for it, turn by turn. It keeps what it was asked.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ScriptedCall {
  readonly tool: string;
  readonly input: unknown;
}

export type ScriptedTurn =
  | {
      readonly say: string;
      readonly calls?: readonly ScriptedCall[];
      readonly finish?: string;
      readonly usage?: false;
    }
  | {
      readonly calls: readonly ScriptedCall[];
      readonly say?: string;
      readonly finish?: string;
      readonly usage?: false;
    }
  | { readonly refuse: string }
  /** An HTTP answer as it stands. */
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Says this much and then nothing more, without ending. */
  | { readonly hang: string }
  /** Raw server-sent events, as a broken server might send them. */
  | { readonly raw: string }
  /** Breaks the connection after this. */
  | { readonly breakAfter: string };

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly {
    readonly role: string;
    readonly content: unknown;
    readonly tool_calls?: unknown;
  }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly [key: string]: unknown;
}

export interface ScriptedModel extends AsyncDisposable {
  readonly baseUrl: string;
  /** Every chat request, in order. */
  readonly asked: readonly ChatRequest[];
  readonly headers: readonly IncomingMessage["headers"][];
  /** Requests whose connection was closed by whoever asked before the end. */
  readonly left: () => number;
}

/** `answer` gives the next turn; it may look at what is asked, as an adversary would. */
export async function scriptedModel(
  answer: (request: ChatRequest, turn: number) => ScriptedTurn,
  vectors: (texts: readonly string[]) => unknown = (texts) => texts.map((text) => [text.length, 1, 0]),
): Promise<ScriptedModel> {
  const asked: ChatRequest[] = [];
  const headers: IncomingMessage["headers"][] = [];
  let left = 0;
  const server = createServer(async (request, response) => {
    headers.push(request.headers);
    response.on("close", () => {
      if (!response.writableEnded) left += 1;
    });
    const body = await bodyOf(request);
    if (request.url?.endsWith("/embeddings"))
      return embeddings(response, body as { input: readonly string[] }, vectors);
    if (request.method === "GET")
      return json(response, 200, { id: "scripted", object: "model", created: 0, owned_by: "us" });
    const chat = body as ChatRequest;
    asked.push(chat);
    play(response, answer(chat, asked.length - 1));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    asked,
    headers,
    left: () => left,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString("utf8");
  return text === "" ? {} : JSON.parse(text);
}

function play(response: ServerResponse, turn: ScriptedTurn): void {
  if ("status" in turn) {
    response.writeHead(turn.status, { "content-type": "application/json", ...turn.headers });
    response.end(turn.body ?? JSON.stringify({ error: { message: "scripted", type: "scripted" } }));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  if ("raw" in turn) {
    response.end(turn.raw);
    return;
  }
  if ("hang" in turn || "breakAfter" in turn) {
    const text = "hang" in turn ? turn.hang : turn.breakAfter;
    if (text !== "") response.write(event({ delta: { role: "assistant", content: text } }));
    if ("breakAfter" in turn) setTimeout(() => response.destroy(), 20);
    return;
  }
  if ("refuse" in turn) {
    response.write(event({ delta: { role: "assistant", refusal: turn.refuse } }));
    response.write(event({ delta: {}, finish_reason: "stop" }));
    response.end("data: [DONE]\n\n");
    return;
  }
  // In small pieces, as models write: words and the JSON of a call arrive torn apart.
  for (const piece of pieces(turn.say ?? "")) response.write(event({ delta: { content: piece } }));
  for (const [index, call] of (turn.calls ?? []).entries()) {
    const name = {
      index,
      id: `call_${index}`,
      type: "function",
      function: { name: call.tool, arguments: "" },
    };
    response.write(event({ delta: { tool_calls: [name] } }));
    const input = typeof call.input === "string" ? call.input : JSON.stringify(call.input);
    for (const piece of pieces(input))
      response.write(event({ delta: { tool_calls: [{ index, function: { arguments: piece } }] } }));
  }
  const finish = turn.finish ?? (turn.calls && turn.calls.length > 0 ? "tool_calls" : "stop");
  response.write(event({ delta: {}, finish_reason: finish }));
  if (turn.usage !== false)
    response.write(
      `data: ${JSON.stringify({ ...envelope, choices: [], usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 } })}\n\n`,
    );
  response.end("data: [DONE]\n\n");
}

const envelope = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 0, model: "scripted" };

function event(choice: object): string {
  return `data: ${JSON.stringify({ ...envelope, choices: [{ index: 0, ...choice }] })}\n\n`;
}

function pieces(text: string): readonly string[] {
  return text.match(/[\s\S]{1,7}/g) ?? [];
}

function embeddings(
  response: ServerResponse,
  { input }: { readonly input: readonly string[] },
  vectors: (texts: readonly string[]) => unknown,
): void {
  const made = vectors(input);
  const data = Array.isArray(made)
    ? // Last first: the protocol numbers them, and promises no order.
      made.map((embedding, index) => ({ object: "embedding", index, embedding })).toReversed()
    : made;
  json(response, 200, {
    object: "list",
    model: "scripted",
    data,
    usage: { prompt_tokens: 1, total_tokens: 1 },
  });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
