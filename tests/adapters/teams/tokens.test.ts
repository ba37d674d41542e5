// Who may speak to the address of Teams: over real HTTP, with keys of a local authority.

import { createHmac, createPublicKey } from "node:crypto";
import { base64url, generateKeyPair, type JWK } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { receptionDouble } from "../../support/reception-double.ts";
import { people } from "./rig.ts";
import { activityOf, type Bot, openBot, sendTo } from "./support/bot.ts";
import { conversationsInMemory } from "./support/conversations.ts";
import { openTenant, personalWith, type Tenant } from "./support/tenant.ts";

let tenant: Tenant;
let bot: Bot;
const reception = receptionDouble();
const printed = [vi.spyOn(console, "error"), vi.spyOn(console, "warn"), vi.spyOn(console, "log")];

beforeAll(async () => {
  tenant = await openTenant();
  for (const member of Object.values(people)) tenant.members.set(member.id, member);
  bot = await openBot(tenant, reception, conversationsInMemory());
});
afterAll(async () => {
  await bot[Symbol.asyncDispose]();
  await tenant[Symbol.asyncDispose]();
});

const said = (more: object = {}) =>
  activityOf(tenant, people.ana, personalWith(people.ana), { text: "help", ...more });
const seconds = () => Math.floor(Date.now() / 1000);
const part = (value: object) => base64url.encode(JSON.stringify(value));
const claims = () => ({
  iss: tenant.cloud.issuer,
  aud: tenant.auth.appId,
  exp: seconds() + 600,
  serviceurl: tenant.serviceUrl,
});

/** Status, events begun, lines logged and lines printed by one request. */
async function outcomeOf(token: string | null, activity: unknown = said()) {
  const before = { events: reception.events.length, logged: bot.logged.length };
  for (const spy of printed) spy.mockClear();
  const { status, body } = await sendTo(bot.url, activity, token);
  return {
    status,
    body,
    events: reception.events.length - before.events,
    logged: bot.logged.slice(before.logged),
    printed: printed.flatMap((spy) => spy.mock.calls).length,
  };
}

describe("the address of Teams", () => {
  it("lets in what Teams signed, and a clock that is a minute off", async () => {
    expect(await outcomeOf(await tenant.sign())).toMatchObject({ status: 200, events: 1, printed: 0 });
    const late = await tenant.sign({ exp: seconds() - 60 });
    expect(await outcomeOf(late)).toMatchObject({ status: 200, events: 1 });
  });

  const other = generateKeyPair("RS256");
  const cases: Readonly<Record<string, () => Promise<string | null>>> = {
    "no token": async () => null,
    "no signed token": async () => "abc",
    "a token for another bot": () => tenant.sign({ aud: "22222222-2222-3333-4444-555555555555" }),
    "a token of another issuer": () => tenant.sign({ iss: "https://evil.example" }),
    "a token of the old emulator": () =>
      tenant.sign({
        iss: "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/",
        ver: "1.0",
        appid: tenant.auth.appId,
      }),
    "a token that has expired": () => tenant.sign({ exp: seconds() - 600 }),
    "a token that is not valid yet": () => tenant.sign({ nbf: seconds() + 600 }),
    "a token of an unknown key": () => tenant.sign({}, { kid: "nobody" }),
    "a token without a service URL": () => tenant.sign({ serviceurl: undefined }),
    "a token for another service URL": () => tenant.sign({ serviceurl: "https://evil.example/" }),
    "a token signed with another key": async () => tenant.sign({}, { key: (await other).privateKey }),
    "a token of a key endorsed for another channel": () => tenant.sign({}, { kid: "webchat" }),
    "a token of a key endorsed for no channel": () => tenant.sign({}, { kid: "unendorsed" }),
    "a token signed with the public key as a password": async () => {
      const head = `${part({ alg: "HS256", kid: "teams" })}.${part(claims())}`;
      const { keys } = (await (await fetch(`${tenant.serviceUrl}keys`)).json()) as { keys: JWK[] };
      const [published] = keys;
      if (!published) throw new Error("No key is published.");
      const key = createPublicKey({ key: { ...published }, format: "jwk" }).export({
        type: "spki",
        format: "pem",
      });
      return `${head}.${createHmac("sha256", key).update(head).digest("base64url")}`;
    },
    "a token that is not signed": async () => `${part({ alg: "none", kid: "teams" })}.${part(claims())}.`,
    "a token with an algorithm of everybody's": async () =>
      `${part({ alg: "toString", kid: "teams" })}.${part(claims())}.AAAA`,
    "a token without claims": async () => `${part({ alg: "RS256", kid: "teams" })}.${part([])}.AAAA`,
  };
  for (const [name, token] of Object.entries(cases))
    it(`refuses ${name} with 401, begins nothing, and says so in one sentence`, async () => {
      const outcome = await outcomeOf(await token());
      expect(outcome).toMatchObject({ status: 401, events: 0, printed: 0 });
      expect(outcome.logged).toHaveLength(1);
      expect(outcome.logged[0]).not.toMatch(/at .*\.js|BEGIN PUBLIC|eyJ/);
    });

  it("refuses what a good token does not cover: another service URL, another channel, none at all", async () => {
    for (const wrong of [
      { serviceUrl: "http://127.0.0.1:1/" },
      { serviceUrl: undefined },
      { channelId: "webchat" },
      { channelId: undefined },
      { channelId: "" },
    ])
      expect(await outcomeOf(await tenant.sign(), said(wrong))).toMatchObject({ status: 401, events: 0 });
  });

  it("refuses a service URL that is nobody's we know, although a token covers it", async () => {
    const serviceUrl = "https://smba.trafficmanager.net.evil.example/";
    const outcome = await outcomeOf(await tenant.sign({ serviceurl: serviceUrl }), said({ serviceUrl }));
    expect(outcome).toMatchObject({ status: 403, events: 0 });
    expect(tenant.requests.every(({ path }) => !path.includes("evil"))).toBe(true);
  });

  it("refuses another tenant, and one that does not say which", async () => {
    const conversation = { id: personalWith(people.ana), conversationType: "personal" };
    const elsewhere = { conversation: { ...conversation, tenantId: "other" }, channelData: {} };
    expect(await outcomeOf(await tenant.sign(), said(elsewhere))).toMatchObject({ status: 403, events: 0 });
    const silent = { conversation, channelData: {} };
    expect(await outcomeOf(await tenant.sign(), said(silent))).toMatchObject({ status: 403, events: 0 });
  });

  it("answers what is no activity with 401 before and 400 after the token, and never falls over", async () => {
    for (const body of [
      "",
      "{",
      "null",
      "[]",
      '"x"',
      '{"a":1}',
      '{"type":{}}',
      '{"__proto__":{"type":"message"}}',
    ])
      expect(await outcomeOf(null, body)).toMatchObject({ status: 401, events: 0, printed: 0 });
    const almost = { channelId: "msteams", serviceUrl: tenant.serviceUrl };
    for (const wrong of [
      almost,
      { ...said(), from: null },
      { ...said(), conversation: { id: 7 } },
      { ...said(), type: 7 },
    ])
      expect(await outcomeOf(await tenant.sign(), { ...almost, ...wrong })).toMatchObject({
        status: 400,
        events: 0,
      });
  });

  it("takes a request that is replayed byte for byte, and makes nothing of it", async () => {
    const token = await tenant.sign();
    const activity = said();
    expect(await outcomeOf(token, activity)).toMatchObject({ status: 200, events: 1 });
    expect(await outcomeOf(token, activity)).toMatchObject({ status: 200, events: 0 });
  });

  it("says that it cannot know, and not that a token is bad, while the keys cannot be read", async () => {
    const cloud = { ...tenant.cloud, metadataUrl: "http://127.0.0.1:1/nothing" };
    await using alone = await openBot(tenant, reception, conversationsInMemory(), { cloud });
    const { status } = await sendTo(alone.url, said(), await tenant.sign());
    expect(status).toBe(503);
    expect(alone.logged).toHaveLength(1);
  });

  it("lets everybody in before the playground, and sends to this machine alone", async () => {
    const conversations = conversationsInMemory();
    await using open = await openBot(tenant, reception, conversations, { auth: { kind: "anonymous" } });
    const outside = said({ serviceUrl: "https://smba.trafficmanager.net/emea/" });
    expect((await sendTo(open.url, outside, null)).status).toBe(403);
    expect((await sendTo(open.url, said(), null)).status).toBe(200);
  });

  it("lets nobody in before the playground who came through a proxy, from a page or by another name", async () => {
    const auth = { kind: "anonymous" } as const;
    await using open = await openBot(tenant, reception, conversationsInMemory(), { auth });
    const [webhook] = open.platform.webhooks;
    const from = async (headers: Record<string, string>) => {
      const body = Buffer.from(JSON.stringify(said()));
      return (await webhook?.handle({ method: "POST", url: "/api/messages", headers, body }))?.status;
    };
    const host = "127.0.0.1:3000";
    expect(await from({ host })).toBe(200);
    const strangers: readonly Record<string, string>[] = [
      { host: "resync.company.com" },
      { host, "x-forwarded-for": "203.0.113.9" },
      { host, forwarded: "for=203.0.113.9" },
      { host, via: "1.1 proxy" },
      { host, origin: "https://evil.example", "content-type": "text/plain" },
      { host, origin: "null" },
      { host, "sec-fetch-site": "cross-site" },
    ];
    for (const headers of strangers) expect(await from(headers), JSON.stringify(headers)).toBe(403);
  });
});
