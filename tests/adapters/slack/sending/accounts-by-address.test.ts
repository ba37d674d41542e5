// Calling people of whom only an address is known: by the account that Slack says is theirs, and never at the cost of a message.

import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { createSlackSender } from "#adapters/slack/create-sender.ts";
import { reply } from "#core/reply.ts";
import { type SlackStub, slackStub } from "./slack-stub.ts";

const often = { burst: 1_000, everyMs: 1 };
const minute = 60_000;

const member = (id: string, email: string, more: object = {}) => ({
  id,
  team_id: "T1",
  deleted: false,
  is_bot: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_email_confirmed: true,
  profile: { email },
  ...more,
});

function stage(slack: SlackStub, homeTeam: string | null = "T1") {
  let at = Date.now();
  const sender = createSlackSender({
    clientFor: async () => slack.client(5_000),
    homeTeam: async () => homeTeam,
    now: () => new Date(at),
    log: pino({ level: "silent" }),
    pace: { channel: often, methods: { "chat.postMessage": often, "chat.update": often } },
    editMs: 20,
  });
  let posts = 0;
  return {
    sender,
    pass: (ms: number) => {
      at += ms;
    },
    asked: () => slack.calls.filter(({ method }) => method === "users.lookupByEmail").length,
    /** Who is called by a message that names these. */
    async calls(...identities: readonly string[]): Promise<readonly string[]> {
      posts += 1;
      const mentions = identities.map((identity) => ({
        name: `The one of ${identity}`,
        identities: [identity],
      }));
      const asks = reply({ locale: "en", text: `It waits ${posts}.`, mentions });
      await sender.post("T1/C1", asks, { id: String(posts), tries: 1, speaker: null, privately: false });
      const blocks = JSON.stringify(slack.messages.at(-1)?.blocks);
      for (const identity of identities) {
        if (!/"type":"user"/.test(blocks)) expect(blocks).toContain(`The one of ${identity}`);
      }
      return [...blocks.matchAll(/"user_id":"(\w+)"/g)].map(([, user = ""]) => user);
    },
    [Symbol.asyncDispose]: () => sender[Symbol.asyncDispose](),
  };
}

describe("people known by an address alone", () => {
  it("are called by their account, and Slack is asked once in hours", async () => {
    await using slack = await slackStub();
    await using at = stage(slack);
    slack.users.set("rui@example.com", member("U1RUI", "Rui@Example.com"));
    expect(await at.calls("email:rui@example.com")).toEqual(["U1RUI"]);
    at.pass(180 * minute);
    expect(await at.calls("email:rui@example.com")).toEqual(["U1RUI"]);
    expect(at.asked()).toBe(1);
    at.pass(120 * minute);
    expect(await at.calls("email:rui@example.com")).toEqual(["U1RUI"]);
    expect(at.asked()).toBe(2);
  });

  it("are not asked for where their account in this workspace is known", async () => {
    await using slack = await slackStub();
    await using at = stage(slack);
    const mentions = [{ name: "Rui", identities: ["email:rui@example.com", "slack:T1/U1RUI"] }];
    await at.sender.notify("T1/C1", reply({ locale: "en", text: "It waits.", mentions }));
    expect(JSON.stringify(slack.messages[0]?.blocks)).toContain('"user_id":"U1RUI"');
    expect(at.asked()).toBe(0);
  });

  it.each([
    ["a guest", { is_restricted: true }],
    ["a guest of one channel", { is_ultra_restricted: true }],
    ["a program", { is_bot: true }],
    ["somebody who left", { deleted: true }],
    ["somebody of another organisation", { team_id: "T2", is_stranger: true }],
    ["a member of another workspace", { team_id: "T2" }],
    ["somebody whose address nobody verified", { is_email_confirmed: false }],
    ["somebody with another address", { profile: { email: "eve@example.com" } }],
  ])("are only named when the address is that of %s", async (_, more) => {
    await using slack = await slackStub();
    await using at = stage(slack);
    slack.users.set("rui@example.com", member("U1RUI", "rui@example.com", more));
    expect(await at.calls("email:rui@example.com")).toEqual([]);
    expect(await at.sender.directThread("email:rui@example.com")).toBeNull();
  });

  it("are called as members of the workspace where their organisation has several", async () => {
    await using slack = await slackStub();
    await using at = stage(slack);
    const more = { team_id: "T2", enterprise_user: { enterprise_id: "E1", teams: ["T2", "T1"] } };
    slack.users.set("rui@example.com", member("W1RUI", "rui@example.com", more));
    expect(await at.calls("email:rui@example.com")).toEqual(["W1RUI"]);
  });

  it("are asked for again an hour later when Slack did not know them", async () => {
    await using slack = await slackStub();
    await using at = stage(slack);
    expect(await at.calls("email:rui@example.com")).toEqual([]);
    slack.users.set("rui@example.com", member("U1RUI", "rui@example.com"));
    expect(await at.calls("email:rui@example.com")).toEqual([]);
    expect(at.asked()).toBe(1);
    at.pass(61 * minute);
    expect(await at.calls("email:rui@example.com")).toEqual(["U1RUI"]);
  });

  it.each([
    ["is called too often", { retryAfter: 30 }],
    ["is broken", { status: 500 }],
    ["cuts the line", { cut: "before" }],
    ["does not let the app ask", { error: "missing_scope" }],
  ] as const)("are named while Slack %s, and it is not asked with every message", async (_, failing) => {
    await using slack = await slackStub();
    await using at = stage(slack);
    slack.users.set("rui@example.com", member("U1RUI", "rui@example.com"));
    slack.fail("users.lookupByEmail", failing);
    expect(await at.calls("email:rui@example.com")).toEqual([]);
    expect(await at.calls("email:rui@example.com")).toEqual([]);
    expect(at.asked()).toBe(1);
  });

  it("do not hold a message up for more than a second, and are called by the next", async () => {
    await using slack = await slackStub();
    await using at = stage(slack);
    slack.users.set("rui@example.com", member("U1RUI", "rui@example.com"));
    slack.users.set("bia@example.com", member("U1BIA", "bia@example.com"));
    slack.fail("users.lookupByEmail", { lateMs: 2_000 });
    const began = performance.now();
    expect(await at.calls("email:rui@example.com", "email:bia@example.com")).toEqual(["U1BIA"]);
    expect(performance.now() - began).toBeLessThan(1_800);
    await expect.poll(() => at.calls("email:rui@example.com"), { timeout: 4_000 }).toEqual(["U1RUI"]);
    expect(at.asked()).toBe(2);
  });

  it("are called in their cards, new and edited", async () => {
    await using slack = await slackStub();
    await using at = stage(slack);
    slack.users.set("rui@example.com", member("U1RUI", "rui@example.com"));
    const mentions = [{ name: "Rui", identities: ["email:rui@example.com"] }];
    const card = { key: "checkpoint:1", ref: null, important: false };
    const ref = await at.sender.showCard("T1/C1", card, reply({ locale: "en", text: "It waits.", mentions }));
    await at.sender.showCard("T1/C1", { ...card, ref }, reply({ locale: "en", text: "Still.", mentions }));
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]?.edits).toBe(1);
    expect(JSON.stringify(slack.messages[0]?.blocks)).toContain('"user_id":"U1RUI"');
  });

  it("are written to where Resync is at home; where it serves many workspaces, nobody guesses which", async () => {
    await using slack = await slackStub();
    slack.users.set("rui@example.com", member("U1RUI", "rui@example.com"));
    await using at = stage(slack);
    expect(await at.sender.directThread("email:RUI@example.com")).toBe("T1/D1RUI");
    await using many = stage(slack, null);
    expect(await many.sender.directThread("email:rui@example.com")).toBeNull();
    expect(at.asked()).toBe(1);
  });

  it("are written to later when Slack does not say now who they are", async () => {
    await using slack = await slackStub();
    await using at = stage(slack);
    slack.fail("users.lookupByEmail", { status: 503 });
    await expect(at.sender.directThread("email:rui@example.com")).rejects.toMatchObject({ retryable: true });
  });
});
