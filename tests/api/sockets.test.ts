import { describe, expect, test } from "vitest";
import { reply } from "#core/reply.ts";
import { openHouse, problemIn } from "./support/house.ts";
import { connect } from "./support/socket.ts";

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("WS /ws/monitor", () => {
  test("tells the state now, then every change, exactly as published", async () => {
    await using house = await openHouse();
    const socket = await connect(`${house.ws}/ws/monitor?job=A%23FINAL_BATCH`, bearer(house.viewer));
    const job = "A#FINAL_BATCH";
    expect(await socket.next()).toEqual({ job, status: "queued" });
    house.news.tell({ job, status: "running", progress: "50%" });
    house.news.tell({ job, status: "completed", duration: "12s" });
    expect(await socket.next()).toEqual({ job, status: "running", progress: "50%" });
    expect(await socket.next()).toEqual({ job, status: "completed", duration: "12s" });
    socket.ws.close();
    await expect.poll(() => house.news.watching(job)).toBe(0);
  });

  test("lets in a header, a cookie or a query token, and nobody else", async () => {
    await using house = await openHouse();
    const url = `${house.ws}/ws/monitor?job=A`;
    const login = await fetch(`${house.url}/api/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: house.viewer }),
    });
    const cookie = login.headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
    for (const [address, headers] of [
      [url, bearer(house.viewer)],
      [url, { cookie }],
      [url, { cookie, origin: house.url }],
      [`${url}&token=${house.viewer}`, {}],
    ] as const) {
      const socket = await connect(address, headers);
      expect(await socket.next()).toEqual({ job: "A", status: "queued" });
      socket.ws.close();
    }
    const nobody = await house.access.personWith([]);
    for (const [address, headers, status] of [
      [url, {}, 401],
      [`${url}&token=rs_wrong`, {}, 401],
      [url, bearer(nobody), 403],
      [url, { cookie, origin: "https://evil.example" }, 403],
      [url, { cookie, origin: "null" }, 403],
      [`${url}&token=${house.viewer}`, { origin: "http://localhost:9999" }, 403],
      [`${house.ws}/ws/monitor`, bearer(house.viewer), 400],
      [`${url}&jobs=B`, bearer(house.viewer), 400],
      [`${house.ws}/ws/nothing`, bearer(house.viewer), 404],
    ] as const)
      await expect(connect(address, headers), `${address} ${JSON.stringify(headers)}`).rejects.toThrow(
        `refused with ${status}`,
      );
  });

  test("a monitor that fails is told as unknown, without its reasons", async () => {
    await using house = await openHouse();
    const socket = await connect(`${house.ws}/ws/monitor?job=BROKEN`, bearer(house.viewer));
    const last = await socket.next();
    expect(last).toMatchObject({ job: "BROKEN", status: "unknown" });
    expect(JSON.stringify(last)).not.toContain("secret");
    expect((await socket.closed).code).toBe(1011);
  });

  test("a socket whose token was revoked is closed", async () => {
    await using house = await openHouse({ limits: { socketCheckMs: 50 } });
    const { token, info } = await house.access.issue({ name: "Ana", roles: ["viewer"] }, "t", null);
    const socket = await connect(`${house.ws}/ws/monitor?job=A`, bearer(token));
    const other = await connect(`${house.ws}/ws/monitor?job=A`, bearer(house.viewer));
    await socket.next();
    await house.access.revoke(info.id);
    expect(await socket.closed).toEqual({ code: 1008, reason: "Your token no longer allows this." });
    expect(other.ws.readyState).toBe(other.ws.OPEN);
  });

  test("a reader that stops reading is let go, and what it left unread is not kept", async () => {
    await using house = await openHouse({ limits: { socketBacklogBytes: 64 * 1024 } });
    const socket = await connect(`${house.ws}/ws/monitor?job=A`, bearer(house.viewer));
    await socket.next();
    socket.ws.pause();
    const note = "x".repeat(64 * 1024);
    for (let i = 0; i < 400 && house.news.watching("A") > 0; i++) {
      house.news.tell({ job: "A", status: "running", note });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => house.news.watching("A"), { timeout: 5_000 }).toBe(0);
    socket.ws.terminate();
  });

  test("plain HTTP is told to upgrade", async () => {
    await using house = await openHouse();
    const response = await fetch(`${house.url}/ws/monitor?job=A`, house.as(house.viewer));
    expect((await problemIn(response)).status).toBe(426);
  });

  test("closing the server tells every socket that it goes away", async () => {
    const house = await openHouse();
    const socket = await connect(`${house.ws}/ws/monitor?job=A`, bearer(house.viewer));
    await socket.next();
    const closed = house.server[Symbol.asyncDispose]();
    expect((await socket.closed).code).toBe(1001);
    await closed;
  });
});

describe("WS /ws/chat", () => {
  test("answers JSON and plain text in order, in one conversation", async () => {
    await using house = await openHouse();
    const socket = await connect(`${house.ws}/ws/chat`, bearer(house.viewer));
    socket.ws.send(JSON.stringify({ text: "hello", locale: "pt" }));
    socket.ws.send("status of A_1");
    const progress = await socket.next();
    expect(progress).toMatchObject({ type: "progress", text: "Procurando…" });
    const first = await socket.next();
    expect(first).toMatchObject({ type: "answer", text: "You wrote 5 characters.", locale: "pt" });
    expect(await socket.next()).toMatchObject({ type: "progress", text: "Looking…" });
    const second = await socket.next();
    expect(second).toMatchObject({ type: "answer", text: "You wrote 13 characters." });
    expect(second.conversationId).toBe(first.conversationId);
    expect(progress.conversationId).toBe(first.conversationId);
    socket.ws.close();
  });

  test("refuses what is no question and stays open", async () => {
    await using house = await openHouse();
    const socket = await connect(`${house.ws}/ws/chat`, bearer(house.viewer));
    for (const [message, reason] of [
      ["{ half", "JSON"],
      ['{"text": 7}', '"text"'],
      ['{"text": "hi", "roles": ["admin"]}', '"roles" is not known'],
      ["   ", '"text"'],
      [Buffer.from([0, 1, 2]), "Binary"],
    ] as const) {
      socket.ws.send(message);
      const error = await socket.next();
      expect(error).toMatchObject({ type: "error", status: 400 });
      expect(error.detail).toContain(reason);
    }
    socket.ws.send('{"text": "explode"}');
    expect(await socket.next()).toMatchObject({ type: "progress" });
    const failed = await socket.next();
    expect(failed).toMatchObject({ type: "error", status: 500 });
    expect(JSON.stringify(failed)).not.toContain("10.0.0.7");
    socket.ws.send("hello");
    expect(await socket.next()).toMatchObject({ type: "progress" });
    expect(await socket.next()).toMatchObject({ type: "answer" });
    socket.ws.close();
  });

  test("a flood is bounded, and a message above the limit ends the connection", async () => {
    await using house = await openHouse();
    const socket = await connect(`${house.ws}/ws/chat`, bearer(house.viewer));
    for (let i = 0; i < 25; i++) socket.ws.send("slow");
    const refused = [];
    while (refused.length < 5) {
      const message = await socket.next();
      if (message.type === "error") refused.push(message.status);
    }
    expect(refused).toEqual([429, 429, 429, 429, 429]);
    socket.ws.send("x".repeat(300_000));
    expect((await socket.closed).code).toBe(1009);
    await expect.poll(() => house.aborted.length).toBe(1);
    expect(house.events).toHaveLength(1);
  });

  test("somebody else's conversation cannot be continued", async () => {
    await using house = await openHouse();
    const { conversationId } = (await (await house.ask({ text: "hello" })).json()) as {
      conversationId: string;
    };
    const stranger = await house.access.personWith(["operator"]);
    const socket = await connect(`${house.ws}/ws/chat`, bearer(stranger));
    socket.ws.send(JSON.stringify({ text: "and?", conversationId }));
    expect(await socket.next()).toMatchObject({ type: "error", status: 404 });
    socket.ws.close();
  });

  test("news for the conversation arrives without being asked for", async () => {
    await using house = await openHouse();
    const socket = await connect(`${house.ws}/ws/chat`, bearer(house.viewer));
    socket.ws.send("monitor A");
    await socket.next();
    const { conversationId } = await socket.next();
    const thread = house.events.at(-1)?.thread ?? "";
    await house.server.platform.notify(
      thread,
      reply({ locale: "en", text: "A has ended.", data: { job: "A" } }),
    );
    expect(await socket.next()).toEqual({
      type: "update",
      conversationId,
      text: "A has ended.",
      data: { job: "A" },
      asOf: null,
    });
    socket.ws.close();
  });
});
