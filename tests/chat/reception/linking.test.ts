// How an account becomes somebody's: a code shown on one side and said on the other.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { linkCodeFingerprint, linkCodeIn, newLinkCode } from "#core/link-code.ts";
import type { Person } from "#core/person.ts";
import { type FrontDesk, openFrontDesk, type Posted, slackMember } from "./support/front-desk.ts";

let desk: FrontDesk;
beforeAll(async () => {
  desk = await openFrontDesk();
});
afterAll(() => desk[Symbol.asyncDispose]());

async function codeFor(user: string, text = "link"): Promise<string> {
  const { reply } = await desk.says(slackMember(user), text);
  const code = linkCodeIn(reply.text);
  if (code === null) throw new Error(`No code in: ${reply.text}`);
  return code;
}

/** Says the code, and confirms what it would do. */
async function links(who: Person, code: string): Promise<Posted> {
  const first = await desk.says(who, `link ${code}`);
  return first.reply.data !== null && first.reply.mood === "warning"
    ? desk.says(who, `link ${code} confirm`)
    : first;
}

test("A code shown privately to a stranger, said and confirmed by somebody known links the two, and both sides are told", async () => {
  const olga = desk.stage.person("olga");
  const olgaThere = slackMember("U1", { name: "Olga O.", email: "olga@bank.example" });
  const shown = await desk.says(olgaThere, "/resync link");
  expect(shown.delivery).toMatchObject({ privately: true, speaker: "slack:T1/U1" });
  const code = linkCodeIn(shown.reply.text) ?? "";
  expect(shown.reply.text).toContain(`link ${code}`);
  expect(shown.reply.text).toContain("npm run people -- link NAME slack:T1/U1");

  const before = desk.posted.length;
  const first = await desk.says(olga, `link ${code}`);
  expect(first.delivery.privately).toBe(true);
  expect(first.reply.text).toContain(
    "would be you, Olga, and may all that you may, as operator: Olga O. (Slack visitor), olga@bank.example, Slack account U1 in workspace T1.",
  );
  expect(first.reply.text).toContain(`say: link ${code} confirm`);
  expect(first.reply.choices).toEqual([
    { id: `link ${code} confirm`, label: "Yes, it is mine", style: "primary" },
  ]);
  expect((await desk.reception.who(slackMember("U1")))?.visitor).toBe("member");
  const said = await desk.says(olga, `link ${code} confirm`);
  expect(said.reply.text).toContain("Olga O. (Slack visitor), Slack T1/U1, is you, Olga");
  expect(said.delivery.privately).toBe(true);
  const news = await desk.told("slack", before);
  expect(news.thread).toBe(shown.thread);
  expect(news.delivery).toMatchObject({ privately: true, speaker: "slack:T1/U1" });
  expect(news.reply.text).toContain("you are Olga, operator");
  expect(await desk.reception.who(slackMember("U1"))).toEqual({
    id: olga.id,
    name: "Olga",
    roles: ["operator"],
  });
  const [entry] = (await desk.audit()).filter(({ verb }) => verb === "person.link");
  expect(entry).toMatchObject({
    who: { id: olga.id, name: "Olga" },
    surface: "terminal",
    subject: `person:${olga.id}`,
    data: { identity: "slack:T1/U1" },
  });

  const again = await desk.says(desk.stage.person("bo"), `link ${code}`);
  expect(again.reply.text).toContain("used already");
  expect((await desk.reception.who(slackMember("U1")))?.id).toBe(olga.id);
});

test("In Portuguese the words, the code's message and the news are Portuguese", async () => {
  const shown = await desk.says(slackMember("U2"), "/resync vincular");
  expect(shown.reply.text).toContain("Ainda não sei quem você é");
  const code = linkCodeIn(shown.reply.text) ?? "";
  const before = desk.posted.length;
  const otto = desk.stage.person("otto");
  const first = await desk.says(otto, `vincular ${code.toLowerCase().replace("-", " ")}`);
  expect(first.reply.text).toContain("Nada foi vinculado ainda");
  const said = await desk.says(otto, first.reply.choices[0]?.id ?? "");
  expect(said.reply.text).toContain("agora é você, Otto");
  expect((await desk.told("slack", before)).reply.text).toContain("Agora sei quem você é: Otto, operador");
});

test("No code, right, wrong or mistyped, is kept in a table or a log once its message was answered", async () => {
  const olga = desk.stage.person("olga");
  const code = await codeFor("U3");
  const wrong = newLinkCode();
  const mistyped = "B7KQM-2X";
  await desk.says(olga, `please link me with ${wrong}`);
  expect((await desk.says(olga, `link ${mistyped}`)).reply.text).toContain("There is no code in that");
  await desk.says(olga, `@resync link ${code}`);
  await desk.says(olga, `link ${code} confirm`);
  expect((await desk.reception.who(slackMember("U3")))?.name).toBe("Olga");
  await desk.says(olga, code);
  const kept = (await desk.everythingKept()).toUpperCase();
  expect(kept).toContain("SLACK:T1/U3");
  for (const each of [code, wrong, mistyped])
    for (const spelling of [each, each.replace("-", ""), each.slice(0, 5)])
      expect(kept, spelling).not.toContain(spelling);
  expect(kept).toContain(linkCodeFingerprint(wrong).toUpperCase());
});

test("Guessing ends after five, is audited by fingerprint, and does not keep the right code from others", async () => {
  const bo = desk.stage.person("bo");
  const code = await codeFor("U4");
  const guesses = Array.from({ length: 5 }, () => newLinkCode());
  for (const [n, guess] of guesses.entries()) {
    const { reply } = await desk.says(bo, `link ${guess}`);
    expect(reply.text).toMatch(new RegExp(`Nobody was given that code.* ${4 - n} tr`));
  }
  const blocked = await desk.says(bo, `link ${code}`);
  expect(blocked.reply.text).toContain("Too many codes were wrong");
  expect((await desk.reception.who(slackMember("U4")))?.visitor).toBe("member");
  const refused = (await desk.audit()).filter(
    ({ verb, who }) => verb === "access.refused" && who.id === bo.id,
  );
  expect(refused.map(({ data }) => data.code).sort()).toEqual(
    // The one that Bo said in another test had been used.
    expect.arrayContaining([...guesses, code].map(linkCodeFingerprint).sort()),
  );
  expect(refused.at(-1)?.data.why).toBe("blocked");
  expect((await links(desk.stage.person("ana"), code)).reply.mood).toBe("good");
});

test("A token that may less than its person links and unlinks nothing", async () => {
  const ada = desk.stage.person("ada");
  const code = await codeFor("U5");
  for (const text of [`link ${code}`, "unlink slack:T1/U1"]) {
    const { reply } = await desk.says({ ...ada, roles: ["viewer"] }, text);
    expect(reply.text).toContain("Here you come as viewer only, and you are administrator");
  }
  expect((await desk.reception.who(slackMember("U5")))?.visitor).toBe("member");
  expect((await links(ada, code)).reply.mood).toBe("good");
});

test("A stranger's code said by a stranger, or asked for by a guest, does nothing", async () => {
  const code = await codeFor("U6");
  const other = await desk.says(slackMember("U7"), `link ${code}`);
  expect(linkCodeIn(other.reply.text)).not.toBe(code);
  const guest = await desk.says(slackMember("U8", { standing: "guest" }), "link");
  expect(linkCodeIn(guest.reply.text)).toBeNull();
  expect(guest.reply.text).toContain("an administrator links guests");
  for (const user of ["U6", "U7", "U8"])
    expect((await desk.stage.people.byIdentity(`slack:T1/${user}`))?.name, user).toBeUndefined();
});

test("Of an account that is somebody else's by now, the code links nothing and says whose move it is", async () => {
  const code = await codeFor("U9");
  const by = { who: { id: "root", name: "Root" }, surface: "test" };
  await desk.stage.people.link(desk.stage.person("bo").id, "slack:T1/U9", by);
  const { reply } = await links(desk.stage.person("olga"), code);
  expect(reply.text).toContain("belongs to somebody else");
  expect((await desk.reception.who(slackMember("U9")))?.name).toBe("Bo");
});

test("Whoever is known sees who they are, and may unlink their own accounts and nobody else's", async () => {
  const ana = desk.stage.person("ana");
  await links(ana, await codeFor("U10"));
  const who = await desk.says(slackMember("U10"), "link");
  expect(who.reply.text).toContain("You are Ana, approver");
  expect(who.reply.text).toContain("Slack T1/U10");
  expect(who.delivery.privately).toBe(true);
  expect(who.reply.choices.map(({ id }) => id)).toContain("unlink slack:T1/U10");

  expect((await desk.says(ana, "unlink slack:T1/U1")).reply.text).toContain("no account of yours");
  expect((await desk.reception.who(slackMember("U1")))?.name).toBe("Olga");
  expect((await desk.says(ana, "unlink")).reply.text).toContain("Nothing was unlinked yet");
  const gone = await desk.says(slackMember("U10"), "unlink slack:T1/U10");
  expect(gone.reply.text).toContain("Slack T1/U10 is a visitor from now on");
  expect((await desk.reception.who(slackMember("U10", { email: "x@y.z" })))?.visitor).toBe("member");
});

test("Somebody without access any more links nothing", async () => {
  const vic = desk.stage.person("vic");
  const code = await codeFor("U11");
  const by = { who: { id: "root", name: "Root" }, surface: "test" };
  await desk.stage.people.setDisabled(vic.id, true, by);
  expect((await desk.says(vic, `link ${code}`)).reply.text).toContain("no access to Resync any more");
  expect((await desk.reception.who(slackMember("U11")))?.visitor).toBe("member");
});

test("A code that was passed on makes nobody's account theirs unless they confirm what they are shown", async () => {
  const mallory = slackMember("U12", { name: "Helpdesk" });
  const code = linkCodeIn((await desk.says(mallory, "link")).reply.text) ?? "";
  const ada = desk.stage.person("ada");
  const { reply } = await desk.says(ada, `link ${code} confirm`);
  expect(reply.text).toContain("Helpdesk (Slack visitor), Slack account U12 in workspace T1");
  expect(reply.text).toContain("Did somebody else give you this code? Then do not confirm it");
  expect((await desk.reception.who(mallory))?.visitor).toBe("member");
  // Nor does the confirmation of somebody else, who was shown nothing.
  const olga = await desk.says(desk.stage.person("olga"), `link ${code} confirm`);
  expect(olga.reply.mood).toBe("warning");
  expect((await desk.reception.who(mallory))?.visitor).toBe("member");
});

test("An account that asks for code after code is told to wait, and the audit says so", async () => {
  const eager = slackMember("U13");
  for (let n = 0; n < 5; n += 1) await codeFor("U13");
  const { reply } = await desk.says(eager, "link");
  expect(linkCodeIn(reply.text)).toBeNull();
  expect(reply.text).toContain("five codes within an hour");
  const own = (await desk.audit()).filter(({ who }) => who.id === "slack:T1/U13");
  expect(own.map(({ verb }) => verb)).toEqual([
    ...Array.from({ length: 5 }, () => "person.link_code"),
    "access.refused",
  ]);
});

describe("where strangers may nothing", () => {
  let closed: FrontDesk;
  beforeAll(async () => {
    closed = await openFrontDesk({ visitors: "nothing" });
  });
  afterAll(() => closed[Symbol.asyncDispose]());

  test("they may still say link, and are told so whatever else they say", async () => {
    const olga = closed.stage.person("olga");
    for (const text of ["runbooks", "help", "status PAYROLL", "aprovar 3f2a91bc", "unlink"]) {
      const { reply, delivery } = await closed.says(slackMember("U1"), text);
      expect(reply.text, text).toMatch(/Say "link" to change that|Diga "vincular" para mudar isso/);
      expect(reply.choices, text).toEqual([]);
      expect(delivery.privately, text).toBe(true);
    }
    const shown = await closed.says(slackMember("U1"), "link");
    const code = linkCodeIn(shown.reply.text) ?? "";
    expect(shown.reply.text).not.toContain("what a viewer may");
    await closed.says(olga, `link ${code}`);
    await closed.says(olga, `link ${code} confirm`);
    expect(await closed.reception.who(slackMember("U1"))).toMatchObject({ name: "Olga" });
  });

  test("their start page and their first questions offer that alone, and no dialog opens before them", async () => {
    const person = await closed.reception.who(slackMember("U2"));
    if (!person) throw new Error("Nobody.");
    const home = await closed.reception.home(person, "en");
    expect(home.map(({ title, reply }) => [title, reply.choices.map(({ id }) => id)])).toEqual([
      ["Who you are", ["link"]],
    ]);
    expect(closed.reception.prompts(person, "en").map(({ id }) => id)).toEqual(["Link my account"]);
    expect((await closed.says(slackMember("U2"), "Link my account")).reply.text).toContain("good once");
    expect(await closed.reception.formFor({ choice: "reject 3f2a91bc", person, locale: "en" })).toBeNull();
    expect(await closed.reception.who(slackMember("U3", { standing: "guest" }))).not.toBeNull();
  });
});
