// Buttons, dialogs and shortcuts: what they are worth, and what Slack is answered in time, also by a house that is slow.

import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readNote, writeNote } from "#adapters/slack/dialog-note.ts";
import type { Form } from "#core/form.ts";
import { type OpenWayIn, wayIn } from "./open-way-in.ts";
import { botToken, type Sent, team, unique } from "./slack-world.ts";

let at: OpenWayIn;
/** How slow the house is. */
let houseMs = 0;
beforeAll(async () => {
  at = await wayIn();
  const { receive, who, formFor } = at.reception;
  Object.assign(at.reception, {
    async receive(event: never) {
      await sleep(houseMs);
      return receive.call(at.reception, event);
    },
    async who(speaker: never) {
      await sleep(houseMs);
      return who.call(at.reception, speaker);
    },
    async formFor(press: never) {
      await sleep(houseMs);
      return formFor.call(at.reception, press);
    },
  });
});
afterAll(() => at[Symbol.asyncDispose]());
beforeEach(() => {
  at.reception.away = false;
  at.reception.strangersOnly = false;
  at.reception.form = null;
  houseMs = 0;
});

const form: Form = {
  title: "Reject",
  intro: "PAYROLL will not run.",
  submit: "Reject",
  fields: [
    {
      name: "reason",
      label: "Reason",
      hint: null,
      kind: "text",
      options: [],
      value: null,
      required: true,
      longest: 20,
    },
    {
      name: "hours",
      label: "Hours",
      hint: null,
      kind: "number",
      options: [],
      value: null,
      required: false,
      longest: 5,
    },
  ],
};

async function press(value: string, more: object = {}, actionId = "choice:en:now:0"): Promise<Sent> {
  const { ana: id } = at.world.users;
  const { trigger_id: trigger } = await at.world.api(botToken, "views.generateTriggerId", { user_id: id });
  return at.world.send(
    at.world.interaction({
      type: "block_actions",
      user: { id, team_id: team },
      team: { id: team },
      trigger_id: trigger,
      channel: { id: at.world.channel },
      container: { type: "message", message_ts: "1700000000.000100", channel_id: at.world.channel },
      message: { ts: "1700000000.000100", team },
      response_url: at.world.answerUrl,
      actions: [{ type: "button", action_id: actionId, block_id: "b", value }],
      ...more,
    }),
  );
}

const views = () => at.world.rows("views").filter(({ type }) => type === "modal");

async function submit(
  values: Record<string, string>,
  more: object = {},
  user = at.world.users.ana,
): Promise<Sent> {
  const state = Object.entries(values).map(([name, value]) => [
    `field:${name}`,
    { value: { type: "plain_text_input", value } },
  ]);
  const view = views().at(-1);
  return at.world.send(
    at.world.interaction({
      type: "view_submission",
      user: { id: user, team_id: team },
      team: { id: team },
      trigger_id: `${unique()}.1.x`,
      view: { ...view, id: view?.view_id, state: { values: Object.fromEntries(state) }, ...more },
    }),
  );
}

describe("a button", () => {
  it("says its choice in the thread that its message is in, or begins", async () => {
    await press("approve 3f2a91bc plan=ab12cd34");
    expect(at.reception.events.at(-1)).toMatchObject({
      text: "approve 3f2a91bc plan=ab12cd34",
      thread: `${team}/${at.world.channel}/1700000000.000100`,
      pressed: { filled: null },
      locale: "en",
    });
    await press("help", { message: { ts: "1700000009.000100", thread_ts: "1700000005.000100", team } });
    expect(at.reception.events.at(-1)?.thread).toBe(`${team}/${at.world.channel}/1700000005.000100`);
  });

  it("speaks the language in which it was offered", async () => {
    await press("help", {}, "choice:pt:now:3");
    expect(at.reception.events.at(-1)).toMatchObject({ locale: "pt" });
  });

  it("that only one person sees is answered to that person alone", async () => {
    const container = {
      type: "message",
      message_ts: "1.1",
      channel_id: at.world.channel,
      is_ephemeral: true,
    };
    await press("help", { container, message: undefined });
    expect(at.reception.events.at(-1)).toMatchObject({ quiet: true, thread: `${team}/${at.world.channel}` });
  });

  it("on the start page is answered in direct messages, and the page is renewed", async () => {
    const from = at.world.calls.length;
    const none = { channel: undefined, message: undefined, response_url: undefined };
    await press("help", { ...none, container: { type: "view", view_id: "V1" }, view: { type: "home" } });
    expect(at.reception.events.at(-1)?.thread).toMatch(new RegExp(`^${team}/D`));
    const renewed = () => at.world.calls.slice(from).filter(({ method }) => method === "views.publish");
    await expect.poll(() => renewed().length).toBe(1);
  });

  it("that was forged is worth no more than its words, said by whoever pressed it", async () => {
    const before = at.reception.events.length;
    for (const [value, action] of [
      ["", "choice:en:now:0"],
      ["x".repeat(2_001), "choice:en:now:0"],
      ["approve 1", "choice:fr:now:0"],
      ["approve 1", "choice:en:never:0"],
    ] as const)
      expect((await press(value, {}, action)).status).toBe(200);
    expect(at.reception.events).toHaveLength(before);
    await expect
      .poll(() => at.world.answers.filter((each) => each.includes("none that Resync")).length)
      .toBe(4);
    await press("approve of-another-plan");
    expect(at.reception.events.at(-1)?.person.id).toBe(`slack:${team}/${at.world.users.ana}`);
  });

  it("that could not be kept is said to be lost to whoever pressed it", async () => {
    at.reception.away = true;
    const before = at.world.answers.length;
    expect((await press("approve 1")).status).toBe(200);
    await expect
      .poll(() => at.world.answers.slice(before))
      .toEqual([expect.stringContaining("could not keep this")]);
  });
});

describe("a dialog", () => {
  const open = async () => {
    at.reception.form = form;
    const before = views().length;
    expect((await press("reject 3f2a91bc", {}, "choice:en:form:0")).status).toBe(200);
    await expect.poll(() => views().length).toBe(before + 1);
  };

  it("shows slips beside their fields, and closes when there are none", async () => {
    await open();
    const before = at.reception.events.length;
    const slips = await submit({ reason: "  ", hours: "many" });
    expect(JSON.parse(slips.body)).toEqual({
      response_action: "errors",
      errors: { "field:reason": "Please write something here.", "field:hours": "Please write a number." },
    });
    expect(JSON.parse((await submit({ reason: "x".repeat(21) })).body)).toMatchObject({
      errors: { "field:reason": "Please use at most 20 characters." },
    });
    expect(at.reception.events).toHaveLength(before);
    expect((await submit({ reason: "too risky" })).body).toBe("");
    await submit({ reason: "too risky" });
    expect(at.reception.events.slice(before)).toMatchObject([
      { text: "reject 3f2a91bc", pressed: { filled: { reason: "too risky" } } },
    ]);
  });

  it("whose note was changed, or is of somebody else or another workspace, does nothing", async () => {
    await open();
    const before = at.reception.events.length;
    const note = String(views().at(-1)?.private_metadata);
    const elsewhere = note.replace(`"thread":"${team}/`, '"thread":"T0ELSEWHERE/');
    expect(elsewhere).not.toBe(note);
    for (const [metadata, user] of [
      ["", at.world.users.ana],
      ["{}", at.world.users.ana],
      [elsewhere, at.world.users.ana],
      [note, at.world.users.rui],
    ] as const) {
      const answer = await submit({ reason: "x" }, { private_metadata: metadata }, user);
      expect(JSON.parse(answer.body)).toMatchObject({ response_action: "update" });
    }
    expect(at.reception.events).toHaveLength(before);
  });

  it("takes its note along whole, and without the fields' rules where they are too many", () => {
    const note = {
      choice: "reject 1",
      thread: null,
      user: "U1",
      locale: "pt",
      quiet: true,
      fields: form.fields,
    } as const;
    const rules = form.fields.map(({ name, kind, required, longest }) => ({ name, kind, required, longest }));
    expect(readNote(writeNote(note), "T1", "U1")).toEqual({ ...note, fields: rules });
    const many = Array.from({ length: 90 }, (_, index) => ({
      ...rules[0],
      name: `a_long_name_of_an_input_${index}`,
    }));
    const written = writeNote({ ...note, fields: many as never });
    expect(written.length).toBeLessThanOrEqual(3_000);
    expect(readNote(written, "T1", "U1")).toEqual({ ...note, fields: [] });
  });
});

describe("a shortcut", () => {
  const shortcut = (more: object) =>
    at.world.interaction({
      user: { id: at.world.users.ana, team_id: team },
      team: { id: team },
      trigger_id: `${unique()}.1.x`,
      response_url: at.world.answerUrl,
      ...more,
    });
  const explain = (message: object) =>
    shortcut({
      type: "message_action",
      callback_id: "explain",
      channel: { id: at.world.channel },
      message_ts: "1700000001.000100",
      message: { ts: "1700000001.000100", ...message },
    });

  it("explains a message under it, what monitors write into attachments included", async () => {
    await at.world.send(explain({ text: "AWSBJO123E job &lt;PAY&gt; failed" }));
    expect(at.reception.events.at(-1)).toMatchObject({
      text: "explain AWSBJO123E job <PAY> failed",
      thread: `${team}/${at.world.channel}/1700000001.000100`,
      locale: "en",
    });
    await at.world.send(explain({ text: "", attachments: [{ title: "Alert", text: "disk full" }] }));
    expect(at.reception.events.at(-1)?.text).toBe("explain Alert\ndisk full");
  });

  it("says so when there is nothing to explain", async () => {
    const before = at.world.answers.length;
    const events = at.reception.events.length;
    await at.world.send(explain({ text: "" }));
    await expect.poll(() => at.world.answers.slice(before)).toEqual([expect.stringContaining("no text")]);
    expect(at.reception.events).toHaveLength(events);
  });

  it("asks from anywhere, and is answered in direct messages", async () => {
    const { ana: id } = at.world.users;
    const { trigger_id: trigger } = await at.world.api(botToken, "views.generateTriggerId", { user_id: id });
    const before = views().length;
    await at.world.send(shortcut({ type: "shortcut", callback_id: "ask", trigger_id: trigger }));
    await expect.poll(() => views().length).toBe(before + 1);
    expect((await submit({ question: "o que falhou?" })).body).toBe("");
    expect(at.reception.events.at(-1)).toMatchObject({
      text: "o que falhou?",
      thread: expect.stringMatching(/^T\w+\/D/),
    });
    expect(at.reception.events.at(-1)?.pressed).toBeUndefined();
  });
});

describe("a house whose database takes half a second for everything", () => {
  it("acknowledges events, commands, buttons and dialogs well inside three seconds, and loses none", async () => {
    houseMs = 500;
    const before = at.reception.events.length;
    const now = `${Math.floor(Date.now() / 1000)}.${unique().slice(-6)}`;
    const { channel, users } = at.world;
    const mention = { type: "app_mention", user: users.ana, text: "help", channel, ts: now, event_ts: now };
    const sent = [
      await at.world.send(at.world.event(mention)),
      await at.world.send(at.world.command("failed")),
      await press("help"),
    ];
    for (const { status, ms } of sent) {
      expect(status).toBe(200);
      expect(ms).toBeLessThan(2_000);
    }
    expect(at.reception.events).toHaveLength(before + 3);
    at.reception.form = form;
    const open = views().length;
    const opening = await press("reject 1", {}, "choice:en:form:0");
    expect(opening.ms).toBeLessThan(500);
    await expect.poll(() => views().length, { timeout: 3_000 }).toBe(open + 1);
    expect((await submit({ reason: "no" })).ms).toBeLessThan(2_000);
  });

  it("opens a dialog that waits for its fields when they come too late for Slack", async () => {
    houseMs = 900;
    at.reception.form = form;
    const open = views().length;
    await press("reject 1", {}, "choice:en:form:0");
    await expect.poll(() => JSON.stringify(views().slice(open)), { timeout: 2_000 }).toContain("Looking");
    await expect
      .poll(() => JSON.stringify(views().slice(open)), { timeout: 3_000 })
      .toContain("PAYROLL will not run");
  });

  it("asks for an event again after two seconds, and tells the sender of a command, when it takes longer", async () => {
    houseMs = 1_500;
    const { channel, users } = at.world;
    const mention = {
      type: "app_mention",
      user: users.ana,
      text: "help",
      channel,
      ts: "1.1",
      event_ts: "1.1",
    };
    const [event, command] = await Promise.all([
      at.world.send(at.world.event(mention)),
      at.world.send(at.world.command("failed")),
    ]);
    expect([event.status, command.status]).toEqual([503, 200]);
    expect(command.body).toContain("could not keep this");
    for (const { ms } of [event, command]) {
      expect(ms).toBeGreaterThan(1_900);
      expect(ms).toBeLessThan(2_800);
    }
  });
});
