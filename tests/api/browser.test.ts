// What a browser brings along by itself: sessions, and the pages of others.

import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { type House, openHouse, problemIn } from "./support/house.ts";

function login(house: House, token: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${house.url}/api/login`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ token }),
  });
}

function cookieOf(response: Response): string {
  const [cookie] = response.headers.getSetCookie();
  if (!cookie) throw new Error("no cookie was set");
  return cookie;
}

/** fetch refuses to send these headers, as a browser would; a raw request may. */
function send(
  house: House,
  path: string,
  method: string,
  headers: Record<string, string>,
  body = "",
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${house.url}${path}`, { method, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

describe("sessions", () => {
  test("a login gives a cookie scripts cannot read, which works until logout", async () => {
    await using house = await openHouse();
    const response = await login(house, house.viewer);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ success: true, person: { roles: ["viewer"] } });
    const setCookie = cookieOf(response);
    expect(setCookie).toMatch(/HttpOnly/);
    expect(setCookie).toMatch(/SameSite=Strict/);
    expect(setCookie).not.toContain(house.viewer);
    const cookie = setCookie.split(";", 1)[0] ?? "";
    const agents = () => fetch(`${house.url}/api/agents`, { headers: { cookie } });
    expect((await agents()).status).toBe(200);
    await fetch(`${house.url}/api/logout`, { method: "POST", headers: { cookie } });
    expect((await problemIn(await agents())).detail).toContain("session has ended");
  });

  test("a second login ends the first session, and a made-up session id is worth nothing", async () => {
    await using house = await openHouse();
    const first = cookieOf(await login(house, house.viewer)).split(";", 1)[0] ?? "";
    const second = cookieOf(await login(house, house.viewer, { cookie: first })).split(";", 1)[0] ?? "";
    const status = async (cookie: string) =>
      (await fetch(`${house.url}/api/agents`, { headers: { cookie } })).status;
    expect(second).not.toBe(first);
    expect(await status(first)).toBe(401);
    expect(await status(second)).toBe(200);
    const planted = cookieOf(await login(house, house.viewer, { cookie: "resync_session=planted" }));
    expect(planted).not.toContain("planted");
    expect(await status("resync_session=planted")).toBe(401);
  });

  test("a session ends with its token, after 8 idle hours and after 24 in all", async () => {
    let clock = Date.parse("2026-03-01T00:00:00Z");
    await using house = await openHouse({ now: () => new Date(clock) });
    const enter = async () => cookieOf(await login(house, house.viewer)).split(";", 1)[0] ?? "";
    const status = async (cookie: string) =>
      (await fetch(`${house.url}/api/agents`, { headers: { cookie } })).status;
    const idle = await enter();
    clock += 8 * 3_600_000 + 1;
    expect(await status(idle)).toBe(401);
    const busy = await enter();
    for (let hour = 0; hour < 23; hour += 4) {
      clock += 4 * 3_600_000 - 1;
      expect(await status(busy)).toBe(hour < 20 ? 200 : 200);
    }
    clock += 3_600_000;
    expect(await status(busy)).toBe(401);
    const bound = await enter();
    const [info] = (await house.access.list()).filter((each) => each.person.roles.includes("viewer"));
    await house.access.revoke(info?.id ?? "");
    expect(await status(bound)).toBe(401);
  });

  test("many wrong tokens from one address are slowed down, right ones never", async () => {
    await using house = await openHouse({ limits: { failedLoginsPerMinute: 3 } });
    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push((await login(house, "rs_wrong")).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    const slowed = await login(house, "rs_wrong");
    expect(Number(slowed.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await login(house, house.viewer)).status).toBe(200);
  });
});

describe("pages of others", () => {
  test("with the cookie, only requests that began here are answered", async () => {
    await using house = await openHouse();
    const cookie = cookieOf(await login(house, house.viewer)).split(";", 1)[0] ?? "";
    const ask = (headers: Record<string, string>) =>
      send(
        house,
        "/api/chat",
        "POST",
        { cookie, "content-type": "application/json", ...headers },
        '{"text":"hi"}',
      );
    expect(await ask({})).toBe(200);
    expect(await ask({ origin: house.url, "sec-fetch-site": "same-origin" })).toBe(200);
    expect(await ask({ origin: "https://evil.example" })).toBe(403);
    expect(await ask({ origin: "null" })).toBe(403);
    expect(await ask({ "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await ask({ origin: "http://127.0.0.1:1", "sec-fetch-site": "same-site" })).toBe(403);
    expect(await send(house, "/api/agents", "GET", { cookie, "sec-fetch-site": "cross-site" })).toBe(403);
  });

  test("nobody logs a browser in from elsewhere, and nobody is told to share answers across origins", async () => {
    await using house = await openHouse();
    expect((await login(house, house.viewer, { origin: "https://evil.example" })).status).toBe(403);
    const response = await fetch(
      `${house.url}/api/agents`,
      house.as(house.viewer, { headers: { origin: "null" } }),
    );
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("a foreign name in Host is refused on loopback", async () => {
    await using house = await openHouse();
    const live = (host: string) => send(house, "/live", "GET", { host });
    expect(await live(`localhost:${house.port}`)).toBe(200);
    expect(await live(`127.0.0.1:${house.port}`)).toBe(200);
    expect(await live("[::1]:3000")).toBe(200);
    expect(await live(`evil.example:${house.port}`)).toBe(403);
    expect(await live("localhost.evil.example")).toBe(403);
    expect(await live("localhost@evil.example")).toBe(403);
  });

  test("every answer forbids guessing its type, keeping it and framing it", async () => {
    await using house = await openHouse();
    for (const path of ["/live", "/api/agents", "/nowhere", "/reports/security-audit-report.md"]) {
      const { headers } = await fetch(house.url + path, house.as(house.admin));
      expect([path, headers.get("x-content-type-options"), headers.get("cache-control")]).toEqual([
        path,
        "nosniff",
        "no-store",
      ]);
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    }
  });
});
