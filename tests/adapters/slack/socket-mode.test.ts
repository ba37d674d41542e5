// Socket Mode before a small server of our own: nobody else's can be had offline. It speaks what Bolt's client expects of
// Slack (apps.connections.open, hello, envelopes, acknowledgements by envelope id) and nothing more.

import { createServer } from "node:http";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { type ReceptionDouble, receptionDouble } from "../../support/reception-double.ts";
import { openOn } from "./open-way-in.ts";
import { openSlackWorld, type SlackWorld, unique } from "./slack-world.ts";

interface Acknowledged {
  readonly envelope_id: string;
  readonly payload?: { readonly text?: string };
}

let world: SlackWorld;
let reception: ReceptionDouble;
let server: AsyncDisposable;
let lines: WebSocket[];
let opened: number;
let acknowledged: Acknowledged[];
let refuses: boolean;

beforeEach(async () => {
  world = await openSlackWorld();
  reception = receptionDouble();
  lines = [];
  opened = 0;
  acknowledged = [];
  refuses = false;
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

async function openSocket(): Promise<void> {
  const http = createServer((request, response) => {
    // Everything but opening a line is the emulated workspace's.
    if (!request.url?.startsWith("/api/apps.connections.open")) {
      response.writeHead(307, { location: `${new URL(request.url ?? "/", world.apiUrl)}` }).end();
      return;
    }
    opened += 1;
    const address = http.address();
    const port = typeof address === "object" ? address?.port : 0;
    const answer = refuses
      ? { ok: false, error: "internal_error" }
      : { ok: true, url: `ws://127.0.0.1:${port}/link` };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  const sockets = new WebSocketServer({ server: http });
  sockets.on("connection", (line) => {
    lines.push(line);
    line.on("message", (data) => void acknowledged.push(JSON.parse(String(data)) as Acknowledged));
    line.send(JSON.stringify({ type: "hello", num_connections: 1 }));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const address = http.address();
  const port = typeof address === "object" ? address?.port : 0;
  const wayIn = openOn(world, {
    reception,
    signingSecret: null,
    appToken: "xapp-1-test",
    apiUrl: `http://127.0.0.1:${port}/api/`,
  });
  expect(wayIn.webhooks).toEqual([]);
  server = {
    async [Symbol.asyncDispose]() {
      await wayIn[Symbol.asyncDispose]();
      for (const line of lines) line.terminate();
      sockets.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

function sends(type: string, payload: object, id = `env-${unique()}`): string {
  lines.at(-1)?.send(JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload: true }));
  return id;
}
const body = (request: { readonly body: string }) => JSON.parse(request.body) as object;
const mention = () =>
  body(
    world.event({
      type: "app_mention",
      user: world.users.ana,
      text: `<@${world.botUser}> failed`,
      channel: world.channel,
      ts: "1700000000.000100",
      event_ts: "1700000000.000100",
    }),
  );
const answersTo = (id: string) => acknowledged.filter(({ envelope_id: own }) => own === id);

it("What comes over the open line is kept, and only then acknowledged; what was not kept comes again.", async () => {
  await openSocket();
  await expect.poll(() => lines.length).toBe(1);
  const event = mention();
  reception.away = true;
  const lost = sends("events_api", event);
  await expect.poll(() => reception.speakers.length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(answersTo(lost)).toEqual([]);
  reception.away = false;
  const again = sends("events_api", event);
  await expect.poll(() => answersTo(again).length).toBe(1);
  expect(reception.events.map(({ text }) => text)).toEqual(["failed"]);
  reception.away = true;
  const form = Object.fromEntries(new URLSearchParams(world.command("health").body));
  const command = sends("slash_commands", form);
  await expect.poll(() => answersTo(command)[0]?.payload?.text).toContain("could not keep this");
});

it("A line that Slack closes is opened again, and one that cannot be opened keeps nobody from anything.", async () => {
  await openSocket();
  await expect.poll(() => lines.length).toBe(1);
  lines[0]?.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
  await expect.poll(() => lines.length, { timeout: 5_000 }).toBe(2);
  refuses = true;
  lines[1]?.terminate();
  await expect.poll(() => opened, { timeout: 5_000 }).toBe(3);
  refuses = false;
  await expect.poll(() => lines.length, { timeout: 10_000 }).toBe(3);
  const id = sends("events_api", mention());
  await expect.poll(() => answersTo(id).length).toBe(1);
});
