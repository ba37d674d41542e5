import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTeamsConversations } from "#adapters/postgres/create-teams-conversations.ts";
import { type Database, openDatabase } from "#adapters/postgres/open-database.ts";
import type { TeamsConversation } from "#ports/teams-conversations.ts";
import { type TestDatabase, testDatabase } from "../../support/database.ts";

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase({ url: database.url, log: pino({ level: "silent" }) });
});
afterAll(async () => {
  await db[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const channel: TeamsConversation = {
  id: "19:onçall@thread.tacv2",
  kind: "channel",
  serviceUrl: "https://smba.trafficmanager.net/emea/",
  tenantId: "t",
  bot: { id: "28:bot", name: "Resync" },
  aadObjectId: null,
  userId: null,
};
const chat: TeamsConversation = {
  ...channel,
  id: "a:1ana",
  kind: "personal",
  aadObjectId: "ana",
  userId: "29:ana",
};

describe("the conversations of Teams", () => {
  it("are new once, also when several bring one at the same moment", async () => {
    const conversations = createTeamsConversations(db);
    const brought = await Promise.all(Array.from({ length: 8 }, () => conversations.keep(channel)));
    expect(brought.filter((each) => each === "new")).toHaveLength(1);
    expect(await conversations.find(channel.id)).toEqual(channel);
  });

  it("keep the service URL that came last, and are new again after they were forgotten", async () => {
    const conversations = createTeamsConversations(db);
    await conversations.keep(channel);
    const moved = { ...channel, serviceUrl: "https://smba.trafficmanager.net/amer/" };
    expect(await conversations.keep(moved)).toBe("known");
    expect(await conversations.find(channel.id)).toEqual(moved);
    expect(await conversations.latest()).toEqual(moved);
    await conversations.forget(channel.id);
    expect(await conversations.find(channel.id)).toBeNull();
    expect(await conversations.keep(channel)).toBe("new");
  });

  it("are found by whom a personal one is with", async () => {
    const conversations = createTeamsConversations(db);
    await conversations.keep(chat);
    expect(await conversations.personalWith("ana")).toEqual(chat);
    expect(await conversations.personalWith("bruno")).toBeNull();
  });
});
