// Workspaces that install the app themselves: Bolt's installer before emulate's consent page, tokens sealed in Postgres.

import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { expect, it } from "vitest";
import { createSlackInstallations } from "#adapters/postgres/create-slack-installations.ts";
import { openDatabase } from "#adapters/postgres/open-database.ts";
import { createInstallations } from "#adapters/slack/installations.ts";
import { seal, unseal } from "#adapters/slack/seal.ts";
import type { Webhook, WebhookResponse } from "#ports/webhook.ts";
import { testDatabase } from "../../support/database.ts";
import { receptionDouble } from "../../support/reception-double.ts";
import { memoryInstallations, openOn } from "./open-way-in.ts";
import { openSlackWorld, team } from "./slack-world.ts";

const log = pino({ level: "silent" });
const install = { clientId: "111.222", clientSecret: "shh", workspaces: [team, "E1"] };
const redirect = "http://127.0.0.1/slack/oauth_redirect";

async function visit(webhooks: readonly Webhook[], url: string, cookie = ""): Promise<WebhookResponse> {
  const { pathname, search } = new URL(url, "http://127.0.0.1");
  const page = webhooks.find((each) => each.method === "GET" && each.path === pathname);
  if (!page) throw new Error(`Nobody serves ${pathname}.`);
  const headers = { host: "127.0.0.1", cookie };
  return page.handle({ method: "GET", url: pathname + search, headers, body: Buffer.alloc(0) });
}

it("A workspace installs the app, speaks with the token it was given, and is forgotten when it leaves.", async () => {
  await using database = await testDatabase();
  await using db = openDatabase({ url: database.url, log });
  await using world = await openSlackWorld();
  const reception = receptionDouble();
  const key = randomBytes(32);
  const store = createSlackInstallations(db);
  await using wayIn = openOn(world, { reception, install, key, store, botToken: null });
  world.deliverTo(wayIn.webhooks);
  const { webhooks } = wayIn;

  expect((await world.send(world.command("help"))).status).toBe(403);

  const landing = await visit(webhooks, "/slack/install");
  expect(landing.status).toBe(200);
  const cookie = landing.headers?.["set-cookie"]?.split(";")[0] ?? "";
  expect(landing.headers?.["set-cookie"]).toContain("HttpOnly");
  const address =
    /href="([^"]*oauth\/v2\/authorize[^"]*)"/.exec(landing.body ?? "")?.[1]?.replaceAll("&amp;", "&") ?? "";
  expect(new URL(address).searchParams.get("scope")).toContain("app_mentions:read");

  // emulate stands for slack.com from here on: its consent page, and the way back.
  const consent = await fetch(
    `${world.url}${new URL(address).pathname}${new URL(address).search}&redirect_uri=${encodeURIComponent(redirect)}`,
  );
  const form = /<form[\s\S]*?<\/form>/.exec(await consent.text())?.[0] ?? "";
  const fields: [string, string][] = [...form.matchAll(/name="([^"]+)"\s+value="([^"]*)"/g)].map(
    ([, name = "", value = ""]) => [name, value.replaceAll("&amp;", "&")],
  );
  const back = await fetch(`${world.url}/oauth/v2/authorize/callback`, {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
  const returned = back.headers.get("location") ?? "";
  expect(returned).toContain(redirect);

  // Somebody else's browser, a state of nobody's, and no code at all.
  expect((await visit(webhooks, returned)).status).toBe(400);
  expect((await visit(webhooks, returned.replace(/state=[^&]+/, "state=forged"), cookie)).status).toBe(400);
  expect((await visit(webhooks, "/slack/oauth_redirect", cookie)).status).toBe(400);
  expect(await store.get(`team:${team}`)).toBeNull();

  expect((await visit(webhooks, returned, cookie)).status).toBe(200);
  const kept = await store.get(`team:${team}`);
  expect(kept).toMatchObject({ teamId: team });
  const token = world.calls.findLast(({ method }) => method === "auth.test");
  expect(token).toBeDefined();
  expect(kept?.sealed?.toString("latin1")).not.toContain("xoxb");
  expect(unseal(kept?.sealed ?? Buffer.alloc(0), `team:${team}`, key)).toContain('"token":"xoxb');

  expect((await world.send(world.command("help"))).status).toBe(200);
  expect(reception.events).toHaveLength(1);

  const gone = world.event({ type: "tokens_revoked", tokens: { oauth: ["U1"] } });
  expect((await world.send(gone)).status).toBe(200);
  expect(await store.get(`team:${team}`)).not.toBeNull();
  expect((await world.send(world.event({ type: "app_uninstalled" }))).status).toBe(200);
  expect(await store.get(`team:${team}`)).toBeNull();
  expect((await world.send(world.command("help"))).status).toBe(403);
});

it("An organisation's installation serves its workspaces, and takes them with it.", async () => {
  await using database = await testDatabase();
  await using db = openDatabase({ url: database.url, log });
  const store = createSlackInstallations(db);
  const key = randomBytes(32);
  const open = () =>
    createInstallations({ botToken: null, apiUrl: "http://127.0.0.1:1/api/", store, key, install, log });
  const bot = { teamId: null, enterpriseId: "E1", token: "xoxb-org", botId: "B1", botUserId: "U1" };
  await open().keep(bot);
  const request = (workspace: string, enterprise: string) => ({
    team_id: workspace,
    enterprise_id: enterprise,
    authorizations: [{ team_id: workspace, enterprise_id: enterprise, is_enterprise_install: true }],
  });
  expect(await open().of(request("T1", "E1"))).toEqual({ team: "T1", bot });
  await expect(open().of(request("T2", "E2"))).rejects.toMatchObject({ code: "forbidden" });
  // Another process knows the workspace by then, to write to it unasked.
  expect((await open().clientFor("T1")).token).toBe("xoxb-org");
  await expect(open().clientFor("T2")).rejects.toMatchObject({ code: "not_found" });
  await open().forget({ team: null, enterprise: "E1", leftAt: new Date(Date.now() + 1_000) });
  expect(await store.get("team:T1")).toBeNull();
  await expect(open().of(request("T1", "E1"))).rejects.toMatchObject({ code: "forbidden" });
});

it("A sealed token opens with its own key, in its own place, unchanged, or not at all.", async () => {
  const key = randomBytes(32);
  const sealed = seal("xoxb-1", "team:T1", key);
  expect(unseal(sealed, "team:T1", key)).toBe("xoxb-1");
  expect(seal("xoxb-1", "team:T1", key).equals(sealed)).toBe(false);
  const changed = Buffer.from(sealed);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  for (const open of [
    () => unseal(sealed, "team:T2", key),
    () => unseal(sealed, "team:T1", randomBytes(32)),
    () => unseal(changed, "team:T1", key),
    () => unseal(Buffer.alloc(3), "team:T1", key),
  ])
    expect(open).toThrow("Install the app there again");
  const store = memoryInstallations();
  await store.put({ key: "team:T1", teamId: "T1", enterpriseId: null, sealed });
  const other = createInstallations({
    botToken: null,
    apiUrl: "http://127.0.0.1:1/api/",
    store,
    key: randomBytes(32),
    install: { workspaces: ["T1"] },
    log,
  });
  await expect(other.botOf("T1")).rejects.toMatchObject({ code: "misconfigured" });
});
