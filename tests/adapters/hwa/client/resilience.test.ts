import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createCircuitBreaker } from "#adapters/hwa/client/circuit-breaker.ts";
import { Fault } from "#core/fault.ts";
import { deadAddress, engineInfo, faultOf, jobRow, json, readerOf, standIn } from "./stand-in.ts";

describe("several hosts", () => {
  it("asks the next one when the first is dead, and stays with it", async () => {
    await using backup = await standIn((_, response) => json(response, engineInfo));
    await using hwa = readerOf([await deadAddress(), backup.url]);
    await hwa.engineInfo();
    expect(hwa.connection()).toMatchObject({
      host: backup.url,
      requests: 2,
      circuit: "closed",
      lastFault: null,
    });
    await hwa.engineInfo();
    expect(hwa.connection().requests).toBe(3);
  });

  it("does not leave a host that answers with a refusal", async () => {
    await using backup = await standIn((_, response) => json(response, engineInfo));
    await using master = await standIn((_, response) => void response.writeHead(403).end());
    await using hwa = readerOf([master.url, backup.url]);
    expect((await faultOf(hwa.engineInfo())).code).toBe("forbidden");
    expect(backup.requests).toHaveLength(0);
    expect(hwa.connection().lastFault).toContain("403");
  });
});

describe("reads are repeated where that may help", () => {
  it("repeats 503, 502, 504 and 429, twice at most", async () => {
    for (const status of [429, 502, 503, 504]) {
      await using server = await standIn((_, response) => {
        if (server.requests.length < 3) response.writeHead(status, { "retry-after": "0" }).end();
        else json(response, engineInfo);
      });
      await using hwa = readerOf(server.url);
      expect((await hwa.engineInfo()).version).toBe("10.2.8");
      expect(server.requests).toHaveLength(3);
    }
    await using down = await standIn((_, response) => void response.writeHead(503).end());
    await using hwa = readerOf(down.url);
    expect(await faultOf(hwa.engineInfo())).toMatchObject({ code: "unavailable", retryable: true });
    expect(down.requests).toHaveLength(3);
  });

  it("does not wait out a Retry-After of an hour, but tells it", async () => {
    await using server = await standIn(
      (_, response) => void response.writeHead(429, { "retry-after": "1800" }).end(),
    );
    await using hwa = readerOf(server.url);
    const fault = await faultOf(hwa.engineInfo());
    expect(fault).toMatchObject({ code: "rate_limited", detail: { retryAfterMs: 1_800_000 } });
    expect(server.requests).toHaveLength(1);
  });

  it("does not repeat what would fail again", async () => {
    for (const status of [400, 401, 403, 404, 409, 500]) {
      await using server = await standIn((_, response) => void response.writeHead(status).end());
      await using hwa = readerOf(server.url);
      await faultOf(hwa.engineInfo());
      expect(server.requests).toHaveLength(1);
    }
  });
});

describe("the load on HWA is bounded", () => {
  it("never has more than three calls in flight, and answers all of them", async () => {
    let flying = 0;
    let most = 0;
    await using server = await standIn(async (_, response) => {
      flying += 1;
      most = Math.max(most, flying);
      await sleep(5);
      flying -= 1;
      json(response, jobRow());
    });
    await using hwa = readerOf(server.url);
    const ids = Array.from({ length: 40 }, (_, index) => `job-${index}`);
    const jobs = await Promise.all(ids.map((id) => hwa.job(id)));
    expect(jobs.every((job) => job?.name === "CALC_TAX")).toBe(true);
    expect(most).toBe(3);
  });

  it("refuses at once when too many wait already", async () => {
    await using server = await standIn(() => {});
    await using hwa = readerOf(server.url, { timeoutMs: 20_000 });
    const refused: Fault[] = [];
    const calls = Array.from({ length: 205 }, (_, index) =>
      hwa.job(`job-${index}`).catch((fault: Fault) => void refused.push(fault)),
    );
    await sleep(50);
    expect(refused.map((fault) => [fault.code, fault.retryable, fault.detail.reason])).toEqual([
      ["rate_limited", true, "queue_full"],
      ["rate_limited", true, "queue_full"],
    ]);
    expect(server.requests.length).toBeLessThanOrEqual(3);
    await hwa[Symbol.asyncDispose]();
    await Promise.all(calls);
  });

  it("asks once for a burst of the same question, and again when the answer is old or must be fresh", async () => {
    let now = 0;
    await using server = await standIn(async (_, response) => {
      await sleep(5);
      json(response, jobRow());
    });
    await using hwa = readerOf(server.url, { cacheMs: 1_500, now: () => new Date(1_000_000 + now) });
    const burst = await Promise.all(Array.from({ length: 50 }, () => hwa.job("a")));
    await hwa.job("a");
    expect(server.requests).toHaveLength(1);
    expect(new Set(burst).size).toBe(1);
    await hwa.job("a", { fresh: true });
    expect(server.requests).toHaveLength(2);
    now = 1_600;
    await hwa.job("a");
    expect(server.requests).toHaveLength(3);
  });

  it("does not keep a failure", async () => {
    await using server = await standIn((_, response) => {
      if (server.requests.length === 1) response.writeHead(500).end();
      else json(response, jobRow());
    });
    await using hwa = readerOf(server.url, { cacheMs: 60_000 });
    await faultOf(hwa.job("a"));
    expect((await hwa.job("a"))?.name).toBe("CALC_TAX");
  });

  it("hands out what nobody can change for others", async () => {
    const run = { id: "r", commonStatus: "ERROR", timeInfo: { actualStartTime: "2025-10-13T22:00:03Z" } };
    await using server = await standIn((_, response) => json(response, jobRow({ jobruns: [run] })));
    await using hwa = readerOf(server.url, { cacheMs: 60_000 });
    const job = await hwa.job("a");
    const runs: unknown = job?.runs;
    expect(() => Object.assign(job ?? {}, { name: "X" })).toThrow(TypeError);
    expect(() => Object.assign(runs as object, { 1: "another run" })).toThrow(TypeError);
    expect(() => job?.runs[0]?.startedAt?.setTime(0)).toThrow(TypeError);
    expect((await hwa.job("a"))?.runs[0]?.startedAt).toStrictEqual(new Date("2025-10-13T22:00:03Z"));
  });
});

describe("a reader may leave", () => {
  it("without taking the shared call from the others", async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    await using server = await standIn(async (_, response) => {
      await answered;
      json(response, jobRow());
    });
    await using hwa = readerOf(server.url);
    const leaving = new AbortController();
    const left = hwa.job("a", { signal: leaving.signal });
    const stayed = hwa.job("a");
    leaving.abort(new Error("changed my mind"));
    await expect(left).rejects.toThrow("changed my mind");
    answer();
    expect((await stayed)?.name).toBe("CALC_TAX");
    expect(server.requests).toHaveLength(1);
  });

  it("and when all have left, the call is ended at HWA too", async () => {
    const { promise: closed, resolve: onClose } = Promise.withResolvers<void>();
    const { promise: arrived, resolve: onArrival } = Promise.withResolvers<void>();
    await using server = await standIn((_, response) => {
      response.on("close", onClose);
      onArrival();
    });
    await using hwa = readerOf(server.url, { timeoutMs: 20_000 });
    const leaving = new AbortController();
    const left = hwa.job("a", { signal: leaving.signal });
    await arrived;
    leaving.abort(new Error("gone"));
    await expect(left).rejects.toThrow("gone");
    await closed;
  });

  it("and closing the client ends what is under way with a sentence", async () => {
    const { promise: arrived, resolve: onArrival } = Promise.withResolvers<void>();
    await using server = await standIn(() => onArrival());
    const hwa = readerOf(server.url);
    const fault = faultOf(hwa.engineInfo());
    await arrived;
    await hwa[Symbol.asyncDispose]();
    expect((await fault).message).toContain("shutting down");
    expect((await faultOf(hwa.engineInfo())).message).toContain("shutting down");
  });
});

describe("the circuit breaker", () => {
  it("opens after five failures, lets one call try after a pause, and closes when it is answered", async () => {
    let now = 1_000_000;
    let healthy = false;
    await using server = await standIn((_, response) => {
      if (healthy) json(response, engineInfo);
      else response.writeHead(503).end();
    });
    await using hwa = readerOf(server.url, { now: () => new Date(now) });
    await faultOf(hwa.engineInfo());
    expect(hwa.connection().circuit).toBe("closed");
    await faultOf(hwa.engineInfo());
    expect(hwa.connection().circuit).toBe("open");
    const asked = server.requests.length;
    expect(asked).toBe(5);

    const refused = await faultOf(hwa.engineInfo());
    expect(refused).toMatchObject({ code: "unavailable", detail: { reason: "circuit_open" } });
    expect(refused.message).toContain("5 times in a row");
    // What people can do something about.
    expect(refused.message).toMatch(/The last time: \S/);
    expect(server.requests).toHaveLength(asked);

    now += 5_000;
    expect(hwa.connection().circuit).toBe("half_open");
    await faultOf(hwa.engineInfo());
    expect(hwa.connection().circuit).toBe("open");
    expect(server.requests).toHaveLength(asked + 1);

    healthy = true;
    now += 9_999;
    await faultOf(hwa.engineInfo());
    now += 1;
    expect((await hwa.engineInfo()).version).toBe("10.2.8");
    expect(hwa.connection()).toMatchObject({ circuit: "closed", lastFault: null, lastOkAt: new Date(now) });
  });

  it("stays closed while HWA answers, even if it refuses", async () => {
    await using server = await standIn((_, response) => void response.writeHead(403).end());
    await using hwa = readerOf(server.url);
    for (let call = 0; call < 8; call += 1) await faultOf(hwa.engineInfo());
    expect(hwa.connection().circuit).toBe("closed");
  });

  it("lets one call try at a time, and the next when that one was given up", async () => {
    let now = 0;
    const breaker = createCircuitBreaker({
      now: () => new Date(now),
      judge: (error) => (error instanceof Fault ? "failed" : "nothing"),
      label: () => "mdm:31116",
      failures: 1,
      pauseMs: 10,
    });
    await faultOf(breaker.run(() => Promise.reject(new Fault("unreachable", "Down."))));
    now = 10;
    const { promise, reject } = Promise.withResolvers<string>();
    const trying = breaker.run(() => promise);
    expect((await faultOf(breaker.run(async () => "second"))).detail.reason).toBe("circuit_open");
    reject(new Error("given up"));
    await expect(trying).rejects.toThrow("given up");
    expect(breaker.state).toBe("half_open");
    expect(await breaker.run(async () => "third")).toBe("third");
    expect(breaker.state).toBe("closed");
  });
});
