// What Teams delivers besides plain questions, and who is believed to have sent it.

import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { reply } from "#core/reply.ts";
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
const { ana, rui } = people;
const chatOfAna = personalWith(ana);
const thread = "19:general@thread.tacv2;messageid=1700";

beforeEach(async () => {
  tenant = await openTenant();
  for (const member of Object.values(people)) tenant.members.set(member.id, member);
  reception = receptionDouble();
  conversations = conversationsInMemory();
  bot = await openBot(tenant, reception, conversations);
});
afterEach(async () => {
  await bot[Symbol.asyncDispose]();
  await tenant[Symbol.asyncDispose]();
});

const textsIn = (place: string) => readIn(tenant, place).map(({ activity }) => draw(activity).text);
const pressOn = (replyToId: string, choice: string, where = thread, who = ana) =>
  activityOf(tenant, who, where, {
    type: "invoke",
    name: "adaptiveCard/action",
    replyToId,
    value: { action: { type: "Action.Execute", verb: "press", data: { choice } }, trigger: "manual" },
  });

describe("what Teams delivers", () => {
  it("may come with files: of a personal chat by their address, of a channel to say that there are some", async () => {
    const downloadUrl = "https://lab.sharepoint.com/personal/ana/download.aspx?tempauth=x";
    const info = "application/vnd.microsoft.teams.file.download.info";
    const runbook = { contentType: info, name: "runbook\u202e.md", content: { downloadUrl, fileType: "md" } };
    const html = { contentType: "text/html", content: "<p>x</p>" };
    const sent = [{ name: "runbook.md", bytes: null, ref: downloadUrl }];
    const say = async (place: string, more: object) => {
      const before = reception.events.length;
      await bot.deliver(activityOf(tenant, ana, place, more));
      return reception.events[before];
    };
    expect(await say(chatOfAna, { text: "add this", attachments: [runbook, html] })).toMatchObject({
      text: "add this",
      files: sent,
    });
    expect(await say(chatOfAna, { text: "", attachments: [runbook] })).toMatchObject({
      text: "",
      files: sent,
    });
    const linked = { contentType: "reference", name: "plan.xlsx", content: null };
    const called = { ...mentioning("add this"), attachments: [linked] };
    expect(await say(thread, called)).toMatchObject({ files: [{ name: "plan.xlsx", ref: "reference" }] });
    const plain = await say(chatOfAna, {
      text: "status",
      attachments: [html, { contentType: info, content: 7 }],
    });
    expect(plain?.files).toBeUndefined();
  });

  it("is a question only when somebody wrote it: edits, deletions, reactions and other bots begin nothing", async () => {
    for (const more of [
      {
        type: "messageUpdate",
        channelData: { eventType: "editMessage", tenant: { id: tenant.tenantId } },
        text: "x",
      },
      { type: "messageDelete" },
      { type: "messageReaction", reactionsAdded: [{ type: "like" }] },
      { type: "typing" },
      { type: "conversationUpdate", membersAdded: [{ id: "29:somebody" }] },
      { text: "status", from: { id: "28:other", name: "Other bot" } },
    ])
      expect((await bot.deliver(activityOf(tenant, ana, chatOfAna, more))).status).toBe(200);
    expect(reception.events).toEqual([]);
    expect(tenant.posted).toEqual([]);
  });

  it("is one conversation per thread of a channel, and one per person in a group chat", async () => {
    const group = "19:abc@thread.v2";
    for (const [who, where] of [
      [ana, thread],
      [rui, thread],
      [ana, group],
      [rui, group],
      [ana, group],
    ] as const)
      await bot.deliver(activityOf(tenant, who, where, mentioning("why?")));
    const [a, b, c, d, e] = reception.events.map(({ conversationId }) => conversationId);
    expect(a).toBe(b);
    expect(c).not.toBe(d);
    expect(c).toBe(e);
    expect(new Set([a, c, d]).size).toBe(3);
    expect(a).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  it("is, where a team lets us read its channels, for us only in threads that are ours; nobody else's are looked into", async () => {
    await bot[Symbol.asyncDispose]();
    const asked: unknown[] = [];
    bot = await openBot(tenant, reception, conversations, {
      tookPart: async (_conversation, root) => {
        asked.push(root);
        return root?.ref === "1700";
      },
    });
    const group = "19:abc@thread.v2";
    for (const where of ["19:general@thread.tacv2;messageid=99", "19:general@thread.tacv2", group])
      await bot.deliver(activityOf(tenant, ana, where, { text: "did you see the game?" }));
    expect(reception.events).toEqual([]);
    expect(reception.speakers).toEqual([]);
    await bot.deliver(activityOf(tenant, rui, thread, { text: "why?" }));
    const under = { thread: "19:general@thread.tacv2", ref: "1700" };
    expect(reception.events).toMatchObject([{ text: "why?", under }]);
    // A group chat is asked for nothing: it has no threads of ours.
    expect(asked).toEqual([{ thread: "19:general@thread.tacv2", ref: "99" }, null, under]);
  });

  it("counts the same message number of two conversations as two messages", async () => {
    await bot.deliver(activityOf(tenant, ana, chatOfAna, { id: "7", text: "help" }));
    await bot.deliver(activityOf(tenant, ana, thread, { id: "7", ...mentioning("help") }));
    expect(reception.events).toHaveLength(2);
  });

  it("is refused with 503 while the inbox is too slow, so that Teams sends it again", async () => {
    await using slow = await openBot(
      tenant,
      { ...reception, receive: () => sleep(5_000, undefined, { ref: false }) },
      conversations,
      { times: { keepWithinMs: 100 } },
    );
    const began = performance.now();
    const { status } = await slow.deliver(activityOf(tenant, ana, chatOfAna, { text: "help" }));
    expect(status).toBe(503);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(slow.logged.join("")).toContain("could not be kept in time");
    expect(slow.logged.join("")).not.toContain("help");
  });

  it("is greeted once, with what to do next, although Teams tells of an installation twice", async () => {
    const added = { membersAdded: [{ id: "28:resync" }, { id: ana.id }] };
    await Promise.all([
      bot.deliver(activityOf(tenant, ana, chatOfAna, { type: "installationUpdate", action: "add" })),
      bot.deliver(activityOf(tenant, ana, chatOfAna, { type: "conversationUpdate", ...added })),
    ]);
    await expect.poll(() => readIn(tenant, chatOfAna).length).toBe(1);
    await bot.deliver(
      activityOf(tenant, ana, chatOfAna, { type: "installationUpdate", action: "add-upgrade" }),
    );
    await sleep(100);
    const [greeting, ...more] = readIn(tenant, chatOfAna).map(({ activity }) => draw(activity));
    expect(more).toEqual([]);
    expect(greeting?.text).toContain("I am Resync");
    expect(greeting?.buttons.map(({ label }) => label)).toEqual(["What failed?"]);
  });

  it("greets a Brazilian in Portuguese, and again after the app was removed", async () => {
    const locale = { entities: [{ type: "clientInfo", locale: "pt-BR" }] };
    const install = (action: string) =>
      bot.deliver(activityOf(tenant, ana, chatOfAna, { type: "installationUpdate", action, ...locale }));
    await install("add");
    await expect.poll(() => textsIn(chatOfAna).join("")).toContain("Eu sou o Resync");
    await install("remove");
    expect(conversations.all.size).toBe(0);
    await install("add");
    await expect.poll(() => readIn(tenant, chatOfAna).length).toBe(2);
  });

  it("says to somebody unknown whom to ask, not at every message", async () => {
    reception.strangersOnly = true;
    for (const text of ["help", "status X"]) await bot.deliver(activityOf(tenant, ana, chatOfAna, { text }));
    await expect.poll(() => textsIn(chatOfAna)).toEqual([expect.stringContaining("Ask an administrator")]);
    const { body } = await bot.deliver(pressOn("1", "help"));
    expect(body).toMatchObject({ statusCode: 200, value: expect.stringContaining("Ask an administrator") });
    expect(reception.events).toEqual([]);
  });

  it("shows dots in a chat while an answer is made, and none in a channel", async () => {
    await bot.deliver(activityOf(tenant, ana, thread, mentioning("help")));
    await bot.deliver(activityOf(tenant, ana, chatOfAna, { text: "help" }));
    const dots = () =>
      tenant.requests
        .filter(({ body }) => body.type === "typing")
        .map(({ path }) => decodeURIComponent(path));
    await expect.poll(dots).toEqual([`/v3/conversations/${chatOfAna}/activities`]);
  });
});

describe("an answer that takes its time", () => {
  const streams = () =>
    tenant.requests
      .flatMap(({ body }) => (body.entities as { streamType?: string }[] | undefined) ?? [])
      .map(({ streamType }) => streamType);
  const answer = { id: "d", tries: 1, speaker: null, privately: false };

  it("is announced in words in a personal chat, and ends the stream that announced it", async () => {
    await using patient = await openBot(tenant, reception, conversations, { times: { streamAfterMs: 20 } });
    await patient.deliver(activityOf(tenant, ana, chatOfAna, { text: "why?" }));
    await expect.poll(streams).toEqual(["informative"]);
    await patient.platform.post(chatOfAna, reply({ locale: "en", text: "Disk full." }), answer);
    expect(streams()).toEqual(["informative", "final"]);
    expect(tenant.posted).toMatchObject([
      {
        activity: {
          text: "Disk full.",
          entities: [{ type: "streaminfo", streamType: "final", streamId: expect.any(String) }],
        },
      },
    ]);
    await patient.platform.post(chatOfAna, reply({ locale: "en", text: "And this." }), answer);
    expect(streams()).toEqual(["informative", "final"]);
  });

  it("is shown all the same when its reader stopped the stream, and streams nowhere else", async () => {
    await using patient = await openBot(tenant, reception, conversations, { times: { streamAfterMs: 20 } });
    await patient.deliver(activityOf(tenant, ana, thread, mentioning("why?")));
    await patient.deliver(activityOf(tenant, ana, chatOfAna, { text: "why?" }));
    await expect.poll(streams).toEqual(["informative"]);
    tenant.refusals.push({ path: /POST/, status: 403, code: "ContentStreamNotAllowed", times: 1 });
    await patient.platform.post(chatOfAna, reply({ locale: "en", text: "Disk full." }), answer);
    expect(textsIn(chatOfAna)).toEqual(["Disk full."]);
    expect(tenant.posted[0]?.activity.entities).toEqual([]);
  });
});

describe("a button in Teams", () => {
  it("is answered with the private sentence that comes of it, and nothing is posted", async () => {
    await bot.deliver(activityOf(tenant, ana, thread, mentioning("begin")));
    const press = bot.deliver(pressOn("5", "approve 3f2a91bc"));
    await expect.poll(() => reception.events.length).toBe(2);
    const { speaker = null } = reception.events[1] ?? {};
    const no = reply({ locale: "en", text: "You may not decide this; Rui may." });
    await bot.platform.post(thread, no, { id: "d", tries: 1, speaker, privately: true });
    expect((await press).body).toEqual({
      statusCode: 200,
      type: "application/vnd.microsoft.activity.message",
      value: "You may not decide this; Rui may.",
    });
    expect(tenant.posted).toEqual([]);
  });

  it("is answered with the card as it now stands, which everybody else is shown as well", async () => {
    await bot.deliver(activityOf(tenant, ana, thread, mentioning("begin")));
    const card = { key: "checkpoint:1", important: true };
    const stop = { id: "cancel 1", label: "Stop", style: "danger" } as const;
    const asked = reply({ locale: "en", text: "Running.", choices: [stop] });
    const ref = (await bot.platform.showCard?.(thread, { ...card, ref: null }, asked)) ?? "";
    const press = bot.deliver(pressOn(ref, "cancel 1"));
    await expect.poll(() => reception.events.length).toBe(2);
    await bot.platform.showCard?.(thread, { ...card, ref }, reply({ locale: "en", text: "Stopped by Ana." }));
    const { body } = await press;
    expect(body).toMatchObject({ statusCode: 200, type: "application/vnd.microsoft.card.adaptive" });
    expect(draw({ attachments: [{ content: body.value }] })).toMatchObject({
      text: "Stopped by Ana.",
      buttons: [],
    });
    expect(textsIn(thread)).toEqual(["Stopped by Ana."]);
  });

  it("that could not be kept takes no other answer with it", async () => {
    await bot.deliver(activityOf(tenant, ana, thread, mentioning("begin")));
    const { speaker = null } = reception.events[0] ?? {};
    await using patient = await openBot(tenant, reception, conversations, {
      times: { answerWithinMs: 2_000 },
    });
    reception.away = true;
    expect((await patient.deliver(pressOn("5", "approve 1"))).body.value).toContain("Nothing was done");
    const earlier = reply({ locale: "en", text: "For you." });
    await patient.platform.post(thread, earlier, { id: "d", tries: 1, speaker, privately: true });
    expect(textsIn(chatOfAna)).toEqual([expect.stringContaining("For you.")]);
  });

  it("of an old client, which sends it as a message without words, is the same press", async () => {
    await bot.deliver(activityOf(tenant, ana, thread, { value: { choice: "approve 1" }, replyToId: "5" }));
    expect(reception.events).toMatchObject([{ text: "approve 1", thread, pressed: { filled: null } }]);
  });

  it("that is none of ours, or could not be kept, says so and does nothing", async () => {
    const forged = { action: { type: "Action.Execute", verb: "press", data: { choice: 7 } } };
    const press = (name: string, value: unknown) =>
      bot.deliver(activityOf(tenant, ana, thread, { type: "invoke", name, value }));
    expect((await press("adaptiveCard/action", forged)).body.value).toContain("not one of Resync's");
    for (const name of ["task/fetch", "task/submit"])
      expect((await press(name, null)).body).toMatchObject({ task: { type: "message" } });
    expect((await press("composeExtension/query", {})).status).toBe(501);
    reception.away = true;
    expect((await bot.deliver(pressOn("5", "approve 1"))).body.value).toContain("Nothing was done");
    expect(reception.events).toEqual([]);
  });

  it("of a dialog is answered where it stands, whatever thread its data names", async () => {
    const submit = (data: object) =>
      bot.deliver(activityOf(tenant, ana, thread, { type: "invoke", name: "task/submit", value: { data } }));
    await submit({ choice: "reject 1", form: true, thread, "field.reason": "no" });
    await submit({ choice: "reject 1", form: true, thread: "19:other@thread.tacv2;messageid=9" });
    expect(reception.events).toMatchObject([
      { thread, pressed: { filled: { reason: "no" } } },
      { thread, pressed: { filled: {} } },
    ]);
  });

  it("that decides is seen by those who may decide alone, also after a restart", async () => {
    const deciders = [{ name: rui.name, identities: [`teams:${rui.aadObjectId}`] }];
    const choices = [
      { id: "approve 1 plan=ab", label: "Approve", style: "primary" },
      { id: "details 1", label: "Details", style: "default" },
    ] as const;
    const asked = reply({ locale: "en", text: "Approve the rerun?", choices, deciders });
    const cardNow = async () => asked;
    await bot.deliver(activityOf(tenant, rui, personalWith(rui), { text: "help" }));
    await using first = await openBot(tenant, reception, conversations, { cardNow });
    await first.deliver(activityOf(tenant, ana, thread, mentioning("begin")));
    const ref = await first.platform.showCard?.(
      thread,
      { key: "checkpoint:1", ref: null, important: true },
      asked,
    );
    const [message] = readIn(tenant, thread);
    const labels = (activity: Record<string, unknown>) => draw(activity).buttons.map(({ label }) => label);
    expect(labels(message?.activity ?? {})).toEqual(["Details"]);
    const attachments = message?.activity.attachments as { content: { refresh: object } }[] | undefined;
    expect(attachments?.[0]?.content.refresh).toMatchObject({ userIds: [rui.id] });

    await using second = await openBot(tenant, reception, conversations, { cardNow });
    const refresh = (who: typeof ana) =>
      second.deliver(
        activityOf(tenant, who, thread, {
          type: "invoke",
          name: "adaptiveCard/action",
          replyToId: ref,
          value: {
            action: { type: "Action.Execute", verb: "refresh", data: { refresh: "checkpoint:1" } },
            trigger: "automatic",
          },
        }),
      );
    const seen = async (who: typeof ana) =>
      labels({ attachments: [{ content: (await refresh(who)).body.value }] });
    expect(await seen(rui)).toEqual(["Approve", "Details"]);
    expect(await seen(ana)).toEqual(["Details"]);
    expect(reception.events.map(({ text }) => text)).toEqual(["help", "begin"]);
  });

  it("that decides is seen by everybody while Teams has not shown us all who may decide", async () => {
    const deciders = [rui.aadObjectId, "0a1b2c3d-0000-4000-8000-00000000beef"].map((id) => ({
      name: id,
      identities: [`teams:${id}` as const],
    }));
    const choices = [{ id: "approve 1 plan=ab", label: "Approve", style: "primary" }] as const;
    const asked = reply({ locale: "en", text: "Approve the rerun?", choices, deciders });
    await bot.deliver(activityOf(tenant, rui, personalWith(rui), { text: "help" }));
    await using other = await openBot(tenant, reception, conversations, { cardNow: async () => asked });
    await other.deliver(activityOf(tenant, ana, thread, mentioning("begin")));
    await other.platform.showCard?.(thread, { key: "checkpoint:1", ref: null, important: true }, asked);
    const [message] = readIn(tenant, thread);
    expect(draw(message?.activity ?? {}).buttons.map(({ label }) => label)).toEqual(["Approve"]);
    expect(JSON.stringify(message?.activity)).not.toContain('"refresh"');
  });
});

describe("who speaks in Teams", () => {
  const speak = () => bot.deliver(activityOf(tenant, ana, chatOfAna, { text: "help" }));
  const last = () => reception.speakers.at(-1);

  it("is asked of Teams once, and known by the Entra id in lower case", async () => {
    const loud = { ...ana, aadObjectId: ana.aadObjectId.toUpperCase() };
    for (let times = 0; times < 3; times++)
      await bot.deliver(activityOf(tenant, loud, chatOfAna, { text: "help" }));
    expect(last()).toMatchObject({
      identity: `teams:${ana.aadObjectId}`,
      email: ana.email,
      standing: "member",
      languageTag: "en-US",
    });
    expect(tenant.requests.filter(({ method }) => method === "GET")).toHaveLength(1);
  });

  it("is a guest, or of another organisation, without an address that anybody else could have written", async () => {
    tenant.members.set(ana.id, { ...ana, userRole: "guest" });
    await speak();
    expect(last()).toMatchObject({ standing: "guest", email: null });
    await using again = await openBot(tenant, reception, conversations);
    tenant.members.set(ana.id, { ...ana, tenantId: "00000000-1111-2222-3333-444444444444" });
    await again.deliver(activityOf(tenant, ana, chatOfAna, { text: "help" }));
    expect(last()).toMatchObject({ standing: "external", email: null });
  });

  it("is nobody else than Teams' own list says, whatever a message says of its writer", async () => {
    const forged = { ...rui, aadObjectId: ana.aadObjectId };
    await bot.deliver(activityOf(tenant, forged, personalWith(rui), { text: "approve 3f2a91bc" }));
    expect(last()).toMatchObject({ standing: "external", email: null });
    expect(last()?.identity).not.toContain(ana.aadObjectId);
    tenant.members.delete(ana.id);
    await speak();
    expect(last()?.identity).not.toContain(ana.aadObjectId);
    await bot.deliver(activityOf(tenant, { ...rui, aadObjectId: "" }, personalWith(rui), { text: "help" }));
    expect(last()).toMatchObject({ identity: `teams:${rui.aadObjectId}`, standing: "member" });
  });

  it("is nobody we guess: unknown to Teams is a stranger, and a silent Teams is asked again", async () => {
    tenant.members.delete(ana.id);
    await speak();
    expect(last()).toMatchObject({ standing: "external", email: null });
    tenant.refusals.push({ path: /members/, status: 502, times: 1 });
    expect((await bot.deliver(activityOf(tenant, rui, personalWith(rui), { text: "help" }))).status).toBe(
      503,
    );
    expect((await bot.deliver(activityOf(tenant, rui, personalWith(rui), { text: "help" }))).status).toBe(
      200,
    );
  });
});
