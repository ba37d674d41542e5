// One-time sign-in links over HTTP, on a real database: what they open, what they do not, and for whom.

import { request } from "node:http";
import { sql } from "kysely";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAudit } from "#adapters/postgres/audit/create-audit.ts";
import { createAccess } from "#adapters/postgres/create-access.ts";
import { createSignInLinks } from "#adapters/postgres/create-sign-in-links.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import type { Access } from "#ports/access.ts";
import type { SignInLinks } from "#ports/sign-in-links.ts";
import { testDatabase } from "../support/database.ts";
import { type House, openHouse, problemIn } from "./support/house.ts";

let parts: AsyncDisposableStack;
let house: House;
let links: SignInLinks;
let access: Access;
let db: ReturnType<typeof openDatabase>;
let anaId = "";

beforeAll(async () => {
  parts = new AsyncDisposableStack();
  const { url } = parts.use(await testDatabase());
  db = parts.use(openDatabase({ url, log: pino({ level: "silent" }) }));
  links = createSignInLinks(db);
  access = createAccess(db);
  house = parts.use(
    await openHouse({
      access,
      signInLinks: links,
      audit: createAudit(db),
      publicUrl: "https://resync.example.com",
      limits: { failedLoginsPerMinute: 20 },
    }),
  );
  const { info } = await access.issue({ name: "Ana", roles: ["operator"] }, "of her own", null);
  anaId = info.person.id;
});
afterAll(() => parts.disposeAsync());

const given = () => links.make({ personId: anaId, roles: ["operator"], surface: "slack" });

function send(path: string, secret: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${house.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ secret }),
  });
}

/** fetch refuses to send some headers that a browser would. */
function raw(method: string, path: string, headers: Record<string, string>, body = ""): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${house.url}${path}`, { method, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const cookieIn = (response: Response) => response.headers.getSetCookie()[0] ?? "";
const session = (cookie: string) => fetch(`${house.url}/api/session`, { headers: { cookie } });

describe("a sign-in link", () => {
  test("says whose it is without being used up, opens a session once, and no second time", async () => {
    const { secret } = await given();
    for (let look = 0; look < 3; look++)
      expect(await (await send("/api/sign-in/look", secret)).json()).toMatchObject({
        name: "Ana",
        surface: "slack",
      });
    const entered = await send("/api/sign-in", secret);
    expect(await entered.json()).toMatchObject({ person: { id: anaId, roles: ["operator"] } });
    expect(cookieIn(entered)).toMatch(/HttpOnly/);
    expect(cookieIn(entered)).toMatch(/SameSite=Strict/);
    const cookie = cookieIn(entered).split(";", 1)[0] ?? "";
    expect(await (await session(cookie)).json()).toMatchObject({
      person: { name: "Ana" },
      may: ["read_jobs", "run_workflows", "decide"],
    });
    for (const path of ["/api/sign-in", "/api/sign-in/look"]) {
      const again = await problemIn(await send(path, secret));
      expect([again.status, again.detail]).toEqual([410, expect.stringContaining("used already")]);
    }
    expect(cookieIn(await send("/api/sign-in", secret))).toBe("");
  });

  test("that is too old, replaced or made up opens nothing, and says what to do", async () => {
    const { secret: replaced } = await given();
    const { secret: old } = await given();
    await sql`update sign_in_link set expires_at = now() where used_at is null`.execute(db.kysely);
    expect((await problemIn(await send("/api/sign-in", old))).status).toBe(410);
    for (const wrong of [replaced, `rs_in_${"A".repeat(43)}`, "x"]) {
      const { status, detail } = await problemIn(await send("/api/sign-in", wrong));
      expect([status, detail]).toEqual([401, expect.stringContaining('Say "sign in" to Resync')]);
    }
    const portuguese = await problemIn(await send("/api/sign-in", old, { "accept-language": "pt" }));
    expect(portuguese.detail).toBe(
      'Este link tem mais de cinco minutos. Diga "entrar" ao Resync no seu chat para receber outro.',
    );
  });

  test("is used by no page of another site, and is nobody's to send by an address", async () => {
    const { secret } = await given();
    const body = JSON.stringify({ secret });
    const json = { "content-type": "application/json" };
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { origin: "https://resync.example.com.evil.example" },
    ] as Record<string, string>[])
      expect(await raw("POST", "/api/sign-in", { ...json, ...headers }, body)).toBe(403);
    expect((await fetch(`${house.url}/api/sign-in?secret=${secret}`)).status).toBe(405);
    expect(await raw("POST", "/api/sign-in", { "content-type": "text/plain" }, body)).toBe(415);
    expect((await send("/api/sign-in", secret)).status).toBe(200);
  });

  test("leaves a session that ends with sign-out, and its token with it", async () => {
    const { secret } = await given();
    const cookie = cookieIn(await send("/api/sign-in", secret)).split(";", 1)[0] ?? "";
    const own = async () => (await access.list()).filter(({ label }) => label.includes("sign-in link"));
    const before = await own();
    expect((await session(cookie)).status).toBe(200);
    await fetch(`${house.url}/api/logout`, { method: "POST", headers: { cookie } });
    expect((await session(cookie)).status).toBe(401);
    expect((await own()).length).toBe(before.length - 1);
  });

  test("leaves a session that ends at once when its token is revoked", async () => {
    const { secret } = await given();
    const cookie = cookieIn(await send("/api/sign-in", secret)).split(";", 1)[0] ?? "";
    for (const { id, label } of await access.list())
      if (label.includes("sign-in link")) await access.revoke(id);
    expect((await session(cookie)).status).toBe(401);
  });

  test("is guessed by nobody: many wrong ones from one address are slowed down", async () => {
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async () => (await send("/api/sign-in/look", "rs_in_wrong")).status),
    );
    expect(statuses).toContain(429);
  });
});

describe("behind a proxy that has a name of its own", () => {
  const own = { host: "resync.example.com" };
  const json = { "content-type": "application/json" };

  test("pages and the API answer to that name, and to no other", async () => {
    expect(await raw("GET", "/sign-in", own)).toBe(200);
    expect(await raw("GET", "/sign-in", { host: "evil.example" })).toBe(403);
    expect(await raw("GET", "/sign-in", { host: "resync.example.com.evil.example" })).toBe(403);
  });

  test("its pages are ours whatever the proxy calls us, and the cookie goes over TLS only", async () => {
    const { secret } = await given();
    const body = JSON.stringify({ secret });
    const origin = "https://resync.example.com";
    expect(await raw("POST", "/api/sign-in/look", { ...json, origin, ...own }, body)).toBe(200);
    expect(
      await raw("POST", "/api/sign-in/look", { ...json, origin: "http://resync.example.com" }, body),
    ).toBe(403);
    const entered = await send("/api/sign-in", secret, { origin });
    expect(cookieIn(entered)).toMatch(/Secure/);
    const { secret: local } = await given();
    expect(cookieIn(await send("/api/sign-in", local))).not.toMatch(/Secure/);
  });
});
