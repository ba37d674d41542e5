// How somebody known in a chat gets into the web pages: a link for them alone.

import { afterAll, beforeAll, expect, test } from "vitest";
import { answerSignIn } from "#agents/guide/sign-in.ts";
import { type FrontDesk, openFrontDesk, slackMember } from "./support/front-desk.ts";

let desk: FrontDesk;
beforeAll(async () => {
  desk = await openFrontDesk();
});
afterAll(() => desk[Symbol.asyncDispose]());

test("Somebody known is given a link privately, in their language, and no record has it", async () => {
  const olga = desk.stage.person("olga");
  const given = await desk.says(olga, "/resync sign in");
  expect(given.delivery.privately).toBe(true);
  expect(given.reply.fleeting).toBe(true);
  const [choice] = given.reply.choices;
  expect(choice?.url).toMatch(/^https:\/\/resync\.example\.com\/sign-in#rs_in_[A-Za-z0-9_-]{43}$/);
  expect(given.reply.text).toContain("signs your browser in as Olga");
  expect(given.reply.text).toContain(choice?.url);
  const portuguese = await desk.says(olga, "entrar");
  expect(portuguese.reply.text).toContain("faz seu navegador entrar como Olga");
  const [another] = portuguese.reply.choices;
  const kept = await desk.everythingKept();
  expect(kept).toContain("account.sign_in");
  for (const url of [choice?.url, another?.url])
    expect(kept).not.toContain(url?.split("rs_in_")[1]?.slice(0, 20));
});

test("A stranger and a guest are given none, and are told what would change that", async () => {
  const stranger = await desk.says(slackMember("U7"), "sign in");
  expect(stranger.reply.text).toContain('Say "link" first');
  const guest = await desk.says(slackMember("U8", { standing: "guest" }), "sign in");
  expect(guest.reply.text).toContain("An administrator can link your account");
  for (const { reply, delivery } of [stranger, guest]) {
    expect(reply.choices).toEqual([]);
    expect(reply.text).not.toContain("rs_in_");
    expect(delivery.privately).toBe(true);
  }
});

test("Whoever comes with a token is given no link, so that no token outlives itself", async () => {
  const person = desk.stage.person("olga");
  const reply = await answerSignIn(
    {
      people: {
        rights: async () => ({
          epoch: 1,
          people: [{ ...person, groups: [], identities: [], disabled: false, createdAt: new Date() }],
          startRules: [],
        }),
      },
      links: { make: () => fail("made"), look: () => fail("looked"), redeem: () => fail("redeemed") },
      address: "https://resync.example.com",
      timezone: "UTC",
    },
    {
      text: "sign in",
      locale: "en",
      intent: { name: "account.sign_in", slots: {}, confidence: 1 },
      person,
      conversationId: "c",
      thread: "t",
      platform: "web",
      now: new Date(),
    },
  );
  expect(reply.text).toContain("a token or a session already");
  expect(reply.choices).toEqual([]);
});

function fail(what: string): never {
  throw new Error(`A link was ${what}.`);
}
