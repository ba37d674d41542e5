// What becomes of replies when Teams does not simply take them, and where those go that are for one person.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Reply, reply } from "#core/reply.ts";
import { type ReceptionDouble, receptionDouble } from "../../support/reception-double.ts";
import { people } from "./rig.ts";
import { activityOf, type Bot, mentioning, openBot } from "./support/bot.ts";
import { conversationsInMemory } from "./support/conversations.ts";
import { draw } from "./support/drawn.ts";
import { openTenant, personalWith, readIn, type Tenant } from "./support/tenant.ts";

let tenant: Tenant;
let bot: Bot;
let reception: ReceptionDouble;
let conversations: ReturnType<typeof conversationsInMemory>;
const { ana } = people;
const channel = "19:general@thread.tacv2";
const thread = `${channel};messageid=1700`;
const said = (text: string, more: Partial<Reply> = {}) => reply({ locale: "en", text, ...more });
const delivery = { id: "d", tries: 1, speaker: null, privately: false };

beforeEach(async () => {
  tenant = await openTenant();
  for (const member of Object.values(people)) tenant.members.set(member.id, member);
  reception = receptionDouble();
  conversations = conversationsInMemory();
  bot = await openBot(tenant, reception, conversations, { times: { answerWithinMs: 50, callWithinMs: 500 } });
  await bot.deliver(activityOf(tenant, ana, thread, mentioning("begin")));
  tenant.requests.length = 0;
});
afterEach(async () => {
  await bot[Symbol.asyncDispose]();
  await tenant[Symbol.asyncDispose]();
});

const textsIn = (place: string) => readIn(tenant, place).map(({ activity }) => draw(activity).text);
const sent = () => tenant.requests.filter(({ method, body }) => method !== "GET" && body.type !== "typing");

describe("a reply to Teams", () => {
  it("that came too fast is tried again when Teams says, in its place before what follows", async () => {
    tenant.refusals.push({ path: /POST/, status: 429, retryAfter: "0.3", times: 1 });
    const began = performance.now();
    await Promise.all([
      bot.platform.post(thread, said("one"), delivery),
      bot.platform.post(thread, said("two"), delivery),
    ]);
    expect(performance.now() - began).toBeGreaterThan(280);
    expect(textsIn(thread)).toEqual(["one", "two"]);
    expect(sent()).toHaveLength(3);
  });

  it("that must wait long is given back with the time to wait", async () => {
    tenant.refusals.push({ path: /POST/, status: 429, retryAfter: "30", times: 1 });
    await expect(bot.platform.post(thread, said("one"), delivery)).rejects.toMatchObject({
      code: "rate_limited",
      retryable: true,
      detail: { retryAfterMs: 30_000 },
    });
    expect(sent()).toHaveLength(1);
  });

  it("whose fate is unknown is not sent again by the adapter itself; an edit is", async () => {
    const ref =
      (await bot.platform.showCard?.(thread, { key: "k", ref: null, important: false }, said("a"))) ?? "";
    tenant.requests.length = 0;
    tenant.refusals.push({ path: /POST/, status: 502, times: 1 });
    await expect(bot.platform.post(thread, said("one"), delivery)).rejects.toMatchObject({
      code: "unavailable",
      retryable: true,
    });
    expect(sent()).toHaveLength(1);
    tenant.refusals.push({ path: /PUT/, status: 504, retryAfter: "0", times: 1 });
    await bot.platform.showCard?.(thread, { key: "k", ref, important: false }, said("b"));
    expect(textsIn(thread)).toEqual(["b"]);
  });

  it("names what is wrong and what to do, and is given up where nothing would help", async () => {
    const refused = async (status: number, code: string) => {
      tenant.refusals.push({ path: /POST/, status, code, times: 1 });
      return await bot.platform.post(thread, said("one"), delivery).catch((fault: unknown) => fault);
    };
    expect(await refused(401, "Unauthorized")).toMatchObject({
      code: "misconfigured",
      message: expect.stringContaining("TEAMS_APP_ID"),
      retryable: true,
    });
    expect(await refused(403, "BotNotInConversationRoster")).toMatchObject({
      code: "forbidden",
      retryable: false,
      message: expect.stringMatching(/403 BotNotInConversationRoster.*Install the app/),
    });
    expect(await refused(404, "ConversationNotFound")).toMatchObject({ code: "not_found", retryable: false });
    expect(await refused(400, "BadSyntax")).toMatchObject({ code: "bad_gateway", retryable: false });
  });

  it("that Teams finds too large after all is said in its first lines", async () => {
    tenant.refusals.push({ path: /POST/, status: 413, code: "MessageSizeTooBig", times: 1 });
    await bot.platform.post(thread, said(`The point.\n${"x ".repeat(3_000)}`), delivery);
    expect(textsIn(thread)[0]).toMatch(/^The point\.[\s\S]*the rest does not fit/);
  });

  it("goes nowhere but to service URLs of Teams', whatever stands in the database", async () => {
    const id = "a:evil";
    const [known] = conversations.all.values();
    if (!known) throw new Error("Nothing is known.");
    await conversations.keep({ ...known, id, serviceUrl: "https://smba.trafficmanager.net.evil.example/" });
    await expect(bot.platform.notify(id, said("secret"))).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("TEAMS_SERVICE_HOSTS"),
    });
  });

  it("to a place nobody ever wrote from says how to make it known", async () => {
    await expect(bot.platform.notify("a:nobody", said("x"))).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining("mention it once"),
    });
  });

  it("finds its way after a restart, by the service URL that came last", async () => {
    await using moved = await openTenant();
    for (const member of Object.values(people)) moved.members.set(member.id, member);
    await using other = await openBot(moved, reception, conversations);
    await other.deliver(activityOf(moved, ana, thread, mentioning("again")));
    await using restarted = await openBot(moved, reception, conversations);
    await restarted.platform.notify(thread, said("News."));
    expect(readIn(moved, thread)).toHaveLength(1);
    expect(textsIn(thread)).toEqual([]);
  });

  it("of a card that is edited a dozen times in a moment is no more than Teams takes, and ends with the last", async () => {
    const card = { key: "job", important: false };
    const ref = (await bot.platform.showCard?.(thread, { ...card, ref: null }, said("0"))) ?? "";
    for (let number = 1; number <= 12; number++)
      await bot.platform.showCard?.(thread, { ...card, ref }, said(`${number}`));
    expect(textsIn(thread)).toEqual(["12"]);
    const times = sent().map(({ at }) => at);
    for (const [index, at] of times.entries()) {
      expect(times.slice(index).filter((each) => each < at + 1_000).length).toBeLessThanOrEqual(7);
      expect(times.slice(index).filter((each) => each < at + 2_000).length).toBeLessThanOrEqual(8);
    }
  });
});

describe("a reply for one person", () => {
  const privately = () => ({ ...delivery, speaker: reception.events[0]?.speaker ?? null, privately: true });

  it("goes to their personal chat and says why it is there; the chat is begun once", async () => {
    for (const text of ["Only you.", "You again."]) await bot.platform.post(thread, said(text), privately());
    expect(textsIn(thread)).toEqual([]);
    expect(textsIn(personalWith(ana))).toEqual([
      expect.stringMatching(/^Only you\.\n.*only you read/),
      expect.stringMatching(/^You again\./),
    ]);
    expect(sent().filter(({ path }) => path === "/v3/conversations")).toHaveLength(1);
  });

  it("stays in the thread, for their eyes, where the configuration says that Teams can do that", async () => {
    await using targeting = await openBot(tenant, reception, conversations, { targetedMessages: true });
    await targeting.platform.post(thread, said("Only you."), privately());
    expect(tenant.posted).toMatchObject([{ conversation: thread, targeted: ana.id }]);
  });

  it("that cannot reach them shows the thread nothing of itself, only what they can do", async () => {
    tenant.withoutApp.add(ana.id);
    await bot.platform.post(thread, said("The secret."), privately());
    const [message] = readIn(tenant, thread).map(({ activity }) => draw(activity));
    expect(message?.text).toContain("add the app Resync");
    expect(message?.text).not.toContain("secret");
    expect(message?.mentioned).toEqual([ana.id]);
    expect(message?.text).toContain(ana.name);
    expect(await bot.platform.directThread?.(`teams:${ana.aadObjectId}`)).toBeNull();
  });

  it("asked for in a personal chat is simply posted there", async () => {
    const chat = personalWith(ana);
    await bot.deliver(activityOf(tenant, ana, chat, { text: "help" }));
    await bot.platform.post(chat, said("Only you."), {
      ...privately(),
      speaker: reception.events[1]?.speaker ?? null,
    });
    expect(textsIn(chat)).toEqual(["Only you."]);
  });
});
