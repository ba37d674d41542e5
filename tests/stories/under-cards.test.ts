// What people say under Resync's own cards, in a Slack that runs here and with the product as it starts: the alert, the
// approval and the job each know what is meant, and nobody has to call anybody or say an id.

import { afterAll, beforeAll, expect, test } from "vitest";
import { channel, users } from "../adapters/slack/people.ts";
import type { Part } from "../adapters/slack/seen.ts";
import { eventually } from "../support/app.ts";
import { type SlackStage, slackStage } from "./support/slack-stage.ts";

let stage: SlackStage;
let world: SlackStage["world"];
let app: SlackStage["app"];
let people: SlackStage["people"];
let place: string;
let posted: SlackStage["posted"];
let shown: SlackStage["shown"];

beforeAll(async () => {
  stage = await slackStage({
    RESYNC_ADMINS: "email:ana@example.com,email:rui@example.com",
    HWA_ALLOW_ACTIONS: "true",
  });
  ({ world, app, people, place, posted, shown } = stage);
}, 60_000);
afterAll(() => stage[Symbol.asyncDispose]());

async function says(who: "ana" | "rui", under: string, text: string): Promise<void> {
  await people.writes(who, { thread: place, under }, text);
}

test("Under the card that a slash command began, it is that job which is asked for and stopped", async () => {
  await people.writes("ana", "command", "run recover-abend for INVOICE_PROCESSING");
  const card = await shown(null, /job INVOICE_PROCESSING[\s\S]*asked by/);
  await shown(null, /waits for approval[\s\S]*asked by/);
  await says("rui", card.ts, "why does it wait?");
  await shown(card.ts, /waits for operators to decide/);
  await says("ana", card.ts, "stop");
  await shown(card.ts, /recover-abend \w+ is stopped/);
}, 60_000);

test("Under an approval it is that approval which is looked into and rejected, wherever it stands", async () => {
  const old = new Set(posted(null).map(({ ts }) => ts));
  await people.writes("ana", "mention", "run recover-abend for INVOICE_PROCESSING");
  const card = await eventually(
    async () => posted(null).find(({ ts, text }) => !old.has(ts) && /Approval needed/.test(text)),
    "the card in the approvers' channel",
  );
  await says("ana", card.ts, "approve");
  await shown(card.ts, /You asked for this, so somebody else decides it/);
  await says("rui", card.ts, "details");
  await shown(card.ts, /Approval needed from operators/);
  await says("rui", card.ts, "reject because we look at the disk first");
  await shown(card.ts, /Rejected for recover-abend/);
  const settled = await shown(null, /Rejected[\s\S]*we look at the disk first/);
  expect(settled.ts).toBe(card.ts);
}, 60_000);

test("Under an alert its job is meant, and the alert itself", async () => {
  // What was so before the first look at the plan is no news; the late jobs of the plan show that it was looked at.
  const open = async () => ((await app.ask("alerts")).data as readonly unknown[]).length;
  await expect.poll(open, { timeout: 40_000, interval: 200 }).toBeGreaterThan(0);
  await app.sim("jobs/CRITICAL_JOB/abend", { returnCode: 8 });
  const alert = await shown(null, /CRITICAL_JOB failed|CRITICAL_JOB.*ABEND/);
  await says("rui", alert.ts, "log");
  await shown(alert.ts, /log of CRITICAL_JOB|CRITICAL_JOB[\s\S]*log/i);
  await says("ana", alert.ts, "mine");
  await shown(alert.ts, /is yours; nobody else is called/);
  await says("ana", alert.ts, "note we look at the disk first");
  await shown(alert.ts, /Noted on alert/);
  await says("ana", alert.ts, "run recover-abend");
  await shown(alert.ts, /Started recover-abend \(job CRITICAL_JOB\)/);
}, 90_000);

test("What people say to each other below a card is left alone, and what is asked there without a call is answered", async () => {
  await people.writes("ana", "mention", "status of FINANCE_PAYROLL");
  const asked = (world.rows("messages") as readonly Part[]).findLast(({ text }) =>
    String(text).endsWith("status of FINANCE_PAYROLL"),
  );
  const root = String(asked?.ts);
  await shown(root, /FINANCE_PAYROLL/);
  for (const [who, text] of [
    ["rui", "I think FINANCE_PAYROLL failed because the disk is full"],
    ["ana", `<@${users.rui}> status of FINANCE_PAYROLL?`],
    ["ana", "você viu o log do FINANCE_PAYROLL?"],
    ["rui", "thanks"],
    ["ana", "on it"],
  ] as const)
    await world.api(world.tokens[who], "chat.postMessage", { channel, thread_ts: root, text });
  const before = posted(root).length;
  await says("rui", root, "and its log?");
  await shown(root, /log of FINANCE_PAYROLL|FINANCE_PAYROLL[\s\S]*log/i);
  await expect.poll(() => posted(root).length, { timeout: 10_000 }).toBe(before + 1);
}, 60_000);

test("What people say to each other in threads of their own is not heard", async () => {
  const own = await world.api(world.tokens.rui, "chat.postMessage", { channel, text: "lunch?" });
  await says("ana", String(own.ts), "status");
  await world.delivered();
  // What is answered takes its turn behind it.
  await people.writes("ana", "direct", "help");
  await world.delivered();
  expect(posted(String(own.ts))).toEqual([]);
});
