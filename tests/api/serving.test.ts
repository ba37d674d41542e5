import { Agent, createServer as createHttpServer, request } from "node:http";
import { describe, expect, test } from "vitest";
import { askServer } from "#api/ask-client.ts";
import { createServer } from "#api/create-server.ts";
import { Fault } from "#core/fault.ts";
import { openHouse, problemIn, soundHealth } from "./support/house.ts";

describe("questions", () => {
  test("an answer has the public shape, and a conversation goes on under its id", async () => {
    await using house = await openHouse();
    const first = (await (await house.ask({ text: "hello", locale: "pt-BR" })).json()) as Record<
      string,
      unknown
    >;
    expect(Object.keys(first).sort()).toEqual([
      "actions",
      "agent",
      "asOf",
      "conversationId",
      "data",
      "elapsedMs",
      "intent",
      "locale",
      "messageId",
      "sources",
      "text",
    ]);
    expect(first).toMatchObject({ locale: "pt", data: { echo: "hello" }, text: "You wrote 5 characters." });
    const second = (await (
      await house.ask({ text: "more", conversationId: first.conversationId })
    ).json()) as Record<string, unknown>;
    expect(second.conversationId).toBe(first.conversationId);
    expect(house.events.at(-1)).toMatchObject({ platform: "web", person: { roles: ["viewer"] } });
  });

  test("a repeated Idempotency-Key gets the same answer, and another question under it is refused", async () => {
    await using house = await openHouse();
    const key = { "idempotency-key": "retry-1" };
    const first = (await (await house.ask({ text: "hello" }, key)).json()) as { messageId: string };
    const again = await house.ask({ text: "hello" }, key);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await again.json()).toEqual(first);
    expect(house.events).toHaveLength(1);
    expect((await problemIn(await house.ask({ text: "other" }, key))).status).toBe(409);
    const somebodyElse = (await (await house.ask({ text: "hello" }, key, house.admin)).json()) as {
      messageId: string;
    };
    expect(somebodyElse.messageId).not.toBe(first.messageId);
  });

  test("the event id of a key outlives the process, so the inbox knows a repeat", async () => {
    const ids: string[] = [];
    for (let start = 0; start < 2; start++) {
      await using house = await openHouse({
        access: {
          ...(await import("./support/house.ts")).memoryAccess(() => new Date()),
          personOf: async () => ({ id: "p1", name: "Ana", roles: ["viewer"] }),
        },
      });
      await house.ask({ text: "hello" }, { "idempotency-key": "k" });
      ids.push(`${house.events[0]?.id} ${house.events[0]?.conversationId}`);
    }
    expect(ids[0]).toBe(ids[1]);
  });

  test("a question whose asker left is not worked on any more", async () => {
    await using house = await openHouse();
    const leave = new AbortController();
    const asked = fetch(`${house.url}/api/chat`, {
      ...house.as(house.viewer, { method: "POST", body: '{"text":"slow one"}' }),
      signal: leave.signal,
    });
    await expect.poll(() => house.events.length).toBe(1);
    leave.abort();
    await expect(asked).rejects.toThrow();
    await expect.poll(() => house.aborted).toEqual(["slow one"]);
  });

  test("one person cannot have more questions in flight than the limit", async () => {
    await using house = await openHouse({ limits: { questionsInFlight: 2 } });
    const slow = [house.ask({ text: "slow a" }), house.ask({ text: "slow b" })];
    await expect.poll(() => house.events.length).toBe(2);
    const refused = await house.ask({ text: "hello" });
    expect((await problemIn(refused)).status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect((await house.ask({ text: "hello" }, {}, house.admin)).status).toBe(200);
    house.nudge();
    expect((await Promise.all(slow)).map((each) => each.status)).toEqual([200, 200]);
    expect((await house.ask({ text: "hello" })).status).toBe(200);
  });
});

describe("operations", () => {
  test("readiness follows health, and what is unknown is neither ready nor healthy", async () => {
    let health = soundHealth;
    await using house = await openHouse({ readiness: async () => health });
    const ready = () => fetch(`${house.url}/ready`);
    expect(await (await ready()).json()).toEqual({
      ready: true,
      status: "healthy",
      checks: { database: "healthy" },
    });
    health = {
      status: "healthy",
      checks: { ...soundHealth.checks, hwa: { state: "unknown", ageMs: null, detail: "Never read." } },
    };
    const told = (await (await fetch(`${house.url}/api/health`, house.as(house.viewer))).json()) as Record<
      string,
      unknown
    >;
    expect(told).toMatchObject({
      status: "degraded",
      version: "1.2.3",
      checks: { hwa: { state: "unknown", ageMs: null } },
    });
    expect((await ready()).status).toBe(200);
    health = {
      status: "unhealthy",
      checks: { database: { state: "unhealthy", ageMs: 9, detail: "at 10.0.0.7" } },
    };
    const problem = await problemIn(await ready());
    expect(problem.status).toBe(503);
    expect(problem.detail).toBe("Resync is not ready: database is unhealthy.");
    health = { status: "unknown", checks: {} };
    expect((await ready()).status).toBe(503);
    expect((await fetch(`${house.url}/live`)).status).toBe(200);
  });

  test("a health check that throws makes it unknown, not an error", async () => {
    await using house = await openHouse({ readiness: async () => Promise.reject(new Error("no")) });
    expect((await fetch(`${house.url}/ready`)).status).toBe(503);
    const told = (await (await fetch(`${house.url}/api/health`, house.as(house.viewer))).json()) as {
      status: string;
    };
    expect(told.status).toBe("unknown");
  });

  test("requests are measured by route and status, never by their address", async () => {
    await using house = await openHouse();
    await fetch(`${house.url}/api/agents/nobody`, house.as(house.viewer));
    await fetch(`${house.url}/made/up/path`);
    const response = await fetch(`${house.url}/api/metrics`, house.as(house.viewer));
    expect(response.headers.get("content-type")).toContain("text/plain");
    const text = await response.text();
    expect(text).toContain(
      'http_request_duration_seconds_count{method="GET",route="/api/agents/:name",status="404"} 1',
    );
    expect(text).toContain('route="none",status="404"');
    expect(text).not.toContain("made/up");
  });

  test("the report is a file, and says what to do while there is none", async () => {
    await using house = await openHouse();
    const report = await fetch(`${house.url}/reports/security-audit-report.md`, house.as(house.admin));
    expect(report.headers.get("content-type")).toBe("text/markdown; charset=utf-8");
    expect(report.headers.get("content-disposition")).toContain("attachment");
    expect(await report.text()).toBe("# Security audit\n");
    await using empty = await openHouse({ securityReport: async () => null });
    const none = await fetch(`${empty.url}/reports/security-audit-report.md`, empty.as(empty.admin));
    expect((await problemIn(none)).status).toBe(404);
  });

  test("the documentation needs no token and nothing from elsewhere", async () => {
    await using house = await openHouse();
    const root = await fetch(`${house.url}/`);
    expect(new URL(root.url).pathname).toMatch(/^\/docs\/?/);
    const page = await root.text();
    expect(page).toContain("swagger-ui");
    for (const [, address] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const asset = await fetch(new URL(address ?? "", `${house.url}/docs/`));
      await asset.arrayBuffer();
      expect([address, new URL(asset.url).host, asset.status]).toEqual([
        address,
        new URL(house.url).host,
        200,
      ]);
    }
    const document = (await (await fetch(`${house.url}/openapi.json`)).json()) as Record<string, never>;
    expect(document).toMatchObject({
      openapi: "3.1.0",
      components: { schemas: { Answer: { type: "object" }, Problem: { type: "object" } } },
      paths: {
        "/live": { get: { security: [] } },
        "/ws/monitor": { get: { description: expect.stringContaining("WebSocket") } },
      },
    });
  });
});

describe("closing", () => {
  test("requests in flight are answered, new ones are turned away, and the port is free afterwards", async () => {
    const house = await openHouse();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const get = (path: string) =>
      new Promise<number>((resolve, reject) => {
        request(`${house.url}${path}`, { agent }, (response) => {
          response.resume();
          response.on("end", () => resolve(response.statusCode ?? 0));
        })
          .on("error", reject)
          .end();
      });
    expect(await get("/ready")).toBe(200);
    const slow = house.ask({ text: "slow one" });
    await expect.poll(() => house.events.length).toBe(1);
    house.server.drain();
    expect(await get("/ready")).toBe(503);
    expect(await get("/live")).toBe(200);
    expect((await house.ask({ text: "late" })).status).toBe(503);
    const closed = house.server[Symbol.asyncDispose]();
    house.nudge();
    expect((await slow).status).toBe(200);
    await closed;
    agent.destroy();
    await expect(fetch(`${house.url}/live`)).rejects.toThrow();
  });

  test("what does not finish in time is told to stop, and closing goes on", async () => {
    const house = await openHouse({ limits: { drainMs: 100 } });
    const slow = house.ask({ text: "slow one" });
    await expect.poll(() => house.events.length).toBe(1);
    await house.server[Symbol.asyncDispose]();
    expect(house.aborted).toEqual(["slow one"]);
    expect((await problemIn(await slow)).status).toBe(503);
  });

  test("a port that is taken is said in one sentence", async () => {
    await using house = await openHouse();
    const { now, ...deps } = await depsOf();
    const second = await createServer({ ...deps, now, port: house.port });
    await expect(second.listen()).rejects.toThrow(`Port ${house.port} on 127.0.0.1 is taken`);
    await second[Symbol.asyncDispose]();
  });
});

async function depsOf() {
  const { memoryAccess, memoryConversations, countingConverse, scriptedMonitor } = await import(
    "./support/house.ts"
  );
  const { scriptedEngine } = await import("./support/scripted-engine.ts");
  const work = scriptedEngine();
  const { pino } = await import("pino");
  const { Registry } = await import("prom-client");
  const now = () => new Date();
  const conversations = memoryConversations(now);
  return {
    host: "127.0.0.1",
    log: pino({ level: "silent" }),
    version: "0",
    now,
    access: memoryAccess(now),
    conversations,
    converse: countingConverse(conversations, now).converse,
    monitor: scriptedMonitor().monitor,
    engine: work.engine,
    jobs: work.reader,
    agents: { list: async () => [], find: async () => null },
    readiness: async () => soundHealth,
    metrics: new Registry(),
    securityReport: async () => null,
    defaultLocale: "en" as const,
  };
}

describe("asking from the command line", () => {
  test("gives the answer", async () => {
    await using house = await openHouse();
    const answer = await askServer({ url: house.url, token: house.viewer, text: "hello", locale: "pt" });
    expect(answer).toMatchObject({ text: "You wrote 5 characters.", locale: "pt" });
  });

  test("says in one line what is wrong", async () => {
    await using house = await openHouse();
    const line = async (options: Partial<Parameters<typeof askServer>[0]>) => {
      const fault = await askServer({ url: house.url, token: house.viewer, text: "hi", ...options }).catch(
        (error: unknown) => error,
      );
      if (!(fault instanceof Fault)) throw new Error(`not a Fault: ${fault}`);
      expect(fault.message).not.toContain("\n");
      return `${fault.code}: ${fault.message}`;
    };
    const gone = await openHouse();
    await gone.server[Symbol.asyncDispose]();
    expect(await line({ url: gone.url })).toBe(
      `unreachable: No Resync is listening at ${gone.url}: start it with npm start, or set RESYNC_URL.`,
    );
    expect(await line({ token: "rs_wrong" })).toMatch(/^unauthenticated: .*RESYNC_TOKEN/);
    expect(await line({ url: "localhost:3000" })).toMatch(/^misconfigured: RESYNC_URL/);
    expect(await line({ text: " " })).toMatch(/^invalid_input: The field "text"/);
    expect(await line({ text: "explode" })).toMatch(/^internal: /);
    const stranger = createHttpServer((_request, response) => response.end("<html>")).listen(0, "127.0.0.1");
    await new Promise((resolve) => stranger.once("listening", resolve));
    const { port } = stranger.address() as { port: number };
    expect(await line({ url: `http://127.0.0.1:${port}` })).toMatch(/^bad_gateway: .*RESYNC_URL/);
    stranger.close();
  });
});
