import { connect as dial } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type House, openHouse, problemIn } from "./support/house.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

const chat = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${house.url}/api/chat`, house.as(house.viewer, { method: "POST", body, headers }));

/** Writes raw bytes and returns all that comes back. */
function raw(port: number, ...pieces: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = dial(port, "127.0.0.1", () => {
      for (const piece of pieces) socket.write(piece);
    });
    socket.on("data", (data) => {
      answer += data;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
  });
}

describe("bad input", () => {
  test.each([
    ["no body at all", "", "empty"],
    ["half of JSON", '{"text": "he', "not JSON"],
    ["bytes that are no text", "\u0000\u0001\ufffd", "not JSON"],
    ["a __proto__ key", '{"text": "hi", "__proto__": {"roles": ["admin"]}}', "__proto__"],
    ["a constructor key", '{"text": "hi", "constructor": {"prototype": {}}}', "constructor"],
    ["an array", '["text"]', "JSON object"],
    ["null", "null", "JSON object"],
    ["no text", "{}", '"text" is missing'],
    ["text of another type", '{"text": 7}', '"text" is not right: expected string'],
    ["blank text", '{"text": "  \\n "}', '"text" is not right'],
    ["an unknown field", '{"text": "hi", "roles": ["admin"]}', '"roles" is not known'],
    ["two unknown fields", '{"text": "hi", "a": 1, "b": 2}', '"b" is not known'],
    ["a language nobody speaks", '{"text": "hi", "locale": "fr"}', '"locale" is not right'],
    ["an id of a foreign thread", '{"text": "hi", "conversationId": "slack:C1/1.2"}', '"conversationId"'],
    ["an id of another type", '{"text": "hi", "conversationId": {"$ne": null}}', '"conversationId"'],
    [
      "10,000 keys",
      JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i]))),
      "not known",
    ],
  ])("%s is refused with 400 and the reason", async (_what, body, reason) => {
    const asked = house.events.length;
    const problem = await problemIn(await chat(body));
    expect(problem.status).toBe(400);
    expect(problem.detail).toContain(reason);
    expect(house.events).toHaveLength(asked);
  });

  test("a refusal names its field for machines", async () => {
    expect(await problemIn(await chat('{"text": 7, "x": 1}'))).toMatchObject({
      type: "urn:resync:problem:invalid_input",
      title: "Bad Request",
      field: "text",
      errors: [{ field: "text" }, { field: "x" }],
    });
  });

  test("nothing was planted in every object's prototype", async () => {
    await chat('{"text": "hi", "__proto__": {"planted": true}}');
    expect(({} as Record<string, unknown>).planted).toBeUndefined();
  });

  test("a question of 100 kB is a question", async () => {
    const answer = (await (await chat(JSON.stringify({ text: "x".repeat(100_000) }))).json()) as {
      text: string;
    };
    expect(answer.text).toBe("You wrote 100000 characters.");
  });

  test("escape sequences, zero-width characters and bidi overrides do not get past the door", async () => {
    await chat(JSON.stringify({ text: "\u001b[31mstatus\u202e of\u200b JOB\u0000_A#1" }));
    expect(house.events.at(-1)?.text).toBe("status of JOB_A#1");
  });

  test("a body above the limit is refused with the limit, whether or not its length is told", async () => {
    const tooLong = JSON.stringify({ text: "x".repeat(300_000) });
    const told = await problemIn(await chat(tooLong));
    expect(told.status).toBe(413);
    expect(told.detail).toContain("256 kB");
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(tooLong));
        controller.close();
      },
    });
    const untold = await fetch(`${house.url}/api/chat`, {
      ...house.as(house.viewer, { method: "POST", body: stream }),
      duplex: "half",
    } as RequestInit);
    expect((await problemIn(untold)).status).toBe(413);
  });

  test.each([
    ["its length told", { "content-length": 800 * 64 * 1024 }],
    ["its length not told", { "transfer-encoding": "chunked" }],
  ])("a body of 50 MB, %s, is read past and never kept", async (_how, headers) => {
    const piece = Buffer.alloc(64 * 1024, "x");
    const held = () => {
      collect();
      return process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed;
    };
    const before = held();
    let most = 0;
    const socket = dial(house.port, "127.0.0.1");
    const chunked = "transfer-encoding" in headers;
    socket.write(
      `POST /api/chat HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${house.viewer}\r\nContent-Type: application/json\r\n` +
        `${Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join("")}\r\n`,
    );
    const answered = new Promise<string>((resolve) => socket.once("data", (data) => resolve(String(data))));
    for (let i = 0; i < 800; i++) {
      if (i % 100 === 99) most = Math.max(most, held() - before);
      if (chunked) socket.write("10000\r\n");
      const room = socket.write(piece);
      if (chunked) socket.write("\r\n");
      if (!room) await new Promise((go) => socket.once("drain", go));
    }
    expect(await answered).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
    expect(most).toBeLessThan(16 * 1024 * 1024);
  });

  test.each([
    ["text/plain", "hello"],
    ["application/x-www-form-urlencoded", "text=hello"],
    ["multipart/form-data; boundary=x", "--x--"],
  ])("a body of %s is refused with 415", async (type, body) => {
    expect((await problemIn(await chat(body, { "content-type": type }))).status).toBe(415);
  });

  test("a compressed body is refused before anything is unpacked", async () => {
    expect((await problemIn(await chat("{}", { "content-encoding": "gzip" }))).status).toBe(415);
  });

  test.each([
    ["limit=0", "limit"],
    ["limit=201", "limit"],
    ["limit=ten", "limit"],
    ["limit=1&limit=2", "limit"],
    ["offset=-1", "offset"],
    ["limt=5", "limt"],
  ])("GET /api/agents?%s is refused and names %s", async (query, field) => {
    const problem = await problemIn(await fetch(`${house.url}/api/agents?${query}`, house.as(house.viewer)));
    expect([problem.status, problem.field]).toEqual([400, field]);
  });

  test.each([
    ["an empty header", ""],
    ["a scheme alone", "Bearer"],
    ["another scheme", "Basic cmVzeW5jOnJlc3luYw=="],
    ["a token of 5,000 characters", `Bearer ${"x".repeat(5_000)}`],
    ["two tokens", "Bearer a b"],
  ])("%s as Authorization is refused with 401 and a challenge", async (_what, authorization) => {
    const response = await fetch(`${house.url}/api/agents`, { headers: { authorization } });
    expect((await problemIn(response)).status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
  });

  test("what is inside stays inside when something breaks, and the log says what broke", async () => {
    const response = await chat('{"text": "explode"}');
    const problem = await problemIn(response);
    expect(problem.status).toBe(500);
    expect(JSON.stringify(problem)).not.toContain("10.0.0.7");
    expect(house.log()).toContain(String(problem.requestId));
    expect(house.log()).toContain("10.0.0.7");
  });

  test("an unknown path, an odd one and one that cannot be decoded are refused", async () => {
    for (const [path, status] of [
      ["/api/nothing", 404],
      ["/../../etc/passwd", 404],
      ["/api/agents/%ff", 400],
      [`/api/agents/${"x".repeat(300)}`, 414],
      ["/reports/..%2f..%2fetc%2fpasswd", 404],
    ] as const)
      expect([path, (await problemIn(await fetch(house.url + path, house.as(house.viewer)))).status]).toEqual(
        [path, status],
      );
  });

  test("an agent nobody knows is answered with the ones there are", async () => {
    const problem = await problemIn(await fetch(`${house.url}/api/agents/nobody`, house.as(house.viewer)));
    expect(problem.detail).toBe('No agent is called "nobody". There are: hwa-monitor.');
  });

  test("what is no HTTP, and headers without end, get a problem and a closed connection", async () => {
    const nonsense = await raw(house.port, "\u0016\u0003\u0001 hello\r\n\r\n");
    expect(nonsense).toMatch(/^HTTP\/1.1 400 .*application\/problem\+json/s);
    const headers = await raw(
      house.port,
      "GET /live HTTP/1.1\r\nHost: localhost\r\nX: ",
      "y".repeat(64 * 1024),
      "\r\n\r\n",
    );
    expect(headers).toMatch(/^HTTP\/1.1 431 /);
  });

  test("a body that does not come is given up with 408", async () => {
    await using slow = await openHouse({ limits: { requestTimeoutMs: 200 } });
    const answer = await raw(
      slow.port,
      `POST /api/chat HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${slow.viewer}\r\n` +
        "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
    );
    expect(answer).toMatch(/^HTTP\/1.1 408 .*urn:resync:problem:timeout/s);
  });

  test("neither tokens nor questions are in the log, wherever they were put", async () => {
    await chat('{"text": "our secret question"}');
    await fetch(`${house.url}/api/agents?token=${house.admin}`);
    await fetch(`${house.url}/ws/monitor?job=A&token=${house.admin}`);
    await fetch(`${house.url}/nowhere/${house.admin}?token=${house.admin}`);
    await fetch(`${house.url}/api/login`, {
      method: "POST",
      body: JSON.stringify({ token: house.admin }),
      headers: { "content-type": "application/json" },
    });
    const log = house.log();
    expect(log).toContain("A request was answered.");
    for (const secret of [house.viewer, house.admin, "our secret question"])
      expect(log).not.toContain(secret);
  });
});
