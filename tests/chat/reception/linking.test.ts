// How an account becomes somebody's: a code shown on one side and said on the other.

import { afterAll, beforeAll, expect, test } from "vitest";
import { linkCodeFingerprint, linkCodeIn, newLinkCode } from "#core/link-code.ts";
import { type FrontDesk, openFrontDesk, slackMember } from "./support/front-desk.ts";

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

test("A code shown privately to a stranger and said by somebody known links the two, and both sides are told", async () => {
  const olga = desk.stage.person("olga");
  const shown = await desk.says(slackMember("U1", { name: "Olga O." }), "/resync link");
  expect(shown.delivery).toMatchObject({ privately: true, speaker: "slack:T1/U1" });
  const code = linkCodeIn(shown.reply.text) ?? "";
  expect(shown.reply.text).toContain(`link ${code}`);
  expect(shown.reply.text).toContain("npm run people -- link NAME slack:T1/U1");

  const before = desk.posted.length;
  const said = await desk.says(olga, `link ${code}`);
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
  const said = await desk.says(desk.stage.person("otto"), `vincular ${code.toLowerCase().replace("-", " ")}`);
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
    expect.arrayContaining(guesses.map(linkCodeFingerprint).sort()),
  );
  expect((await desk.says(desk.stage.person("ana"), `link ${code}`)).reply.mood).toBe("good");
});

test("A token that may less than its person links and unlinks nothing", async () => {
  const ada = desk.stage.person("ada");
  const code = await codeFor("U5");
  for (const text of [`link ${code}`, "unlink slack:T1/U1"]) {
    const { reply } = await desk.says({ ...ada, roles: ["viewer"] }, text);
    expect(reply.text).toContain("Here you come as viewer only, and you are administrator");
  }
  expect((await desk.reception.who(slackMember("U5")))?.visitor).toBe("member");
  expect((await desk.says(ada, `link ${code}`)).reply.mood).toBe("good");
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
  const { reply } = await desk.says(desk.stage.person("olga"), `link ${code}`);
  expect(reply.text).toContain("belongs to somebody else");
  expect((await desk.reception.who(slackMember("U9")))?.name).toBe("Bo");
});

test("Whoever is known sees who they are, and may unlink their own accounts and nobody else's", async () => {
  const ana = desk.stage.person("ana");
  const code = await codeFor("U10");
  await desk.says(ana, `link ${code}`);
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
