// A job's events over WebSockets: each once, in order, from any number, for any reader.

import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type House, openHouse } from "./support/house.ts";
import { aJob } from "./support/scripted-engine.ts";
import { connect } from "./support/socket.ts";

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const kinds = ["/ws/jobs", "/ws/approvals"] as const;

function withEvents(house: House, count: number, text = "") {
  const job = house.work.put(aJob());
  for (let i = 0; i < count; i++) house.work.tell(job.id, "step.progress", { text });
  return job;
}

/** Connects, and hands on each number from the very first message. */
function numbers(url: string, token: string, onSeq: (seq: number, ws: WebSocket) => void) {
  const ws = new WebSocket(url, { headers: bearer(token) });
  ws.on("message", (data) => onSeq(JSON.parse(String(data)).seq, ws));
  const closed = new Promise<number>((resolve, reject) => {
    ws.on("close", resolve);
    ws.on("error", reject);
  });
  return { ws, closed };
}

async function seqsUntilClosed(url: string, token: string): Promise<readonly number[]> {
  const seqs: number[] = [];
  expect(await numbers(url, token, (seq) => seqs.push(seq)).closed).toBe(1000);
  return seqs;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe.each(kinds)("WS %s/{id}", (path) => {
  test("sends each event as it is stored, then each new one, and closes after the last", async () => {
    await using house = await openHouse();
    const job = withEvents(house, 2, "Half done");
    const socket = await connect(`${house.ws}${path}/${job.id}`, bearer(house.viewer));
    expect(await socket.next()).toEqual({
      jobId: job.id,
      seq: 1,
      kind: "step.progress",
      step: null,
      data: { text: "Half done" },
      at: expect.any(String),
    });
    expect(await socket.next()).toMatchObject({ seq: 2 });
    house.work.tell(job.id, "checkpoint.opened", { title: "May I?" });
    expect(await socket.next()).toMatchObject({ seq: 3, kind: "checkpoint.opened" });
    house.work.tell(job.id, "job.completed");
    expect(await socket.next()).toMatchObject({ seq: 4, kind: "job.completed" });
    expect(await socket.closed).toEqual({ code: 1000, reason: "The job has ended." });
    expect(house.work.following()).toBe(0);
  });

  test("begins after any number, and an ended job sends the rest and closes", async () => {
    await using house = await openHouse();
    const job = withEvents(house, 30);
    house.work.tell(job.id, "job.completed");
    for (const after of [0, 1, 17, 30, 31, 99])
      expect(await seqsUntilClosed(`${house.ws}${path}/${job.id}?after=${after}`, house.viewer)).toEqual(
        range(after + 1, 31),
      );
  });

  test("is refused before the upgrade: unknown jobs, odd numbers, and those who may not", async () => {
    await using house = await openHouse();
    const job = withEvents(house, 1);
    const nobody = await house.access.personWith([]);
    for (const [address, headers, status] of [
      [`${path}/${job.id}`, {}, 401],
      [`${path}/${job.id}`, bearer(nobody), 403],
      [`${path}/${job.id}`, { ...bearer(house.viewer), origin: "https://evil.example" }, 403],
      [`${path}/7f3b0000-0000-4000-8000-000000000000`, bearer(house.viewer), 404],
      [`${path}/nothing`, bearer(house.viewer), 404],
      [`${path}/${job.id}?after=-1`, bearer(house.viewer), 400],
      [`${path}/${job.id}?after=x`, bearer(house.viewer), 400],
      [`${path}/${job.id}?from=1`, bearer(house.viewer), 400],
    ] as const)
      await expect(connect(`${house.ws}${address}`, headers), address).rejects.toThrow(
        `refused with ${status}`,
      );
    const plain = await fetch(`${house.url}${path}/${job.id}`, house.as(house.viewer));
    expect(plain.status).toBe(426);
  });
});

test("a reader that loses its connection again and again misses nothing and sees nothing twice", async () => {
  await using house = await openHouse();
  const job = house.work.put(aJob());
  const telling = (async () => {
    for (let i = 0; i < 400; i++) {
      house.work.tell(job.id, "step.progress", { text: `${i}` });
      if (i % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    house.work.tell(job.id, "job.completed");
  })();
  const seen: number[] = [];
  for (let round = 0; seen.at(-1) !== 401; round++) {
    let left = 1 + (round % 23);
    const { closed } = numbers(
      `${house.ws}/ws/jobs/${job.id}?after=${seen.at(-1) ?? 0}`,
      house.viewer,
      (seq, ws) => {
        if (left === 0) return;
        left -= 1;
        seen.push(seq);
        if (left === 0) ws.terminate();
      },
    );
    await closed;
  }
  await telling;
  expect(seen).toEqual(range(1, 401));
  await expect.poll(() => house.work.following()).toBe(0);
});

test("a slow reader of a long history is waited for: all of it comes, and little of it is held here", async () => {
  await using house = await openHouse({ limits: { socketBacklogBytes: 64 * 1024 } });
  const job = withEvents(house, 3_000, "x".repeat(2_000));
  house.work.tell(job.id, "job.completed");
  const seqs: number[] = [];
  const { closed } = numbers(`${house.ws}/ws/jobs/${job.id}`, house.viewer, (seq, ws) => {
    seqs.push(seq);
    if (seqs.length % 500 !== 0) return;
    ws.pause();
    setTimeout(() => ws.resume(), 20);
  });
  expect(await closed).toBe(1000);
  expect(seqs).toEqual(range(1, 3_001));
});

test("a revoked token ends the following, and so does the server's end", async () => {
  const house = await openHouse({ limits: { socketCheckMs: 50 } });
  const job = withEvents(house, 1);
  const { token, info } = await house.access.issue({ name: "Ana", roles: ["viewer"] }, "t", null);
  const revoked = await connect(`${house.ws}/ws/jobs/${job.id}`, bearer(token));
  const other = await connect(`${house.ws}/ws/jobs/${job.id}`, bearer(house.viewer));
  await other.next();
  await house.access.revoke(info.id);
  expect((await revoked.closed).code).toBe(1008);
  const closing = house.server[Symbol.asyncDispose]();
  expect((await other.closed).code).toBe(1001);
  await closing;
  await expect.poll(() => house.work.following()).toBe(0);
});

test("following that fails is told as such, without its reasons", async () => {
  await using house = await openHouse();
  const job = house.work.put(aJob());
  house.work.tell(job.id, "step.progress", { break: true });
  const socket = await connect(`${house.ws}/ws/jobs/${job.id}`, bearer(house.viewer));
  const { code, reason } = await socket.closed;
  expect(code).toBe(1011);
  expect(reason).not.toContain("secret");
});
