// What chat platforms call, over real sockets: bytes arrive as they were sent, and nobody else's rules apply to them.

import { request as httpRequest } from "node:http";
import { connect as dial } from "node:net";
import { describe, expect, test } from "vitest";
import type { Webhook, WebhookRequest, WebhookResponse } from "#ports/webhook.ts";
import { openHouse, problemIn } from "./support/house.ts";

/** One webhook that keeps what came, and a house around it. */
async function calledHouse(
  parts: Partial<Webhook> = {},
  overrides: NonNullable<Parameters<typeof openHouse>[0]> = {},
  answer: (request: WebhookRequest) => Promise<WebhookResponse> = async () => ({ status: 200, body: "ok" }),
) {
  const seen: WebhookRequest[] = [];
  const webhook: Webhook = {
    method: "POST",
    path: "/slack/events",
    bodyBytes: 64 * 1024,
    summary: "Slack's events, commands and buttons",
    async handle(request) {
      seen.push(request);
      return await answer(request);
    },
    ...parts,
  };
  const house = await openHouse({ webhooks: [webhook], ...overrides });
  const call = (body: NonNullable<RequestInit["body"]>, headers: Record<string, string> = {}) =>
    fetch(`${house.url}${webhook.path}`, { method: "POST", body, headers });
  return { house, seen, call, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

/** Writes raw bytes and resolves with all that came back until the other side, or the time, ended it. */
function raw(port: number, pieces: readonly (string | Buffer)[], withinMs = 5_000): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = dial(port, "127.0.0.1", () => {
      for (const piece of pieces) socket.write(piece);
    });
    const timer = setTimeout(() => socket.destroy(), withinMs);
    socket.on("data", (data) => {
      answer += data;
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}

describe("what a webhook is given", () => {
  test.each([
    ["JSON with odd spacing", "application/json", Buffer.from('{ "a" :\t1 ,"ção":"\\u00e9"}\n')],
    ["JSON that is none", "application/json", Buffer.from('{"half')],
    ["a form", "application/x-www-form-urlencoded", Buffer.from("payload=%7B%7D&text=a+b")],
    ["text", "text/plain", Buffer.from("hello")],
    ["a type nobody knows", "application/x-unheard-of", Buffer.from("?")],
    ["bytes that are no text", "application/json", Buffer.from([0, 255, 254, 128, 10])],
  ])("is the body byte for byte: %s", async (_what, type, body) => {
    await using at = await calledHouse();
    const response = await at.call(new Uint8Array(body), { "content-type": type });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("ok");
    expect(at.seen[0]?.body.equals(body)).toBe(true);
  });

  test("is an empty body where there is none, with or without a type", async () => {
    await using at = await calledHouse();
    const { port } = at.house;
    const head = `POST /slack/events HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n`;
    await raw(port, [`${head}\r\n`]);
    await raw(port, [`${head}Content-Length: 0\r\nContent-Type: application/json\r\n\r\n`]);
    expect(at.seen.map(({ body }) => [Buffer.isBuffer(body), body.length])).toEqual([
      [true, 0],
      [true, 0],
    ]);
  });

  test("is the method, the address as it came, and headers in lower case, joined where they came twice", async () => {
    await using at = await calledHouse();
    const { port } = at.house;
    await raw(port, [
      `POST /slack/events?a=%2F&b=1+2 HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n`,
      "X-Slack-Signature: v0=aa\r\nx-slack-signature: v0=bb\r\n",
      "Authorization: Bearer one\r\nauthorization: Bearer two\r\n",
      "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
    ]);
    expect(at.seen[0]).toMatchObject({ method: "POST", url: "/slack/events?a=%2F&b=1+2" });
    expect(at.seen[0]?.headers).toMatchObject({
      "x-slack-signature": "v0=aa, v0=bb",
      authorization: "Bearer one, Bearer two",
      "content-type": "application/json",
    });
  });

  test("is every platform's call, whatever name, proxy, page or session it comes through", async () => {
    await using at = await calledHouse();
    const { port } = at.house;
    const status = await new Promise((resolve) => {
      const call = httpRequest(
        {
          port,
          path: "/slack/events",
          method: "POST",
          headers: {
            host: "resync.example.com",
            "x-forwarded-for": "203.0.113.7",
            "x-forwarded-proto": "https",
            origin: "https://app.slack.com",
            "sec-fetch-site": "cross-site",
            authorization: "Bearer a.platform.token",
            cookie: "resync_session=somebody-elses",
          },
        },
        (response) => resolve(response.resume().statusCode),
      );
      call.end("{}");
    });
    expect(status).toBe(200);
    expect(at.seen).toHaveLength(1);
  });
});

describe("what a webhook answers", () => {
  test("goes out as it is: status, headers and body, below our own security headers", async () => {
    await using at = await calledHouse({ method: "GET", path: "/slack/install" }, {}, async () => ({
      status: 302,
      headers: { location: "https://slack.example/authorize?state=1", "set-cookie": "state=1; HttpOnly" },
    }));
    const response = await fetch(`${at.house.url}/slack/install?x=1`, { redirect: "manual" });
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe("https://slack.example/authorize?state=1");
    expect(response.headers.get("set-cookie")).toBe("state=1; HttpOnly");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await response.text()).toBe("");
  });

  test("is never a stack: a defect inside is a problem under a request id, and is in the log", async () => {
    await using at = await calledHouse({}, {}, async () => {
      throw new Error("secret: xoxb-1 at 10.0.0.7");
    });
    const response = await at.call("{}");
    expect(response.status).toBe(500);
    const text = await response.clone().text();
    expect(text).not.toMatch(/secret|xoxb|10\.0\.0\.7|at .*\.ts/);
    const problem = await problemIn(response);
    expect(at.house.log()).toContain(String(problem.requestId));
  });

  test("is not waited for for ever: the platform is told to come again", async () => {
    const gate = Promise.withResolvers<WebhookResponse>();
    await using at = await calledHouse({}, { limits: { answerMs: 150 } }, () => gate.promise);
    const response = await at.call("{}");
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("1");
    gate.resolve({ status: 200 });
  });

  test("is 503 while the process is on its way out, so that the platform tries again", async () => {
    await using at = await calledHouse();
    at.house.server.drain();
    const response = await at.call("{}");
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(at.seen).toHaveLength(0);
  });
});

describe("what a webhook is spared", () => {
  test("a body above its own limit is refused on its announcement, before a byte of it came", async () => {
    await using at = await calledHouse({ bodyBytes: 1_000 });
    const { port } = at.house;
    const head = `POST /slack/events HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Type: application/json\r\n`;
    const answer = await raw(port, [`${head}Content-Length: 100000000\r\n\r\n`], 300);
    expect(answer).toContain(" 413 ");
    expect(at.seen).toHaveLength(0);
  });

  test("one that does not announce its size is refused as soon as it is too large", async () => {
    await using at = await calledHouse({ bodyBytes: 1_000 });
    const { port } = at.house;
    const head = `POST /slack/events HTTP/1.1\r\nHost: localhost:${port}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const answer = await raw(port, [head, `400\r\n${"x".repeat(1_024)}\r\n`], 300);
    expect(answer).toContain(" 413 ");
    expect(at.seen).toHaveLength(0);
  });

  test("its limit is its own: larger than the rest of the server's, and exact", async () => {
    await using at = await calledHouse({ bodyBytes: 50_000 }, { limits: { bodyBytes: 1_000 } });
    expect((await at.call("x".repeat(50_000))).status).toBe(200);
    expect((await problemIn(await at.call("x".repeat(50_001)))).status).toBe(413);
    expect(at.seen.map(({ body }) => body.length)).toEqual([50_000]);
  });

  test("a body that does not come to its end in time is answered 408 and never handed over", async () => {
    await using at = await calledHouse({}, { limits: { requestTimeoutMs: 300 } });
    const { port } = at.house;
    const head = `POST /slack/events HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 100\r\n\r\n`;
    expect(await raw(port, [head, "{"])).toContain(" 408 ");
    expect(at.seen).toHaveLength(0);
  });

  test("a compressed body is refused: what was signed would not be what is read", async () => {
    await using at = await calledHouse();
    expect((await at.call("{}", { "content-encoding": "gzip" })).status).toBe(415);
    expect(at.seen).toHaveLength(0);
  });

  test("other methods are refused with the one there is, and a HEAD does not use up a link", async () => {
    await using at = await calledHouse({ method: "GET", path: "/slack/oauth" });
    const head = await fetch(`${at.house.url}/slack/oauth?code=1`, { method: "HEAD" });
    expect(head.status).toBe(405);
    const posted = await fetch(`${at.house.url}/slack/oauth`, { method: "POST", body: "{}" });
    expect(posted.headers.get("allow")).toBe("GET");
    expect(at.seen).toHaveLength(0);
  });

  test("fifty at once all arrive, and what they say is in no log", async () => {
    await using at = await calledHouse();
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        at.call(`{"text":"very private ${n}"}`, { "x-slack-signature": "v0=s3cret" }),
      ),
    );
    expect(all.every(({ status }) => status === 200)).toBe(true);
    expect(new Set(at.seen.map(({ body }) => body.toString())).size).toBe(50);
    expect(at.house.log()).not.toMatch(/very private|s3cret/);
    expect(at.house.log()).toContain('"route":"/slack/events"');
  });
});

describe("beside a webhook", () => {
  test("the page of the API shows it, as open to everybody", async () => {
    await using at = await calledHouse();
    const document = (await (await fetch(`${at.house.url}/openapi.json`)).json()) as {
      paths: Record<string, { post?: { summary?: string; security?: unknown; tags?: string[] } }>;
    };
    expect(document.paths["/slack/events"]?.post).toMatchObject({
      summary: "Slack's events, commands and buttons",
      security: [],
      tags: ["platforms"],
    });
  });

  test("everything else keeps its guard: name, page, type and size", async () => {
    await using at = await calledHouse({ bodyBytes: 10_000_000 });
    const { house } = at;
    const chat = (body: string, headers: Record<string, string> = {}) =>
      fetch(`${house.url}/api/chat`, house.as(house.viewer, { method: "POST", body, headers }));
    expect((await chat("a=1", { "content-type": "application/x-www-form-urlencoded" })).status).toBe(415);
    expect((await chat(JSON.stringify({ text: "x".repeat(300_000) }))).status).toBe(413);
    expect((await fetch(`${house.url}/api/chat`, { method: "POST", body: "{}" })).status).toBe(401);
    const foreign = await raw(house.port, [
      "GET /live HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    ]);
    expect(foreign).toContain(" 403 ");
  });
});
