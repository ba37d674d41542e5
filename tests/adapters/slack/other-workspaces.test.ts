// Workspaces that are not ours, or not any more: who administers one can call himself anybody there.

import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSlackInstallations } from "#adapters/postgres/create-slack-installations.ts";
import { type Database, openDatabase } from "#adapters/postgres/open-database.ts";
import { createInstallations } from "#adapters/slack/installations.ts";
import { createPeople } from "#adapters/slack/people.ts";
import { testDatabase } from "../../support/database.ts";
import { memoryInstallations } from "./open-way-in.ts";

const log = pino({ level: "silent" });
const key = randomBytes(32);
const bot = { enterpriseId: null, token: "xoxb-2", botId: "B2", botUserId: "U2" } as const;

/** Slack's answers by method; what nobody set is refused as with a revoked token. */
async function slack(answers: Readonly<Record<string, object>> = {}) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const method = (request.url ?? "").split("/").at(-1) ?? "";
    asked.push(method);
    request.resume();
    const answer = answers[method] ?? { ok: false, error: "token_revoked" };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    asked,
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe("a workspace that SLACK_WORKSPACES does not name", () => {
  const options = { botToken: null, apiUrl: "http://127.0.0.1:1/api/", key, log };

  it("cannot install the app", async () => {
    const store = memoryInstallations();
    const install = { workspaces: ["T1", "E1"] };
    const { keep } = createInstallations({ ...options, store, install });
    await expect(keep({ ...bot, teamId: "T2" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(keep({ ...bot, teamId: null, enterpriseId: "E2" })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect(store.rows.size).toBe(0);
    await keep({ ...bot, teamId: "T3", enterpriseId: "E1" });
    expect([...store.rows.keys()]).toEqual(["team:T3"]);
  });

  it("is served no longer when it was named once", async () => {
    const store = memoryInstallations();
    await createInstallations({ ...options, store, install: { workspaces: ["T2"] } }).keep({
      ...bot,
      teamId: "T2",
    });
    const { of, botOf } = createInstallations({ ...options, store, install: { workspaces: ["T1"] } });
    expect(await botOf("T2")).toBeNull();
    await expect(of({ team_id: "T2" })).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("a workspace that installed the app", () => {
  it("is served while the token of the configured one is revoked, which is not asked about each time", async () => {
    await using at = await slack();
    const store = memoryInstallations();
    const install = { workspaces: ["T2"] };
    const installations = createInstallations({
      botToken: "xoxb-revoked",
      apiUrl: at.apiUrl,
      store,
      key,
      install,
      log,
    });
    await installations.keep({ ...bot, teamId: "T2" });
    for (let n = 0; n < 5; n++) {
      expect(await installations.of({ team_id: "T2" })).toMatchObject({
        team: "T2",
        bot: { token: "xoxb-2" },
      });
      expect((await installations.clientFor("T2")).token).toBe("xoxb-2");
    }
    expect(at.asked.filter((method) => method === "auth.test")).toHaveLength(1);
  });
});

describe("an organisation that installed the app", () => {
  it("vouches for its own people alone, whichever workspace a request names", async () => {
    const person = { id: "U9", team_id: "T9", name: "ana", is_email_confirmed: true };
    const profile = { email: "ana@example.com" };
    const stranger = { ok: true, user: { ...person, profile } };
    const own = { ok: true, user: { ...person, profile, enterprise_user: { enterprise_id: "E1" } } };
    for (const [answer, standing] of [
      [stranger, "external"],
      [own, "member"],
    ] as const) {
      await using at = await slack({ "users.info": answer });
      const installations = createInstallations({
        botToken: null,
        apiUrl: at.apiUrl,
        store: memoryInstallations(),
        key,
        install: { workspaces: ["E1"] },
        log,
      });
      await installations.keep({ ...bot, teamId: null, enterpriseId: "E1" });
      // A press of what one person alone sees names no message, and for an organisation no workspace but the presser's.
      const { team } = await installations.of({
        team: null,
        enterprise: { id: "E1" },
        user: { id: "U9", team_id: "T9" },
      });
      expect(await createPeople(installations).speaker(team, "U9")).toMatchObject({ standing });
    }
  });
});

describe("a workspace that left and came back", () => {
  let db: Database;
  const parts = new AsyncDisposableStack();
  beforeAll(async () => {
    const database = parts.use(await testDatabase());
    db = parts.use(openDatabase({ url: database.url, log }));
  });
  afterAll(() => parts.disposeAsync());

  it("keeps its new installation when Slack tells again that it left", async () => {
    const store = createSlackInstallations(db);
    const sealed = Buffer.from("sealed");
    await store.put({ key: "team:T1", teamId: "T1", enterpriseId: null, sealed });
    await store.remove("team:T1", new Date(Date.now() + 1_000));
    expect(await store.get("team:T1")).toBeNull();
    await store.put({ key: "team:T1", teamId: "T1", enterpriseId: null, sealed });
    await store.remove("team:T1", new Date(Date.now() - 60_000));
    expect(await store.get("team:T1")).not.toBeNull();
  });
});
