// What strangers may: ask what a viewer may, and nothing that decides, starts or steers anything.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Person } from "#core/person.ts";
import { ask } from "../understand/asking.ts";
import { type FrontDesk, openFrontDesk, slackMember } from "./support/front-desk.ts";

let desk: FrontDesk;
beforeAll(async () => {
  desk = await openFrontDesk();
});
afterAll(() => desk[Symbol.asyncDispose]());

const hint = 'so you may only look. Say "link" to change that.';

test("A stranger gets the answer, and once in each conversation the way to become more", async () => {
  const ana = slackMember("U1");
  const first = await desk.says(ana, "runbooks", { conversation: "c1" });
  expect(first.reply.text).toContain("tidy-up");
  expect(first.reply.text.endsWith(hint)).toBe(true);
  expect(first.delivery.privately).toBe(false);
  expect((await desk.says(ana, "approvals", { conversation: "c1" })).reply.text).not.toContain(hint);
  expect((await desk.says(slackMember("U2"), "approvals", { conversation: "c1" })).reply.text).toContain(
    hint,
  );
  expect((await desk.says(ana, "tarefas", { conversation: "c2" })).reply.text).toContain('Diga "vincular"');
  const olga = desk.stage.person("olga");
  expect((await desk.says(olga, "runbooks", { conversation: "c3" })).reply.text).not.toContain("link");
});

test("A guest is told that an administrator links them", async () => {
  const { reply } = await desk.says(slackMember("U3", { standing: "guest" }), "runbooks");
  expect(reply.text).toContain("An administrator can link your account");
  expect(reply.text).not.toContain('Say "link"');
});

test("What a stranger calling himself Ana tries is refused, and the audit shows him as a stranger", async () => {
  const job = await desk.stage.start("tidy-up");
  const checkpoints = () => desk.stage.reader.checkpointsOf(job.id);
  const ana = slackMember("U4", { name: "Ana\u200b" });
  const before = (await desk.audit()).length;
  const tries = [
    "run tidy-up",
    `cancel ${job.id}`,
    `approve ${job.id}`,
    `reject ${job.id} no`,
    `pause ${job.id}`,
  ];
  for (const text of tries) expect((await desk.says(ana, text)).reply.mood, text).toBe("warning");
  expect((await desk.says(ana, "executar tidy-up")).reply.text).toContain(
    'Não sei quem você é: diga "vincular"',
  );
  tries.push("executar tidy-up");
  const refused = (await desk.audit()).slice(before);
  expect(refused.map(({ verb, who }) => ({ verb, ...who }))).toEqual(
    tries.map(() => ({ verb: "access.refused", id: "slack:T1/U4", name: "Ana (Slack visitor)" })),
  );
  expect((await desk.stage.reader.list({ limit: 9, offset: 0 })).total).toBe(1);
  expect((await desk.stage.engine.job(job.id))?.status).toBe("PENDING");
  expect(await checkpoints()).toEqual([]);
});

describe("a visitor whose roles were forged", () => {
  const forged: Person = {
    id: "slack:T1/U5",
    name: "Ana (Slack visitor)",
    roles: ["admin"],
    visitor: "member",
  };
  const by = { person: forged, surface: "slack" };

  test("starts and steers nothing", async () => {
    const { engine } = desk.stage;
    const job = await desk.stage.start("tidy-up");
    const refused = { code: "forbidden", message: expect.stringContaining('Say "link"') };
    await expect(engine.start({ workflowId: "tidy-up", inputs: {}, by })).rejects.toMatchObject(refused);
    for (const steering of ["cancel", "pause", "resume", "retry"] as const)
      await expect(engine.steer(job.id, steering, by), steering).rejects.toMatchObject(refused);
    expect((await engine.job(job.id))?.status).toBe("PENDING");
  });

  test("decides nothing, not even where a policy names the account", async () => {
    const { engine } = desk.stage;
    await engine.worker.start();
    const job = await desk.stage.start("tidy-up");
    const checkpoint = await desk.stage.asked(job.id);
    const named = {
      ...checkpoint,
      policy: { ...checkpoint.policy, from: ["slack:T1/U5", "person:slack:T1/U5"] },
    };
    for (const each of [checkpoint, named])
      expect(await engine.mayDecide(each, forged)).toMatchObject({ may: false });
    for (const kind of ["approve", "break_glass"] as const)
      await expect(engine.decide(checkpoint.id, { kind, reason: "now" }, by), kind).rejects.toMatchObject({
        code: "forbidden",
      });
    await expect(engine.decide(checkpoint.id, { kind: "reject", reason: "now" }, by)).rejects.toMatchObject({
      code: "forbidden",
    });
    expect((await engine.job(job.id))?.status).toBe("WAITING_APPROVAL");
    await engine.worker.stop();
  });
});

test("An approver whose access ended after a message was sent steers nothing with it", async () => {
  const job = await desk.stage.start("tidy-up");
  const bo = desk.stage.as("bo", "slack");
  const by = { who: { id: "root", name: "Root" }, surface: "test" };
  await desk.stage.people.setDisabled(bo.person.id, true, by);
  await expect(desk.stage.engine.steer(job.id, "cancel", bo)).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("Bo has no access to Resync any more"),
  });
  await desk.stage.people.setDisabled(bo.person.id, false, by);
  expect((await desk.stage.engine.steer(job.id, "cancel", bo)).status).toBe("CANCELLED");
});

describe("help and first questions", () => {
  test("show what this person may do here, on one screen", async () => {
    const admin = (await desk.says(desk.stage.person("ada"), "help")).reply;
    const operator = (await desk.says(desk.stage.person("olga"), "help")).reply;
    const viewer = (await desk.says(desk.stage.person("vic"), "help")).reply;
    const visitor = (await desk.says(slackMember("U6"), "help")).reply;
    expect(admin.text).toContain("scan:");
    for (const { text } of [operator, viewer, visitor]) expect(text).not.toContain("scan:");
    for (const { text } of [admin, operator]) expect(text).toMatch(/run RUNBOOK.*\n.*approve ID/);
    for (const { text } of [viewer, visitor]) expect(text).not.toMatch(/run RUNBOOK|approve ID|cancel ID/);
    expect(visitor.text).toContain("/resync");
    expect(visitor.text).toContain(hint);
    for (const { text } of [admin, operator, viewer]) expect(text).not.toMatch(/\/resync|@Resync/);
    for (const { text, choices } of [admin, operator, viewer, visitor]) {
      expect(text.split("\n").length).toBeLessThanOrEqual(14);
      expect(text.length).toBeLessThan(600);
      expect(choices.length).toBe(4);
    }
  });

  test("are in Portuguese for who asks in Portuguese, and each question is understood", async () => {
    const { reply } = await desk.says(desk.stage.person("ana"), "ajuda");
    expect(reply.text).toContain("Pergunte com suas palavras");
    expect(reply.text).not.toMatch(/\b(approve|your|question)\b/);
    for (const locale of ["en", "pt"] as const)
      for (const person of [desk.stage.person("ana"), desk.stage.person("vic"), await visitorOf("U7")]) {
        const prompts = desk.reception.prompts(person, locale);
        expect(prompts).toHaveLength(4);
        for (const [n, { id }] of prompts.entries()) {
          const heard = ask(id, { defaultLocale: locale });
          expect(heard.locale, id).toBe(locale);
          expect(heard.intent.confidence, id).toBeGreaterThan(0.8);
          if (n < 3) expect(heard.intent.name).toBe(["job.failed", "system.health", "plan.late"][n]);
          else expect(["approval.list", "runbook.list", "account.link"]).toContain(heard.intent.name);
        }
      }
    expect(desk.reception.prompts({ id: "x", name: "X", roles: [] }, "en")).toEqual([]);
  });

  test("come in the language of the profile before anything was said", () => {
    const { localeOf } = desk.reception;
    expect(
      ["pt-BR", "pt_PT", "en-US", "de-DE", null].map((languageTag) =>
        localeOf(slackMember("U1", { languageTag })),
      ),
    ).toEqual(["pt", "pt", "en", "en", "en"]);
  });
});

async function visitorOf(user: string): Promise<Person> {
  const person = await desk.reception.who(slackMember(user));
  if (!person) throw new Error("Nobody.");
  return person;
}
